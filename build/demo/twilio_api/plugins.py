"""flex-api.twilio.com/v1/PluginService: plugins and their versions."""

from __future__ import annotations

import re

from build.demo.twilio_api.account import Row
from build.demo.twilio_api.answers import Answer, Refused, created, document, page
from build.demo.twilio_api.routes import Api, Call

API = Api("flex-api.twilio.com")
PLUGINS = "https://flex-api.twilio.com/v1/PluginService/Plugins"
SEMANTIC = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?"
)


def plugin_of(call: Call) -> Row:
    """Return the plugin in the path, by its SID or its unique name. Raises Refused."""
    return call.existing(call.account.plugins.get(call["plugin"], name="unique_name"))


def version_of(call: Call) -> Row:
    """Return the version in the path, by its SID or its number. Raises Refused."""
    plugin = plugin_of(call)["sid"]
    return call.existing(call.account.versions.get(call["version"], name="version", plugin_sid=plugin))


@API.on("GET", "/v1/PluginService/Plugins")
def list_plugins(call: Call) -> Answer:
    return page(call.request, "plugins", call.account.plugins.newest())


@API.on("POST", "/v1/PluginService/Plugins")
def create_plugin(call: Call) -> Answer:
    name = call.required("UniqueName")
    if call.account.plugins.find(unique_name=name):
        raise Refused(409, "Plugin with this UniqueName already exists.")
    row = call.account.new(
        "FP",
        PLUGINS,
        {
            "unique_name": call.text("UniqueName", 100),
            "friendly_name": call.text("FriendlyName", 100, name),
            "description": call.text("Description", 500),
            "archived": False,
        },
    )
    row["links"] = {"plugin_versions": f"{row['url']}/Versions"}
    call.account.plugins.append(row)
    return created(row)


@API.on("GET", "/v1/PluginService/Plugins/{plugin}")
def fetch_plugin(call: Call) -> Answer:
    return document(plugin_of(call))


@API.on("POST", "/v1/PluginService/Plugins/{plugin}")
def update_plugin(call: Call) -> Answer:
    """Change the fields that were sent: an empty description counts."""
    row = plugin_of(call)
    row["friendly_name"] = call.text("FriendlyName", 100, row["friendly_name"])
    row["description"] = call.text("Description", 500, row["description"])
    row["date_updated"] = call.account.now()
    return document(row)


@API.on("POST", "/v1/PluginService/Plugins/{plugin}/Archive")
def archive_plugin(call: Call) -> Answer:
    return document(archived(call, plugin_of(call)))


@API.on("GET", "/v1/PluginService/Plugins/{plugin}/Versions")
def list_versions(call: Call) -> Answer:
    rows = call.account.versions.newest(plugin_sid=plugin_of(call)["sid"])
    return page(call.request, "plugin_versions", rows)


@API.on("POST", "/v1/PluginService/Plugins/{plugin}/Versions")
def create_version(call: Call) -> Answer:
    """Create a version, whose number can be used once."""
    plugin = plugin_of(call)
    number = call.required("Version")
    if plugin["archived"]:
        raise Refused(400, "The plugin is archived.")
    if not SEMANTIC.fullmatch(number):
        raise Refused(400, "Version must be a semantic version")
    if call.account.versions.find(plugin_sid=plugin["sid"], version=number):
        raise Refused(409, f"Version {number} of this plugin already exists.")
    row = call.account.new(
        "FV",
        f"{plugin['url']}/Versions",
        {
            "plugin_sid": plugin["sid"],
            "version": number,
            "plugin_url": call.required("PluginUrl"),
            "changelog": call.text("Changelog", 1000),
            "private": call.flag("Private", False),
            "archived": False,
            "validated": call.request.value("ValidateStatus") == "success",
        },
    )
    del row["date_updated"]
    call.account.versions.append(row)
    return created(row)


@API.on("GET", "/v1/PluginService/Plugins/{plugin}/Versions/{version}")
def fetch_version(call: Call) -> Answer:
    return document(version_of(call))


@API.on("POST", "/v1/PluginService/Plugins/{plugin}/Versions/{version}/Archive")
def archive_version(call: Call) -> Answer:
    return document(archived(call, version_of(call)))


def archived(call: Call, row: Row) -> Row:
    """Archive the resource, which is possible once, and final. Raises Refused."""
    if row["archived"]:
        raise Refused(400, "The resource is already archived.")
    row["archived"] = True
    if "date_updated" in row:
        row["date_updated"] = call.account.now()
    return row
