"""The tool chain: from the Python sources of the plugin to the products in `dist/`."""
