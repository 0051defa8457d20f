"""The one deep merge: of flags over flags, and of flags into a Flex configuration."""

from __future__ import annotations

from collections.abc import Mapping


def deep_merge(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    """Merge objects at every depth; any other value from `above` replaces the one below, lists too."""
    merged = dict(below)
    for name, value in above.items():
        old = merged.get(name)
        if isinstance(value, Mapping):
            merged[name] = deep_merge(old if isinstance(old, Mapping) else {}, value)
        else:
            merged[name] = value
    return merged
