"""The account's Flex configuration: its serverless services, Flex UI's version, and the feature's flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from build.twilio.client.answers import Answer
from build.twilio.client.request import Request, Transport, get
from build.twilio.errors import InputError, NotFound

HOST = "flex-api.twilio.com"
PATH = "/v1/Configuration"
FEATURE = ("custom_data", "features", "salesforce_integration")
"""Where the feature's flags are, below `ui_attributes`."""


@dataclass(frozen=True)
class FlexConfiguration:
    """What is used of it."""

    account_sid: str
    service_sids: tuple[str, ...]
    ui_version: str | None
    ui_dependencies: Mapping[str, object]
    """React's versions, where they were chosen."""
    ui_attributes: Mapping[str, object]
    data: Mapping[str, object]
    """All of it."""

    @property
    def flags(self) -> Mapping[str, object]:
        """The feature's flags as they are there; empty when there are none."""
        found: object = self.ui_attributes
        for name in FEATURE:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else {}


def read_configuration(transport: Transport) -> FlexConfiguration:
    """The configuration as it is now. Raises ReleaseError, NotFound on an account without Flex."""
    step = "read the Flex configuration"
    try:
        return _configuration(transport.send(get(step, HOST, PATH)))
    except NotFound as error:
        problem = f"Flex is not set up on this account, or it is not the one that is meant: {error.problem}"
        raise NotFound(step, problem, status=error.status, code=error.code) from None


def register_services(transport: Transport, account: str, sids: tuple[str, ...]) -> FlexConfiguration:
    """Makes Flex take its plugins from these services; the list is replaced, so it must be whole."""
    body = {"account_sid": account, "serverless_service_sids": list(sids)}
    return _configuration(transport.send(_write("register the service with Flex", body)))


def write_ui_attributes(
    transport: Transport, account: str, attributes: Mapping[str, object]
) -> FlexConfiguration:
    """Replaces `ui_attributes` whole, as Twilio does: give what `with_flags` made of the newest ones."""
    body = {"account_sid": account, "ui_attributes": dict(attributes)}
    return _configuration(transport.send(_write("write the flags", body)))


def with_flags(attributes: Mapping[str, object], flags: Mapping[str, object]) -> dict[str, object]:
    """The `ui_attributes` with the feature's flags laid over what is there; every other key stays.

    Raises InputError where something else than an object stands in the way.
    """
    laid: Mapping[str, object] = flags
    for name in reversed(FEATURE):
        laid = {name: laid}
    _refuse_what_is_in_the_way(attributes)
    return _merged(attributes, laid)


def _refuse_what_is_in_the_way(attributes: Mapping[str, object]) -> None:
    there: object = attributes
    place = "ui_attributes"
    for name in FEATURE:
        there = cast("Mapping[str, object]", there).get(name)
        place += f".{name}"
        if there is None:
            return
        if not isinstance(there, Mapping):
            raise InputError(
                "merge the flags",
                f"{place} of the account's Flex configuration is not an object",
                "Look what it is for, and remove it.",
            )


def _merged(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    """Objects are merged at every depth; anything else from above wins, lists too."""
    merged = dict(below)
    for name, value in above.items():
        old = merged.get(name)
        if isinstance(value, Mapping):
            merged[name] = _merged(old if isinstance(old, Mapping) else {}, value)
        else:
            merged[name] = value
    return merged


def _write(step: str, body: Mapping[str, object]) -> Request:
    return Request(step, "POST", HOST, PATH, body=body)


def _configuration(answer: Answer) -> FlexConfiguration:
    return FlexConfiguration(
        answer.text("account_sid"),
        answer.texts("serverless_service_sids"),
        answer.text_or_none("ui_version"),
        answer.mapping("ui_dependencies"),
        answer.mapping("ui_attributes"),
        answer.data,
    )
