"""Modules of others, as they are."""
