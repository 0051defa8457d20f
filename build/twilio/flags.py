"""Compare the feature's flags on the account with those of the settings, and push them to the account."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from build.remote.errors import Conflict, UnexpectedAnswer
from build.twilio.client.flex_configuration import FlexConfiguration, with_flags
from build.twilio.client.twilio import Twilio
from flex_sfdc.configuration import SECTION, Schema, own_settings, parse

Flags = Mapping[str, object]


class _Absent:
    """The mark for a missing key, because null is a value."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()


@dataclass(frozen=True)
class FlagChange:
    """A key that a push sets. A key inside an object is written with dots."""

    key: str
    before: object
    """ABSENT if the account does not have it."""
    after: object

    def __str__(self) -> str:
        if self.before is ABSENT:
            return f"+ {self.key}: {shown(self.after)}"
        return f"~ {self.key}: {shown(self.before)} -> {shown(self.after)}"

    def document(self) -> dict[str, object]:
        """Return the JSON object, without `before` if the account does not have the key."""
        before = {} if self.before is ABSENT else {"before": self.before}
        return {"key": self.key, **before, "after": self.after}


def changes(account: Flags, settings: Flags) -> tuple[FlagChange, ...]:
    """Return the changes that set the account's flags to those of the settings, in the settings' order."""
    return tuple(_changes(account, settings, ""))


def _changes(account: Flags, settings: Flags, place: str) -> Iterator[FlagChange]:
    for key, value in settings.items():
        before = account.get(key, ABSENT)
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            yield from _changes(before, value, f"{place}{key}.")
        elif not is_same(before, value):
            yield FlagChange(f"{place}{key}", before, value)


def only_on_account(account: Flags, settings: Flags) -> dict[str, object]:
    """Return the flags that only the account has, which a push keeps."""
    result: dict[str, object] = {}
    for key, value in account.items():
        setting = settings.get(key, ABSENT)
        if setting is ABSENT:
            result[key] = value
        elif isinstance(value, Mapping) and isinstance(setting, Mapping):
            inner = only_on_account(value, setting)
            result.update({f"{key}.{name}": below for name, below in inner.items()})
    return result


def is_same(left: object, right: object) -> bool:
    """Return whether two values are equal as JSON: 1 equals 1.0, but not true."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(is_same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(is_same, left, right))
    return left == right


def flag_warnings(flags: Flags, schemas: Mapping[str, Schema] = MappingProxyType({})) -> list[str]:
    """Return the plugin's own warnings about these flags: unknown keys, values of the wrong type.

    `schemas`: the extensions' schemas, by name. An extension's flags are an object under its name.
    """
    own = {key: value for key, value in flags.items() if key not in schemas}
    _, warnings = parse({"features": {SECTION: own}}, None)
    result = [warning.removeprefix(f"{SECTION}.") for warning in warnings]
    for name, schema in schemas.items():
        result += own_settings(name, schema, {"features": {name: flags.get(name)}}, None)[1]
    return result


def shown(value: object) -> str:
    """Return a value on one line; "-" if it is absent."""
    return "-" if value is ABSENT else json.dumps(value, ensure_ascii=False)


STEP = "push the flags"


def push_flags(
    twilio: Twilio, before: FlexConfiguration, settings: Flags, extensions: Collection[str] = ()
) -> FlexConfiguration:
    """Set these flags and keep everything else. `before` is the configuration that the user saw.

    Twilio replaces all `ui_attributes` and has no conditional write. So read them again just before the
    write: only changes between that read and our write are lost. Raises Conflict if the flags are no longer
    those that the user saw, ReleaseError.
    """

    def send() -> FlexConfiguration:
        newest = twilio.configuration.read()
        _check_unmoved(before.flags_with(extensions), newest.flags_with(extensions))
        attributes = with_flags(newest.ui_attributes, settings, extensions)
        return twilio.configuration.write_ui_attributes(newest.account_sid, attributes)

    def find() -> FlexConfiguration | None:
        now = twilio.configuration.read()
        return None if changes(now.flags_with(extensions), settings) else now

    written = twilio.create_idempotently(send, find)
    if missing := changes(written.flags_with(extensions), settings):
        keys = ", ".join(change.key for change in missing)
        raise UnexpectedAnswer(STEP, f"Twilio accepted them, but its answer has other values ({keys})")
    return written


def _check_unmoved(now: Flags, before: Flags) -> None:
    if is_same(now, before):
        return
    moved = [
        key
        for key in {**now, **before}
        if (key in now) != (key in before) or not is_same(now[key], before[key])
    ]
    raise Conflict(
        STEP,
        f"somebody else has just changed flags of the account ({', '.join(moved)}): nothing was written",
        "Check `package.py config diff`, then push again.",
    )
