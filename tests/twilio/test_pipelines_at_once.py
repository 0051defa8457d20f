"""Several pipelines change one account at the same time, and lose none of each other's changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

from build.demo.twilio_api import FakeTwilio, Row, first, others
from build.remote.errors import Conflict, InputError
from tests.support.processes import PATIENCE
from tests.support.twilio_runs import PLUGIN, released_plugins, run_deploy, run_release, served_files

PIPELINES = 5
RELEASES = "/v1/PluginService/Releases"


def _at_once(work: Callable[[int], object]) -> None:
    """Run `work` for every pipeline; an exception of any fails the test."""
    start = threading.Barrier(PIPELINES)

    def run(number: int) -> None:
        start.wait(PATIENCE)
        work(number)

    with ThreadPoolExecutor(PIPELINES) as pool:
        list(pool.map(run, range(PIPELINES)))


def _insist(work: Callable[[], object]) -> None:
    """Repeat the command after a conflict, as the message asks a person to do."""
    for _ in range(50):
        try:
            work()
        except Conflict:
            continue
        return
    raise AssertionError("it never came to an end")


def test_plugins_deployed_at_the_same_time_to_an_empty_account_all_end_up_in_one_service(
    twilio: FakeTwilio,
) -> None:
    _at_once(lambda number: run_deploy(twilio, replace(PLUGIN, name=f"plugin-{number}")))
    (service,) = twilio.account.services
    assert twilio.account.flex["serverless_service_sids"] == [service["sid"]]
    for number in range(PIPELINES):
        assert len(served_files(twilio, f"plugin-{number}")) == 2
    assert len(twilio.account.versions) == PIPELINES


def test_plugins_that_pipelines_release_at_the_same_time_are_all_released_in_the_end(
    twilio: FakeTwilio,
) -> None:
    others.released_plugins(twilio, 2)
    for number in range(PIPELINES):
        others.plugin_version(twilio, f"plugin-{number}")
    _at_once(lambda number: _insist(lambda: run_release(twilio, f"plugin-{number}")))
    assert {f"plugin-{number}" for number in range(PIPELINES)} <= set(released_plugins(twilio))
    assert {"plugin-other-0", "plugin-other-1"} <= set(released_plugins(twilio))


def test_two_versions_of_one_plugin_deployed_at_the_same_time_are_both_served(twilio: FakeTwilio) -> None:
    run_deploy(twilio)
    numbers = [f"1.{number + 1}.0" for number in range(PIPELINES)]
    deployed = []

    def deploy(number: int) -> None:
        # A version is refused if another pipeline has registered a greater version first.
        plugin = replace(PLUGIN, version=numbers[number], bundle=f"// {number}".encode())
        with suppress(InputError):
            _insist(lambda: run_deploy(twilio, plugin))
            deployed.append(plugin)

    _at_once(deploy)
    assert deployed
    for plugin in deployed:
        assert served_files(twilio)[plugin.bundle_path] == plugin.bundle


def test_changes_by_two_others_while_ours_is_combined_are_kept_as_well(twilio: FakeTwilio) -> None:
    """One release comes right before ours, another while ours restores the first one's change."""
    others.released_plugins(twilio, 1)
    others.plugin_version(twilio, "plugin-x")
    twilio.faults.on("POST", RELEASES, first(lambda: others.moved_release(twilio)))
    # The third read comes after our release; the fourth comes before the second release.
    twilio.faults.on("GET", RELEASES, first(lambda: others.moved_release(twilio)), nth=4)
    run_release(twilio, "plugin-x")
    live = set(released_plugins(twilio))
    assert {"plugin-other-0", "plugin-x", "plugin-meanwhile-1"} <= live
    assert len([name for name in live if name.startswith("plugin-meanwhile")]) == 2


def test_all_releases_that_ours_overwrote_are_restored(twilio: FakeTwilio) -> None:
    """The second one is based on the same release as ours, so it has overwritten the first one too."""
    base = others.released_plugins(twilio, 1)

    def release_twice() -> None:
        others.moved_release(twilio)
        _release_of(twilio, base, "plugin-stale")

    others.plugin_version(twilio, "plugin-x")
    twilio.faults.on("POST", RELEASES, first(release_twice))
    run_release(twilio, "plugin-x")
    assert {"plugin-other-0", "plugin-meanwhile-1", "plugin-stale", "plugin-x"} == set(
        released_plugins(twilio)
    )
    releases = [
        place for place, request in enumerate(twilio.requests) if request.changes and request.path == RELEASES
    ]
    ours, restored = releases[0], releases[1]
    reads = [request.path for request in twilio.requests[ours:restored] if request.path.endswith("/Plugins")]
    assert len(reads) == len(set(reads)), "each configuration is read once"


def test_the_base_of_another_pipelines_release_is_read_from_its_description(twilio: FakeTwilio) -> None:
    """Compared with a release that was overwritten, it would seem to add only its own plugin."""
    base = others.released_plugins(twilio, 1)
    complete = _versions_of(twilio, _release_of(twilio, base, "plugin-a"))
    complete[others.plugin_version(twilio, "plugin-b")["sid"]] = 3
    others.release(twilio, complete)
    stale = _release_of(twilio, base, "plugin-c")

    def restore() -> None:
        """Add all that the base lacks, as a pipeline does that finds its own releases overwritten."""
        version = others.plugin_version(twilio, "plugin-d")
        others.release(twilio, {**complete, version["sid"]: 3}, "Restored", f"Based on {stale['sid']}.")

    others.plugin_version(twilio, "plugin-x")
    twilio.faults.on("POST", RELEASES, first(restore))
    run_release(twilio, "plugin-x")
    assert {"plugin-other-0", "plugin-a", "plugin-b", "plugin-d", "plugin-x"} <= set(released_plugins(twilio))
    newest = max(twilio.account.configurations, key=lambda row: row["date_created"])
    assert newest["description"].startswith("Based on FK")


def _release_of(twilio: FakeTwilio, base: Row, plugin: str) -> Row:
    """Release the plugin on top of `base`, however old that is by now, as somebody else."""
    version = others.plugin_version(twilio, plugin)
    return others.release(twilio, {**_versions_of(twilio, base), version["sid"]: 3}, plugin)


def _versions_of(twilio: FakeTwilio, release: Row) -> dict[str, int]:
    """Return the phase of each plugin version of a release."""
    rows = twilio.account.configured_plugins.newest(configuration_sid=release["configuration_sid"])
    return {row["plugin_version_sid"]: row["phase"] for row in reversed(rows)}


def test_changes_that_ours_overwrote_are_restored_even_if_a_third_release_overwrote_ours(
    twilio: FakeTwilio,
) -> None:
    """The first release is finished before ours and does not read again; the third has seen neither."""
    base = others.released_plugins(twilio, 1)
    others.plugin_version(twilio, "plugin-x")
    twilio.faults.on("POST", RELEASES, first(lambda: _release_of(twilio, base, "plugin-first")))
    # The reads: of the active release, right before our release, right after it.
    twilio.faults.on("GET", RELEASES, first(lambda: _release_of(twilio, base, "plugin-third")), nth=3)
    run_release(twilio, "plugin-x")
    assert set(released_plugins(twilio)) == {"plugin-other-0", "plugin-first", "plugin-x", "plugin-third"}


def test_a_release_that_does_not_know_our_base_makes_ours_remove_nothing(twilio: FakeTwilio) -> None:
    base = others.released_plugins(twilio, 1)
    others.plugin_version(twilio, "plugin-x")
    _release_of(twilio, base, "plugin-before")
    twilio.faults.on("POST", RELEASES, first(lambda: _release_of(twilio, base, "plugin-late")))
    run_release(twilio, "plugin-x")
    assert set(released_plugins(twilio)) == {"plugin-other-0", "plugin-before", "plugin-late", "plugin-x"}


def test_first_releases_that_never_saw_each_other_remove_nothing(twilio: FakeTwilio) -> None:
    others.plugin_version(twilio, "plugin-x")
    nothing = {"configuration_sid": "FJ0"}
    _release_of(twilio, nothing, "plugin-before")
    twilio.faults.on("POST", RELEASES, first(lambda: _release_of(twilio, nothing, "plugin-late")))
    run_release(twilio, "plugin-x")
    assert set(released_plugins(twilio)) == {"plugin-before", "plugin-late", "plugin-x"}


def test_a_rollback_in_the_same_moment_is_done_with_ours_on_top(twilio: FakeTwilio) -> None:
    base = others.released_plugins(twilio, 1)
    others.plugin_version(twilio, "plugin-x")
    _release_of(twilio, base, "plugin-bad")
    earlier = {"ConfigurationId": base["configuration_sid"]}
    go_back = first(lambda: twilio.do("POST", f"https://flex-api.twilio.com{RELEASES}", earlier))
    twilio.faults.on("POST", RELEASES, go_back)
    run_release(twilio, "plugin-x")
    assert set(released_plugins(twilio)) == {"plugin-other-0", "plugin-x"}
