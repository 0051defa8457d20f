"""The fault matrix: the built plugin in V8, and everything around it going wrong."""
