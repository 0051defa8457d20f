"""docs/specification.md, section 8: the texts and their keys."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from flex_sfdc.diagnostics.rules import CHECKS, advice_key, label_key
from flex_sfdc.flex import notifications
from flex_sfdc.flex.notifications import TIMEOUTS_MS
from flex_sfdc.record_choice.rules import IN_VIEW, NOT_SAVED, SAVED, SAVING

SOURCES = Path(__file__).parents[3] / "flex_sfdc"
CATALOGUE: dict[str, str] = yaml.safe_load((SOURCES / "strings" / "en-US.yaml").read_text(encoding="utf-8"))


def test_every_notification_has_its_text() -> None:
    assert set(TIMEOUTS_MS) <= set(CATALOGUE)


def test_every_notification_has_the_duration_that_flex_needs() -> None:
    named = [
        value for name, value in vars(notifications).items() if name.isupper() and isinstance(value, str)
    ]
    assert set(named) == set(TIMEOUTS_MS)


def test_every_status_of_a_choice_has_its_text() -> None:
    assert {IN_VIEW, SAVING, SAVED, NOT_SAVED} <= set(CATALOGUE)


def test_the_plugin_shows_every_text_and_has_every_text_it_shows() -> None:
    """Every text takes space in six languages."""
    sources = [path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py")]
    shown = {key for source in sources for key in re.findall(r'"(PSSalesforce\w+)"', source)}
    of_checks = {key(name) for name in CHECKS for key in (label_key, advice_key)}
    assert shown | of_checks == set(CATALOGUE)


def test_the_keys_that_accounts_override_exist() -> None:
    contract = (
        "AssociationRequired",
        "AlreadyOnPhone",
        "IncomingTaskLabel",
        "TasksLabel",
        "UnableToCallOffline",
    )
    assert {f"PSSalesforce{name}" for name in contract} <= set(CATALOGUE)


def test_the_placeholders_are_those_the_plugin_fills() -> None:
    assert "{{activity}}" in CATALOGUE["PSSalesforceUnableToCallOffline"]
    assert "{{numTasks}}" in CATALOGUE["PSSalesforceTasksLabel"]
    assert "{{#if singular}}" in CATALOGUE["PSSalesforceTasksLabel"]
    assert "{{reason}}" in CATALOGUE["PSSalesforceDialingFailed"]
