"""Flex's plugin service: plugins, their versions, configurations (which versions go together) and releases.

Requests, their fields and their order are those of Twilio's own command line, as recorded from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from build.twilio.client.answers import Answer
from build.twilio.client.paging import read_all
from build.twilio.client.request import Transport, get, part, post
from build.twilio.errors import InputError, NotFound

HOST = "flex-api.twilio.com"
_SERVICE = "/v1/PluginService"
LONGEST = {"name": 100, "friendly name": 100, "description": 500, "changelog": 1000}
"""In characters."""
FLEXS_OWN_PHASE = 3


@dataclass(frozen=True)
class Plugin:
    """A plugin as the account knows it."""

    sid: str
    name: str
    friendly_name: str
    description: str
    archived: bool


@dataclass(frozen=True)
class PluginVersion:
    """A version of a plugin, and where its bundle is."""

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
    """A version that is to be in a configuration."""

    version_sid: str
    phase: int


@dataclass(frozen=True)
class ConfiguredPlugin:
    """A version that is in a configuration."""

    plugin_sid: str
    version_sid: str
    name: str
    version: str
    url: str
    private: bool
    phase: int
    archived: bool = False
    """Whether the plugin or this version of it is, by now."""

    @property
    def chosen(self) -> Chosen:
        """The same for another configuration."""
        return Chosen(self.version_sid, self.phase)

    def in_phase(self, phase: int) -> ConfiguredPlugin:
        """The same in another phase."""
        return replace(self, phase=phase)


@dataclass(frozen=True)
class Configuration:
    """Plugins that go together; never changed once it is made."""

    sid: str
    name: str
    description: str
    archived: bool
    date_created: str


@dataclass(frozen=True)
class Release:
    """That a configuration went live."""

    sid: str
    configuration_sid: str
    date_created: str


def check_texts(
    *, name: str = "", friendly_name: str = "", description: str = "", changelog: str = ""
) -> None:
    """Raises InputError for a text that is longer than Twilio takes, measured in characters."""
    texts = {
        "name": name,
        "friendly name": friendly_name,
        "description": description,
        "changelog": changelog,
    }
    for what, text in texts.items():
        if len(text) > LONGEST[what]:
            raise InputError(
                f"the {what} of the plugin",
                f"has {len(text)} characters, at most {LONGEST[what]} are taken",
                "Shorten it.",
            )


def plugins(transport: Transport) -> list[Plugin]:
    """All plugins of the account."""
    found = read_all(transport, "list the plugins", HOST, f"{_SERVICE}/Plugins", "plugins")
    return [_plugin(one) for one in found]


def find_plugin(transport: Transport, name: str) -> Plugin | None:
    """The plugin of that name or sid, or None."""
    try:
        return _plugin(transport.send(get(f"look for the plugin {name}", HOST, _plugin_path(name))))
    except NotFound:
        return None


def create_plugin(transport: Transport, name: str, friendly_name: str, description: str) -> Plugin:
    """Registers a plugin."""
    check_texts(name=name, friendly_name=friendly_name, description=description)
    fields = (("UniqueName", name), ("FriendlyName", friendly_name), ("Description", description))
    return _plugin(transport.send(post(f"register the plugin {name}", HOST, f"{_SERVICE}/Plugins", *fields)))


def update_plugin(transport: Transport, name: str, friendly_name: str, description: str) -> Plugin:
    """Sets both texts of a plugin: one that is to stay must be given as it is."""
    check_texts(friendly_name=friendly_name, description=description)
    fields = (("FriendlyName", friendly_name), ("Description", description))
    return _plugin(transport.send(post(f"update the plugin {name}", HOST, _plugin_path(name), *fields)))


def versions(transport: Transport, name: str) -> list[PluginVersion]:
    """All versions of a plugin, archived ones too."""
    step = f"list the versions of {name}"
    found = read_all(transport, step, HOST, f"{_plugin_path(name)}/Versions", "plugin_versions")
    return [_version(one) for one in found]


def find_version(transport: Transport, name: str, version: str) -> PluginVersion | None:
    """A version of a plugin by its number or sid, or None."""
    path = f"{_plugin_path(name)}/Versions/{part(version)}"
    try:
        return _version(transport.send(get(f"look for {name} {version}", HOST, path)))
    except NotFound:
        return None


def create_version(
    transport: Transport,
    name: str,
    version: str,
    url: str,
    *,
    private: bool,
    changelog: str,
    tool_version: str,
    validated: bool,
) -> PluginVersion:
    """Registers a version. `validated`: whether Twilio's own validation was run on it and passed."""
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
    return _version(transport.send(post(step, HOST, f"{_plugin_path(name)}/Versions", *fields)))


def configurations(transport: Transport) -> list[Configuration]:
    """All configurations of the account."""
    path = f"{_SERVICE}/Configurations"
    found = read_all(transport, "list the configurations", HOST, path, "configurations")
    return [_configuration(one) for one in found]


def find_configuration(transport: Transport, sid: str) -> Configuration | None:
    """The configuration, or None."""
    try:
        return _configuration(
            transport.send(get(f"look for the configuration {sid}", HOST, _configuration_path(sid)))
        )
    except NotFound:
        return None


def configured_plugins(transport: Transport, sid: str) -> list[ConfiguredPlugin]:
    """All plugins of a configuration."""
    step = f"list the plugins of the configuration {sid}"
    found = read_all(transport, step, HOST, f"{_configuration_path(sid)}/Plugins", "plugins")
    return [_configured(one) for one in found]


def create_configuration(
    transport: Transport, name: str, chosen: Iterable[Chosen], description: str
) -> Configuration:
    """A configuration of these versions; nothing is live by it."""
    fields = [
        ("Name", name),
        *(
            (
                "Plugins",
                json.dumps({"plugin_version": one.version_sid, "phase": one.phase}, separators=(",", ":")),
            )
            for one in chosen
        ),
        ("Description", description),
    ]
    path = f"{_SERVICE}/Configurations"
    return _configuration(transport.send(post("create the configuration", HOST, path, *fields)))


def releases(transport: Transport) -> list[Release]:
    """All releases, the newest first.

    Twilio's command line takes the first of the list as the active one, but no document promises that
    order. So they are sorted by date; where two have the same, the list's order counts.
    """
    found = read_all(transport, "list the releases", HOST, f"{_SERVICE}/Releases", "releases")
    return sorted(map(_release, found), key=lambda release: release.date_created, reverse=True)


def active_release(transport: Transport) -> Release | None:
    """The release that is live, or None on an account that has none."""
    return next(iter(releases(transport)), None)


def create_release(transport: Transport, configuration: str) -> Release:
    """Makes the configuration live."""
    fields = ("ConfigurationId", configuration)
    return _release(
        transport.send(
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
