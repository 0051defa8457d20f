"""Read objects of the page, where any part may be absent or throw."""

from __future__ import annotations

from typing import Any


def dig(value: object, path: str) -> object:
    """Return the attribute at the end of a dotted path, None if a step is missing or throws."""
    try:
        for name in path.split("."):
            value = getattr(value, name, None)
    except Exception:  # another plugin's getter threw, which must not stop the work on other tasks
        return None
    return value


def method_at(value: object, path: str) -> Any:
    """Return the method at the end of the path.

    A direct call of a name such as `add` could mean Python's own method, which costs space in the bundle.
    """
    return dig(value, path)


def text_at(value: object, path: str) -> str:
    """Return the text at the end of the path, "" if there is none."""
    text = dig(value, path)
    return text if isinstance(text, str) else ""
