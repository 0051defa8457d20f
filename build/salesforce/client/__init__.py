"""Requests to an org, and their answers: httpx and the standard library, no Node."""
