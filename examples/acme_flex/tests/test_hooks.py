"""The plugin with the example, in CPython."""

from __future__ import annotations

import pytest

from tests.support.plugin.desk import Desk
from tests.support.plugin.extension import example, extended


def test_the_agent_is_notified_of_a_task_that_was_taken_back() -> None:
    with extended(example()):
        desk = Desk().boot()
        desk.happens("taskRescinded", "canceled")
    assert desk.page.flex.Notifications.shown == [("AcmeTaskTakenBack", {"queue": "Everyone"})]


def test_the_activity_in_salesforce_has_the_prefix_of_the_account() -> None:
    with extended(example()):
        desk = Desk(features={"acme_flex": {"subject_prefix": "Acme"}}).boot().accepted()
        desk.completes()
        desk.completed()
    assert desk.activity["Subject"].startswith("Acme [Completed] Inbound voice")
    assert desk.activity["Country__c"] == "US"


def test_a_button_in_the_header_opens_the_guide(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    with extended(example()):
        page = Desk().boot().page
        monkeypatch.setattr(page.window, "open", opened.append, raising=False)
        button = page.flex.MainHeader.Content.parts["AcmeGuide"].component({})
        assert button.children == ("AcmeGuide",)
        button.props["onClick"](None)
    assert opened == ["https://acme.example/guide"]
