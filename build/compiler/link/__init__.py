"""Units of the program and of the runtime in, one script with its source map out."""
