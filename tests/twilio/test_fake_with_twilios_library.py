"""Twilio's own library creates everything on the fake and reads it back: the fake answers as Twilio does."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from build.demo.twilio_api import FakeTwilio, others, refuse
from tests.support.twilio_client import client_of, upload

MORE_THAN_A_PAGE = 53
PATH = "/plugins/plugin-sample/1.0.0/bundle.js"


@pytest.mark.parametrize("key", [False, True], ids=["token", "key"])
def test_a_plugin_is_uploaded_built_deployed_registered_and_released_and_read_back(
    twilio: FakeTwilio, key: bool
) -> None:
    client = client_of(twilio, key=key)
    service = new_service(client, twilio)
    environment, remove = deployed(client, twilio, service.sid)
    plugin, version = registered(client, f"https://{environment.domain_name}{PATH}")
    configuration = released(client, version)
    flex = client.flex_api.v1
    assert flex.plugin_configuration_archive(configuration).update().archived is True
    assert flex.plugin_version_archive(plugin, version).update().archived is True
    assert flex.plugin_archive(plugin).update().archived is True
    for part in (*remove, client.serverless.v1.services(service.sid)):
        assert part.delete() is True


def new_service(client: Client, twilio: FakeTwilio) -> Any:
    """Create the service of plugins, which the account's configuration names."""
    serverless, flex = client.serverless.v1, client.flex_api.v1
    service = serverless.services.create(unique_name="default", friendly_name="Plugins")
    client.request(
        "POST",
        "https://flex-api.twilio.com/v1/Configuration",
        data={"account_sid": twilio.account.sid, "serverless_service_sids": [service.sid]},
        headers={"Content-Type": "application/json"},
    )
    assert flex.configuration().fetch().serverless_service_sids == [service.sid]
    assert serverless.services(service.sid).fetch().domain_base == service.domain_base
    return service


def deployed(client: Client, twilio: FakeTwilio, service: str) -> tuple[Any, list[Any]]:
    """Deploy an asset. Return its environment, and what is to be deleted, in order."""
    inside = client.serverless.v1.services(service)
    environment = inside.environments.create(unique_name="plugin-sample", domain_suffix="ab12c")
    asset = inside.assets.create(friendly_name="plugin-sample")
    version = upload(client, twilio, service, asset.sid, PATH, b"// plugin")
    read = inside.assets(asset.sid).asset_versions(version).fetch()
    assert (read.path, read.visibility) == (PATH, "public")

    build = inside.builds.create(asset_versions=[version], runtime="latest")
    seen = [build.status, *(inside.builds(build.sid).build_status().fetch().status for _ in range(2))]
    assert seen == ["building", "building", "completed"]
    assert inside.builds(build.sid).fetch().asset_versions[0]["path"] == PATH
    live = inside.environments(environment.sid)
    deployment = live.deployments.create(build_sid=build.sid, is_plugin=True)
    assert live.deployments(deployment.sid).fetch().build_sid == build.sid
    assert live.fetch().build_sid == build.sid
    return environment, [live, inside.builds(build.sid), inside.assets(asset.sid)]


def registered(client: Client, url: str) -> tuple[str, str]:
    """Create a plugin and its first version. Return the SIDs of both."""
    plugins = client.flex_api.v1.plugins
    plugin = plugins.create(unique_name="plugin-sample", friendly_name="Sample", description="What it does")
    assert plugins("plugin-sample").update(friendly_name="Sample!").description == "What it does"
    version = plugins(plugin.sid).plugin_versions.create(
        "1.0.0", url, private=False, changelog="First", cli_version="7.1.2"
    )
    assert plugins(plugin.sid).plugin_versions("1.0.0").fetch().plugin_url == version.plugin_url
    return plugin.sid, version.sid


def released(client: Client, version: str) -> str:
    """Release a configuration with only this version. Return the SID of the configuration."""
    flex = client.flex_api.v1
    chosen = [{"plugin_version": version, "phase": 4}]
    configuration = flex.plugin_configurations.create(name="First", plugins=chosen, description="Of all")
    configured = flex.plugin_configurations(configuration.sid).plugins.list()
    assert [(row.unique_name, row.phase, row.version) for row in configured] == [
        ("plugin-sample", 4, "1.0.0")
    ]
    release = flex.plugin_releases.create(configuration_id=configuration.sid)
    assert flex.plugin_releases.list(limit=1)[0].sid == release.sid
    assert flex.plugin_releases(release.sid).fetch().configuration_sid == configuration.sid
    assert isinstance(release.date_created, datetime)
    return configuration.sid or ""


def test_the_account_is_read_with_the_auth_token(twilio: FakeTwilio) -> None:
    assert client_of(twilio).api.accounts(twilio.account.sid).fetch().status == "active"
    with pytest.raises(TwilioRestException) as refused:
        client_of(twilio, key=True).api.accounts(twilio.account.sid).fetch()
    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_the_library_reads_all_pages_of_each_collection(twilio: FakeTwilio) -> None:
    service, asset, environment = with_many_of_each(twilio)
    client = client_of(twilio)
    inside = client.serverless.v1.services(service)
    flex = client.flex_api.v1
    newest = twilio.account.releases[-1]["configuration_sid"]
    account = twilio.account
    collections: dict[str, tuple[Callable[[], list[Any]], int]] = {
        "services": (client.serverless.v1.services.list, len(account.services)),
        "environments": (inside.environments.list, len(account.environments)),
        "deployments": (inside.environments(environment).deployments.list, MORE_THAN_A_PAGE),
        "assets": (inside.assets.list, len(account.assets)),
        "asset versions": (inside.assets(asset).asset_versions.list, MORE_THAN_A_PAGE + 1),
        "builds": (inside.builds.list, len(account.builds)),
        "plugins": (flex.plugins.list, len(account.plugins)),
        "versions": (flex.plugins("plugin-other-0").plugin_versions.list, MORE_THAN_A_PAGE + 1),
        "configurations": (flex.plugin_configurations.list, len(account.configurations)),
        "configured plugins": (flex.plugin_configurations(newest).plugins.list, 2 * MORE_THAN_A_PAGE),
        "releases": (flex.plugin_releases.list, len(account.releases)),
    }
    for name, (read, count) in collections.items():
        rows = read()
        assert len(rows) == count > 50, name
        assert len({getattr(row, "sid", None) or row.plugin_sid for row in rows}) == count, name


def with_many_of_each(twilio: FakeTwilio) -> tuple[str, str, str]:
    """Create more than a page of each resource. Return the SIDs of a service, an asset and an environment."""
    service = others.service(twilio, "default")
    for number in range(MORE_THAN_A_PAGE):
        others.service(twilio, f"service-{number}")
        version = others.asset(twilio, service, f"/plugins/{number}.js")
        others.deployed_environment(twilio, service, f"plugin-{number}", [version])
    others.released_plugins(twilio, MORE_THAN_A_PAGE)
    for number in range(MORE_THAN_A_PAGE):
        others.plugin_version(twilio, "plugin-other-0", f"2.{number}.0")
        others.moved_release(twilio)
    asset = twilio.account.assets[0]["sid"]
    environment = twilio.account.environments[0]
    for number in range(MORE_THAN_A_PAGE):
        fields = {"Path": f"/{number}.js", "Visibility": "Public"}
        address = f"{others.UPLOAD}/Services/{service['sid']}/Assets/{asset}/Versions"
        twilio.do("POST", address, fields, file=b"1")
        build = twilio.account.builds[number]["sid"]
        deployments = (
            f"{others.SERVERLESS}/Services/{service['sid']}/Environments/{environment['sid']}/Deployments"
        )
        if build != environment["build_sid"]:
            twilio.do("POST", deployments, {"BuildSid": build, "IsPlugin": "true"})
    return service["sid"], asset, environment["sid"]


def test_the_library_understands_the_refusals(twilio: FakeTwilio) -> None:
    flex = client_of(twilio).flex_api.v1
    with pytest.raises(TwilioRestException) as unknown:
        flex.plugins("plugin-none").fetch()
    assert (unknown.value.status, unknown.value.code) == (404, 20404)
    assert "/PluginService/Plugins/plugin-none was not found" in unknown.value.msg
    twilio.faults.on("POST", "/v1/PluginService/Plugins", refuse(429, retry_after=1))
    with pytest.raises(TwilioRestException) as busy:
        flex.plugins.create(unique_name="a")
    assert (busy.value.status, busy.value.code) == (429, 20429)


def test_the_library_and_the_fake_agree_on_how_plugins_of_a_configuration_are_sent(
    twilio: FakeTwilio,
) -> None:
    version = others.plugin_version(twilio, "a")["sid"]
    chosen = [{"plugin_version": version, "phase": 3}]
    client_of(twilio).flex_api.v1.plugin_configurations.create(name="n", plugins=chosen)
    assert [json.loads(text) for text in twilio.requests[-1].values("Plugins")] == chosen
