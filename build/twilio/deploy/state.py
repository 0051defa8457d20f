"""What is on the account before a deploy, read whole: everything is checked before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass

from build.twilio.client import plugins, serverless
from build.twilio.client.flex_configuration import FlexConfiguration, read_configuration
from build.twilio.client.plugins import Plugin, PluginVersion
from build.twilio.client.request import Transport
from build.twilio.client.serverless import Build, Environment, Service
from build.twilio.errors import NotFound, ReleaseError

LEGACY_VERSION = "0.0.0"
"""What plugins of the first kind were deployed as; Flex still loads such a bundle, beside a release."""


@dataclass(frozen=True)
class Found:
    """The account, as far as one plugin is concerned."""

    configuration: FlexConfiguration
    service: Service | None
    """The one that keeps the account's plugins."""
    missing_services: tuple[str, ...]
    """Sids that Flex was told of and that are gone."""
    environment: Environment | None
    build: Build | None
    """What is live in the environment."""
    plugin: Plugin | None
    versions: tuple[PluginVersion, ...]
    """All of them, archived ones too."""

    @property
    def is_registered(self) -> bool:
        """Whether Flex takes plugins from the service, and is told of none that is gone."""
        sids = self.configuration.service_sids
        return self.service is not None and self.service.sid in sids and not self.missing_services

    @property
    def version_numbers(self) -> tuple[str, ...]:
        return tuple(version.version for version in self.versions)

    def version(self, number: str) -> PluginVersion | None:
        """The registered version of that number."""
        return next((version for version in self.versions if version.version == number), None)

    def has_legacy_bundle(self, name: str) -> bool:
        """Whether a bundle of the first kind of plugins is live as well."""
        live = self.build.asset_versions if self.build else ()
        return any(one.path == f"/plugins/{name}/{LEGACY_VERSION}/bundle.js" for one in live)


def look(transport: Transport, name: str) -> Found:
    """Reads everything that a deploy of the plugin depends on. Raises ReleaseError."""
    configuration = read_configuration(transport)
    service, missing = _service(transport, configuration)
    environment = find_environment(transport, service.sid, name) if service else None
    build = _live_build(transport, service, environment) if service and environment else None
    plugin = plugins.find_plugin(transport, name)
    versions = plugins.versions(transport, name) if plugin else []
    return Found(configuration, service, missing, environment, build, plugin, tuple(versions))


def find_environment(transport: Transport, service: str, name: str) -> Environment | None:
    """The plugin's environment: the one that is named like it."""
    everything = serverless.environments(transport, service)
    return next((one for one in everything if one.unique_name == name), None)


def default_service(transport: Transport) -> Service | None:
    """The service that Twilio's own command line would take where Flex is told of none."""
    everything = serverless.services(transport)
    return next((one for one in everything if one.unique_name == serverless.SERVICE_NAME), None)


def _service(
    transport: Transport, configuration: FlexConfiguration
) -> tuple[Service | None, tuple[str, ...]]:
    registered = {sid: serverless.find_service(transport, sid) for sid in configuration.service_sids}
    missing = tuple(sid for sid, service in registered.items() if service is None)
    first = next((service for service in registered.values() if service), None)
    return first or default_service(transport), missing


def _live_build(transport: Transport, service: Service, environment: Environment) -> Build | None:
    sid = environment.build_sid
    try:
        return serverless.read_build(transport, service.sid, sid) if sid else None
    except NotFound as error:
        # Another build would take away whatever the environment still serves: a person has to decide that.
        raise ReleaseError(
            error.step,
            f"{environment.domain_name} serves {sid}, and that build is gone, so its files cannot be kept",
            "In the Twilio Console deploy another build to this environment, or delete it: the versions that "
            "were deployed are gone then. Then run the same command again.",
        ) from None
