"""Flex as the plugin sees it: its state, tasks, notifications, texts and styles."""
