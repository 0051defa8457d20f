"""Specification, section 9: the queue of activities. Each is written once, whatever happens to the page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flex_sfdc.configuration import parse
from flex_sfdc.context import Context
from flex_sfdc.plugin import begin, wired

from .fakes.browser import FRAME_QUERY, SALESFORCE, FakeHost, JsError
from .fakes.flex import ACCOUNT_SID, WORKER_SID
from .fakes.page import BUILD, Page
from .fakes.salesforce import answers, lost, never, nonsense, refuses, throws, twice

ON = {"enabled": True, "activity_logging": True}
SID = f"WR{1:032x}"
OTHER = f"WR{2:032x}"
SCOPE = f"flex-sfdc.log.{ACCOUNT_SID}.{WORKER_SID}.acme.lightning.force.com."
NAME = "Ada Lovelace"
TASK = {"entityApiName": "Task", "Subject": f"Call with {NAME}", "Topic__c": "boats"}
MINUTE = 60_000
HOUR = 60 * MINUTE


class Tab:
    """A page with the plugin in it."""

    def __init__(self, page: Page | None = None, answering: bool = True) -> None:
        self.page = page or Page(ON)
        self.salesforce = self.page.salesforce
        if not answering:
            self.salesforce.respond["getCallCenterSettings"] = never
            self.salesforce.respond["isSoftphonePanelVisible"] = never
        configuration, _ = parse(self.page.manager.configuration.custom_data, {})
        host = FakeHost(self.page.window)
        self.ctx: Context = wired(
            host, self.page.flex, self.page.manager, configuration, SALESFORCE, FRAME_QUERY
        )
        begin(self.ctx, BUILD)
        self.page.manager.events.emit("pluginsInitialized")
        self.passes(1)

    def passes(self, milliseconds: int = 1_000) -> None:
        self.page.window.passes(milliseconds)

    def finish(self, sid: str = SID, **fields: object) -> None:
        self.ctx.queue.finish(sid, {**TASK, **fields}, ["Topic__c"])

    @property
    def kept(self) -> dict[str, Any]:
        """What the browser keeps of the queue."""
        items = self.page.window.localStorage.items
        return {key[len(SCOPE) :]: json.loads(items[key]) for key in items if key.startswith(SCOPE)}

    @property
    def written(self) -> list[dict[str, Any]]:
        return list(self.salesforce.activities.values())

    @property
    def unsaved(self) -> list[dict[str, Any]]:
        return list(self.page.manager.store.getState().salesforceIntegration["unsaved"])


def test_an_activity_is_in_the_browser_at_once_and_in_salesforce_soon() -> None:
    tab = Tab()
    tab.finish()
    assert tab.kept[SID]["fields"] == TASK
    assert tab.written == []
    tab.passes()
    assert tab.written == [TASK]


def test_what_is_saved_is_kept_without_the_customers_data() -> None:
    tab = Tab()
    tab.finish()
    tab.passes()
    assert tab.kept[SID]["state"] == "saved"
    assert tab.kept[SID]["fields"] == {}
    assert NAME not in json.dumps(tab.kept)
