"""Read the account for the doctor. Read each resource once, when the first check needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from build.bundle.dist import Dist
from build.remote.findings import Once
from build.twilio.client.credentials import Credentials
from build.twilio.client.flex_configuration import FlexConfiguration
from build.twilio.client.plugins import ConfiguredPlugin, Plugin, PluginVersion, Release
from build.twilio.client.served_file import ServedFiles
from build.twilio.client.serverless import Environment, Service
from build.twilio.client.twilio import Twilio
from build.twilio.doctor.bundle import Deployed
from flex_sfdc.configuration import Schema


@dataclass(frozen=True)
class Access:
    """The account, its files, and the credentials used."""

    twilio: Twilio
    files: ServedFiles
    credentials: Credentials

    @property
    def has_token(self) -> bool:
        """Whether the credentials are the auth token, which may read more than an API key."""
        return self.credentials.username == self.credentials.account_sid


@dataclass(frozen=True)
class Expected:
    """The state that the account should have."""

    name: str
    environment: str | None
    flex_ui: str
    flags: Mapping[str, object]
    schemas: Mapping[str, Schema]
    """The configuration keys of extensions, by name."""
    built: Dist | None


class Snapshot:
    """All data of an account that the checks read."""

    def __init__(self, access: Access, expected: Expected) -> None:
        self.access = access
        self.expected = expected
        twilio, name = access.twilio, expected.name
        self.configuration: Once[FlexConfiguration] = Once(twilio.configuration.read)
        self.releases: Once[list[Release]] = Once(twilio.plugins.releases)
        self.services: Once[dict[str, Service | None]] = Once(self._read_services)
        self.environment: Once[Environment | None] = Once(self._read_environment)
        self.plugin: Once[Plugin | None] = Once(lambda: twilio.plugins.find_plugin(name))
        self.versions: Once[list[PluginVersion]] = Once(self._read_versions)
        self.released: Once[list[ConfiguredPlugin] | None] = Once(self._read_released)

    @property
    def custom_data(self) -> object:
        """The account's `custom_data`, which may be of any type."""
        return self.configuration().ui_attributes.get("custom_data")

    def _read_services(self) -> dict[str, Service | None]:
        sids = self.configuration().service_sids
        return {sid: self.access.twilio.serverless.find_service(sid) for sid in sids}

    def _read_environment(self) -> Environment | None:
        for sid, service in self.services().items():
            for environment in self.access.twilio.serverless.environments(sid) if service else []:
                if environment.unique_name == self.expected.name:
                    return environment
        return None

    def _read_versions(self) -> list[PluginVersion]:
        return self.access.twilio.plugins.versions(self.expected.name) if self.plugin() else []

    def _read_released(self) -> list[ConfiguredPlugin] | None:
        active = next(iter(self.releases()), None)
        return self.access.twilio.plugins.configured_plugins(active.configuration_sid) if active else None

    def bundle_of(self, url: str, *, private: bool) -> bytes | None:
        """Read a bundle from its environment. Return None if it is not served to us."""
        place = Deployed("", url, private, True).place
        return self.access.files.read(*place, public=not private) if place else None
