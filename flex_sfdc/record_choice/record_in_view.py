"""Suggest the record that the agent looks at in Salesforce. `rules.py` decides."""

from __future__ import annotations

from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.flex.selectors import accepted_tasks, current_task, is_own_outbound, must_choose
from flex_sfdc.flex.task_facts import record_of
from flex_sfdc.record_choice.rules import suggested
from flex_sfdc.salesforce.fields import can_be_second
from flex_sfdc.salesforce.records import Record, can_have_activities, record_in, same_record
from flex_sfdc.services import Services

LOG_LABEL = "the record in view"


class RecordInView:
    """Follow the agent's navigation in Salesforce, and suggest records for their tasks."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._has_page = False
        self._record: Record | None = None
        self._opened_for = ""  # the task on which the agent worked when they went to the record

    def start(self) -> None:
        """Start listening for the record that the agent looks at."""
        services = self._services
        services.on_tasks_change(LOG_LABEL, self._suggest)
        services.tasks.on_pop_ended = self._suggest  # a call gets no suggestion while a pop is in flight
        services.listen(
            LOG_LABEL,
            lambda answered: services.crm.watch_view(self._on_navigation, answered),
            lambda answer: services.log.error(f"cannot follow {LOG_LABEL}: {answer.why}"),
        )

    def _on_navigation(self, page: object) -> None:
        record = record_in(page)
        before = self._record
        # Salesforce repeats the record when the window gets the focus. The first page was already open.
        is_same = record and before and same_record(record["id"], before["id"])
        if self._has_page and not is_same:
            sid = text_at(current_task(self._services.flex_state(), ""), "sid")
            popping = self._services.tasks.popping
            # While a screen pop is in flight, it has opened the record, not the agent.
            self._opened_for = "" if popping and sid not in popping else sid
        self._has_page = True
        self._record = record
        self._suggest()

    def _suggest(self) -> None:
        services = self._services
        for task in accepted_tasks(services.flex_state()):
            services.log.attempt(LOG_LABEL, lambda: self._suggest_to(task))  # noqa: B023
            services.log.attempt(LOG_LABEL, lambda: self._offer_second(task))  # noqa: B023
        record = self._record
        if record and can_have_activities(record["id"]):
            for sid in services.activities.unrelated_sids():
                self._offer(sid, record)

    def _suggest_to(self, task: object) -> None:
        if must_choose(self._services.flex_state(), task):
            sid = text_at(task, "sid")
            facts = self._services.tasks.get(sid)
            self._offer(sid, suggested(facts, self._record, sid == self._opened_for or self._began_at(task)))

    def _offer_second(self, task: object) -> None:
        sid = text_at(task, "sid")
        facts = self._services.tasks.get(sid)
        record, before = self._record, facts.get("offered")
        if record is None or (before and before["id"] == record["id"]):
            return
        is_opened = sid == self._opened_for or (self._began_at(task) and not before)
        if is_opened and record["type"] and can_be_second(record, record_of(dig(task, "attributes"), facts)):
            self._services.tasks.change(sid, {"offered": record})

    def _began_at(self, task: object) -> bool:
        """Return whether the agent began the contact while they looked at the record."""
        tasks = self._services.tasks
        return is_own_outbound(task) and not (tasks.popping or tasks.get(text_at(task, "sid")).get("viewed"))

    def _offer(self, sid: str, record: Record | None) -> None:
        before = self._services.tasks.get(sid).get("viewed")
        if record and not (before and before["id"] == record["id"]):
            self._services.tasks.change(sid, {"viewed": record})
