"""`package.py release`, `rollback`, `status`, `list` and `diff`."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from build.cli.processes import ended_by
from build.demo.twilio_api import first, others, refuse
from tests.cli.twilio_checkout import Deployed, Desk, deployed, desk
from tests.support.twilio_runs import released_plugins


@pytest.fixture(scope="module")
def on_account(tmp_path_factory: pytest.TempPathFactory) -> Deployed:
    return deployed(tmp_path_factory.mktemp("deployed"))


@pytest.fixture
def user(
    on_account: Deployed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Desk]:
    """Yield a user whose plugin is deployed, on an account with other people's released plugins."""
    with on_account.desk(tmp_path, monkeypatch, capsys) as sitting:
        yield sitting


def _configurations(user: Desk) -> list[str]:
    return [row["configuration_sid"] for row in user.twilio.account.releases]


def test_release_without_arguments_releases_the_newest_version_and_says_how_to_go_back(user: Desk) -> None:
    done = user.run("release")
    assert done.code == 0
    assert released_plugins(user.twilio)["plugin-tiny"] == ("1.2.3", 3)
    before, now = _configurations(user)
    release = user.twilio.account.releases[-1]["sid"]
    lines = done.out.splitlines()
    assert lines[:4] == [
        "released",
        "  + plugin-tiny 1.2.3 (phase 3)",
        f"  configuration  {now}",
        f"  release        {release}",
    ]
    assert f"to go back: python3 package.py rollback {before}" in lines
    url = user.twilio.account.versions[-1]["plugin_url"]
    assert lines[4:6] == [f"  plugin URL of plugin-tiny  {url}", "  2 other plugins as before"]
    assert done.err.index("note: + plugin-tiny") < done.err.index("release the configuration")


def test_release_uses_the_phase_of_the_named_environment(user: Desk) -> None:
    user.run("release", "--env", "staging")
    assert released_plugins(user.twilio)["plugin-tiny"] == ("1.2.3", 4)


def test_a_second_release_reports_that_it_is_released_and_sends_nothing(user: Desk) -> None:
    user.run("release")
    before = len(user.twilio.changes)
    done = user.run("release")
    assert (done.code, done.out.splitlines()[0]) == (0, "nothing to change: this is released already")
    assert len(user.twilio.changes) == before


def test_release_with_json_is_one_document(user: Desk) -> None:
    document = user.run("release", "plugin-tiny@1.2.3", "--disable", "plugin-other-1", "--json").document
    assert document["changes"] == [
        {"name": "plugin-other-1", "before": "1.0.0", "after": None, "phaseBefore": 3, "phaseAfter": None},
        {"name": "plugin-tiny", "before": None, "after": "1.2.3", "phaseBefore": None, "phaseAfter": 3},
    ]
    assert document["configurationSid"] == _configurations(user)[1]
    assert document["previousConfigurationSid"] == _configurations(user)[0]
    assert [plugin["name"] for plugin in document["plugins"]] == ["plugin-other-0", "plugin-tiny"]


def test_a_dry_run_of_release_and_rollback_changes_nothing(user: Desk) -> None:
    done = user.run("release", "--dry-run")
    assert done.out.startswith("would be released\n  + plugin-tiny 1.2.3 (phase 3)\n")
    assert "dry run: these requests; the 2 that change something were not sent" in done.out
    user.run("release")
    before = len(user.twilio.changes)
    done = user.run("rollback", "--dry-run")
    assert done.out.startswith("would be rolled back\n  - plugin-tiny 1.2.3\n")
    assert len(user.twilio.changes) == before


def test_a_release_by_somebody_else_in_between_ends_with_exit_code_3(user: Desk) -> None:
    fault = first(lambda: others.moved_release(user.twilio))
    user.twilio.faults.on("POST", "/v1/PluginService/Configurations", fault)
    done = user.run("release", "--json")
    assert done.code == 3
    assert "was made while this one was prepared: nothing was changed" in done.error
    assert done.document["error"]["exitCode"] == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["release", "plugin-none"], "the account has no plugin plugin-none"),
        (["release", "--disable", "plugin-none"], "--disable plugin-none: is not released"),
        (["release", "a@"], "expected NAME, NAME@VERSION or NAME@latest"),
        (["rollback", "FJ1"], "the account has no such configuration"),
        (["rollback"], "nothing was released before the active release"),
        (["rollback", "FK" + "0" * 32], "pass a configuration's SID, FJ and 32 digits."),
        (["diff", "FJ1"], "diff FJ1: the account has no such configuration"),
        (["diff", "plugin-tiny@1.0.0"], "pass live, or a configuration's SID, FJ and 32 digits."),
        (["list", "versions", "plugin-none"], "the account has no such plugin"),
        (["list"], "the following arguments are required"),
        (["list", "plugins"], "invalid choice"),
        (["list", "releases", "--limit", "3"], "package.py list releases: unrecognized arguments"),
        (["config", "push", "--yse"], "unrecognized arguments: --yse: did you mean --yes?"),
    ],
)
def test_a_users_mistake_is_one_clear_line_with_exit_code_2(
    user: Desk, arguments: list[str], words: str
) -> None:
    done = user.run(*arguments)
    assert done.code == 2
    assert words in done.error
    assert not user.twilio.changes


def test_rollback_reports_the_changes_before_it_makes_them(user: Desk) -> None:
    user.run("release")
    done = user.run("rollback")
    assert done.code == 0
    assert "plugin-tiny" not in released_plugins(user.twilio)
    assert done.out.startswith("rolled back\n  - plugin-tiny 1.2.3\n")
    assert done.err.index("note: - plugin-tiny 1.2.3") < done.err.index("release the configuration")
    document = user.run("rollback", _configurations(user)[1], "--json").document
    assert document["releaseSid"] == user.twilio.account.releases[-1]["sid"]
    assert "plugin-tiny" in released_plugins(user.twilio)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("command", [["release"], ["release", "--new"], ["rollback"]], ids=" ".join)
@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("\n", 1), ("n\n", 1), ("", 1)])
def test_a_release_or_rollback_needs_the_consent_of_a_person(
    user: Desk, monkeypatch: pytest.MonkeyPatch, command: list[str], answer: str, code: int
) -> None:
    if command == ["rollback"]:
        user.run("release")
    before = len(user.twilio.changes)
    monkeypatch.setattr("sys.stdin", _Terminal(answer))
    done = user.run(*command, "--ask")
    assert done.code == code
    assert (len(user.twilio.changes) > before) == (code == 0)
    shown, _, answered = done.err.partition("Continue? [y/N]")
    assert "plugin-tiny 1.2.3" in shown
    if command == ["release", "--new"]:
        assert "- plugin-other-0" in shown
        assert "release: 3 changes, 2 plugins removed. " in shown
    if code:
        assert answered.endswith("cancelled: nothing was changed\n")


@pytest.mark.parametrize("command", [["release"], ["release", "--new"], ["rollback"]], ids=" ".join)
def test_a_pipeline_has_to_agree_beforehand(user: Desk, command: list[str]) -> None:
    if command == ["rollback"]:
        user.run("release")
    before = len(user.twilio.changes)
    done = user.run(*command, "--ask")
    assert done.code == 2
    assert done.error == ("confirm: cannot ask for confirmation without a terminal. Pass --yes to confirm.")
    assert len(user.twilio.changes) == before
    assert user.run(*command, "--ask", "--dry-run").code == 0


def test_without_a_change_no_confirmation_is_asked_for(user: Desk) -> None:
    user.run("release")
    assert user.run("release", "--ask").code == 0


def test_status_shows_the_released_plugins_and_the_next_steps(user: Desk) -> None:
    done = user.run("status")
    assert done.code == 0
    assert "the configuration FJ" in done.out
    assert '"Theirs"' in done.out
    assert "plugin-tiny: no version is released, 1.2.3 is deployed: python3 package.py release" in done.out
    user.run("release")
    assert "plugin-tiny 1.2.3 is released, and there is no newer one" in user.run("status").out
    user.run("deploy", "--plugin-version", "1.3.0")
    assert "plugin-tiny: 1.2.3 is released, 1.3.0 is deployed" in user.run("status").out
    document = user.run("status", "--json").document
    assert (document["liveVersion"], document["newestVersion"]) == ("1.2.3", "1.3.0")
    assert document["configurationSid"] == _configurations(user)[-1]
    assert [plugin["name"] for plugin in document["plugins"]][-1] == "plugin-tiny"


def test_status_of_an_empty_account_names_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with desk(tmp_path, monkeypatch, capsys) as user:
        assert user.run("status").out.splitlines()[:2] == [
            "nothing is released on this account",
            "plugin-tiny is not on this account: python3 package.py deploy",
        ]
        assert user.run("list", "releases").out.startswith("nothing was ever released on this account\n")
        assert user.run("status", "--json").document["plugins"] == []


def test_list_versions_has_the_highest_first_and_marks_the_released_version(user: Desk) -> None:
    user.run("release")
    user.run("deploy", "--plugin-version", "1.10.0", "--public", "--changelog", "Second")
    lines = [line.split() for line in user.run("list", "versions").out.splitlines()]
    assert [line[:2] for line in lines[:2]] == [["1.10.0", lines[0][1]], ["*", "1.2.3"]]
    assert lines[0][-1] == "Second"
    assert lines[1][-4:] == ["private", "First", "of", "all"]
    document = user.run("list", "versions", "plugin-other-0", "--json").document
    assert (document["name"], document["versions"][0]["version"]) == ("plugin-other-0", "1.0.0")
    assert document["versions"][0]["live"] is True


def test_list_releases_has_the_newest_first_with_what_to_roll_back_to(user: Desk) -> None:
    user.run("release")
    others_sid, own_sid = _configurations(user)
    lines = [line.split() for line in user.run("list", "releases").out.splitlines()]
    assert [line[:2] for line in lines[:2]] == [["*", own_sid], [others_sid, lines[1][1]]]
    assert [" ".join(line[3:]) for line in lines[:2]] == [
        "+ plugin-tiny 1.2.3 (phase 3)",
        "plugin-other-0 1.0.0 (phase 3), + plugin-other-1 1.0.0 (phase 3)",
    ]
    rows = user.run("list", "releases", "--json").document["releases"]
    assert rows[0]["changes"] == "+ plugin-tiny 1.2.3 (phase 3)"
    assert [(row["configurationSid"], row["live"]) for row in rows] == [(own_sid, True), (others_sid, False)]


def test_list_releases_compares_only_the_newest(user: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    user.run("release")
    user.run("rollback")
    monkeypatch.setattr("build.cli.list.MAX_COMPARED", 2)
    rows = user.run("list", "releases", "--json").document["releases"]
    assert [row["changes"] for row in rows] == ["- plugin-tiny 1.2.3", "+ plugin-tiny 1.2.3 (phase 3)", ""]


def test_diff_without_arguments_shows_what_release_would_change(user: Desk) -> None:
    done = user.run("diff")
    assert "  + plugin-tiny 1.2.3 (phase 3)" in done.out.splitlines()
    user.run("release")
    assert "  no difference" in user.run("diff").out.splitlines()


def test_diff_compares_any_two_configurations(user: Desk) -> None:
    user.run("release")
    others_sid, own_sid = _configurations(user)
    assert "  + plugin-tiny 1.2.3 (phase 3)" in user.run("diff", others_sid).out.splitlines()
    document = user.run("diff", own_sid, others_sid, "--json").document
    assert (document["from"], document["to"]) == (own_sid, others_sid)
    assert document["changes"][0]["after"] is None
    assert not user.run("diff", "live", own_sid, "--json").document["changes"]


@pytest.mark.parametrize(
    "arguments",
    [["release"], ["rollback"], ["status"], ["diff"], ["list", "versions"], ["list", "releases"]],
    ids=" ".join,
)
def test_an_account_that_does_not_answer_is_exit_code_1_with_the_step_and_the_next_step(
    user: Desk, arguments: list[str]
) -> None:
    user.twilio.faults.on("GET", "/v1/PluginService/**", refuse(503), times=None)
    done = user.run(*arguments)
    assert done.code == 1
    assert done.error.endswith("Run the same command again: it resumes where this one stopped.")


@pytest.mark.parametrize(
    "arguments",
    [
        ["rollback", ""],
        ["diff", ""],
        ["diff", "live", ""],
        ["list", "versions", ""],
        ["release", "--disable", ""],
        ["status", "--profile", " "],
    ],
    ids=" ".join,
)
def test_an_argument_that_a_pipeline_left_empty_is_a_mistake_not_a_default(
    user: Desk, arguments: list[str]
) -> None:
    done = user.run(*arguments)
    assert done.code == 2
    assert "expected a value, got an empty string" in done.error
    assert not user.twilio.requests


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["release", "."], "the account has no plugin .."),
        (["release", ".."], "the account has no plugin ..."),
        (["release", "plugin-tiny@.."], "plugin-tiny has no such version"),
        (["release", "../Releases"], "the account has no plugin ../Releases"),
        (["rollback", "."], "the account has no such configuration"),
        (["list", "versions", "größe?"], "the account has no such plugin"),
        (["release", "<x>", "--dry-run"], "the account has no plugin <x>"),
    ],
)
def test_a_name_cannot_lead_to_another_address(user: Desk, arguments: list[str], words: str) -> None:
    done = user.run(*arguments)
    assert done.code == 2
    assert words in done.error


def test_other_peoples_texts_on_the_account_cannot_move_the_cursor(user: Desk) -> None:
    escape = "\x1b[2J"
    user.twilio.account.configurations[0]["name"] = f"{escape}Theirs 電話\u3000"
    user.twilio.account.versions[-1]["changelog"] = escape
    user.twilio.account.plugins[-1]["friendly_name"] = escape
    for arguments in (["status"], ["list", "versions"], ["deploy", "--plugin-version", "1.3.0"]):
        done = user.run(*arguments)
        assert done.code == 0
        assert "\x1b" not in done.out + done.err
        assert "?[2J" in done.out + done.err
    assert '"?[2JTheirs 電話\u3000"' in user.run("status").out
    user.twilio.faults.on("GET", "/v1/PluginService/Releases", refuse(400, escape))
    assert "\x1b" not in user.run("status").err


@pytest.mark.parametrize(
    ("arguments", "way_on"),
    [
        (["release", "--disable", "plugin-tiny"], "Run the same command again"),
        (["rollback", "BEFORE"], "Run the same command again"),
        (["rollback"], "Check with `package.py status` what is released now."),
    ],
)
def test_ctrl_c_reports_that_not_all_is_done_and_what_to_do(
    user: Desk, monkeypatch: pytest.MonkeyPatch, arguments: list[str], way_on: str
) -> None:
    """Plain `rollback` may now do something else: another configuration may be the previous one."""
    before = user.twilio.account.releases[0]["configuration_sid"]
    assert user.run("release").code == 0

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("build.twilio.client.plugins.PluginService.create_release", interrupted)
    done = user.run(*(before if argument == "BEFORE" else argument for argument in arguments), "--json")
    assert done.code == 130
    assert done.error.startswith(f"interrupted: ended before everything was done. {way_on}")
    assert done.document["error"]["exitCode"] == 130
    assert user.run("status").code == 0


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_a_release_that_a_signal_ended_is_completed_by_the_next_run(user: Desk, end: signal.Signals) -> None:
    """Containers and pipelines send SIGTERM."""
    fault = first(lambda: os.kill(os.getpid(), end))
    user.twilio.faults.on("POST", "/v1/PluginService/Configurations", fault)
    with ended_by(signal.SIGINT):  # a suite in the background ignores it
        done = user.run("release")
    assert done.code == 130
    assert done.error.startswith("interrupted: ended before everything was done. Run the same command again")
    assert user.run("release").out.startswith("released\n  + plugin-tiny 1.2.3 (phase 3)\n")
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
