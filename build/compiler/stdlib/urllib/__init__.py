"""urllib: only its module `parse`."""
