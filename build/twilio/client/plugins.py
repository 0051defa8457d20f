"""Send the requests of Flex's plugin service: plugins, versions, configurations (sets of versions), releases.

The requests, their fields and their order were recorded from Twilio's own command line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from build.remote.errors import InputError
from build.twilio.client.answers import Answer
from build.twilio.client.connection import Api, Connection
from build.twilio.client.request import part

HOST = "flex-api.twilio.com"
_SERVICE = "/v1/PluginService"
_PLUGINS = f"{_SERVICE}/Plugins"
_CONFIGURATIONS = f"{_SERVICE}/Configurations"
_RELEASES = f"{_SERVICE}/Releases"
MAX_LENGTHS = {"name": 100, "friendly name": 100, "description": 500, "changelog": 1000}
"""The maximum lengths, in characters."""
DEFAULT_PHASE = 3


@dataclass(frozen=True)
class Plugin:
    """A registered plugin."""

    sid: str
    name: str
    friendly_name: str = ""
    description: str = ""
    archived: bool = False


@dataclass(frozen=True)
class PluginVersion:
    """A registered version of a plugin, and the URL of its bundle."""

    sid: str
    plugin_sid: str
    version: str
    url: str
    private: bool = False
    changelog: str = ""
    archived: bool = False
    date_created: str = ""


@dataclass(frozen=True)
class Chosen:
    """A version chosen for a configuration."""

    version_sid: str
    phase: int


@dataclass(frozen=True)
class ConfiguredPlugin:
    """A version in a configuration."""

    plugin_sid: str
    version_sid: str
    name: str
    version: str
    url: str
    private: bool
    phase: int
    archived: bool = False
    """Whether the plugin or this version of it has been archived since."""

    @property
    def chosen(self) -> Chosen:
        """This version and phase, for another configuration."""
        return Chosen(self.version_sid, self.phase)

    def in_phase(self, phase: int) -> ConfiguredPlugin:
        """Return the same version in another phase."""
        return replace(self, phase=phase)


@dataclass(frozen=True)
class Configuration:
    """A set of plugin versions; immutable after its creation."""

    sid: str
    name: str = ""
    description: str = ""
    archived: bool = False
    date_created: str = ""


@dataclass(frozen=True)
class Release:
    """The release of a configuration to the agents."""

    sid: str
    configuration_sid: str
    date_created: str = ""


def check_texts(
    *, name: str = "", friendly_name: str = "", description: str = "", changelog: str = ""
) -> None:
    """Check the lengths, in characters. Raises InputError for a string longer than Twilio accepts."""
    texts = {
        "name": name,
        "friendly name": friendly_name,
        "description": description,
        "changelog": changelog,
    }
    for label, text in texts.items():
        if len(text) > MAX_LENGTHS[label]:
            raise InputError(
                f"the {label} of the plugin",
                f"has {len(text)} characters; Twilio accepts at most {MAX_LENGTHS[label]}",
                "Shorten it.",
            )


class PluginService:
    """The requests of Flex's plugin service, on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._api = Api(connection, HOST)

    def list_plugins(self) -> list[Plugin]:
        """List the plugins of the account."""
        return self._api.read_all("list the plugins", _PLUGINS, "plugins", _plugin)

    def find_plugin(self, name: str) -> Plugin | None:
        """Return the plugin with that name or SID, or None."""
        return self._api.find(f"look for the plugin {name}", _plugin_path(name), _plugin)

    def create_plugin(self, name: str, friendly_name: str, description: str) -> Plugin:
        """Register a plugin."""
        check_texts(name=name, friendly_name=friendly_name, description=description)
        fields = (("UniqueName", name), ("FriendlyName", friendly_name), ("Description", description))
        return self._api.create(f"register the plugin {name}", _PLUGINS, _plugin, *fields)

    def update_plugin(self, name: str, friendly_name: str, description: str) -> Plugin:
        """Set the name and the description of a plugin. Pass the account's value to keep either."""
        check_texts(friendly_name=friendly_name, description=description)
        fields = (("FriendlyName", friendly_name), ("Description", description))
        return self._api.create(f"update the plugin {name}", _plugin_path(name), _plugin, *fields)

    def versions(self, name: str) -> list[PluginVersion]:
        """List the versions of a plugin, archived ones included."""
        path = f"{_plugin_path(name)}/Versions"
        return self._api.read_all(f"list the versions of {name}", path, "plugin_versions", _version)

    def find_version(self, name: str, version: str) -> PluginVersion | None:
        """Return the version of a plugin with that number or SID, or None."""
        path = f"{_plugin_path(name)}/Versions/{part(version)}"
        return self._api.find(f"look for {name} {version}", path, _version)

    def create_version(
        self,
        name: str,
        version: str,
        url: str,
        *,
        private: bool,
        changelog: str,
        tool_version: str,
        validated: bool,
    ) -> PluginVersion:
        """Register a version. `validated`: whether it passed Twilio's own validation."""
        check_texts(changelog=changelog)
        fields = (
            ("Version", version),
            ("PluginUrl", url),
            ("Private", "true" if private else "false"),
            ("Changelog", changelog),
            ("CliVersion", tool_version),
            ("ValidateStatus", "success" if validated else "failure"),
        )
        path = f"{_plugin_path(name)}/Versions"
        return self._api.create(f"register {name} {version}", path, _version, *fields)

    def configurations(self) -> list[Configuration]:
        """List the configurations of the account."""
        return self._api.read_all(
            "list the configurations", _CONFIGURATIONS, "configurations", _configuration
        )

    def find_configuration(self, sid: str) -> Configuration | None:
        """Return the configuration with that SID, or None."""
        step = f"look for the configuration {sid}"
        return self._api.find(step, _configuration_path(sid), _configuration)

    def configured_plugins(self, sid: str) -> list[ConfiguredPlugin]:
        """List the plugins of a configuration."""
        step = f"list the plugins of the configuration {sid}"
        return self._api.read_all(step, f"{_configuration_path(sid)}/Plugins", "plugins", _configured)

    def create_configuration(self, name: str, chosen: Iterable[Chosen], description: str) -> Configuration:
        """Create a configuration of these versions. Creating it releases nothing."""
        plugins = ({"plugin_version": plugin.version_sid, "phase": plugin.phase} for plugin in chosen)
        fields = [
            ("Name", name),
            *(("Plugins", json.dumps(plugin, separators=(",", ":"))) for plugin in plugins),
            ("Description", description),
        ]
        return self._api.create("create the configuration", _CONFIGURATIONS, _configuration, *fields)

    def releases(self) -> list[Release]:
        """List the releases, the newest first.

        Twilio's command line treats the first release of the list as the active one, but no document promises
        that order. So sort the releases by date; releases of the same date keep the list's order.
        """
        listed = self._api.read_all("list the releases", _RELEASES, "releases", _release)
        return sorted(listed, key=lambda release: release.date_created, reverse=True)

    def active_release(self) -> Release | None:
        """Return the active release, None if the account has no release."""
        return next(iter(self.releases()), None)

    def create_release(self, configuration: str) -> Release:
        """Release the configuration to the agents."""
        step = f"release the configuration {configuration}"
        return self._api.create(step, _RELEASES, _release, ("ConfigurationId", configuration))


def _plugin_path(name: str) -> str:
    return f"{_PLUGINS}/{part(name)}"


def _configuration_path(sid: str) -> str:
    return f"{_CONFIGURATIONS}/{part(sid)}"


def _plugin(answer: Answer) -> Plugin:
    return answer.value(Plugin, name="unique_name")


def _version(answer: Answer) -> PluginVersion:
    return answer.value(PluginVersion, url="plugin_url")


def _configuration(answer: Answer) -> Configuration:
    return answer.value(Configuration)


def _configured(answer: Answer) -> ConfiguredPlugin:
    return ConfiguredPlugin(
        answer.text("plugin_sid"),
        answer.text("plugin_version_sid"),
        answer.text("unique_name"),
        answer.text("version"),
        answer.text_or_empty("plugin_url"),
        answer.flag("private"),
        answer.whole_number("phase"),
        answer.flag("plugin_archived") or answer.flag("plugin_version_archived"),
    )


def _release(answer: Answer) -> Release:
    return answer.value(Release)
