"""Rollbacks on a fake Twilio."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from build.demo.twilio_api import FakeTwilio, drop_after, first, others, refuse
from build.remote.errors import Conflict, InputError, ReleaseError, RemoteUnavailable, UnexpectedAnswer
from tests.support.twilio_runs import RecordedProgress, released_plugins, run_release, run_rollback

RELEASES = "/v1/PluginService/Releases"


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    """Release only others' plugins, then also plugin-x 1.0.0, then 1.1.0."""
    with FakeTwilio() as fake:
        others.released_plugins(fake, 2)
        for version in ("1.0.0", "1.1.0"):
            others.plugin_version(fake, "plugin-x", version)
            run_release(fake, f"plugin-x@{version}")
        fake.requests.clear()
        yield fake


def test_the_configuration_that_was_released_before_is_released_again(twilio: FakeTwilio) -> None:
    progress = RecordedProgress([], [])
    done = run_rollback(twilio, progress=progress)
    assert released_plugins(twilio)["plugin-x"] == ("1.0.0", 2)
    assert progress.notes == ["~ plugin-x 1.1.0 -> 1.0.0"]
    assert done.previous_sid == twilio.account.releases[2]["configuration_sid"]
    (request,) = twilio.changes
    sid = twilio.account.releases[1]["configuration_sid"]
    assert (request.path, request.fields) == ("/v1/PluginService/Releases", (("ConfigurationId", sid),))


def test_a_configuration_can_be_named(twilio: FakeTwilio) -> None:
    run_rollback(twilio, twilio.account.releases[0]["configuration_sid"])
    assert "plugin-x" not in released_plugins(twilio)


def test_a_second_rollback_undoes_the_first(twilio: FakeTwilio) -> None:
    run_rollback(twilio)
    run_rollback(twilio)
    assert released_plugins(twilio)["plugin-x"] == ("1.1.0", 2)


@pytest.mark.parametrize(
    ("sid", "words"),
    [
        ("FJ" + "0" * 32, "the account has no such configuration. See `package.py list releases`"),
        ("archived", "this configuration is archived"),
    ],
)
def test_a_configuration_that_cannot_be_rolled_back_to_is_reported_and_nothing_is_sent(
    twilio: FakeTwilio, sid: str, words: str
) -> None:
    releases = twilio.account.releases
    twilio.account.configurations.latest(sid=releases[0]["configuration_sid"])["archived"] = True
    named = {"archived": releases[0]}.get(sid, {"configuration_sid": sid})
    with pytest.raises(InputError, match=words):
        run_rollback(twilio, named["configuration_sid"])
    assert not twilio.changes


def test_with_a_single_release_a_rollback_is_refused() -> None:
    with FakeTwilio() as twilio:
        with pytest.raises(InputError, match="nothing was released before"):
            run_rollback(twilio)
        others.released_plugins(twilio, 1)
        with pytest.raises(InputError, match="nothing was released before"):
            run_rollback(twilio)


def test_a_release_by_somebody_else_in_between_is_a_conflict(twilio: FakeTwilio) -> None:
    path = f"/v1/PluginService/Configurations/{twilio.account.releases[1]['configuration_sid']}"
    twilio.faults.on("GET", path, first(lambda: others.moved_release(twilio)))
    with pytest.raises(Conflict, match="another release"):
        run_rollback(twilio)
    assert not twilio.changes


def test_rolling_back_to_the_released_configuration_sends_nothing(twilio: FakeTwilio) -> None:
    done = run_rollback(twilio, twilio.account.releases[2]["configuration_sid"])
    assert done.was_released
    assert not twilio.changes


def test_a_rollback_whose_answer_was_lost_names_the_configuration_because_a_repeat_would_undo_it(
    twilio: FakeTwilio,
) -> None:
    before = twilio.account.releases[1]["configuration_sid"]
    twilio.faults.on("POST", RELEASES, drop_after())
    # The reads are: the active release, again right before ours, and whether ours exists after all.
    twilio.faults.on("GET", RELEASES, refuse(500), nth=3, times=None)
    with pytest.raises(RemoteUnavailable) as caught:
        run_rollback(twilio)
    assert caught.value.next == f"Run `package.py rollback {before}`, which is always safe."
    twilio.faults.clear()
    assert run_rollback(twilio, before).was_released
    assert released_plugins(twilio)["plugin-x"] == ("1.0.0", 2)


def test_rolling_back_to_a_plugin_that_was_archived_since_is_reported_before_and_in_a_refusal(
    twilio: FakeTwilio,
) -> None:
    twilio.account.versions.latest(version="1.0.0", plugin_sid=twilio.account.plugins[-1]["sid"])[
        "archived"
    ] = True
    twilio.faults.on("POST", RELEASES, refuse(400))
    progress = RecordedProgress([], [])
    with pytest.raises(ReleaseError, match=r"plugin-x 1\.0\.0 is archived\. Release another version"):
        run_rollback(twilio, progress=progress)
    assert [note for note in progress.notes if note.startswith("plugin-x 1.0.0 is archived")]


def test_a_release_right_after_the_last_read_is_rolled_back_and_reported(twilio: FakeTwilio) -> None:
    twilio.faults.on("POST", RELEASES, first(lambda: others.moved_release(twilio)))
    progress = RecordedProgress([], [])
    run_rollback(twilio, progress=progress)
    assert released_plugins(twilio)["plugin-x"] == ("1.0.0", 2)
    assert [note for note in progress.notes if "replaced it: see `package.py list releases`" in note]


def test_a_list_without_the_release_before_ours_is_reported(twilio: FakeTwilio) -> None:
    before = twilio.account.releases[-1]
    twilio.faults.on("GET", RELEASES, first(lambda: twilio.account.releases.remove(before)), nth=3)
    with pytest.raises(UnexpectedAnswer, match=r"which was in it before\. Our release exists: see") as caught:
        run_rollback(twilio)
    assert before["sid"] in str(caught.value)
    assert released_plugins(twilio)["plugin-x"] == ("1.0.0", 2)
