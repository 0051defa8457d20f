"""Keep Salesforce's utility bar up to date through an invisible component in Flex's header."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc import extensions
from flex_sfdc.browser.page_objects import dig, method_at, text_at
from flex_sfdc.flex.selectors import ACTIVITY, OFFLINE_SID, TASKS, activity_of, is_ringing, tasks_in
from flex_sfdc.flex.strings import number_in, translate
from flex_sfdc.salesforce.connection import SyncLatest
from flex_sfdc.services import Services

FRAGMENT = "utility-bar-state-listener"  # a contract: other plugins remove the component by this key


class UtilityItem:
    """Show the state of the agent and their tasks on the panel's item in the utility bar."""

    def __init__(self, services: Services) -> None:
        when_ready = services.connection.when_ready
        self._services = services
        self._icon = SyncLatest(
            services.clock,
            services.log,
            when_ready,
            lambda icon, answered: services.crm.set_item_icon(icon, answered),
        )
        self._label = SyncLatest(
            services.clock,
            services.log,
            when_ready,
            lambda label, answered: services.crm.set_item_label(label, answered),
        )
        self._seen_tasks: object = None
        self._seen_activity: object = None
        self._offline: object = None  # the account's offline activity

    def element(self) -> object:
        """Return the component's element. The item follows the state while the element is in the header."""
        component = self._services.log.guarded(FRAGMENT, lambda _: self._attach())
        return self._services.react.createElement(component, {"key": FRAGMENT})

    def _attach(self) -> None:
        self._services.react.useEffect(self._listen, [])

    def _listen(self) -> Callable[[], object]:
        self._follow()
        return self._services.manager.store.subscribe(self._follow)

    def _follow(self) -> None:
        self._services.log.attempt("the utility bar", self._compare)

    def _compare(self) -> None:
        """Update the item if a task or the agent's activity has changed."""
        services = self._services
        state = services.flex_state()
        activity = dig(state, ACTIVITY)
        tasks = dig(state, TASKS)
        if tasks is self._seen_tasks and activity is self._seen_activity:
            return  # unchanged: Flex makes a new object for every change
        self._seen_tasks = tasks
        self._seen_activity = activity
        present = tasks_in(state)
        if activity is not None:
            self._offline = activity_of(state, text_at(services.manager, OFFLINE_SID))
        elif not present:
            activity = self._offline  # after a logout, TaskRouter has the worker there
            if activity is None:
                return
        status = extensions.item_status(len(present), is_ringing(state), bool(dig(activity, "available")))
        self._icon.sync(status.icon)
        if status.string:
            count = number_in(services.window, services.locale, len(present))
            self._label.sync(translate(services.flex, status.string, {**status.context, "numTasks": count}))
        else:
            self._label.sync(text_at(activity, "name"))


def register(services: Services) -> None:
    """Add the component to the header at once."""
    flex, log = services.flex, services.log
    log.attempt("removing the logo", lambda: method_at(flex, "MainHeader.Content.remove")("logo"))
    if services.configuration.utility_bar_status:
        log.attempt(
            FRAGMENT, lambda: method_at(flex, "MainHeader.Content.add")(UtilityItem(services).element())
        )
