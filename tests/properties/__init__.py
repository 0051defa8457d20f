"""The promises of the decisions, for any value."""
