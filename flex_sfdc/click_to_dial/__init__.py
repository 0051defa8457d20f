"""Dial the numbers that the agent clicks in Salesforce, or that components of its page name."""
