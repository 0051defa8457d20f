"""The decisions: pure functions of plain values, without flags, loggers, globals or platform calls."""
