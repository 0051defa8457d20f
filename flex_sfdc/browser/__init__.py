"""The browser: time, storage, locks and the console."""
