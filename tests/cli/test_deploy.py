"""`package.py deploy`."""

from __future__ import annotations

import hashlib
import io
import sys

import pytest

from build import cli as commands
from build.demo.twilio_api import drop_after, others, refuse
from tests.cli.twilio_checkout import Desk

VERSIONS = "/v1/PluginService/Plugins/plugin-tiny/Versions"


def _versions(user: Desk) -> list[str]:
    return [row["version"] for row in user.twilio.account.versions]


def test_deploy_reports_the_result_and_the_next_step(user: Desk) -> None:
    done = user.run("deploy", "--changelog", "First")
    assert done.code == 0
    url = user.twilio.account.versions[0]["plugin_url"]
    assert done.out.splitlines()[0] == "plugin-tiny 1.2.3 is deployed, and not released yet"
    assert f"plugin URL  {url}\n" in done.out
    assert "to release it: python3 package.py release plugin-tiny@1.2.3\n" in done.out
    assert "upload plugin-tiny.js (" in done.err


def test_the_uploaded_bundle_is_the_one_in_dist(user: Desk) -> None:
    user.run("deploy")
    account = user.twilio.account
    uploaded = [account.contents[row["sid"]] for row in account.asset_versions]
    names = ("plugin-tiny.js", "plugin-tiny.js.map")
    assert uploaded == [(user.root / "dist" / name).read_bytes() for name in names]


def test_deploy_with_json_prints_one_document(user: Desk) -> None:
    done = user.run("deploy", "--json", "--public", "--env", "staging")
    document = done.document
    bundle = (user.root / "dist/plugin-tiny.js").read_bytes()
    assert (document["ok"], document["name"], document["version"]) == (True, "plugin-tiny", "1.2.3")
    assert document["sha256"] == hashlib.sha256(bundle).hexdigest()
    assert document["public"] is True
    assert document["versionSid"] == user.twilio.account.versions[0]["sid"]
    assert document["requests"] == len(user.twilio.requests)
    assert user.twilio.account.plugins[0]["friendly_name"] == "Tiny (staging)"


def test_the_bundle_of_another_account_is_deployed_or_none(user: Desk) -> None:
    done = user.run("deploy", "--json", "--env", "staging")
    changes = list(user.twilio.changes)
    refused = user.run("deploy", "--expect-sha256", "0" * 64)
    digest = done.document["sha256"]
    assert refused.code == 2
    assert f"the bundle has sha256 {digest}, not {'0' * 64}" in refused.err
    assert user.twilio.changes == changes
    assert user.run("deploy", "--expect-sha256", digest).code == 0
    assert "expected 64 hexadecimal digits" in user.run("deploy", "--expect-sha256", "x").err


def test_without_a_changelog_it_names_the_commit_and_the_bundle(user: Desk) -> None:
    user.run("deploy")
    digest = hashlib.sha256((user.root / "dist/plugin-tiny.js").read_bytes()).hexdigest()
    commit, _, remainder = user.twilio.account.versions[0]["changelog"].partition(", ")
    assert commit.startswith("commit ")
    assert remainder == f"bundle sha256 {digest}"


def test_a_dry_run_shows_every_request_that_would_change_something_and_sends_none(user: Desk) -> None:
    dry = user.run("deploy", "--dry-run")
    assert dry.code == 0
    assert not user.twilio.changes
    assert not (user.root / "dist").exists()
    shown = [line.split()[1] for line in dry.out.splitlines() if line.startswith("  POST ")]
    document = user.run("deploy", "--dry-run", "--json").document
    assert [item["url"] for item in document["planned"]] == shown
    assert "https://flex-api.twilio.com/v1/Configuration" in [item["url"] for item in document["read"]]
    assert "  GET  https://flex-api.twilio.com/v1/Configuration\n" in dry.out
    user.run("deploy")
    sent = [f"https://{change.host}{change.path}" for change in user.twilio.changes]
    assert [url.count("/") for url in shown] == [url.count("/") for url in sent]
    assert len(shown) == 11


def test_a_deploy_of_a_registered_version_downloads_its_bundle_once(user: Desk) -> None:
    assert user.run("deploy").code == 0
    user.twilio.requests.clear()
    assert user.run("deploy", "--json").document["wasThere"]
    paths = [request.path for request in user.twilio.requests]
    assert paths.count("/plugins/plugin-tiny/1.2.3/bundle.js") == 1


def test_a_working_tree_that_is_not_clean_is_refused_unless_that_is_allowed(user: Desk) -> None:
    (user.root / "flex_sfdc/greeting.py").write_text("X = 1\n", "utf-8")
    done = user.run("deploy")
    assert done.code == 2
    assert (
        "the working tree is not clean (flex_sfdc/greeting.py): commit or discard these changes" in done.err
    )
    assert not user.twilio.requests
    user.write("flex_sfdc/new.py", "")
    (user.root / "note.txt").write_text("", "utf-8")
    assert user.run("deploy").code == 2
    (user.root / "note.txt").unlink()


def test_uncommitted_changes_can_be_deployed_and_are_marked(user: Desk) -> None:
    (user.root / "note.txt").write_text("", "utf-8")
    assert user.run("deploy", "--allow-dirty").code == 0
    assert "with changes on top, bundle" in user.twilio.account.versions[0]["changelog"]


def test_a_folder_that_git_does_not_know_is_refused_unless_that_is_allowed(user: Desk) -> None:
    (user.root / ".git").rename(user.root / ".not-git")
    done = user.run("deploy")
    assert done.code == 2
    assert "is not a git checkout" in done.err
    assert user.run("deploy", "--allow-dirty").code == 0


def test_a_missing_git_is_named(user: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(user.root))
    done = user.run("deploy")
    assert done.code == 2
    assert done.error == (
        "git is not installed, so the deployed version cannot be traced to a commit: "
        "install it, or pass --allow-dirty"
    )


def test_a_checkout_of_another_user_is_refused_with_gits_own_advice(
    user: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a pipeline's container: git does not trust the checkout."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(user.root / "none"))
    done = user.run("deploy")
    assert done.code == 2
    assert "fix what `git status` reports there, or pass --allow-dirty" in done.error


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--plugin-version", "next"], "--plugin-version: expected a semantic version"),
        (["--plugin-version", "1.0.0", "--bump", "patch"], "not allowed with argument"),
        (["--bump", "huge"], "invalid choice"),
        (["--changelog", "  "], "argument --changelog: expected a value, got an empty string"),
        (["--env", "nowhere"], "--env nowhere: no such environment"),
        (["--changelog", "x" * 1001], "changelog of the plugin: has 1001 characters"),
        (["--api-base", "http://proxy.example.com"], "--api-base: plain http is only for this machine"),
        (["--frobnicate"], "unrecognized arguments"),
        (["--chnagelog", "x"], "unrecognized arguments: --chnagelog x: did you mean --changelog?"),
    ],
)
def test_a_users_mistake_is_one_clear_line_with_exit_code_2_and_nothing_is_sent(
    user: Desk, arguments: list[str], words: str
) -> None:
    done = user.run("deploy", *arguments)
    assert done.code == 2
    assert words in done.error
    assert not user.twilio.changes
    document = user.run("deploy", *arguments, "--json").document
    assert (document["ok"], document["error"]["exitCode"]) == (False, 2)


def test_sources_that_do_not_compile_are_reported_and_nothing_is_sent(user: Desk) -> None:
    user.write("flex_sfdc/greeting.py", "def greeting(name):\n    return name +\n")
    done = user.run("deploy")
    assert done.code == 2
    assert "flex_sfdc/greeting.py:2" in done.err
    assert not user.twilio.requests


@pytest.mark.parametrize(
    ("there", "bump", "expected"),
    [
        ([], "patch", "0.0.1"),
        (["1.2.3", "1.10.0", "1.9.9"], "minor", "1.11.0"),
        (["2.0.0-rc.1"], "major", "2.0.0"),
    ],
)
def test_a_bump_follows_the_highest_version_on_the_account(
    user: Desk, there: list[str], bump: str, expected: str
) -> None:
    for version in there:
        others.plugin_version(user.twilio, "plugin-tiny", version)
    done = user.run("deploy", "--bump", bump)
    assert done.code == 0, done.err
    assert _versions(user)[-1] == expected
    assert f"plugin-tiny {expected} | " in (user.root / "dist/plugin-tiny.js").read_text("utf-8")


def test_a_bump_without_any_change_since_creates_no_second_version(user: Desk) -> None:
    user.run("deploy")
    done = user.run("deploy", "--bump", "patch")
    assert "plugin-tiny 1.2.3 was deployed before: there was nothing left to do" in done.out
    assert "pass --plugin-version to deploy it as another version\n" in done.out
    user.write("flex_sfdc/strings/en-US.yaml", "PSTinyHello: Changed {{name}}\n")
    user.run("deploy", "--bump", "patch")
    assert _versions(user) == ["1.2.3", "1.2.4"]


@pytest.mark.parametrize("key", [False, True], ids=["token", "key"])
def test_a_bump_whose_registration_got_no_answer_is_not_repeated(
    user: Desk, monkeypatch: pytest.MonkeyPatch, key: bool
) -> None:
    if key:
        monkeypatch.delenv("TWILIO_AUTH_TOKEN")
        monkeypatch.setenv("TWILIO_API_KEY", user.twilio.key[0])
        monkeypatch.setenv("TWILIO_API_SECRET", user.twilio.key[1])
    user.twilio.faults.on("POST", VERSIONS, drop_after())
    user.twilio.faults.on("GET", f"{VERSIONS}/*", refuse(500), times=None)
    failed = user.run("deploy", "--bump", "minor")
    assert failed.code == 1
    assert "look for plugin-tiny 0.1.0" in failed.error
    assert "with --plugin-version 0.1.0, which is always safe" in failed.error
    user.twilio.faults.clear()
    assert user.run("deploy", "--bump", "minor").code == 0
    assert _versions(user) == ["0.1.0"]


def test_a_mistake_in_the_settings_is_reported_as_json_too(user: Desk) -> None:
    text = (user.root / "settings.yaml").read_text("utf-8")
    user.write("settings.yaml", text.replace("phase: 3", "phaze: 3"))
    done = user.run("deploy", "--json")
    assert done.code == 2
    assert done.document == {"ok": False, "error": {"problem": done.err.strip(), "exitCode": 2}}


def test_a_flex_version_outside_the_plugins_range_is_reported(user: Desk) -> None:
    user.twilio.account.flex["ui_version"] = "~1.34.0"
    done = user.run("deploy")
    assert done.code == 0
    assert "note: Flex UI: ~1.34.0 is outside >=2.7.0 <3.0.0" in done.err


def test_a_changelog_that_the_terminal_cannot_show_is_not_a_failure(
    user: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    user.run("deploy", "--changelog", "Größe 電話")
    printed = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", printed)
    assert commands.main(["list", "versions"]) == 0
    printed.flush()
    assert b"Gr\\xf6\\xdfe" in printed.buffer.getvalue()


def test_a_taken_version_is_refused_with_the_next_steps(user: Desk) -> None:
    user.run("deploy")
    user.write("flex_sfdc/strings/en-US.yaml", "PSTinyHello: Changed {{name}}\n")
    done = user.run("deploy")
    assert done.code == 2
    assert done.error == (
        "the version 1.2.3: is on the account already, with another bundle. "
        "Use --bump, or --plugin-version 1.2.4."
    )


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"], "credentials: found none in the environment"),
        (["TWILIO_ACCOUNT_SID"], "TWILIO_AUTH_TOKEN is set without TWILIO_ACCOUNT_SID"),
    ],
)
def test_missing_credentials_are_one_clear_line(
    user: Desk, monkeypatch: pytest.MonkeyPatch, names: list[str], words: str
) -> None:
    monkeypatch.setenv("HOME", str(user.root))
    for name in names:
        monkeypatch.delenv(name)
    done = user.run("deploy")
    assert done.code == 2
    assert words in done.error
    assert not user.twilio.requests


def test_wrong_credentials_are_one_clear_line_without_the_secret(
    user: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "0badc0de" * 4)
    done = user.run("deploy")
    assert done.code == 2
    assert "Twilio rejected the credentials: TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN" in done.error
    assert "0badc0de" not in done.out + done.err


def test_a_key_of_an_account_that_was_not_named_changes_nothing(
    user: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TWILIO_AUTH_TOKEN")
    monkeypatch.setenv("TWILIO_API_KEY", user.twilio.key[0])
    monkeypatch.setenv("TWILIO_API_SECRET", user.twilio.key[1])
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC" + "0" * 32)
    for command in (["deploy"], ["release", "plugin-other-0"], ["rollback"], ["status"]):
        done = user.run(*command)
        assert done.code == 2
        assert "but Twilio answers for" in done.error
    assert not user.twilio.changes


def test_a_failure_of_twilio_names_the_step_and_the_next_step_and_is_reported_as_json_too(user: Desk) -> None:
    user.twilio.faults.on("POST", "/v1/Services/*/Builds", refuse(503), times=None)
    done = user.run("deploy", "--json")
    assert done.code == 1
    assert done.error.startswith("start the build: ")
    assert done.error.endswith("Run the same command again: it resumes where this one stopped.")
    assert done.document["ok"] is False
    assert done.document["error"]["step"] == "start the build"
    assert done.document["error"]["exitCode"] == 1


def test_a_changelog_that_is_not_utf_8_is_refused_before_any_request(user: Desk) -> None:
    """A terminal with another encoding: Python keeps such bytes as lone surrogates."""
    done = user.run("deploy", "--changelog", "Gr\udcf6\udcdfe", "--json")
    assert done.code == 2
    assert done.error == "the argument 'Gr\\udcf6\\udcdfe' is not UTF-8: pass it in that encoding"
    assert done.document["error"]["exitCode"] == 2
    assert not user.twilio.requests


def test_a_bump_continues_from_an_archived_version(user: Desk) -> None:
    user.run("deploy")
    user.twilio.account.versions[0]["archived"] = True
    assert user.run("deploy", "--bump", "patch").code == 0
    assert _versions(user) == ["1.2.3", "1.2.4"]
