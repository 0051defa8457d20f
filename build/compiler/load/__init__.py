"""Read and parse the modules of a program."""
