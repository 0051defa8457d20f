"""A tab of the browser with the plugin in it, seen from its queue of activities."""

from __future__ import annotations

import json
from typing import Any

from flex_sfdc.configuration import parse
from flex_sfdc.context import Context
from flex_sfdc.plugin import begin, wired

from .browser import FRAME_QUERY, SALESFORCE, FakeHost
from .flex import ACCOUNT_SID, WORKER_SID
from .page import BUILD, Page
from .salesforce import never

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
            host, self.page.flex, self.page.manager, BUILD, configuration, SALESFORCE, FRAME_QUERY
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
