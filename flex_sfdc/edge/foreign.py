"""Reading what belongs to others, where any part may be absent."""

from __future__ import annotations


def dig(value: object, path: str) -> object:
    """The attribute at the end of a dotted path, None when any step is missing."""
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


def text_at(value: object, path: str) -> str:
    """The text at the end of the path, empty when there is none."""
    found = dig(value, path)
    return found if isinstance(found, str) else ""
