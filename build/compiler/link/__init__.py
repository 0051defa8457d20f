"""Link units of the program and of the runtime into one script with its source map."""
