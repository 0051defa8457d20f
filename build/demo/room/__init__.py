"""The control room: a web page on loopback that runs the demo's commands and shows its log."""
