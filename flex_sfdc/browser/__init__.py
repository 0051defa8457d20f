"""The browser: time, storage, locks, the frame and the console."""
