"""Flex's plugin service: plugins, their versions, configurations (sets of versions) and releases.

The requests, their fields and their order are those recorded from Twilio's own command line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from build.twilio.client.answers import Answer
from build.twilio.client.connection import Connection
from build.twilio.client.request import get, part, post
from build.twilio.errors import InputError, NotFound

HOST = "flex-api.twilio.com"
_SERVICE = "/v1/PluginService"
MAX_LENGTHS = {"name": 100, "friendly name": 100, "description": 500, "changelog": 1000}
"""In characters."""
DEFAULT_PHASE = 3


@dataclass(frozen=True)
class Plugin:
    """A registered plugin."""

    sid: str
    name: str
    friendly_name: str
    description: str
    archived: bool


@dataclass(frozen=True)
class PluginVersion:
    """A registered version of a plugin, and the URL of its bundle."""

    sid: str
    plugin_sid: str
    version: str
    url: str
    private: bool
    changelog: str
    archived: bool
    date_created: str


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
    """A set of plugin versions; immutable once it is created."""

    sid: str
    name: str
    description: str
    archived: bool
    date_created: str


@dataclass(frozen=True)
class Release:
    """The release of a configuration to the agents."""

    sid: str
    configuration_sid: str
    date_created: str


def check_texts(
    *, name: str = "", friendly_name: str = "", description: str = "", changelog: str = ""
) -> None:
    """Check the lengths, in characters. Raises InputError for a text longer than Twilio accepts."""
    texts = {
        "name": name,
        "friendly name": friendly_name,
        "description": description,
        "changelog": changelog,
    }
    for what, text in texts.items():
        if len(text) > MAX_LENGTHS[what]:
            raise InputError(
                f"the {what} of the plugin",
                f"has {len(text)} characters; Twilio accepts at most {MAX_LENGTHS[what]}",
                "Shorten it.",
            )


class PluginService:
    """The requests of Flex's plugin service, on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_plugins(self) -> list[Plugin]:
        """List the plugins of the account."""
        found = self._connection.read_all("list the plugins", HOST, f"{_SERVICE}/Plugins", "plugins")
        return [_plugin(one) for one in found]

    def find_plugin(self, name: str) -> Plugin | None:
        """Return the plugin with that name or SID, or None."""
        try:
            return _plugin(
                self._connection.send(get(f"look for the plugin {name}", HOST, _plugin_path(name)))
            )
        except NotFound:
            return None

    def create_plugin(self, name: str, friendly_name: str, description: str) -> Plugin:
        """Register a plugin."""
        check_texts(name=name, friendly_name=friendly_name, description=description)
        fields = (("UniqueName", name), ("FriendlyName", friendly_name), ("Description", description))
        return _plugin(
            self._connection.send(post(f"register the plugin {name}", HOST, f"{_SERVICE}/Plugins", *fields))
        )

    def update_plugin(self, name: str, friendly_name: str, description: str) -> Plugin:
        """Set both texts of a plugin. To keep a text, pass the one the account has."""
        check_texts(friendly_name=friendly_name, description=description)
        fields = (("FriendlyName", friendly_name), ("Description", description))
        return _plugin(
            self._connection.send(post(f"update the plugin {name}", HOST, _plugin_path(name), *fields))
        )

    def versions(self, name: str) -> list[PluginVersion]:
        """List the versions of a plugin, archived ones included."""
        step = f"list the versions of {name}"
        found = self._connection.read_all(step, HOST, f"{_plugin_path(name)}/Versions", "plugin_versions")
        return [_version(one) for one in found]

    def find_version(self, name: str, version: str) -> PluginVersion | None:
        """Return the version of a plugin with that number or SID, or None."""
        path = f"{_plugin_path(name)}/Versions/{part(version)}"
        try:
            return _version(self._connection.send(get(f"look for {name} {version}", HOST, path)))
        except NotFound:
            return None

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
        step = f"register {name} {version}"
        return _version(self._connection.send(post(step, HOST, f"{_plugin_path(name)}/Versions", *fields)))

    def configurations(self) -> list[Configuration]:
        """List the configurations of the account."""
        path = f"{_SERVICE}/Configurations"
        found = self._connection.read_all("list the configurations", HOST, path, "configurations")
        return [_configuration(one) for one in found]

    def find_configuration(self, sid: str) -> Configuration | None:
        """Return the configuration with that SID, or None."""
        try:
            return _configuration(
                self._connection.send(
                    get(f"look for the configuration {sid}", HOST, _configuration_path(sid))
                )
            )
        except NotFound:
            return None

    def configured_plugins(self, sid: str) -> list[ConfiguredPlugin]:
        """List the plugins of a configuration."""
        step = f"list the plugins of the configuration {sid}"
        found = self._connection.read_all(step, HOST, f"{_configuration_path(sid)}/Plugins", "plugins")
        return [_configured(one) for one in found]

    def create_configuration(self, name: str, chosen: Iterable[Chosen], description: str) -> Configuration:
        """Create a configuration of these versions. Creating it releases nothing."""
        fields = [
            ("Name", name),
            *(
                (
                    "Plugins",
                    json.dumps(
                        {"plugin_version": one.version_sid, "phase": one.phase}, separators=(",", ":")
                    ),
                )
                for one in chosen
            ),
            ("Description", description),
        ]
        path = f"{_SERVICE}/Configurations"
        return _configuration(self._connection.send(post("create the configuration", HOST, path, *fields)))

    def releases(self) -> list[Release]:
        """List the releases, the newest first.

        Twilio's command line treats the first of the list as the active release, but no document promises
        that order. So they are sorted by date; on equal dates the list's order counts.
        """
        found = self._connection.read_all("list the releases", HOST, f"{_SERVICE}/Releases", "releases")
        return sorted(map(_release, found), key=lambda release: release.date_created, reverse=True)

    def active_release(self) -> Release | None:
        """Return the active release, or None on an account without any."""
        return next(iter(self.releases()), None)

    def create_release(self, configuration: str) -> Release:
        """Release the configuration to the agents."""
        fields = ("ConfigurationId", configuration)
        return _release(
            self._connection.send(
                post(f"release the configuration {configuration}", HOST, f"{_SERVICE}/Releases", fields)
            )
        )


def _plugin_path(name: str) -> str:
    return f"{_SERVICE}/Plugins/{part(name)}"


def _configuration_path(sid: str) -> str:
    return f"{_SERVICE}/Configurations/{part(sid)}"


def _plugin(answer: Answer) -> Plugin:
    return Plugin(
        answer.text("sid"),
        answer.text("unique_name"),
        answer.text_or_empty("friendly_name"),
        answer.text_or_empty("description"),
        answer.flag("archived"),
    )


def _version(answer: Answer) -> PluginVersion:
    return PluginVersion(
        answer.text("sid"),
        answer.text("plugin_sid"),
        answer.text("version"),
        answer.text("plugin_url"),
        answer.flag("private"),
        answer.text_or_empty("changelog"),
        answer.flag("archived"),
        answer.text_or_empty("date_created"),
    )


def _configuration(answer: Answer) -> Configuration:
    return Configuration(
        answer.text("sid"),
        answer.text_or_empty("name"),
        answer.text_or_empty("description"),
        answer.flag("archived"),
        answer.text_or_empty("date_created"),
    )


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
    return Release(answer.text("sid"), answer.text("configuration_sid"), answer.text_or_empty("date_created"))
