"""Everything put together: Flex with the plugin in a page of Salesforce's."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flex_sfdc.plugin import start
from tests.support.plugin.browser import FakeHost, FakeWindow
from tests.support.plugin.flex import FakeFlex, FakeManager, FakeReact, FakeTask
from tests.support.plugin.salesforce import FakeSalesforce

BUILD: Any = {
    "name": "plugin-under-test",
    "version": "1.2.3",
    "friendlyName": "Under test",
    "strings": {
        "keys": ["PSSalesforceAlreadyOnPhone", "PSSalesforceNotReachable"],
        "texts": {"de-DE": ["Besetzt.", "Abwesend."], "en-US": ["Busy.", "Away."]},
    },
}
CLICK_TO_DIAL = {"enabled": True, "click_to_dial": True}


class Page:
    """A page before the plugin starts; `settings` is its section of the configuration."""

    def __init__(self, settings: object = None) -> None:
        self.window = FakeWindow()
        self.salesforce = FakeSalesforce(self.window)
        self.flex = FakeFlex()
        self.build = BUILD
        self.window.React = FakeReact()
        self.manager = FakeManager(CLICK_TO_DIAL if settings is None else settings)
        self.window.ReactRedux = SimpleNamespace(
            useSelector=lambda select: select(self.manager.store.getState())
        )

    def start(self) -> Page:
        """Flex initialises the plugin."""
        start(FakeHost(self.window), self.flex, self.manager, self.build)
        return self

    def boot(self) -> Page:
        """Flex initialises the plugin, then says that all plugins are, and what is quick happens."""
        self.start()
        self.manager.events.emit("pluginsInitialized")
        self.window.passes(1)
        return self

    def reload(self) -> Page:
        """The same tab loads the frame again: the address and the tab's storage stay."""
        page = Page(self.manager.configuration.custom_data["features"]["salesforce_integration"])
        page.window.location.go(self.window.location.address)
        page.window.opened = self.window.Date.now()
        page.window.sessionStorage.items = self.window.sessionStorage.items
        page.window.localStorage.items = self.window.localStorage.items
        page.manager.flex_state.worker.tasks = self.manager.flex_state.worker.tasks
        return page

    def ends(self, task: FakeTask) -> None:
        """Flex drops a task."""
        worker = self.manager.flex_state.worker
        worker.tasks = {sid: other for sid, other in worker.tasks.items() if sid != task.sid}
        self.manager.store.changes()

    @property
    def shown(self) -> list[str]:
        """The notifications the agent was shown, by id."""
        return [name for name, _ in self.flex.Notifications.shown]

    @property
    def calls(self) -> list[dict[str, Any]]:
        """The outbound calls that were started."""
        return [dict(payload) for name, payload in self.flex.Actions.invoked if name == "StartOutboundCall"]

    @property
    def printed(self) -> str:
        """Everything in the console."""
        return "\n".join(text for _, text in self.window.console.lines)
