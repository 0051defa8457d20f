"""What the doctor has read: each thing once, when the first check asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from build.bundle.dist import Dist
from build.twilio.client import plugins, serverless
from build.twilio.client.credentials import Credentials
from build.twilio.client.flex_configuration import FlexConfiguration, read_configuration
from build.twilio.client.plugins import ConfiguredPlugin, Plugin, PluginVersion
from build.twilio.client.request import Transport
from build.twilio.client.served_file import Files, read_live
from build.twilio.client.serverless import Environment, Service
from build.twilio.doctor.bundle import Live
from build.twilio.errors import ReleaseError

T = TypeVar("T")


class Pages(Files, Protocol):
    """What fetches files and looks at pages; the HTTP transport does."""

    def status(self, step: str, host: str, path: str) -> int:
        """What a page answers. Raises RemoteUnavailable."""


@dataclass(frozen=True)
class Access:
    """The account, and who asks."""

    transport: Transport
    pages: Pages
    credentials: Credentials

    @property
    def has_token(self) -> bool:
        """Whether this is the auth token, which may see more than an API key."""
        return self.credentials.username == self.credentials.account_sid


@dataclass(frozen=True)
class Subject:
    """What the account is held to."""

    name: str
    environment: str | None
    flex_ui: str
    flags: Mapping[str, object]
    built: Dist | None


class _Once(Generic[T]):
    """What is read once for all checks that need it; they share its failure too."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._outcome: T | ReleaseError | None = None
        self._is_read = False

    def __call__(self) -> T:
        if not self._is_read:
            try:
                self._outcome = self._read()
            except ReleaseError as error:
                self._outcome = error
            self._is_read = True
        if isinstance(self._outcome, ReleaseError):
            raise self._outcome
        return self._outcome  # type: ignore[return-value]


class Chart:
    """Everything that is read of an account."""

    def __init__(self, access: Access, subject: Subject) -> None:
        self.access = access
        self.subject = subject
        transport, name = access.transport, subject.name
        self.configuration: _Once[FlexConfiguration] = _Once(lambda: read_configuration(transport))
        self.releases: _Once[list[plugins.Release]] = _Once(lambda: plugins.releases(transport))
        self.services: _Once[dict[str, Service | None]] = _Once(self._read_services)
        self.environment: _Once[Environment | None] = _Once(self._read_environment)
        self.plugin: _Once[Plugin | None] = _Once(lambda: plugins.find_plugin(transport, name))
        self.versions: _Once[list[PluginVersion]] = _Once(self._read_versions)
        self.released: _Once[list[ConfiguredPlugin] | None] = _Once(self._read_released)

    @property
    def custom_data(self) -> object:
        """Whatever the account has there."""
        return self.configuration().ui_attributes.get("custom_data")

    def _read_services(self) -> dict[str, Service | None]:
        sids = self.configuration().service_sids
        return {sid: serverless.find_service(self.access.transport, sid) for sid in sids}

    def _read_environment(self) -> Environment | None:
        for sid, service in self.services().items():
            for one in serverless.environments(self.access.transport, sid) if service else []:
                if one.unique_name == self.subject.name:
                    return one
        return None

    def _read_versions(self) -> list[PluginVersion]:
        return plugins.versions(self.access.transport, self.subject.name) if self.plugin() else []

    def _read_released(self) -> list[ConfiguredPlugin] | None:
        active = next(iter(self.releases()), None)
        return plugins.configured_plugins(self.access.transport, active.configuration_sid) if active else None

    def bundle_of(self, url: str, *, private: bool) -> bytes | None:
        """A bundle as it is served; None where it is not, or not to us."""
        place = Live("", url, private, True).place
        if place is None:
            return None
        return read_live(self.access.pages, self.access.credentials, *place, public=not private)
