"""Open CTI as the driver of the CRM port. Facts: docs/platforms.md, "Open CTI".

Open CTI throws when it does not like what it is asked, never gives up waiting, and may answer twice or
nonsense: here every request has a time limit and gets one answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flex_sfdc.browser.clock import Clock
from flex_sfdc.browser.log import Log, code_of, kind_of_error
from flex_sfdc.flex.selectors import dig
from flex_sfdc.salesforce.crm_host import Answer, Answered
from flex_sfdc.salesforce.scripts import SalesforceScripts
from flex_sfdc.salesforce.types import ConsoleApi, Response
from flex_sfdc.utils.screen_pop import text
from flex_sfdc.utils.sfdc_loader import (
    CONSOLE_ATTEMPTS,
    ROUND_TRIP_LIMITS_MS,
    must_initialise,
    pace,
)

CALL_LIMIT_MS = 5_000
SEARCH_LIMIT_MS = 15_000
SAVE_LIMIT_MS = 30_000
LISTENS = Answer(True, None, "")
NOT_POSTED = "DataCloneError"
SAVE = "saveLog"  # whose late answers count: nothing else says whether it was written

Callback = Callable[[Response], None]


def answer_of(method: str, response: object) -> Answer | None:
    """What a callback was given, as an answer to `method`; None for nonsense, which is waited out.

    Of errors only the codes: their texts may quote a record.
    """
    if not isinstance(response, dict) or not isinstance(response.get("success"), bool):
        return None
    if response["success"]:
        return Answer(True, response.get("returnValue"), "")
    found = response.get("errors") or response.get("error")
    errors: list[object] = found if isinstance(found, list) else [found]
    codes = [code_of(text(error, "code"), "no code") for error in errors]
    return Answer(False, errors, f"{method} was refused: {', '.join(codes)}")


class OpenCti:
    """The `CrmHost` that speaks Open CTI. `no_console` is called when the Console toolkit cannot be
    loaded."""

    def __init__(
        self, clock: Clock, scripts: SalesforceScripts, log: Log, no_console: Callable[[], object]
    ) -> None:
        self._clock = clock
        self._scripts = scripts
        self._log = log
        self._no_console = no_console
        self._asks_settings = False
        self._console_is_there = False
        self._wait_for_console: list[Callable[[], object]] = []
        self._listening: list[str] = []

    def reach(self, attempt: int, answered: Answered) -> None:
        """Load the script if it is not there, start it if it could not start itself, and ask something.

        Two questions take turns: a host that does not answer the one may answer the other. The Console
        toolkit is loaded after the first attempt at Open CTI's script, whatever became of that.
        """

        def script_settled(script: Answer) -> None:
            if attempt == 0:
                self._clock.keep_trying(self._load_console, self._loads_console_again)
            if not script.success:
                answered(script)
                return
            if must_initialise(self._scripts.started_well, attempt):
                self._scripts.start_open_cti()
            self._ask_something(pace(ROUND_TRIP_LIMITS_MS, attempt), answered)

        self._scripts.load("opencti", script_settled)

    def ask(self, answered: Answered) -> None:
        """Something harmless."""
        self._ask_something(CALL_LIMIT_MS, answered)

    def listen_for_clicks(self, listener: Callable[[object], None], answered: Answered) -> None:
        """Enable click-to-dial, then listen; also where nobody answered, since numbers may be clickable."""

        def enabled(answer: Answer) -> None:
            listens = LISTENS
            if answer.success or answer.unknown:
                listens = self._listen("onClickToDial", listener)
            answered(answer if listens.success else listens)

        self._ask("enableClickToDial", {}, enabled)

    def pop_record(self, record_id: str, answered: Answered) -> None:
        """Go to the record."""
        kind = dig(self._scripts.open_cti(), "SCREENPOP_TYPE.SOBJECT")
        self._ask("screenPop", {"type": kind, "params": {"recordId": record_id}}, answered)

    def search_and_pop(self, term: str, fields: Mapping[str, str], answered: Answered) -> None:
        """Search as the softphone layout says, and pop as it says."""
        search = {
            "searchParams": term,
            "defaultFieldValues": fields,
            "callType": dig(self._scripts.open_cti(), "CALL_TYPE.INBOUND"),
            "deferred": False,
        }
        self._ask_within(SEARCH_LIMIT_MS, "searchAndScreenPop", search, answered)

    def save_activity(self, values: Mapping[str, object], answered: Answered) -> None:
        """Salesforce has been seen to answer with the id, and with an object that holds it."""

        def saved(answer: Answer) -> None:
            value = answer.value
            sid = value if isinstance(value, str) else text(value, "recordId") or text(value, "id")
            answered(Answer(True, sid, "") if answer.success else answer)

        self._ask_within(SAVE_LIMIT_MS, SAVE, {"value": values}, saved)

    def refresh_view(self) -> None:
        """The active view and its related lists."""
        self._ask("refreshView", {}, self._tell_failure)

    def watch_view(self, listener: Callable[[object], None], answered: Answered) -> None:
        """A console app is silent about a move from a record to a list."""
        told = False

        def navigated(page: object) -> None:
            nonlocal told
            told = True
            listener(page)

        def in_view_now(answer: Answer) -> None:
            if answer.success and not told:  # else it is what was in view before
                listener(answer.value)

        listens = self._listen("onNavigationChange", navigated)
        answered(listens)
        if listens.success:
            self._ask("getAppViewInfo", {}, in_view_now)

    def listen_on(self, channel: str, listener: Callable[[object], None], answered: Answered) -> None:
        """A Lightning message channel."""
        heard = self._log.guarded("a message", listener)
        self._ask("subscribe", {"channelName": channel, "listener": heard}, answered)

    def publish(self, channel: str, message: Mapping[str, object], answered: Answered) -> None:
        """On a Lightning message channel."""
        self._ask("publish", {"channelName": channel, "message": message}, answered)

    def open_panel(self) -> None:
        """Open the softphone panel, only when Open CTI says that it is hidden."""

        def visibility_known(answer: Answer) -> None:
            if isinstance(answer.value, dict) and answer.value.get("visible") is False:
                self._ask("setSoftphonePanelVisibility", {"visible": True}, self._tell_failure)
            self._tell_failure(answer)

        self._ask("isSoftphonePanelVisible", {}, visibility_known)

    def set_item_icon(self, icon: str, answered: Answered) -> None:
        """The icon of the softphone's item."""
        self._ask("setSoftphoneItemIcon", {"key": icon}, answered)

    def set_item_label(self, label: str, answered: Answered) -> None:
        """The label of the softphone's item."""
        self._ask("setSoftphoneItemLabel", {"label": label}, answered)

    def when_popout_is_controlled(self, act: Callable[[], object]) -> None:
        """That takes the Console toolkit."""
        if self._console_is_there:
            act()
        else:
            self._wait_for_console.append(act)

    def allow_popout(self, allowed: bool, answered: Answered) -> None:
        """Through the Console toolkit, whether Open CTI answers or not."""

        def request(api: ConsoleApi, heard: Callback) -> object:
            return api.setCustomConsoleComponentPopoutable(allowed, heard)

        self._send("setCustomConsoleComponentPopoutable", "console", request, answered, CALL_LIMIT_MS)

    def _ask_something(self, limit_ms: int, answered: Answered) -> None:
        self._asks_settings = not self._asks_settings
        if self._asks_settings:
            self._ask_within(limit_ms, "getCallCenterSettings", {}, answered)
        else:
            self._ask_within(limit_ms, "isSoftphonePanelVisible", {}, answered)

    def _ask(self, method: str, arguments: Mapping[str, object], answered: Answered) -> None:
        self._ask_within(CALL_LIMIT_MS, method, arguments, answered)

    def _ask_within(
        self, limit_ms: int, method: str, arguments: Mapping[str, object], answered: Answered
    ) -> None:
        """Call a method of Open CTI: each takes one object, its callback among the arguments."""

        def request(api: object, heard: Callback) -> object:
            whole: dict[str, object] = dict(arguments)
            whole["callback"] = heard
            return getattr(api, method)(whole)

        self._send(method, "opencti", request, answered, limit_ms)

    def _send(
        self,
        method: str,
        script: str,
        request: Callable[[Any, Callback], object],
        answered: Answered,
        limit_ms: int,
    ) -> None:
        """Have `request` call the API, and pass its answer on."""
        heard_it = False
        settle = self._clock.once_within(limit_ms, method, answered)

        def heard(response: object) -> None:
            nonlocal heard_it
            answer = answer_of(method, response)
            if answer is not None and not heard_it:
                heard_it = True
                if not settle(answer) and method == SAVE:
                    answered(answer)

        try:
            api = self._scripts.api(script)
            if api is None:
                settle(Answer(False, None, f"{method}: sforce.{script} is not there"))
            else:
                request(api, self._log.guarded(method, heard))
        except Exception as error:
            # Only arguments that cannot be posted prove that nothing was sent.
            kind = kind_of_error(error)
            is_refused = kind[: len(NOT_POSTED)] == NOT_POSTED
            errors = [{"code": NOT_POSTED}] if is_refused else None
            settle(Answer(False, errors, f"{method} threw: {kind}", method == SAVE and not is_refused))

    def _listen(self, event: str, listener: Callable[[object], None]) -> Answer:
        """Have Open CTI tell of an event. It cannot take a listener back: each event is given one, once."""
        try:
            if event not in self._listening:
                getattr(self._scripts.open_cti(), event)({"listener": self._log.guarded(event, listener)})
                self._listening.append(event)
        except Exception as error:
            return Answer(False, None, f"{event} threw: {kind_of_error(error)}")
        return LISTENS

    def _tell_failure(self, answer: Answer) -> None:
        if not answer.success:
            self._log.warn(answer.why)

    def _load_console(self, _: int, answered: Answered) -> None:
        self._scripts.load("console", answered)

    def _loads_console_again(self, attempt: int, answer: Answer) -> bool:
        if answer.success:
            self._console_is_there = True
            for act in self._wait_for_console:
                self._log.attempt("what waited for the Console", act)
            return False
        if attempt + 1 < CONSOLE_ATTEMPTS:
            return True
        self._log.error(f"the Console toolkit is not reachable: {answer.why}")
        self._no_console()
        return False
