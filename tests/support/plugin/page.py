"""The whole page: Flex with the plugin, inside a Salesforce page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flex_sfdc.browser.storage import JsonStorage
from flex_sfdc.configuration import parse
from flex_sfdc.flex.strings import add_strings, locale_of
from flex_sfdc.plugin import begin, start, wired
from flex_sfdc.salesforce.lightning_port import QUIET_MS
from flex_sfdc.services import Frame, Services
from flex_sfdc.utils.sfdc_loader import LIGHTNING
from tests.support.plugin.browser import SALESFORCE, FakeHost, FakeWindow
from tests.support.plugin.flex import FakeFlex, FakeManager, FakeReact, FakeTask, promise_of
from tests.support.plugin.lightning import FakeLightning
from tests.support.plugin.salesforce import FakeSalesforce

BUILD: Any = {
    "name": "plugin-under-test",
    "version": "1.2.3",
    "strings": {
        "keys": ["PSSalesforceAlreadyOnPhone", "PSSalesforceNotReachable"],
        "texts": {"de-DE": ["Besetzt.", "Abwesend."], "en-US": ["Busy.", "Away."]},
    },
}
CLICK_TO_DIAL = {"enabled": True, "click_to_dial": True}
RECORD_CHOICE = {"enabled": True, "screen_pop": True, "activity_logging": True}


class Page:
    """A page before the plugin starts; `settings` is the plugin's section of the configuration."""

    def __init__(self, settings: object = None) -> None:
        self.window = FakeWindow()
        self.salesforce = FakeSalesforce(self.window)
        self.lightning = FakeLightning(self.salesforce, self.window)
        self.lightning.is_silent = not (isinstance(settings, dict) and settings.get("crm_host") == LIGHTNING)
        self.flex = FakeFlex()
        self.build = BUILD
        self.window.React = FakeReact()
        self.window.Promise = SimpleNamespace(resolve=promise_of)
        self.manager = FakeManager(CLICK_TO_DIAL if settings is None else settings)
        self.window.ReactRedux = SimpleNamespace(
            useSelector=lambda select: select(self.manager.store.getState())
        )

    def start(self) -> Page:
        """Initialise the plugin as Flex does."""
        start(FakeHost(self.window), self.flex, self.manager, self.build)
        return self

    def boot(self) -> Page:
        """Initialise the plugin, report that all plugins are initialised, and let short timers run."""
        self.start()
        self.manager.events.emit("pluginsInitialized")
        self.window.passes(1)
        return self

    def passes(self, milliseconds: int) -> Page:
        """Let time pass."""
        self.window.passes(milliseconds)
        return self

    def wired(self) -> Services:
        """Return the services that the features of this page share, before any feature is registered."""
        configuration, _ = parse(self.manager.configuration.custom_data, {})
        host = FakeHost(self.window)
        tab = JsonStorage(self.window, "sessionStorage", f"{BUILD['name']}.")
        locale = locale_of(self.window, self.manager)
        frame = Frame(host, self.flex, self.manager, BUILD, configuration, SALESFORCE, locale, tab)
        services = wired(frame)
        add_strings(services, host, BUILD["strings"])
        return services

    def begun(self) -> Services:
        """Boot the plugin, and return its services."""
        services = self.wired()
        begin(services)
        self.manager.events.emit("pluginsInitialized")
        self.window.passes(QUIET_MS[0] if services.configuration.crm_host == LIGHTNING else 1)
        return services

    def reload(self) -> Page:
        """Load the frame again in the same tab: the address and the tab's storage stay."""
        page = Page(self.manager.configuration.custom_data["features"]["salesforce_integration"])
        page.window.location.go(self.window.location.address)
        page.window.opened = self.window.Date.now()
        page.window.sessionStorage.items = self.window.sessionStorage.items
        page.window.localStorage.items = self.window.localStorage.items
        page.manager.flex_state.worker.tasks = self.manager.flex_state.worker.tasks
        return page

    def offer(self, attributes: object, number: int = 1, status: str = "accepted") -> FakeTask:
        """Give the agent a task."""
        task = FakeTask(number, attributes, status)
        worker = self.manager.flex_state.worker
        worker.tasks = {**worker.tasks, task.sid: task}
        return task

    def accept(self, task: FakeTask) -> FakeTask:
        """Report that Flex's action has accepted the task."""
        self.flex.Actions.emit("afterAcceptTask", SimpleNamespace(task=task, sid=task.sid))
        return task

    def select(self, task: FakeTask | None) -> Page:
        """Open a task in Flex as the agent; None closes the open task."""
        self.manager.flex_state.view = SimpleNamespace(selectedTaskSid=task.sid if task else None)
        return self

    def ends(self, task: FakeTask) -> None:
        """Drop a task from Flex."""
        worker = self.manager.flex_state.worker
        worker.tasks = {sid: other for sid, other in worker.tasks.items() if sid != task.sid}
        self.manager.store.changes()

    @property
    def shown(self) -> list[str]:
        """The notifications that the agent saw, by id."""
        return [name for name, _ in self.flex.Notifications.shown]

    @property
    def calls(self) -> list[dict[str, Any]]:
        """The outbound calls that the plugin started."""
        return [dict(payload) for name, payload in self.flex.Actions.invoked if name == "StartOutboundCall"]

    @property
    def printed(self) -> str:
        """Everything in the console."""
        return "\n".join(text for _, text in self.window.console.lines)
