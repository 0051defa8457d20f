"""`package.py config`, against the fake."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from build import cli as commands
from build.cli import config
from build.demo.twilio_api import (
    FakeTwilio,
    Fault,
    cut_off,
    drop_after,
    drop_before,
    first,
    refuse,
    refuse_in_html,
)
from tests.support.cases import case
from tests.support.checkout import SETTINGS, make_checkout
from tests.support.command_line import retry_without_pauses, set_environ
from tests.support.plugin.extension import make_extension

PATH = "/v1/Configuration"
SECTION = """\
configuration:
  enabled: true
  screen_pop: true
  activity_fields:
    Priority: High
"""
THERE: dict[str, object] = {
    "enabled": False,
    "hide_crm_container": True,
    "activity_fields": {"Origin__c": "x"},
}
AFTER = {
    "enabled": True,
    "hide_crm_container": True,
    "activity_fields": {"Origin__c": "x", "Priority": "High"},
    "screen_pop": True,
}


@pytest.fixture
def twilio(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeTwilio]:
    """Yield an account with some flags, and retries without pauses."""
    retry_without_pauses(monkeypatch)
    with FakeTwilio() as fake:
        set_environ(monkeypatch, fake.environ)
        set_flags(fake, THERE)
        yield fake


@pytest.fixture(autouse=True)
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small checkout with flags in its settings, which the commands work on."""
    root = make_checkout(tmp_path / "checkout")
    (root / "settings.yaml").write_text(SETTINGS + SECTION, "utf-8")
    monkeypatch.setattr(config, "ROOT", root)
    return root


def attributes(flags: object) -> dict[str, Any]:
    """Return the attributes of an account with these flags, and others."""
    return {
        "theme": {"isLight": True},
        "custom_data": {"other": 1, "features": {"another": {"x": 1}, "salesforce_integration": flags}},
    }


def set_flags(twilio: FakeTwilio, flags: object) -> None:
    twilio.account.flex["ui_attributes"] = attributes(flags)


Run = Callable[..., tuple[int, str, str]]
Document = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; return its exit code and what it printed on both channels."""

    def run_config(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = commands.main(["config", *arguments])
        output = capsys.readouterr()
        return code, output.out, output.err

    return run_config


@pytest.fixture
def document(run: Run) -> Document:
    """Run a command; return its exit code and its document."""

    def documented(*arguments: str) -> tuple[int, dict[str, Any]]:
        code, out, _ = run(*arguments, "--json")
        return code, json.loads(out)

    return documented


def in_columns(out: str) -> dict[str, list[str]]:
    return {
        line.split()[0]: line.split()[1:]
        for line in out.splitlines()
        if line.startswith("  ") and line.split()
    }


def test_show_lists_account_settings_and_defaults_side_by_side(twilio: FakeTwilio, run: Run) -> None:
    code, out, _ = run("show")
    rows = in_columns(out)
    assert code == 0
    assert out.startswith(f"{config.PLACE} of {twilio.account.sid}\n")
    assert rows["enabled"] == ["false", "true", "false"]
    assert rows["hide_crm_container"] == ["true", "-", "false"]
    assert rows["open_cti_version"] == ["-", "-", '"66.0"']
    assert twilio.changes == []


def test_show_warns_of_values_that_the_plugin_cannot_use(twilio: FakeTwilio, document: Document) -> None:
    set_flags(twilio, {"enabled": "yes", "colour": 1})
    code, report = document("show")
    assert code == 0
    assert report["flags"] == {"enabled": "yes", "colour": 1}
    assert report["settings"]["screen_pop"] is True
    assert report["defaults"]["open_cti_version"] == "66.0"
    assert report["warnings"] == [
        "enabled (a string): not true or false: ignored",
        "colour (a number): unknown key: ignored",
    ]


def test_diff_shows_key_by_key_what_a_push_changes_and_what_it_keeps(twilio: FakeTwilio, run: Run) -> None:
    code, out, _ = run("diff")
    assert code == 0
    assert out.splitlines()[1:-1] == [
        "  ~ enabled: false -> true",
        "  + screen_pop: true",
        '  + activity_fields.Priority: "High"',
        "  = hide_crm_container: true (only on the account: kept)",
        '  = activity_fields.Origin__c: "x" (only on the account: kept)',
        "3 changes: run `package.py config push` to apply",
    ]
    assert twilio.changes == []


def test_diff_of_an_environment_has_its_flags(twilio: FakeTwilio, checkout: Path, document: Document) -> None:
    text = SETTINGS + "    configuration:\n      enabled: false\n" + SECTION
    (checkout / "settings.yaml").write_text(text, "utf-8")
    code, report = document("diff", "--env", "staging")
    assert code == 0
    assert [change["key"] for change in report["changes"]] == ["screen_pop", "activity_fields.Priority"]
    assert twilio.changes == []


@pytest.mark.usefixtures("twilio")
def test_diff_without_the_section_reports_that_there_is_nothing_to_push(checkout: Path, run: Run) -> None:
    (checkout / "settings.yaml").write_text(SETTINGS, "utf-8")
    code, out, _ = run("diff")
    assert code == 0
    assert "settings.yaml has no section `configuration:`, so there is nothing to push" in out


def test_push_merges_and_drops_nothing(twilio: FakeTwilio, run: Run) -> None:
    code, out, _ = run("push", "--yes")
    assert code == 0
    assert twilio.account.flex["ui_attributes"] == attributes(AFTER)
    assert "  ~ enabled: false -> true\n" in out
    assert "applied; agents get it" in out
    (written,) = twilio.changes
    assert list(written.json) == ["account_sid", "ui_attributes"]


def test_pushing_again_changes_nothing_and_writes_nothing(twilio: FakeTwilio, document: Document) -> None:
    set_flags(twilio, AFTER)
    code, report = document("push")
    assert (code, report["changed"], report["outcome"]) == (0, False, "nothing to change")
    assert twilio.changes == []


def test_push_needs_yes_without_a_terminal(twilio: FakeTwilio, run: Run) -> None:
    code, out, err = run("push")
    assert (code, out) == (2, "")
    assert (
        err.splitlines()[-1]
        == "confirm: cannot ask for confirmation without a terminal. Pass --yes to confirm."
    )
    assert twilio.changes == []


@pytest.mark.parametrize(("answer", "code", "writes"), [("y\n", 0, 1), ("n\n", 1, 0), ("", 1, 0)])
def test_push_shows_the_difference_and_asks_on_a_terminal(
    twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch, run: Run, answer: str, code: int, writes: int
) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

        def readline(self) -> str:
            return answer

    monkeypatch.setattr("sys.stdin", Terminal())
    ended, out, err = run("push")
    assert ended == code
    assert f"of {twilio.account.sid}\n  ~ enabled: false -> true\n" in err
    assert "Apply these changes? [y/N] " + "\n" * (not answer) in err
    assert "  ~ enabled: false -> true\n" in out
    assert len(twilio.changes) == writes


@pytest.mark.usefixtures("twilio")
def test_a_difference_shown_with_the_question_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdin.readline", lambda: "n\n", raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    _, out, err = run("push")
    assert "  ~ enabled: false -> true\n" in err
    assert out.startswith("cancelled: nothing was changed\n1 request, ")


def test_a_dry_run_shows_the_request_and_sends_nothing(twilio: FakeTwilio, document: Document) -> None:
    code, report = document("push", "--dry-run")
    assert (code, report["changed"], report["outcome"]) == (0, False, "this would be applied")
    (planned,) = report["planned"]
    assert (planned["method"], planned["url"]) == ("POST", f"https://flex-api.twilio.com{PATH}")
    assert twilio.changes == []
    assert twilio.account.flex["ui_attributes"] == attributes(THERE)


@pytest.mark.usefixtures("twilio")
@pytest.mark.parametrize("section", ["", "configuration: {}\n"])
def test_push_without_flags_in_the_settings_says_what_to_add(checkout: Path, run: Run, section: str) -> None:
    (checkout / "settings.yaml").write_text(SETTINGS + section, "utf-8")
    code, out, err = run("push", "--yes", "--env", "staging")
    assert (code, out) == (2, "")
    assert err.startswith("settings.yaml: has no flags to push: add a section `configuration:`")
    assert "environments.staging" in err
    assert err.count("\n") == 1


@pytest.mark.usefixtures("twilio")
def test_a_mistake_in_the_settings_is_reported_before_anything_is_asked(
    twilio: FakeTwilio, checkout: Path, run: Run
) -> None:
    (checkout / "settings.yaml").write_text(SETTINGS + "configuration:\n  enabled: yes\n", "utf-8")
    code, _, err = run("push", "--yes")
    assert code == 2
    assert err == "settings.yaml:13: configuration.enabled: expected true or false, got yes\n"
    assert twilio.requests == []


def test_a_value_of_another_type_in_place_of_the_flags_is_never_overwritten(
    twilio: FakeTwilio, run: Run
) -> None:
    set_flags(twilio, [])
    code, _, err = run("push", "--yes")
    assert code == 2
    assert f"{config.PLACE} of the account's Flex configuration is not an object" in err
    assert twilio.changes == []


def test_a_key_of_another_account_writes_nothing(
    twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    key, secret = twilio.key
    monkeypatch.setenv("TWILIO_API_KEY", key)
    monkeypatch.setenv("TWILIO_API_SECRET", secret)
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC" + "0" * 32)
    code, _, err = run("push", "--yes")
    assert code == 2
    assert f"Twilio answers for {twilio.account.sid}" in err
    assert twilio.changes == []


def test_concurrent_changes_next_to_the_flags_are_kept(twilio: FakeTwilio, run: Run) -> None:
    def theirs() -> None:
        twilio.account.flex["ui_attributes"]["custom_data"]["features"]["another"] = {"x": 2}

    twilio.faults.on("GET", PATH, first(theirs), nth=2)
    assert run("push", "--yes")[0] == 0
    features = twilio.account.flex["ui_attributes"]["custom_data"]["features"]
    assert features == {"another": {"x": 2}, "salesforce_integration": AFTER}


def test_flags_that_changed_since_they_were_shown_are_a_conflict(
    twilio: FakeTwilio, document: Document
) -> None:
    twilio.faults.on("GET", PATH, first(lambda: set_flags(twilio, {**THERE, "screen_pop": False})), nth=2)
    code, report = document("push", "--yes")
    assert code == 3
    assert report["error"]["exitCode"] == 3
    assert report["error"]["problem"] == (
        "somebody else has just changed flags of the account (screen_pop): nothing was written"
    )
    assert twilio.changes == []


def test_an_answer_without_the_flags_is_not_success(twilio: FakeTwilio, run: Run) -> None:
    """As when another pipeline writes at the same moment, or a proxy answers from a cache."""
    answer = refuse(400).answer
    assert answer is not None
    body = json.dumps({**twilio.account.flex}).encode()
    stale = Fault("a stale answer", answer=type(answer)(200, body, answer.headers), takes_effect=True)
    twilio.faults.on("POST", PATH, stale)
    code, _, err = run("push", "--yes")
    assert code == 1
    assert "push the flags: Twilio accepted them, but its answer has other values (enabled" in err


FAULTS = [
    refuse(401),
    refuse(403),
    refuse(404),
    refuse(429),
    refuse(429, retry_after=1),
    refuse(500),
    refuse(503),
    refuse(503, takes_effect=True),
    refuse_in_html(502),
    drop_before(),
    drop_after(),
    cut_off(),
]
REQUESTS: dict[str, tuple[str, int, str]] = {
    "the first look": ("GET", 1, "read the Flex configuration"),
    "the look before writing": ("GET", 2, "read the Flex configuration"),
    "the writing": ("POST", 1, "write the flags"),
}


@pytest.mark.parametrize("request_", REQUESTS)
def test_a_push_whose_request_fails_completes_or_says_the_step_and_the_next_run_completes(
    twilio: FakeTwilio, run: Run, request_: str
) -> None:
    method, nth, step = REQUESTS[request_]
    for fault, times in product(FAULTS, (1, None)):
        with case(fault.name, "once" if times else "for ever"):
            set_flags(twilio, THERE)
            twilio.faults.on(method, PATH, fault, nth=nth, times=times)
            _push_completes_or_says_the_step(twilio, run, step, fault)


def _push_completes_or_says_the_step(twilio: FakeTwilio, run: Run, step: str, fault: Fault) -> None:
    code, _, err = run("push", "--yes")
    done = attributes(AFTER)
    if code == 0:
        assert twilio.account.flex["ui_attributes"] == done
    else:
        last = err.splitlines()[-1]
        assert last.startswith(f"{step}: ")
        assert last.endswith(".")
        assert code == (2 if fault.name in ("401", "403") else 1)
        assert twilio.account.flex["ui_attributes"] in (attributes(THERE), done)
    assert "Traceback" not in err
    assert not twilio.faults.unmet()
    twilio.faults.clear()
    assert run("push", "--yes")[0] == 0
    assert twilio.account.flex["ui_attributes"] == done


@pytest.mark.parametrize(
    ("fault", "writes"), [(drop_after(), 1), (cut_off(), 1), (drop_before(), 2), (refuse(500), 2)], ids=str
)
def test_after_a_lost_answer_the_state_decides_whether_it_is_sent_again(
    twilio: FakeTwilio, run: Run, fault: Fault, writes: int
) -> None:
    twilio.faults.on("POST", PATH, fault)
    assert run("push", "--yes")[0] == 0
    assert len(twilio.changes) == writes
    assert twilio.account.flex["ui_attributes"] == attributes(AFTER)


def set_enabled_elsewhere(twilio: FakeTwilio) -> Callable[[], None]:
    return lambda: set_flags(twilio, {**THERE, "click_to_dial": True})


def test_after_a_lost_answer_flags_that_somebody_else_set_are_a_conflict(
    twilio: FakeTwilio, run: Run
) -> None:
    twilio.faults.on("POST", PATH, drop_before())
    twilio.faults.on("GET", PATH, first(set_enabled_elsewhere(twilio)), nth=3)
    code, _, err = run("push", "--yes")
    assert code == 3
    assert "(click_to_dial)" in err
    assert len(twilio.changes) == 1


@pytest.mark.parametrize("form", ["plain", "basic", "unpadded", "percent"])
def test_nothing_that_is_printed_has_the_secret_in_any_form(twilio: FakeTwilio, run: Run, form: str) -> None:
    secret = twilio.token[1]
    basic = base64.b64encode(":".join(twilio.token).encode()).decode()
    echo = {
        "plain": secret,
        "basic": f"Authorization: Basic {basic}",
        "unpadded": basic.rstrip("="),
        "percent": quote(basic, safe=""),
    }[form]
    twilio.faults.on("POST", PATH, refuse(400, f"bad {echo}"))
    code, out, err = run("push", "--yes")
    assert code == 1
    assert "[hidden]" in err
    assert secret not in out + err
    assert basic.rstrip("=") not in out + err


OWN = "url:\n  type: string\n  default: x\n  description: x\nlimit:\n  type: integer\n  description: x\n"


@pytest.fixture
def extension(checkout: Path) -> None:
    """Return an extension with settings."""
    make_extension(checkout, hooks="def register(services): pass\n", configuration__yaml=OWN)
    section = SECTION + "  acme_flex:\n    url: https://acme.example\n"
    (checkout / "settings.yaml").write_text(f"extensions: [acme_flex]\n{SETTINGS}{section}", "utf-8")


@pytest.mark.usefixtures("extension")
def test_an_extensions_settings_are_shown_compared_and_pushed_with_ours(
    twilio: FakeTwilio, run: Run, document: Document
) -> None:
    features = twilio.account.flex["ui_attributes"]["custom_data"]["features"]
    features["acme_flex"] = {"limit": "many", "kept": 1}
    _, report = document("show")
    assert report["flags"]["acme_flex"] == {"limit": "many", "kept": 1}
    assert report["defaults"]["acme_flex"] == {"url": "x", "limit": 0}
    assert report["warnings"] == [
        "acme_flex.limit is not a whole number: ignored",
        "acme_flex.kept is an unknown key: ignored",
    ]
    _, out, _ = run("diff")
    assert out.splitlines()[0].endswith("; acme_flex: ui_attributes.custom_data.features.acme_flex")
    assert '  + acme_flex.url: "https://acme.example"' in out.splitlines()
    assert run("push", "--yes")[0] == 0
    pushed = twilio.account.flex["ui_attributes"]["custom_data"]["features"]
    theirs = {"limit": "many", "kept": 1, "url": "https://acme.example"}
    assert pushed == {"another": {"x": 1}, "salesforce_integration": AFTER, "acme_flex": theirs}
