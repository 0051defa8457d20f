"""The services that every feature receives. Imports no feature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from flex_sfdc.answer import Answer, Answered
from flex_sfdc.browser.clock import Clock
from flex_sfdc.browser.log import Log
from flex_sfdc.browser.page_objects import dig
from flex_sfdc.browser.storage import JsonStorage, Locks, WorkerStorage
from flex_sfdc.browser.types import Host
from flex_sfdc.configuration import Configuration
from flex_sfdc.flex.language import nearest
from flex_sfdc.flex.notifications import Notifications
from flex_sfdc.flex.selectors import SELECTED_TASK, TASKS, is_ringing
from flex_sfdc.flex.task_facts import SLICE
from flex_sfdc.flex.task_store import TaskStore
from flex_sfdc.flex.types import Build, Events, Flex, Manager, React
from flex_sfdc.salesforce.connection import Connection
from flex_sfdc.salesforce.driver_choice import DriverChoice
from flex_sfdc.salesforce.records import Record

DRIVER = "driver"  # the key of the CRM's driver, stored in the tab as soon as it is certain
MAX_ATTEMPTS = 3  # the attempts to subscribe to events of the CRM


class Activities(Protocol):
    """The port to `activities/` for other features."""

    def is_settled(self, sid: str) -> bool:
        """Return whether a task's activity can no longer change."""

    def is_finished(self, sid: str) -> bool:
        """Return whether this page, an earlier one or another tab has recorded the end of the task."""

    def unrelated_sids(self) -> list[str]:
        """Return the reservations whose activities were saved without their record."""

    def unrelated_sid(self, named: str) -> str:
        """Return the reservation whose activity lacks its record. `named`: its own SID or its task's."""

    def relate(self, sid: str, record: Record) -> None:
        """Relate an activity whose task has ended to another record, or to none if it has no id."""


class RecordChoices(Protocol):
    """The port to `record_choice/` for other features."""

    def match(self, sid: str, record: Record) -> None:
        """Record the single match that a search found for a task."""


@dataclass(frozen=True)
class Frame:
    """The frame around Flex, and the facts that the plugin reads when it starts."""

    host: Host
    flex: Flex
    manager: Manager
    build: Build
    configuration: Configuration
    origin: str  # the origin of the page that embeds Flex
    locale: str  # the agent's language, a tag that `Intl` accepts
    tab: JsonStorage


class Services:
    """Flex, Salesforce, the browser, and the configuration of this worker.

    A feature that other features use sets its port here when it is registered.
    """

    activities: Activities
    record_choices: RecordChoices
    own_text: Callable[[str], str | None]  # the plugin's text in this language for a key
    on_completing: Callable[[object], object]  # called with each task whose completion was not stopped
    on_saved: Callable[[str, str, str], object] | None = None  # called with reservation, activity and record
    on_outcome_changed: Callable[[], object] | None = None  # called when an outcome changes

    def __init__(
        self, frame: Frame, log: Log, clock: Clock, notifications: Notifications, drivers: DriverChoice
    ) -> None:
        self.flex = frame.flex
        self.manager = frame.manager
        self.window = frame.host.window
        self.react: React = self.window.React
        self.configuration = frame.configuration
        self.log = log
        self.clock = clock
        self.notifications = notifications
        self.drivers = drivers
        drivers.on_choice = self._use_driver
        self.crm = drivers.current
        self.connection = Connection(clock, drivers, notifications, log)
        self.locks = Locks(self.window, clock, log)
        self.storage = WorkerStorage(self.window, self.manager, clock)
        self.tab = frame.tab
        self.origin = frame.origin
        self.locale = frame.locale
        self.language = nearest(frame.locale, frame.build["strings"]["texts"])  # a language of the catalogue
        self.outcomes: dict[str, str] = {}  # for each part of the plugin: "" if it works, otherwise why not
        self.connection.on_outcome = lambda why: self.set_outcome("salesforce", why)
        self.tasks = TaskStore(
            self.window,
            self.manager,
            clock,
            log,
            self.storage,
            lambda sid: self.activities.is_settled(sid),
        )

    def _use_driver(self, name: str) -> None:
        self.crm = self.drivers.current
        self.tab.put_text(DRIVER, name)

    def set_outcome(self, part: str, why: str) -> None:
        """Record for `diagnostics/` that a part of the plugin works, or why it does not, in codes."""
        if self.outcomes.get(part) != why:
            self.outcomes[part] = why
            if self.on_outcome_changed is not None:
                self.on_outcome_changed()

    def on_event(self, name: str, listener: Callable[[object], object]) -> None:
        """Listen to an event of `manager.events`. The listener may be `async`; log what it raises."""
        self._listen(self.manager.events, name, listener)

    def on_action(self, name: str, listener: Callable[[object], object]) -> None:
        """Listen to an event of `flex.Actions`. The listener may be `async`; log what it raises."""
        self._listen(self.flex.Actions, name, listener)

    def _listen(self, source: Events, name: str, listener: Callable[[object], object]) -> None:
        guarded = self.log.guarded(name, listener)
        source.addListener(name, lambda payload: self._settled(name, guarded(payload)))

    def _settled(self, name: str, promise: object) -> object:
        """Return a listener's promise, never rejected: the browser would print the message of the error."""
        if promise is None:
            return None
        return self.window.Promise.resolve(promise).then(None, lambda error: self.log.failed(name, error))

    def log_failure(self, answer: Answer) -> None:
        """Log why a request to the CRM failed, if it did."""
        if not answer.success:
            self.log.warn(answer.why)

    def listen(
        self, part: str, ask: Callable[[Answered], object], give_up: Callable[[Answer], object]
    ) -> None:
        """Subscribe to events of the CRM: call `ask` as soon as the CRM answers, and again if it refuses.

        After the last refusal, call `give_up` with it. Record the outcome of the `part`.
        """

        def on_answer(number: int, answer: Answer) -> bool:
            if answer.success:
                self.log.info(f"{part} is on")
                self.set_outcome(part, "")
                return False
            if number + 1 < MAX_ATTEMPTS:
                return True
            self.set_outcome(part, answer.why)
            give_up(answer)
            return False

        self.connection.when_ready(lambda: self.clock.retry(lambda _, answered: ask(answered), on_answer))

    def listen_to_channel(self, key: str, channel: str, listener: Callable[[object], object]) -> None:
        """Pass on the messages that the page's components publish on a channel, each message once.

        `key` names the setting. If the answer to a subscription was lost, there may be two of them, which get
        the same object for each message.
        """
        last: object = None

        def hear_once(message: object) -> None:
            nonlocal last
            if message is not last:
                last = message
                listener(message)

        self.listen(
            key,
            lambda answered: self.crm.listen_on(channel, hear_once, answered),
            lambda answer: self.log.error(f"cannot subscribe to the {key}: {answer.why}"),
        )

    def flex_state(self) -> object:
        """Return Flex's whole current state."""
        return self.manager.store.getState()

    def on_tasks_change(self, label: str, act: Callable[[], object], also: tuple[str, ...] = ()) -> None:
        """Call `act` when a task, the plugin's own facts, the selected task or a value at `also` changes."""
        paths = (TASKS, SLICE, SELECTED_TASK, *also)
        previous: list[object] = [None for _ in paths]

        def compare() -> None:
            nonlocal previous
            state = self.flex_state()
            now = [dig(state, path) for path in paths]
            if any(part is not previous[place] for place, part in enumerate(now)):  # `zip` would add code
                previous = now
                act()

        self.manager.store.subscribe(lambda: self.log.attempt(label, compare))

    def on_ringing_change(self, label: str, act: Callable[[bool], object], was_ringing: bool = False) -> None:
        """Call `act` with True when a task begins to ring, and with False when none rings any more.

        `was_ringing`: whether a task rings already, so that its beginning is not reported.
        """

        def compare() -> None:
            nonlocal was_ringing
            rings = is_ringing(self.flex_state())
            if rings is not was_ringing:
                was_ringing = rings
                act(rings)

        self.on_tasks_change(label, compare)
