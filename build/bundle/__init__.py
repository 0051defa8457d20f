"""The bundle: turn settings and sources into checked products, and serve them."""
