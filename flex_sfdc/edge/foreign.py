"""Reading what belongs to others, where any part may be absent."""

from __future__ import annotations


def dig(value: object, *names: str) -> object:
    """The attribute at the end of the path, None when any step is missing."""
    for name in names:
        if value is None:
            return None
        value = getattr(value, name, None)
    return value


def text_at(value: object, *names: str) -> str:
    """The text at the end of the path, empty when there is none."""
    found = dig(value, *names)
    return found if isinstance(found, str) else ""
