"""Fakes of everything the plugin talks to, each as small as the plugin's use of it."""
