"""Open the panel for a task, and keep it docked during a call."""
