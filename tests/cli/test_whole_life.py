"""A plugin's whole life on an account, driven only by commands, and read back with Twilio's own library."""

from __future__ import annotations

from typing import Any

from build.demo.twilio_api import others
from tests.cli.twilio_checkout import Desk
from tests.support.twilio_client import client_of
from tests.support.twilio_runs import released_plugins


def _released(client: Any) -> dict[str, tuple[str, int]]:
    """Return the released plugins, as Twilio's library reads them."""
    flex = client.flex_api.v1
    release = flex.plugin_releases.list(limit=1)[0]
    plugins = flex.plugin_configurations(release.configuration_sid).plugins.list()
    return {plugin.unique_name: (plugin.version, plugin.phase) for plugin in plugins}


def test_from_an_empty_account_through_two_versions_among_others_and_back(user: Desk) -> None:
    client = client_of(user.twilio)
    flex, serverless = client.flex_api.v1, client.serverless.v1

    assert user.run("deploy", "--changelog", "First").code == 0
    (service,) = serverless.services.list()
    (environment,) = serverless.services(service.sid).environments.list()
    build = serverless.services(service.sid).builds(environment.build_sid).fetch()
    paths = [version["path"] for version in build.asset_versions]
    assert paths == [f"/plugins/plugin-tiny/1.2.3/bundle.js{end}" for end in ("", ".map")]
    (version,) = flex.plugins("plugin-tiny").plugin_versions.list()
    assert version.plugin_url == f"https://{environment.domain_name}{paths[0]}"
    assert (version.version, version.changelog, version.private) == ("1.2.3", "First", True)
    plugin = flex.plugins("plugin-tiny").fetch()
    assert (plugin.friendly_name, plugin.description) == ("Tiny", "")

    assert user.run("release").code == 0
    assert _released(client) == {"plugin-tiny": ("1.2.3", 3)}

    for number in range(60):
        others.plugin_version(user.twilio, f"plugin-other-{number}")
    specs = [f"plugin-other-{number}" for number in range(60)]
    assert user.run("release", *specs).code == 0
    assert len(_released(client)) == 61

    user.write("flex_sfdc/strings/en-US.yaml", "PSTinyHello: Second {{name}}\n")
    assert user.run("deploy", "--bump", "minor", "--changelog", "Second").code == 0
    assert user.run("release").code == 0
    assert _released(client)["plugin-tiny"] == ("1.3.0", 3)
    assert len(_released(client)) == 61
    (environment,) = serverless.services(service.sid).environments.list()
    build = serverless.services(service.sid).builds(environment.build_sid).fetch()
    assert len(build.asset_versions) == 4

    assert user.run("rollback").code == 0
    assert _released(client)["plugin-tiny"] == ("1.2.3", 3)
    assert len(_released(client)) == 61
    assert released_plugins(user.twilio) == _released(client)
    assert len(flex.plugin_releases.list()) == 4
