"""A tab of the browser with the plugin in it, as its outbox sees it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from flex_sfdc.activities.events import AMENDED, ENDED, Event
from flex_sfdc.activities.outbox import ActivityOutbox
from flex_sfdc.services import Services
from tests.support.plugin.flex import ACCOUNT_SID, WORKER_SID
from tests.support.plugin.page import Page
from tests.support.plugin.salesforce import Respond, answers, never

ON = {"enabled": True, "activity_logging": True}
SID = f"WR{1:032x}"
OTHER = f"WR{2:032x}"
SCOPE = f"flex-sfdc.{ACCOUNT_SID}.{WORKER_SID}.activity."
LEGACY_SCOPE = f"flex-sfdc.log.{ACCOUNT_SID}.{WORKER_SID}.acme.lightning.force.com."  # version 0.1.0's
NAME = "Ada Lovelace"
TASK = {"entityApiName": "Task", "Subject": f"Call with {NAME}", "Topic__c": "boats"}
PROBES = ("getCallCenterSettings", "isSoftphonePanelVisible")
Answerable = tuple[Callable[[object], object], object]
MINUTE = 60_000
HOUR = 60 * MINUTE


class Tab:
    """A page with the plugin in it. Methods for events can be chained: `Tab().finish().passes()`."""

    def __init__(self, page: Page | None = None, answering: bool = True) -> None:
        self.page = page or Page(ON)
        self.salesforce = self.page.salesforce
        if not answering:
            self.silent()
        self.services: Services = self.page.begun()
        activities = self.services.activities
        assert isinstance(activities, ActivityOutbox)
        self.outbox = activities

    def passes(self, milliseconds: int = 1_000) -> Tab:
        """Let time pass."""
        self.page.window.passes(milliseconds)
        return self

    def happens(self, kind: str, sid: str = SID, confirm: bool = False, **fields: Any) -> Tab:
        """Apply an event to the activity of the reservation."""
        event: Event = {
            "kind": kind,
            "now": self.page.window.Date.now(),
            "org": self.outbox.org,
            "fields": {**TASK, **fields},
            "about": NAME,
            "channel": "",
            "confirm": confirm,
        }
        self.outbox.apply(sid, event)
        return self

    def finish(self, sid: str = SID, **fields: Any) -> Tab:
        """End the task of the reservation."""
        return self.happens(ENDED, sid, **fields)

    def amend(self, fields: Mapping[str, object], sid: str = SID) -> Tab:
        """Add a note."""
        self.outbox.apply(
            sid, {"kind": AMENDED, "now": self.page.window.Date.now(), "fields": fields, "noted": True}
        )
        return self

    def silent(self) -> Tab:
        """Let Salesforce give no answer until the test calls `answers`."""
        for method in PROBES:
            self.salesforce.respond[method] = never
        return self

    def answers(self, save: Respond = answers) -> Tab:
        """Let Salesforce answer, a save as `save` does."""
        self.salesforce.respond.clear()
        self.salesforce.respond["saveLog"] = save
        return self

    def holds(self) -> list[Answerable]:
        """Hold back a save and its answer until the test continues it."""
        held_back: list[Answerable] = []
        self.salesforce.respond["saveLog"] = lambda callback, value: held_back.append((callback, value))
        return held_back

    def stored(self, key: str | None = SCOPE + SID) -> None:
        """Report, as the browser does, that another tab has changed its storage."""
        text = self.page.window.localStorage.items.get(key or "")
        for listener in self.page.window.listeners["storage"]:
            listener(SimpleNamespace(key=key, newValue=text))

    def another(self) -> Tab:
        """Return a second tab of the same agent, with the same storage, locks and org."""
        page = self.page.reload()
        page.window.now = self.page.window.now
        page.window.opened = self.page.window.opened
        page.window.navigator = self.page.window.navigator
        page.salesforce.activities = self.salesforce.activities
        page.salesforce.asked = self.salesforce.asked
        return Tab(page)

    def reloaded(self, after: int = 0, answering: bool = True) -> Tab:
        """Return the next page, some time later."""
        page = self.page.reload()
        page.window.opened += after
        return Tab(page, answering)

    @property
    def kept(self) -> dict[str, Any]:
        """The outbox's items in the browser."""
        items = self.page.window.localStorage.items
        return {key[len(SCOPE) :]: json.loads(items[key]) for key in items if key.startswith(SCOPE)}

    @property
    def written(self) -> list[dict[str, Any]]:
        return list(self.salesforce.activities.values())

    @property
    def states(self) -> dict[str, str]:
        """The states of the activities in the browser."""
        return {sid: entry["state"] for sid, entry in self.kept.items()}

    @property
    def unsaved(self) -> list[dict[str, Any]]:
        return list(self.page.manager.store.getState().salesforceIntegration["unsaved"])


def both(tab: Tab, other: Tab, milliseconds: int = 5_000) -> None:
    """Let time pass in two tabs."""
    for _ in range(milliseconds // 50):
        tab.passes(50)
        other.passes(50)
