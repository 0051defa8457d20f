"""The tool chain, which makes the products in `dist/` from the Python sources of the plugin."""
