"""Third-party modules, unchanged."""
