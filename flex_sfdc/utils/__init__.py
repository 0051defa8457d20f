"""The rules of the integration: pure functions of plain values, without flags, logging or platform calls."""
