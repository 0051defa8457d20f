"""Examples for the documentation; the tests build and run them."""
