"""Open CTI as the driver of the CRM port. Facts: Open CTI notes, sections 0.3, 1.2 and 3.2.

Open CTI throws when it does not like what it is asked, never gives up waiting, and may answer twice or
nonsense: here every request has a time limit and gets one answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flex_sfdc.contracts.open_cti import ConsoleApi, OpenCtiApi, Response
from flex_sfdc.crm_host import Answer, Answered
from flex_sfdc.edge.clock import Clock
from flex_sfdc.edge.salesforce_scripts import SalesforceScripts
from flex_sfdc.log import Log, kind_of_error
from flex_sfdc.utils.sfdc_loader import (
    CONSOLE_ATTEMPTS,
    ROUND_TRIP_LIMITS_MS,
    must_initialise,
    pace,
)

CALL_LIMIT_MS = 5_000
SEARCH_LIMIT_MS = 15_000

Callback = Callable[[Response], None]
Request = Callable[[Any, Callback], object]  # gets the API: OpenCtiApi or ConsoleApi


def ask_settings(api: OpenCtiApi, heard: Callback) -> object:
    """Ask for the call center's settings. They may hold secrets: only that an answer came counts."""
    return api.getCallCenterSettings({"callback": heard})


def ask_visibility(api: OpenCtiApi, heard: Callback) -> object:
    """Ask whether the softphone panel is visible."""
    return api.isSoftphonePanelVisible({"callback": heard})


def show_panel(api: OpenCtiApi, heard: Callback) -> object:
    """Ask for the softphone panel to be opened."""
    return api.setSoftphonePanelVisibility({"visible": True, "callback": heard})


def ask_for_clicks(api: OpenCtiApi, heard: Callback) -> object:
    """Ask for numbers to be clickable."""
    return api.enableClickToDial({"callback": heard})


def answer_of(method: str, response: object) -> Answer | None:
    """What a callback was given, as an answer to `method`; None for nonsense, which is waited out.

    Of errors only the codes: their texts may quote a record.
    """
    if not isinstance(response, dict) or not isinstance(response.get("success"), bool):
        return None
    if response["success"]:
        return Answer(True, response.get("returnValue"), "")
    codes: list[str] = []
    errors = response.get("errors") or response.get("error")
    for error in errors if isinstance(errors, list) else [errors]:
        code = error.get("code") if isinstance(error, dict) else None
        codes.append(code if isinstance(code, str) else "no code")
    return Answer(False, None, f"{method} was refused: {', '.join(codes)}")


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
        self._listening = False

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
            limit = pace(ROUND_TRIP_LIMITS_MS, attempt)
            self._asks_settings = not self._asks_settings
            if self._asks_settings:
                self._ask("getCallCenterSettings", ask_settings, limit, answered)
            else:
                self._ask("isSoftphonePanelVisible", ask_visibility, limit, answered)

        self._scripts.load("opencti", script_settled)

    def listen_for_clicks(self, listener: Callable[[object], None], answered: Answered) -> None:
        """Enable click-to-dial, then listen. Open CTI cannot take a listener back: it is given one, once."""

        def enabled(answer: Answer) -> None:
            api = self._scripts.open_cti()
            if answer.success and api is not None and not self._listening:
                api.onClickToDial({"listener": self._log.guarded("the click", listener)})
                self._listening = True
            answered(answer)

        self._ask("enableClickToDial", ask_for_clicks, CALL_LIMIT_MS, enabled)

    def pop_record(self, record_id: str, answered: Answered) -> None:
        """Go to the record."""

        def request(api: OpenCtiApi, heard: Callback) -> object:
            params = {"recordId": record_id}
            return api.screenPop({"type": api.SCREENPOP_TYPE.SOBJECT, "params": params, "callback": heard})

        self._ask("screenPop", request, CALL_LIMIT_MS, answered)

    def search_and_pop(self, term: str, fields: Mapping[str, str], answered: Answered) -> None:
        """Search as the softphone layout says, and pop as it says."""

        def request(api: OpenCtiApi, heard: Callback) -> object:
            return api.searchAndScreenPop(
                {
                    "searchParams": term,
                    "defaultFieldValues": fields,
                    "callType": api.CALL_TYPE.INBOUND,
                    "deferred": False,
                    "callback": heard,
                }
            )

        self._ask("searchAndScreenPop", request, SEARCH_LIMIT_MS, answered)

    def open_panel(self) -> None:
        """Open the softphone panel, only when Open CTI says that it is hidden."""

        def visibility_known(answer: Answer) -> None:
            if isinstance(answer.value, dict) and answer.value.get("visible") is False:
                self._ask("setSoftphonePanelVisibility", show_panel, CALL_LIMIT_MS, self._tell_failure)
            self._tell_failure(answer)

        self._ask("isSoftphonePanelVisible", ask_visibility, CALL_LIMIT_MS, visibility_known)

    def set_item_icon(self, icon: str, answered: Answered) -> None:
        """The icon of the softphone's item."""
        self._ask(
            "setSoftphoneItemIcon",
            lambda api, heard: api.setSoftphoneItemIcon({"key": icon, "callback": heard}),
            CALL_LIMIT_MS,
            answered,
        )

    def set_item_label(self, label: str, answered: Answered) -> None:
        """The label of the softphone's item."""
        self._ask(
            "setSoftphoneItemLabel",
            lambda api, heard: api.setSoftphoneItemLabel({"label": label, "callback": heard}),
            CALL_LIMIT_MS,
            answered,
        )

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

        self._ask("setCustomConsoleComponentPopoutable", request, CALL_LIMIT_MS, answered, "console")

    def _ask(
        self, method: str, request: Request, limit_ms: int, answered: Answered, script: str = "opencti"
    ) -> None:
        settle = self._clock.once_within(limit_ms, method, answered)

        def heard(response: object) -> None:
            answer = answer_of(method, response)
            if answer is not None:
                settle(answer)

        try:
            api = self._scripts.api(script)
            if api is None:
                settle(Answer(False, None, f"{method}: sforce.{script} is not there"))
            else:
                request(api, self._log.guarded(method, heard))
        except Exception as error:
            settle(Answer(False, None, f"{method} threw: {kind_of_error(error)}"))

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
