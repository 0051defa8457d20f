"""Stop completions of tasks that lack a choice. `rules.py` decides."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.browser.page_objects import dig
from flex_sfdc.flex.notifications import ASSOCIATION_REQUIRED
from flex_sfdc.flex.selectors import NOTES, sid_in, task_of
from flex_sfdc.plain_data import value_under
from flex_sfdc.record_choice.rules import may_complete
from flex_sfdc.record_choice.service import RecordChoice
from flex_sfdc.services import Services


class CompletionGuard:
    """Stop completions that lack a choice or come while it is saved; pass the others on.

    `can_prompt`: whether the agent can choose the record of a task at all.
    """

    def __init__(self, services: Services, choice: RecordChoice, can_prompt: Callable[[str], bool]) -> None:
        self._services = services
        self._choice = choice
        self._can_prompt = can_prompt
        self._reason = ""

    def before_complete(self, payload: object, abort: Callable[[], object]) -> None:
        """Stop Flex's action, or let it go on."""
        services = self._services
        self._reason = ""
        services.log.attempt("beforeCompleteTask", lambda: self._decide(payload, abort))
        if self._reason and value_under(dig(services.flex_state(), NOTES), sid_in(payload)) is not None:
            # Flex's own listener would submit the copilot's notes, drop them, and ask for others the next
            # time. It comes later than this listener, and is not called when this raises.
            raise RuntimeError(self._reason)

    def _decide(self, payload: object, abort: Callable[[], object]) -> None:
        services = self._services
        sid = sid_in(payload)
        facts = services.tasks.get(sid)
        task = task_of(services.flex_state(), sid)
        saves = self._choice.saves_of(sid)
        if saves.is_saving and saves.blocks:
            self._reason = "its record is being saved"
        elif not may_complete(dig(task, "attributes"), facts) and self._can_prompt(sid):
            self._reason = "no record is chosen"
            services.notifications.show(ASSOCIATION_REQUIRED, {})
        elif task is not None:
            services.on_completing(task)
        if self._reason:
            abort()
            services.log.info(f"completion of {sid}: stopped, {self._reason}")
