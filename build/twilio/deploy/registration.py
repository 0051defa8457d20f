"""Register the plugin and its version with Flex: the last step, so a registered version is complete."""

from __future__ import annotations

from build.remote.errors import Conflict, RemoteRefused, RemoteUnavailable
from build.twilio.client.plugins import Plugin, PluginVersion
from build.twilio.client.twilio import Twilio
from build.twilio.deploy.plan import BuiltPlugin
from build.twilio.deploy.state import AccountState


def register(twilio: Twilio, state: AccountState, plugin: BuiltPlugin, url: str) -> PluginVersion:
    """Register the plugin if it is new, and the version. Raises Conflict, ReleaseError."""
    if state.plugin:
        twilio.progress.step(f"update the plugin {plugin.name}")
        _update(twilio, state.plugin, plugin)
    else:
        twilio.progress.step(f"register the plugin {plugin.name}")
        twilio.create_idempotently(
            lambda: twilio.plugins.create_plugin(plugin.name, plugin.friendly_name, plugin.description),
            lambda: twilio.plugins.find_plugin(plugin.name),
            shared=True,
        )
    twilio.progress.step(f"register {plugin.name} {plugin.version}")
    return _register_version(twilio, plugin, url)


def kept_texts(existing: Plugin, plugin: BuiltPlugin) -> tuple[str, str]:
    """Return the friendly name and description that the account should have.

    Keep texts that a person wrote. Use the settings only for an empty text, or for the plugin's name, which
    Twilio's command line writes.
    """
    if plugin.replace_texts:
        return plugin.friendly_name, plugin.description
    is_default = existing.friendly_name in ("", existing.name)
    return (
        plugin.friendly_name if is_default else existing.friendly_name,
        existing.description or plugin.description,
    )


def _update(twilio: Twilio, existing: Plugin, plugin: BuiltPlugin) -> None:
    texts = kept_texts(existing, plugin)

    def find() -> Plugin | None:
        now = twilio.plugins.find_plugin(plugin.name)
        return now if now and (now.friendly_name, now.description) == texts else None

    twilio.create_idempotently(lambda: twilio.plugins.update_plugin(plugin.name, *texts), find)


def _register_version(twilio: Twilio, plugin: BuiltPlugin, url: str) -> PluginVersion:
    def find() -> PluginVersion | None:
        version = twilio.plugins.find_version(plugin.name, plugin.version)
        is_ours = version is not None and (version.url, version.changelog) == (url, plugin.changelog)
        return version if is_ours else None

    def send() -> PluginVersion:
        return twilio.plugins.create_version(
            plugin.name,
            plugin.version,
            url,
            private=not plugin.public,
            changelog=plugin.changelog,
            tool_version=plugin.tool_version,
            validated=False,
        )

    try:
        return twilio.create_idempotently(send, find)
    except RemoteUnavailable as error:
        # The version may be registered by now, and --bump could choose the version after it.
        then = f"Run the same command again with --plugin-version {plugin.version}, which is always safe."
        raise RemoteUnavailable(error.step, error.problem, then, status=error.status) from None
    except RemoteRefused as refusal:
        if refusal.status != 409:
            raise
        raise Conflict(
            f"register {plugin.name} {plugin.version}",
            "another pipeline registered that version during this deploy",
            "Deploy with --bump, or another --plugin-version.",
        ) from None
