"""The tool chain, which builds the products in `dist/` from the Python sources of the plugin."""
