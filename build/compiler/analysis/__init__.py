"""Find out what the whole program means before any module is lowered."""
