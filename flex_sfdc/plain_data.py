"""Plain data: what JSON holds."""

from __future__ import annotations

from collections.abc import Mapping


def merged(base: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    """Return a new dict with the keys of both; `over` wins, but two objects under one key are merged in
    turn."""
    result = dict(base)
    for key, value in over.items():
        before = result.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            value = merged(before, value)
        result[key] = value
    return result
