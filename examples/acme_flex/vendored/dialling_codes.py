"""Countries by dialling code. Copied from another project of ours: any module of pure Python will do."""

from __future__ import annotations

CODES = {"1": "US", "33": "FR", "44": "GB", "49": "DE", "81": "JP", "353": "IE"}


def country_of(number: str) -> str:
    """Return the country of an international number, "" if it is not one of `CODES`."""
    if not number.startswith("+"):
        return ""
    digits = number[1:]
    return next((CODES[digits[:length]] for length in (3, 2, 1) if digits[:length] in CODES), "")
