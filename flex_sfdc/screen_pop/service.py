"""Pop the customer's record. `utils/screen_pop.py` decides."""

from __future__ import annotations

from flex_sfdc import extensions
from flex_sfdc.answer import Answer, Answered
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.configuration import Configuration
from flex_sfdc.flex.selectors import accepted_tasks, sid_in, task_of
from flex_sfdc.flex.task_facts import record_of
from flex_sfdc.plain_data import text
from flex_sfdc.salesforce.records import Record, can_have_activities, is_in_form
from flex_sfdc.salesforce.search_results import id_to_show, records_found
from flex_sfdc.services import Services
from flex_sfdc.utils.screen_pop import Pop, SearchRules, default_fields

MAX_ATTEMPTS = 4
CLAIM = "flex-sfdc.pop."
HIDDEN_MS = 1_000  # a hidden tab waits this long for the visible tab to claim the pop
LOG_LABEL = "screen pop"


class ScreenPop:
    """Pop each task once: as soon as the agent has accepted it and the CRM answers.

    A reload does not repeat the pop. With Flex in several tabs, only one of them pops the task: the tab in
    which the agent accepts it, otherwise the tab that they look at.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._claims: dict[str, bool] = {}  # each claimed task: whether only this page may pop it
        self._begun: list[str] = []  # the tasks whose pop this page has requested, with or without success
        self._waits_for_crm = False

    def _claim(self, payload: object) -> None:
        """Keep other tabs from popping a task. `payload`: the action's payload, or the task."""
        services = self._services
        sid = sid_in(payload)
        if sid not in self._claims:
            self._claims[sid] = False
            pause = HIDDEN_MS if dig(services.window, "document.hidden") else 0
            services.clock.after(pause, LOG_LABEL, lambda: self._lock(sid))

    def accepted(self, payload: object) -> None:
        """Pop a task that the agent has accepted."""
        sid = sid_in(payload)
        self._services.connection.when_ready(lambda: self._pop(sid))

    def begin(self) -> None:
        """Pop the tasks that were accepted before the CRM answered, and those that other code accepts."""
        # A page without the CRM never gets here, and leaves the pop to other tabs.
        self._services.on_action("beforeAcceptTask", self._claim)
        self._services.on_tasks_change(LOG_LABEL, self._follow)
        self._follow()

    def _follow(self) -> None:
        for task in accepted_tasks(self._services.flex_state()):
            self._claim(task)
        if not self._waits_for_crm:
            self._waits_for_crm = True
            self._services.connection.when_ready(self._pop_claimed)

    def _pop_claimed(self) -> None:
        self._waits_for_crm = False
        for task in accepted_tasks(self._services.flex_state()):
            sid = text_at(task, "sid")
            if self._claims.get(sid):
                self._services.log.attempt(LOG_LABEL, lambda: self._pop(sid))  # noqa: B023

    def _lock(self, sid: str) -> None:
        self._services.locks.take(CLAIM + sid, False, lambda has_claim, _: self._on_locked(sid, has_claim))

    def _on_locked(self, sid: str, has_claim: bool | None) -> None:
        if has_claim is not False:
            self._claims[sid] = True
            self._follow()

    def _pop(self, sid: str) -> None:
        services = self._services
        if sid in self._begun or services.tasks.get(sid).get("popped"):
            return
        task = task_of(services.flex_state(), sid)
        if task is None or services.activities.is_finished(sid):
            return  # the facts of a task that comes back after its end have been dropped
        self._begun.append(sid)
        self._show(sid, task, False)

    def _show(self, sid: str, task: object, search_only: bool) -> None:
        services = self._services
        pop = extensions.pop_of(task, search_rules(services.configuration, search_only))
        if pop.offers_view:
            self._offer_view(sid, task)
        if pop.record_id or pop.term or pop.url:
            services.clock.retry(
                lambda _, answered: self._ask_crm(sid, pop, answered),
                lambda number, answer: self._on_popped(sid, pop, number, answer),
            )
        # Log last: with the browser's tools open, logging takes longer than all steps before it.
        services.log.info(f"screen pop of {sid}: {pop.outcome}")

    def _ask_crm(self, sid: str, pop: Pop, answered: Answered) -> None:
        services = self._services
        if task_of(services.flex_state(), sid) is None:
            return
        services.tasks.begin_pop(sid)
        if pop.record_id:
            services.crm.pop_record(pop.record_id, answered)
        elif pop.url:
            services.crm.pop_url(pop.url, answered)
        else:
            services.crm.search_and_pop(pop.term, default_fields(pop.term), answered)

    def _on_popped(self, sid: str, pop: Pop, number: int, answer: Answer) -> bool:
        """Use the answer. Return whether to try again."""
        services = self._services
        services.tasks.end_pop_later(sid)
        if answer.success:
            services.tasks.change(sid, {"popped": True})
            if pop.term:
                self._on_searched(sid, pop, records_found(answer.value))
            elif pop.record_id:
                self._confirm_typed(sid, pop)
        elif not answer.unknown and number + 1 < MAX_ATTEMPTS:
            return True  # a refused pop; a pop without an answer may have happened
        else:
            services.log.warn(answer.why)
            if not answer.unknown:
                self._on_refused(sid, pop)
        return False

    def _on_refused(self, sid: str, pop: Pop) -> None:
        """Search for the customer if Salesforce refuses to show the task's record or page."""
        task = task_of(self._services.flex_state(), sid)
        if pop.term:
            self._on_searched(sid, pop, [])
        elif task is not None:
            self._show(sid, task, True)

    def _offer_view(self, sid: str, task: object) -> None:
        """Suggest the record in view, as after a search that found nothing."""
        services = self._services
        facts = services.tasks.get(sid)
        is_open = "choices" not in facts and record_of(dig(task, "attributes"), facts) is None
        if is_open and services.configuration.activity_logging and self._is_logged(task):
            services.tasks.change(sid, {"choices": []})

    def _confirm_typed(self, sid: str, pop: Pop) -> None:
        """Treat a record that the customer named before the chat like the only match of a search."""
        attributes = dig(task_of(self._services.flex_state(), sid), "attributes")
        if can_have_activities(pop.record_id) and is_in_form(attributes, pop.record_id[:15]):
            kind = text(attributes, "sfdcObjectType")
            self._on_found(sid, [{"id": pop.record_id, "type": kind, "name": pop.record_id}], pop.is_typed)

    def _on_searched(self, sid: str, pop: Pop, records: list[Record]) -> None:
        services = self._services
        if records or not pop.second:
            self._on_found(sid, records, pop.is_typed)
        else:
            services.log.info(f"screen pop of {sid}: nothing found, a second search")
            services.crm.search(pop.second, lambda answer: self._on_searched_again(sid, pop, answer))

    def _on_searched_again(self, sid: str, pop: Pop, answer: Answer) -> None:
        services = self._services
        records = records_found(answer.value) if answer.success else []
        services.log_failure(answer)
        if records and task_of(services.flex_state(), sid) is not None:
            services.tasks.begin_pop(sid)
            services.tasks.end_pop_later(sid)
            if len(records) == 1:
                services.crm.pop_record(id_to_show(answer.value), services.log_failure)
            else:
                services.crm.pop_result(answer.value, services.log_failure)
        self._on_found(sid, records, pop.second_is_typed)

    def _on_found(self, sid: str, records: list[Record], is_typed: bool) -> None:
        services = self._services
        task = task_of(services.flex_state(), sid)
        if task is None:
            return
        services.log.info(f"screen pop of {sid}: {len(records)} found")
        logs = services.configuration.activity_logging and self._is_logged(task)
        records, record = extensions.matched(task, records, services.configuration.prefer)
        if record is not None and not is_typed:
            services.record_choices.match(sid, record)
        if logs and (record is None or is_typed or len(records) > 1):
            # Keep an empty result too: then the record that the agent opens is suggested.
            services.tasks.change(sid, {"choices": records})
            if record is not None and is_typed:
                services.tasks.change(sid, {"viewed": record})

    def _is_logged(self, task: object) -> bool:
        return extensions.logs(self._services.configuration.log_tasks, task, True)


def search_rules(configuration: Configuration, search_only: bool) -> SearchRules:
    """Return the account's search settings. Trust no attribute besides a record that cannot be shown."""
    trusted = () if search_only else configuration.trusted_attributes
    return SearchRules(configuration.search_attributes, trusted, configuration.number_formats, search_only)


def register(services: Services) -> None:
    """Pop each accepted task; pop earlier tasks as soon as the CRM answers."""
    if not services.configuration.screen_pop:
        return
    screen_pop = ScreenPop(services)
    services.on_action("afterAcceptTask", screen_pop.accepted)
    services.connection.when_ready(screen_pop.begin)
