"""The feature's flags: compare those of the account with those of settings.yaml, and push them."""
