"""The decisions: pure functions of plain values. No flag, logger, global or platform call in here."""
