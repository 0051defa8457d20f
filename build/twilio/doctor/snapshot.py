"""The doctor's view of the account: each resource is read once, when the first check needs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from build.bundle.dist import Dist
from build.remote.errors import ReleaseError
from build.twilio.client.credentials import Credentials
from build.twilio.client.flex_configuration import FlexConfiguration
from build.twilio.client.plugins import ConfiguredPlugin, Plugin, PluginVersion, Release
from build.twilio.client.served_file import ServedFiles
from build.twilio.client.serverless import Environment, Service
from build.twilio.client.twilio import Twilio
from build.twilio.doctor.bundle import Deployed

T = TypeVar("T")


@dataclass(frozen=True)
class Access:
    """The account, its files, and the credentials used."""

    twilio: Twilio
    files: ServedFiles
    credentials: Credentials

    @property
    def has_token(self) -> bool:
        """Whether these are the auth token, which may read more than an API key."""
        return self.credentials.username == self.credentials.account_sid


@dataclass(frozen=True)
class Expected:
    """The state that the account should have."""

    name: str
    environment: str | None
    flex_ui: str
    flags: Mapping[str, object]
    built: Dist | None


class _Once(Generic[T]):
    """A value that is read once for all checks that need it; they share its failure too."""

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


class Snapshot:
    """Everything that the checks read of an account."""

    def __init__(self, access: Access, expected: Expected) -> None:
        self.access = access
        self.expected = expected
        twilio, name = access.twilio, expected.name
        self.configuration: _Once[FlexConfiguration] = _Once(twilio.configuration.read)
        self.releases: _Once[list[Release]] = _Once(twilio.plugins.releases)
        self.services: _Once[dict[str, Service | None]] = _Once(self._read_services)
        self.environment: _Once[Environment | None] = _Once(self._read_environment)
        self.plugin: _Once[Plugin | None] = _Once(lambda: twilio.plugins.find_plugin(name))
        self.versions: _Once[list[PluginVersion]] = _Once(self._read_versions)
        self.released: _Once[list[ConfiguredPlugin] | None] = _Once(self._read_released)

    @property
    def custom_data(self) -> object:
        """The account's `custom_data`, whatever it is."""
        return self.configuration().ui_attributes.get("custom_data")

    def _read_services(self) -> dict[str, Service | None]:
        sids = self.configuration().service_sids
        return {sid: self.access.twilio.serverless.find_service(sid) for sid in sids}

    def _read_environment(self) -> Environment | None:
        for sid, service in self.services().items():
            for one in self.access.twilio.serverless.environments(sid) if service else []:
                if one.unique_name == self.expected.name:
                    return one
        return None

    def _read_versions(self) -> list[PluginVersion]:
        return self.access.twilio.plugins.versions(self.expected.name) if self.plugin() else []

    def _read_released(self) -> list[ConfiguredPlugin] | None:
        active = next(iter(self.releases()), None)
        return self.access.twilio.plugins.configured_plugins(active.configuration_sid) if active else None

    def bundle_of(self, url: str, *, private: bool) -> bytes | None:
        """Read a bundle as it is served; None if it is not served, or not to us."""
        place = Deployed("", url, private, True).place
        return self.access.files.read(*place, public=not private) if place else None
