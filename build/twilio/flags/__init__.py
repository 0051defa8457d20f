"""The feature's flags: those on the account beside those of settings.yaml, and how they get there."""
