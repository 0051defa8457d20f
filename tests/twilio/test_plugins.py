"""Requests to Flex's plugin service are those recorded from Twilio's command line."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from build.remote.errors import InputError, NotFound
from build.twilio.client import plugins
from build.twilio.client.plugins import HOST, Chosen
from tests.support.recorded import Recorded, bound

PLUGIN = {"sid": "FP1", "unique_name": "p", "friendly_name": "P", "description": "Does", "archived": False}
VERSION = {
    "sid": "FV1",
    "plugin_sid": "FP1",
    "version": "1.2.0",
    "plugin_url": "https://d.twil.io/plugins/p/1.2.0/bundle.js",
    "private": True,
    "changelog": "New",
    "archived": False,
    "date_created": "2026-01-01T00:00:00Z",
}
CONFIGURATION = {"sid": "FJ1", "name": "n", "description": "d", "archived": False, "date_created": "x"}
CONFIGURED = {
    "plugin_sid": "FP1",
    "plugin_version_sid": "FV1",
    "unique_name": "p",
    "version": "1.2.0",
    "plugin_url": "https://d.twil.io/p.js",
    "private": True,
    "phase": 4,
}


def release(sid: str, date: str) -> dict[str, object]:
    return {"sid": sid, "configuration_sid": f"FJ of {sid}", "date_created": date}


def missing() -> Recorded:
    return Recorded(NotFound("x", "x", status=404))


def test_a_missing_resource_reads_as_none_and_raises_nothing() -> None:
    assert bound(missing()).plugins.find_plugin("p") is None
    assert bound(missing()).plugins.find_version("p", "1.0.0") is None
    assert bound(missing()).plugins.find_configuration("FJ1") is None


def test_a_plugin_is_looked_for_by_its_name() -> None:
    transport = Recorded(PLUGIN)
    answer = bound(transport).plugins.find_plugin("p")
    assert answer == plugins.Plugin("FP1", "p", "P", "Does", False)
    assert (transport.only.host, transport.only.path) == (HOST, "/v1/PluginService/Plugins/p")


def test_a_plugin_is_registered_with_its_three_texts() -> None:
    transport = Recorded(PLUGIN)
    bound(transport).plugins.create_plugin("p", "P", "Does")
    assert (transport.only.method, transport.only.path) == ("POST", "/v1/PluginService/Plugins")
    assert transport.only.fields == (("UniqueName", "p"), ("FriendlyName", "P"), ("Description", "Does"))


def test_a_plugin_is_updated_with_both_texts() -> None:
    transport = Recorded(PLUGIN)
    bound(transport).plugins.update_plugin("p", "P", "Does")
    assert transport.only.path == "/v1/PluginService/Plugins/p"
    assert transport.only.fields == (("FriendlyName", "P"), ("Description", "Does"))


@pytest.mark.parametrize(
    ("private", "validated", "words"),
    [(True, False, ("true", "failure")), (False, True, ("false", "success"))],
)
def test_a_version_is_registered_with_its_address(
    private: bool, validated: bool, words: tuple[str, str]
) -> None:
    transport = Recorded(VERSION)
    made = bound(transport).plugins.create_version(
        "p",
        "1.2.0",
        "https://d.twil.io/x",
        private=private,
        changelog="New: a & b",
        tool_version="1.0.0",
        validated=validated,
    )
    assert made.sid == "FV1"
    assert transport.only.path == "/v1/PluginService/Plugins/p/Versions"
    assert transport.only.fields == (
        ("Version", "1.2.0"),
        ("PluginUrl", "https://d.twil.io/x"),
        ("Private", words[0]),
        ("Changelog", "New: a & b"),
        ("CliVersion", "1.0.0"),
        ("ValidateStatus", words[1]),
    )


def test_a_version_is_looked_for_by_its_number() -> None:
    transport = Recorded(VERSION)
    answer = bound(transport).plugins.find_version("p", "1.2.0")
    assert answer is not None
    assert (answer.sid, answer.version, answer.private, answer.changelog) == ("FV1", "1.2.0", True, "New")
    assert transport.only.path == "/v1/PluginService/Plugins/p/Versions/1.2.0"


def test_a_configuration_names_each_version_with_its_phase() -> None:
    transport = Recorded(CONFIGURATION)
    bound(transport).plugins.create_configuration("n", [Chosen("FV1", 4), Chosen("FV2", 3)], "d")
    assert transport.only.path == "/v1/PluginService/Configurations"
    assert transport.only.fields == (
        ("Name", "n"),
        ("Plugins", '{"plugin_version":"FV1","phase":4}'),
        ("Plugins", '{"plugin_version":"FV2","phase":3}'),
        ("Description", "d"),
    )


def test_a_plugin_of_a_configuration_goes_to_the_next_one_with_its_phase() -> None:
    transport = Recorded({"plugins": [CONFIGURED], "meta": {}})
    (answer,) = bound(transport).plugins.configured_plugins("FJ1")
    assert answer.chosen == Chosen("FV1", 4)
    assert transport.only.path == "/v1/PluginService/Configurations/FJ1/Plugins"


def test_a_release_names_its_configuration() -> None:
    transport = Recorded(release("FK1", "x"))
    assert bound(transport).plugins.create_release("FJ1").sid == "FK1"
    assert transport.only.path == "/v1/PluginService/Releases"
    assert transport.only.fields == (("ConfigurationId", "FJ1"),)


def test_the_active_release_is_the_newest_in_any_order_of_the_list() -> None:
    middle, newest, oldest = (
        release("FK2", "2026-02-01T00:00:00Z"),
        release("FK3", "2026-03-01T00:00:00Z"),
        release("FK1", "2026-01-01T00:00:00Z"),
    )
    transport = Recorded({"releases": [middle, newest, oldest], "meta": {}})
    assert [release.sid for release in bound(transport).plugins.releases()] == ["FK3", "FK2", "FK1"]
    active = bound(Recorded({"releases": [middle, newest, oldest], "meta": {}})).plugins.active_release()
    assert active is not None
    assert active.configuration_sid == "FJ of FK3"


def test_of_releases_in_the_same_second_the_first_in_the_list_is_the_newest() -> None:
    pair = [release("FK2", "2026-01-01T00:00:00Z"), release("FK1", "2026-01-01T00:00:00Z")]
    answer = bound(Recorded({"releases": pair, "meta": {}})).plugins.releases()
    assert [item.sid for item in answer] == ["FK2", "FK1"]


def test_an_account_without_a_release_has_no_active_one() -> None:
    assert bound(Recorded({"releases": [], "meta": {}})).plugins.active_release() is None


LISTS: list[tuple[str, tuple[str, ...], str, str, Mapping[str, object]]] = [
    ("list_plugins", (), "plugins", "/Plugins", PLUGIN),
    ("versions", ("p",), "plugin_versions", "/Plugins/p/Versions", VERSION),
    ("configurations", (), "configurations", "/Configurations", CONFIGURATION),
    ("releases", (), "releases", "/Releases", release("FK1", "x")),
]


@pytest.mark.parametrize(("name", "where", "key", "path", "entry"), LISTS, ids=[item[0] for item in LISTS])
def test_lists_of_the_plugin_service_are_read_page_by_page(
    name: str, where: tuple[str, ...], key: str, path: str, entry: dict[str, object]
) -> None:
    after = {"next_page_url": f"https://{HOST}/v1/PluginService{path}?Page=1"}
    transport = Recorded({key: [entry], "meta": after}, {key: [{**entry, "sid": "X2"}], "meta": {}})
    answer = getattr(bound(transport).plugins, name)(*where)
    assert [item.sid for item in answer] == [entry["sid"], "X2"]
    assert transport.requests[0].path == f"/v1/PluginService{path}"


@pytest.mark.parametrize(
    ("what", "most"), [("name", 100), ("friendly_name", 100), ("description", 500), ("changelog", 1000)]
)
def test_a_text_is_measured_in_characters(what: str, most: int) -> None:
    plugins.check_texts(**{what: "ü " * (most // 2)})
    with pytest.raises(
        InputError, match=f"has {most + 1} characters; Twilio accepts at most {most}"
    ) as caught:
        plugins.check_texts(**{what: "a" * (most + 1)})
    assert caught.value.exit_code == 2


def test_a_text_that_is_too_long_is_never_sent() -> None:
    transport = Recorded()
    with pytest.raises(InputError):
        bound(transport).plugins.create_plugin("p" * 101, "P", "")
    with pytest.raises(InputError):
        bound(transport).plugins.update_plugin("p", "P", "d" * 501)
    with pytest.raises(InputError):
        bound(transport).plugins.create_version(
            "p", "1", "u", private=True, changelog="c" * 1001, tool_version="1", validated=False
        )
    assert transport.requests == []
