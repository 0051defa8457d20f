"""Read and write the account's Flex configuration: services, the version of Flex UI, the feature's flags."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from build.remote.errors import InputError, NotFound
from build.twilio.client.answers import Answer
from build.twilio.client.connection import Connection
from build.twilio.client.request import Request, get
from flex_sfdc.plain_data import merged

HOST = "flex-api.twilio.com"
PATH = "/v1/Configuration"
FEATURES = ("custom_data", "features")
FEATURE = (*FEATURES, "salesforce_integration")
"""The path of the feature's flags below `ui_attributes`, next to those of extensions."""


@dataclass(frozen=True)
class FlexConfiguration:
    """The parts of the configuration that we use."""

    account_sid: str
    service_sids: tuple[str, ...]
    ui_version: str | None
    ui_dependencies: Mapping[str, object]
    """React's versions, where the account chose them."""
    ui_attributes: Mapping[str, object]
    data: Mapping[str, object]
    """The complete answer."""

    @property
    def flags(self) -> Mapping[str, object]:
        """The feature's flags on the account; empty when it has none."""
        return self._section(FEATURE)

    def flags_with(self, extensions: Iterable[str]) -> Mapping[str, object]:
        """Return the flags together with those of extensions, each under the extension's name."""
        of_extensions = {name: self._section((*FEATURES, name)) for name in extensions}
        return {**self.flags, **{name: flags for name, flags in of_extensions.items() if flags}}

    def _section(self, path: tuple[str, ...]) -> Mapping[str, object]:
        value: object = self.ui_attributes
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value if isinstance(value, Mapping) else {}


class ConfigurationService:
    """The requests for the account's Flex configuration, on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read(self) -> FlexConfiguration:
        """Read the configuration. Raises ReleaseError, NotFound on an account without Flex."""
        step = "read the Flex configuration"
        try:
            return _configuration(self._connection.send(get(step, HOST, PATH)))
        except NotFound as error:
            problem = f"Flex is not set up on this account, or this is the wrong account: {error.problem}"
            raise NotFound(step, problem, status=error.status, code=error.code) from None

    def register_services(self, account: str, sids: tuple[str, ...]) -> FlexConfiguration:
        """Register the services that Flex loads plugins from. The list is replaced, so pass all services."""
        body = {"account_sid": account, "serverless_service_sids": list(sids)}
        return _configuration(self._connection.send(_write("register the service with Flex", body)))

    def write_ui_attributes(self, account: str, attributes: Mapping[str, object]) -> FlexConfiguration:
        """Replace all `ui_attributes`. Pass the newest ones, merged by `with_flags`."""
        body = {"account_sid": account, "ui_attributes": dict(attributes)}
        return _configuration(self._connection.send(_write("write the flags", body)))


def with_flags(
    attributes: Mapping[str, object], flags: Mapping[str, object], extensions: Collection[str] = ()
) -> dict[str, object]:
    """Merge the flags, in the form of `flags_with`, into the `ui_attributes`. Keep every other key.

    Raises InputError if a value on the path to the flags is not an object.
    """
    sections: dict[str, object] = {FEATURE[-1]: {k: v for k, v in flags.items() if k not in extensions}}
    sections |= {name: flags[name] for name in extensions if name in flags}
    nested: Mapping[str, object] = sections
    for name in reversed(FEATURES):
        nested = {name: nested}
    for name in sections:
        _check_path(attributes, (*FEATURES, name))
    return merged(attributes, nested)


def _check_path(attributes: Mapping[str, object], path: tuple[str, ...]) -> None:
    value: object = attributes
    place = "ui_attributes"
    for name in path:
        value = cast("Mapping[str, object]", value).get(name)
        place += f".{name}"
        if value is None:
            return
        if not isinstance(value, Mapping):
            raise InputError(
                "merge the flags",
                f"{place} of the account's Flex configuration is not an object",
                "Check what uses that value, then remove it and push again.",
            )


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
