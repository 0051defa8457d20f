"""The feature's flags: what an account has, what the settings say, and what the plugin makes of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flex_sfdc.configuration import SECTION, parse

Flags = Mapping[str, object]


class _Absent:
    """What a key has where it is not there: null would be a value."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()


@dataclass(frozen=True)
class FlagChange:
    """One key that a push sets; keys inside objects are written with dots."""

    key: str
    before: object
    """ABSENT where the account does not have it."""
    after: object

    def __str__(self) -> str:
        if self.before is ABSENT:
            return f"+ {self.key}: {shown(self.after)}"
        return f"~ {self.key}: {shown(self.before)} -> {shown(self.after)}"

    def document(self) -> dict[str, object]:
        """For machines: without `before` where the account does not have the key."""
        before = {} if self.before is ABSENT else {"before": self.before}
        return {"key": self.key, **before, "after": self.after}


def changes(account: Flags, wanted: Flags) -> tuple[FlagChange, ...]:
    """What has to be set so that the account has all that is wanted, in the order of what is wanted."""
    return tuple(_changes(account, wanted, ""))


def _changes(account: Flags, wanted: Flags, where: str) -> Iterator[FlagChange]:
    for key, value in wanted.items():
        before = account.get(key, ABSENT)
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            yield from _changes(before, value, f"{where}{key}.")
        elif not is_same(before, value):
            yield FlagChange(f"{where}{key}", before, value)


def only_on_account(account: Flags, wanted: Flags) -> dict[str, object]:
    """What the account has and nobody asks for: a push leaves it."""
    found: dict[str, object] = {}
    for key, value in account.items():
        asked = wanted.get(key, ABSENT)
        if asked is ABSENT:
            found[key] = value
        elif isinstance(value, Mapping) and isinstance(asked, Mapping):
            inner = only_on_account(value, asked)
            found.update({f"{key}.{name}": one for name, one in inner.items()})
    return found


def is_same(one: object, other: object) -> bool:
    """Whether two values are the same JSON: 1 and 1.0 are, true and 1 are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return one == other


def complaints(flags: Flags) -> list[str]:
    """What the plugin says in the browser's console of these flags: unknown keys, values of another kind."""
    _, warnings = parse({"features": {SECTION: dict(flags)}}, None)
    return [warning.removeprefix(f"{SECTION}.") for warning in warnings]


def shown(value: object) -> str:
    """A value on one line; "-" for none."""
    return "-" if value is ABSENT else json.dumps(value, ensure_ascii=False)
