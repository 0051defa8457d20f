"""The built-in types whose values have an attribute, by the names that the runtime gives to the types."""

from __future__ import annotations

import types

_ITERATED: tuple[type, ...] = (
    *(str, list, dict, tuple, set, frozenset, range, bytes),
    *(type({}.keys()), type({}.values()), type({}.items())),
)
_TYPES: tuple[type, ...] = (
    *(*_ITERATED, int, float, bool, slice, type(None)),
    *(types.GeneratorType, types.CoroutineType, zip, map, filter, enumerate, reversed),
)
_KINDS: dict[str, type] = {
    **{kind.__name__: kind for kind in _TYPES},
    **{f"{name}_iterator": type(iter("")) for name in ("callable", *(kind.__name__ for kind in _ITERATED))},
}


def kinds_with(name: str) -> str:
    """Return the built-in types whose values have the attribute, separated by spaces."""
    if name in ("__class__", "__doc__"):  # every value has them
        return ""
    return " ".join(
        kind for kind, found in _KINDS.items() if any(name in vars(base) for base in found.__mro__)
    )
