"""flex-api.twilio.com/v1/PluginService: configurations, each a set of plugin versions, and their releases."""

from __future__ import annotations

import json

from build.demo.twilio_api.account import Account, Row
from build.demo.twilio_api.answers import Answer, Refused, created, document, page
from build.demo.twilio_api.plugins import archived
from build.demo.twilio_api.routes import Api, Call

API = Api("flex-api.twilio.com")
CONFIGURATIONS = "https://flex-api.twilio.com/v1/PluginService/Configurations"
RELEASES = "https://flex-api.twilio.com/v1/PluginService/Releases"
USUAL_PHASE = 3


def configuration_of(call: Call) -> Row:
    """Return the configuration in the path. Raises Refused."""
    return call.existing(call.account.configurations.find(sid=call["configuration"]))


@API.on("GET", "/v1/PluginService/Configurations")
def list_configurations(call: Call) -> Answer:
    return page(call.request, "configurations", call.account.configurations.newest())


@API.on("POST", "/v1/PluginService/Configurations")
def create_configuration(call: Call) -> Answer:
    """Create a configuration. Each `Plugins` is a JSON object with `plugin_version` and `phase`."""
    name = call.required("Name")
    chosen = [_chosen(call.account, text) for text in call.request.values("Plugins")]
    plugins = [version["plugin_sid"] for version, _ in chosen]
    if len(set(plugins)) < len(plugins):
        raise Refused(400, "A plugin may be in a configuration once.")
    values = {"name": name, "description": call.text("Description", 500), "archived": False}
    row = call.account.new("FJ", CONFIGURATIONS, values)
    del row["date_updated"]
    row["links"] = {"plugins": f"{row['url']}/Plugins"}
    call.account.configurations.append(row)
    for version, phase in chosen:
        _configure(call.account, row, version, phase)
    return created(row)


def _chosen(account: Account, text: str) -> tuple[Row, int]:
    try:
        wish = json.loads(text)
        sid, phase = str(wish["plugin_version"]), int(wish.get("phase", USUAL_PHASE))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Refused(400, "Plugins must be JSON objects with plugin_version and phase") from None
    version = account.versions.find(sid=sid)
    if version is None:
        raise Refused(400, f"Plugin version {sid} was not found")
    if version["archived"] or account.plugins.latest(sid=version["plugin_sid"])["archived"]:
        raise Refused(400, f"Plugin version {sid} is archived")
    return version, phase


def _configure(account: Account, configuration: Row, version: Row, phase: int) -> None:
    plugin = account.plugins.latest(sid=version["plugin_sid"])
    copied = ("plugin_sid", "version", "plugin_url", "changelog", "private")
    account.configured_plugins.append(
        {
            "account_sid": account.sid,
            "configuration_sid": configuration["sid"],
            "plugin_version_sid": version["sid"],
            "phase": phase,
            **{name: version[name] for name in copied},
            **{name: plugin[name] for name in ("unique_name", "friendly_name", "description")},
            "date_created": configuration["date_created"],
            "url": f"{configuration['url']}/Plugins/{plugin['sid']}",
        }
    )


def _shown(account: Account, row: Row) -> Row:
    """Return the resource with its current state of archiving."""
    plugin = account.plugins.latest(sid=row["plugin_sid"])
    version = account.versions.latest(sid=row["plugin_version_sid"])
    return {**row, "plugin_archived": plugin["archived"], "plugin_version_archived": version["archived"]}


@API.on("GET", "/v1/PluginService/Configurations/{configuration}")
def fetch_configuration(call: Call) -> Answer:
    return document(configuration_of(call))


@API.on("POST", "/v1/PluginService/Configurations/{configuration}/Archive")
def archive_configuration(call: Call) -> Answer:
    return document(archived(call, configuration_of(call)))


@API.on("GET", "/v1/PluginService/Configurations/{configuration}/Plugins")
def list_configured(call: Call) -> Answer:
    sid = configuration_of(call)["sid"]
    rows = reversed(call.account.configured_plugins.newest(configuration_sid=sid))
    return page(call.request, "plugins", [_shown(call.account, row) for row in rows], by="plugin_sid")


@API.on("GET", "/v1/PluginService/Configurations/{configuration}/Plugins/{plugin}")
def fetch_configured(call: Call) -> Answer:
    sid = configuration_of(call)["sid"]
    rows = call.account.configured_plugins
    row = rows.find(configuration_sid=sid, plugin_sid=call["plugin"]) or rows.find(
        configuration_sid=sid, unique_name=call["plugin"]
    )
    return document(_shown(call.account, call.existing(row)))


@API.on("GET", "/v1/PluginService/Releases")
def list_releases(call: Call) -> Answer:
    """List the releases; the first is active."""
    return page(call.request, "releases", call.account.releases.newest())


@API.on("POST", "/v1/PluginService/Releases")
def create_release(call: Call) -> Answer:
    """Make a configuration active. Twilio prevents no conflict: pipelines have to do so themselves."""
    sid = call.required("ConfigurationId")
    configuration = call.account.configurations.find(sid=sid)
    if configuration is None:
        raise Refused(400, f"Configuration {sid} was not found")
    if configuration["archived"]:
        raise Refused(400, f"Configuration {sid} is archived")
    row = call.account.new("FK", RELEASES, {"configuration_sid": sid})
    del row["date_updated"]
    call.account.releases.append(row)
    return created(row)


@API.on("GET", "/v1/PluginService/Releases/{release}")
def fetch_release(call: Call) -> Answer:
    return document(call.existing(call.account.releases.find(sid=call["release"])))
