"""The bundle: settings and sources in, checked products out; and the plugin server."""
