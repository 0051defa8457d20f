"""Read the whole state of the account before a deploy, so that all checks come before any change."""

from __future__ import annotations

from dataclasses import dataclass

from build.remote.errors import NotFound, ReleaseError
from build.twilio.client import serverless
from build.twilio.client.flex_configuration import FlexConfiguration
from build.twilio.client.plugins import Plugin, PluginVersion
from build.twilio.client.serverless import Build, Environment, Service
from build.twilio.client.twilio import Twilio

LEGACY_VERSION = "0.0.0"
"""The version of legacy plugins; Flex still loads such a bundle, in addition to a release."""


@dataclass(frozen=True)
class AccountState:
    """The parts of the account that concern one plugin."""

    configuration: FlexConfiguration
    service: Service | None
    """The service for the account's plugins."""
    missing_services: tuple[str, ...]
    """SIDs of services that are registered with Flex and no longer exist."""
    environment: Environment | None
    build: Build | None
    """The build deployed to the environment."""
    plugin: Plugin | None
    versions: tuple[PluginVersion, ...]
    """All of them, archived ones included."""

    @property
    def is_registered(self) -> bool:
        """Whether Flex loads plugins from the service, and only from services that exist."""
        sids = self.configuration.service_sids
        return self.service is not None and self.service.sid in sids and not self.missing_services

    @property
    def version_numbers(self) -> tuple[str, ...]:
        """The numbers of all versions."""
        return tuple(version.version for version in self.versions)

    def version(self, number: str) -> PluginVersion | None:
        """Return the registered version with that number."""
        return next((version for version in self.versions if version.version == number), None)

    def has_legacy_bundle(self, name: str) -> bool:
        """Return whether the bundle of a legacy plugin is deployed as well."""
        deployed = self.build.asset_versions if self.build else ()
        return any(asset.path == f"/plugins/{name}/{LEGACY_VERSION}/bundle.js" for asset in deployed)


def read_state(twilio: Twilio, name: str) -> AccountState:
    """Read everything that a deploy of the plugin depends on. Raises ReleaseError."""
    configuration = twilio.configuration.read()
    service, missing = _service(twilio, configuration)
    environment = find_environment(twilio, service.sid, name) if service else None
    build = _deployed_build(twilio, service, environment) if service and environment else None
    plugin = twilio.plugins.find_plugin(name)
    versions = twilio.plugins.versions(name) if plugin else []
    return AccountState(configuration, service, missing, environment, build, plugin, tuple(versions))


def find_environment(twilio: Twilio, service: str, name: str) -> Environment | None:
    """Return the plugin's environment, which has the plugin's name."""
    everything = twilio.serverless.environments(service)
    return next((environment for environment in everything if environment.unique_name == name), None)


def default_service(twilio: Twilio) -> Service | None:
    """Return the service that Twilio's own command line uses when none is registered with Flex."""
    everything = twilio.serverless.services()
    return next((service for service in everything if service.unique_name == serverless.SERVICE_NAME), None)


def _service(twilio: Twilio, configuration: FlexConfiguration) -> tuple[Service | None, tuple[str, ...]]:
    registered = {sid: twilio.serverless.find_service(sid) for sid in configuration.service_sids}
    missing = tuple(sid for sid, service in registered.items() if service is None)
    first = next((service for service in registered.values() if service), None)
    return first or default_service(twilio), missing


def _deployed_build(twilio: Twilio, service: Service, environment: Environment) -> Build | None:
    sid = environment.build_sid
    try:
        return twilio.serverless.read_build(service.sid, sid) if sid else None
    except NotFound as error:
        # A new build would remove the files that the environment still serves, which a person has to decide.
        raise ReleaseError(
            error.step,
            f"{environment.domain_name} serves {sid}, and that build is gone, so its files cannot be kept",
            "In the Twilio Console deploy another build to this environment, or delete the environment and "
            "with it the deployed versions. Then run the same command again.",
        ) from None
