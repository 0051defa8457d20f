"""Flex learns of the plugin and its version: the last step, so what is registered was deployed whole."""

from __future__ import annotations

from build.twilio.client import plugins
from build.twilio.client.idempotency import made_once
from build.twilio.client.plugins import Plugin, PluginVersion
from build.twilio.client.request import Transport
from build.twilio.client.retry import Clock
from build.twilio.deploy.plan import Deployable
from build.twilio.deploy.state import Found
from build.twilio.errors import Conflict, RemoteRefused, RemoteUnavailable
from build.twilio.progress import Progress


def register(
    transport: Transport, found: Found, plugin: Deployable, url: str, clock: Clock, progress: Progress
) -> PluginVersion:
    """Registers the plugin where it is new, and the version. Raises Conflict, ReleaseError."""
    if found.plugin:
        progress.step(f"update the plugin {plugin.name}")
        _update(transport, found.plugin, plugin, clock)
    else:
        progress.step(f"register the plugin {plugin.name}")
        made_once(
            lambda: plugins.create_plugin(transport, plugin.name, plugin.friendly_name, plugin.description),
            lambda: plugins.find_plugin(transport, plugin.name),
            clock,
            shared=True,
        )
    progress.step(f"register {plugin.name} {plugin.version}")
    return _register_version(transport, plugin, url, clock)


def kept_texts(there: Plugin, plugin: Deployable) -> tuple[str, str]:
    """Friendly name and description that the account is to have.

    What a person wrote there stays; only what is empty, or is the plugin's name as Twilio's own command
    line leaves it, takes the one of the settings.
    """
    if plugin.replace_texts:
        return plugin.friendly_name, plugin.description
    is_left_over = there.friendly_name in ("", there.name)
    return (
        plugin.friendly_name if is_left_over else there.friendly_name,
        there.description or plugin.description,
    )


def _update(transport: Transport, there: Plugin, plugin: Deployable, clock: Clock) -> None:
    texts = kept_texts(there, plugin)

    def look() -> Plugin | None:
        now = plugins.find_plugin(transport, plugin.name)
        return now if now and (now.friendly_name, now.description) == texts else None

    made_once(lambda: plugins.update_plugin(transport, plugin.name, *texts), look, clock)


def _register_version(transport: Transport, plugin: Deployable, url: str, clock: Clock) -> PluginVersion:
    def look() -> PluginVersion | None:
        found = plugins.find_version(transport, plugin.name, plugin.version)
        is_ours = found is not None and (found.url, found.changelog) == (url, plugin.changelog)
        return found if is_ours else None

    def send() -> PluginVersion:
        return plugins.create_version(
            transport,
            plugin.name,
            plugin.version,
            url,
            private=not plugin.public,
            changelog=plugin.changelog,
            tool_version=plugin.tool_version,
            validated=False,
        )

    try:
        return made_once(send, look, clock)
    except RemoteUnavailable as trouble:
        # Nobody knows whether it is there by now, so a --bump might go one further.
        way = f"Run the same command again with --plugin-version {plugin.version}: that is safe in any case."
        raise RemoteUnavailable(trouble.step, trouble.problem, way, status=trouble.status) from None
    except RemoteRefused as refusal:
        if refusal.status != 409:
            raise
        raise Conflict(
            f"register {plugin.name} {plugin.version}",
            "another pipeline registered that version while this one was under way",
            "Deploy with --bump, or another --plugin-version.",
        ) from None
