"""Whatever comes in: what the decisions promise for every value."""
