"""Specification, section 8: the texts and their keys."""

from __future__ import annotations

from pathlib import Path

import yaml

from flex_sfdc.notifications import TIMEOUTS_MS

CATALOGUE: dict[str, str] = yaml.safe_load(
    (Path(__file__).parents[2] / "flex_sfdc" / "strings" / "en-US.yaml").read_text(encoding="utf-8")
)


def test_every_notification_has_its_text() -> None:
    assert set(TIMEOUTS_MS) <= set(CATALOGUE)


def test_the_keys_that_accounts_override_are_there() -> None:
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
