"""Open CTI as the driver of the CRM port. Facts: Open CTI notes, sections 0.3, 1.2 and 3.2.

Open CTI throws when it does not like what it is asked, never gives up waiting, and may answer twice or
nonsense: here every request has a time limit and gets one answer.
"""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.contracts.open_cti import OpenCtiApi
from flex_sfdc.crm_host import Answer, Answered
from flex_sfdc.edge.clock import Clock
from flex_sfdc.edge.console_toolkit import ConsoleToolkit
from flex_sfdc.edge.salesforce_scripts import SalesforceScripts
from flex_sfdc.log import Log, kind_of_error
from flex_sfdc.utils.sfdc_loader import must_initialise, round_trip_limit

CALL_LIMIT_MS = 5_000

Callback = Callable[[object], None]
Request = Callable[[OpenCtiApi, Callback], object]


class OpenCti:
    """The `CrmHost` that speaks Open CTI (checked by mypy where `plugin.py` hands it over)."""

    def __init__(self, clock: Clock, scripts: SalesforceScripts, console: ConsoleToolkit, log: Log) -> None:
        self._clock = clock
        self._scripts = scripts
        self._console = console
        self._log = log
        self._listening = False

    def reach(self, attempt: int, answered: Answered) -> None:
        """Load the script if it is not there, start it if it could not start itself, and ask something that
        has an answer.

        The two questions take turns: a host that does not know the one may know the other.
        """

        def script_settled(script: Answer) -> None:
            self._console.load()
            if not script.success:
                answered(script)
                return
            if must_initialise(self._scripts.started_well, attempt):
                self._scripts.start_open_cti()
            if attempt % 2 == 0:
                self._ask("getCallCenterSettings", ask_settings, round_trip_limit(attempt), answered)
            else:
                self._ask("isSoftphonePanelVisible", ask_visibility, round_trip_limit(attempt), answered)

        self._scripts.load_open_cti(script_settled)

    def listen_for_clicks(self, listener: Callable[[object], None], answered: Answered) -> None:
        """Enable click-to-dial, then listen. Open CTI cannot take a listener back: it is given one, once."""

        def enabled(answer: Answer) -> None:
            api = self._scripts.open_cti()
            if answer.success and api is not None and not self._listening:
                api.onClickToDial({"listener": self._log.guarded("the click", listener)})
                self._listening = True
            answered(answer)

        self._ask(
            "enableClickToDial",
            lambda api, heard: api.enableClickToDial({"callback": heard}),
            CALL_LIMIT_MS,
            enabled,
        )

    def open_panel(self) -> None:
        """Open the softphone panel, only when Open CTI says that it is hidden."""
        self._ask("isSoftphonePanelVisible", ask_visibility, CALL_LIMIT_MS, self._visibility_known)

    def _visibility_known(self, answer: Answer) -> None:
        if not answer.success:
            self._log.warn(f"whether the panel is visible is not known: {answer.why}")
        elif isinstance(answer.value, dict) and answer.value.get("visible") is False:
            self._ask("setSoftphonePanelVisibility", show_panel, CALL_LIMIT_MS, self._panel_opened)

    def _panel_opened(self, answer: Answer) -> None:
        if not answer.success:
            self._log.warn(f"the panel did not open: {answer.why}")

    def _ask(self, method: str, request: Request, limit_ms: int, answered: Answered) -> None:
        settle = self._clock.once_within(limit_ms, method, answered)

        def heard(response: object) -> None:
            answer = answer_of(method, response)
            if answer is not None:
                settle(answer)

        api = self._scripts.open_cti()
        if api is None:
            settle(Answer(False, None, f"{method}: Open CTI is not there"))
            return
        try:
            request(api, self._log.guarded(method, heard))
        except Exception as error:
            settle(Answer(False, None, f"{method} threw: {kind_of_error(error)}"))


def ask_settings(api: OpenCtiApi, heard: Callback) -> object:
    """Ask for the call center's settings. They may hold secrets: only that an answer came counts."""
    return api.getCallCenterSettings({"callback": heard})


def ask_visibility(api: OpenCtiApi, heard: Callback) -> object:
    """Ask whether the softphone panel is visible."""
    return api.isSoftphonePanelVisible({"callback": heard})


def show_panel(api: OpenCtiApi, heard: Callback) -> object:
    """Ask for the softphone panel to be opened."""
    return api.setSoftphonePanelVisibility({"visible": True, "callback": heard})


def answer_of(method: str, response: object) -> Answer | None:
    """What a callback was given, as an answer to `method`; None for nonsense, which is waited out. Codes
    only: texts may quote records."""
    success = response.get("success") if isinstance(response, dict) else None
    if not isinstance(response, dict) or not isinstance(success, bool):
        return None
    if success:
        return Answer(True, response.get("returnValue"), "")
    errors = response.get("errors") or response.get("error")
    codes = []
    for error in errors if isinstance(errors, list) else [errors]:
        code = error.get("code") if isinstance(error, dict) else None
        codes.append(code if isinstance(code, str) else "no code")
    return Answer(False, None, f"{method} was refused: {', '.join(codes)}")
