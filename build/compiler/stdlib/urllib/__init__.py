"""urllib: of it only `parse`."""
