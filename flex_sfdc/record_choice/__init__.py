"""Choose the record that a task is about, and save it on the task."""
