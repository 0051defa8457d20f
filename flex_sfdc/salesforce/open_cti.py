"""Implement the CRM port with Open CTI. Facts: docs/platforms.md, "Open CTI".

Open CTI throws when it rejects a request, has no time limits, and may answer twice or with nonsense. This
driver gives every request a time limit and exactly one answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flex_sfdc.answer import SUCCESS, Answer, Answered, failure
from flex_sfdc.browser.clock import Clock
from flex_sfdc.browser.log import Log, code_of, kind_of_error
from flex_sfdc.browser.page_objects import dig
from flex_sfdc.plain_data import nth_or_last, text, value_under
from flex_sfdc.salesforce.scripts import Response, SalesforceScripts
from flex_sfdc.utils.sfdc_loader import CONSOLE_ATTEMPTS, ROUND_TRIP_LIMITS_MS, must_initialise

CALL_LIMIT_MS = 5_000
SEARCH_LIMIT_MS = 15_000
SAVE_LIMIT_MS = 30_000
NOT_POSTED = "DataCloneError"
SAVE = "saveLog"  # a late answer counts: nothing else proves whether it was written

Callback = Callable[[Response], None]


def answer_of(method: str, response: object) -> Answer | None:
    """Return the answer in a response to `method`, None for nonsense, which is ignored.

    `why` gets only the codes of errors: their texts may quote a record.
    """
    if not isinstance(response, dict) or not isinstance(response.get("success"), bool):
        return None
    if response["success"]:
        return Answer(True, response.get("returnValue"), "")
    reported = response.get("errors") or response.get("error")
    errors: list[object] = reported if isinstance(reported, list) else [reported]
    codes = [code_of(text(error, "code"), "no code") for error in errors]
    return Answer(False, errors, f"{method} was refused: {', '.join(codes)}")


def saved(answer: Answer) -> Answer:
    """Return the answer to a save with the record's id as its value, "" if there is none."""
    if not answer.success:
        return answer
    value = answer.value
    return Answer(True, value if isinstance(value, str) else text(value, "recordId") or text(value, "id"), "")


class OpenCti:
    """Implement `CrmHost` with Open CTI. `no_console` is called if the Console toolkit cannot be loaded."""

    def __init__(
        self, clock: Clock, scripts: SalesforceScripts, log: Log, no_console: Callable[[], object]
    ) -> None:
        self._clock = clock
        self._scripts = scripts
        self._log = log
        self._no_console = no_console
        self._asks_settings = False
        self._has_console = False
        self._waiting_for_console: list[Callable[[], object]] = []
        self._listening: list[str] = []
        self._has_navigated = False
        self._watchers: list[Callable[[object], None]] = []
        self._failures: dict[str, str] = {}  # for each script, why it is not loaded

    def health(self) -> dict[str, str]:
        """Return the requested version, and whether the two scripts work."""
        return {
            "driver": f"Open CTI {self._scripts.version}",
            "script": self._failures.get("script") or "",
            "console": self._failures.get("console") or "",
            "classic": self._scripts.classic_evidence(),
        }

    def reach(self, attempt: int, answered: Answered) -> None:
        """Load the script if it is missing, start it if it could not start itself, and send a request.

        Two kinds of requests alternate: a host that ignores one may answer the other. Load the Console
        toolkit after the first attempt to load Open CTI's script, even if that failed.
        """
        self._scripts.load("opencti", lambda script: self._on_script(script, attempt, answered))

    def _on_script(self, script: Answer, attempt: int, answered: Answered) -> None:
        if attempt == 0:
            self._clock.retry(
                lambda _, loaded: self._scripts.load("console", loaded), self._on_console_loaded
            )
        self._failures["script"] = script.why
        if not script.success:
            answered(script)
            return
        if must_initialise(self._scripts.started_well, attempt):
            self._scripts.start_open_cti()
        limit_ms = nth_or_last(ROUND_TRIP_LIMITS_MS, attempt)
        self._probe(limit_ms, lambda answer: self._on_reached(answer, answered))

    def _on_reached(self, answer: Answer, answered: Answered) -> None:
        """Pass the answer on, and have Salesforce hide the standby page that a call center may have."""
        if answer.success:
            self._ask("notifyInitializationComplete", {}, lambda _: None)
        answered(answer)

    def when_lost(self, _: Callable[[str], object]) -> None:
        """Do nothing: Open CTI needs no new connection after an interruption."""

    def ask(self, answered: Answered) -> None:
        """Send a request that changes nothing."""
        self._probe(CALL_LIMIT_MS, answered)

    def listen_for_clicks(self, listener: Callable[[object], None], answered: Answered) -> None:
        """Enable click-to-dial, then listen. Listen even without an answer: numbers may be clickable."""
        self._ask("enableClickToDial", {}, lambda answer: self._then_listen(answer, listener, answered))

    def _then_listen(self, answer: Answer, listener: Callable[[object], None], answered: Answered) -> None:
        listens = SUCCESS
        if answer.success or answer.unknown:
            listens = self._listen("onClickToDial", listener)
        answered(answer if listens.success else listens)

    def pop_record(self, record_id: str, answered: Answered) -> None:
        """Show the record."""
        self._pop("SOBJECT", {"recordId": record_id}, answered)

    def pop_url(self, url: str, answered: Answered) -> None:
        """Show the page."""
        self._pop("URL", {"url": url}, answered)

    def _pop(self, kind: str, params: Mapping[str, str], answered: Answered) -> None:
        kinds = dig(self._scripts.open_cti(), "SCREENPOP_TYPE")
        self._ask("screenPop", {"type": dig(kinds, kind), "params": params}, answered)

    def search_and_pop(self, term: str, fields: Mapping[str, str], answered: Answered) -> None:
        """Search and pop as the softphone layout defines."""
        self._search(term, fields, False, answered)

    def search(self, term: str, answered: Answered) -> None:
        """Search; the answer holds what to pop."""
        self._search(term, {}, True, answered)

    def pop_result(self, result: object, answered: Answered) -> None:
        """Pop the results of a search as the softphone layout defines."""
        pop = value_under(result, "SCREEN_POP_DATA")
        if isinstance(pop, dict):
            self._ask("screenPop", pop, answered)
        else:
            answered(failure("screenPop: the search result has nothing to pop"))

    def _search(self, term: str, fields: Mapping[str, str], deferred: bool, answered: Answered) -> None:
        search = {
            "searchParams": term,
            "defaultFieldValues": fields,
            "callType": dig(self._scripts.open_cti(), "CALL_TYPE.INBOUND"),
            "deferred": deferred,
        }
        self._ask_within(SEARCH_LIMIT_MS, "searchAndScreenPop", search, answered)

    def saves_once(self) -> bool:
        """Return False: Open CTI takes no key."""
        return False

    def save_activity(
        self, _key: str, values: Mapping[str, object], _marks: list[str], answered: Answered
    ) -> None:
        """Save by `saveLog`: Salesforce answers with the id, or with an object that holds it."""
        self._ask_within(SAVE_LIMIT_MS, SAVE, {"value": values}, lambda answer: answered(saved(answer)))

    def refresh_view(self) -> None:
        """Refresh the active view and its related lists."""
        self._ask("refreshView", {}, self._log_failure)

    def watch_view(self, listener: Callable[[object], None], answered: Answered) -> None:
        """Listen, and ask for the record in view. A console app does not report moves from record to list."""
        listens = self._listen("onNavigationChange", self._on_move)
        if listens.success:
            self._watchers.append(self._log.guarded("a move", listener))
        answered(listens)
        if listens.success:
            self._ask("getAppViewInfo", {}, lambda answer: self._on_first_page(answer, listener))

    def _on_move(self, page: object) -> None:
        self._has_navigated = True
        for watcher in self._watchers:
            watcher(page)

    def _on_first_page(self, answer: Answer, listener: Callable[[object], None]) -> None:
        if answer.success and not self._has_navigated:  # unless the agent has already left this page
            listener(answer.value)

    def listen_on(self, channel: str, listener: Callable[[object], None], answered: Answered) -> None:
        """Subscribe to a Lightning message channel."""
        guarded = self._log.guarded("a message", listener)
        self._ask("subscribe", {"channelName": channel, "listener": guarded}, answered)

    def publish(self, channel: str, message: Mapping[str, object], answered: Answered) -> None:
        """Publish on a Lightning message channel."""
        self._ask("publish", {"channelName": channel, "message": message}, answered)

    def open_panel(self) -> None:
        """Open the softphone panel, only if Open CTI says that it is hidden."""
        self._ask("isSoftphonePanelVisible", {}, self._on_visibility)

    def _on_visibility(self, answer: Answer) -> None:
        if isinstance(answer.value, dict) and answer.value.get("visible") is False:
            self._ask("setSoftphonePanelVisibility", {"visible": True}, self._log_failure)
        self._log_failure(answer)

    def set_item_icon(self, icon: str, answered: Answered) -> None:
        """Set the icon of the softphone's item."""
        self._ask("setSoftphoneItemIcon", {"key": icon}, answered)

    def set_item_label(self, label: str, answered: Answered) -> None:
        """Set the label of the softphone's item."""
        self._ask("setSoftphoneItemLabel", {"label": label}, answered)

    def when_popout_is_controlled(self, act: Callable[[], object]) -> None:
        """Wait for the Console toolkit, which controls pop-out."""
        if self._has_console:
            act()
        else:
            self._waiting_for_console.append(act)

    def allow_popout(self, allowed: bool, answered: Answered) -> None:
        """Ask the Console toolkit, which works even if Open CTI does not answer."""
        method = "setCustomConsoleComponentPopoutable"
        self._perform(
            method,
            "console",
            lambda api, callback: api.setCustomConsoleComponentPopoutable(allowed, callback),
            answered,
            CALL_LIMIT_MS,
        )

    def _probe(self, limit_ms: int, answered: Answered) -> None:
        self._asks_settings = not self._asks_settings
        method = "getCallCenterSettings" if self._asks_settings else "isSoftphonePanelVisible"
        self._ask_within(limit_ms, method, {}, answered)

    def _ask(self, method: str, arguments: Mapping[str, object], answered: Answered) -> None:
        self._ask_within(CALL_LIMIT_MS, method, arguments, answered)

    def _ask_within(
        self, limit_ms: int, method: str, arguments: Mapping[str, object], answered: Answered
    ) -> None:
        """Call a method of Open CTI. Each takes one object of arguments, which includes the callback."""
        self._perform(
            method,
            "opencti",
            lambda api, callback: getattr(api, method)({**arguments, "callback": callback}),
            answered,
            limit_ms,
        )

    def _perform(
        self,
        method: str,
        script: str,
        request: Callable[[Any, Callback], object],
        answered: Answered,
        limit_ms: int,
    ) -> None:
        """Call the API with `request`, and pass the answer on."""
        settle = self._clock.with_timeout(limit_ms, method, answered)
        has_response = False

        def on_response(response: object) -> None:
            nonlocal has_response
            answer = answer_of(method, response)
            if answer is not None and not has_response:
                has_response = True
                if not settle(answer) and method == SAVE:  # nothing else proves what was written
                    answered(answer)

        try:
            api = self._scripts.api(script)
            if dig(api, method) is None:  # nothing is sent: a save can be repeated
                settle(failure(f"{method}: not in sforce.{script}"))
            else:
                request(api, self._log.guarded(method, on_response))
        except Exception as error:
            # Only this error proves that nothing was sent: the arguments cannot be posted.
            kind = kind_of_error(error)
            is_refused = kind[: len(NOT_POSTED)] == NOT_POSTED
            errors = [{"code": NOT_POSTED}] if is_refused else None
            settle(Answer(False, errors, f"{method} threw: {kind}", method == SAVE and not is_refused))

    def _listen(self, event: str, listener: Callable[[object], None]) -> Answer:
        """Listen to an event of Open CTI, only once, because listeners cannot be removed."""
        try:
            if event not in self._listening:
                getattr(self._scripts.open_cti(), event)({"listener": self._log.guarded(event, listener)})
                self._listening.append(event)
        except Exception as error:
            return failure(f"{event} threw: {kind_of_error(error)}")
        return SUCCESS

    def _log_failure(self, answer: Answer) -> None:
        if not answer.success:
            self._log.warn(answer.why)

    def _on_console_loaded(self, number: int, answer: Answer) -> bool:
        if answer.success:
            self._failures["console"] = ""
            self._has_console = True
            for act in self._waiting_for_console:
                self._log.attempt("a waiting feature", act)
            return False
        if number + 1 < CONSOLE_ATTEMPTS:
            return True
        self._failures["console"] = answer.why
        self._log.error(f"the Console toolkit is not reachable: {answer.why}")
        self._no_console()
        return False
