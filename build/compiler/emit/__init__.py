"""Print lowered statements as JavaScript, through Transcrypt."""
