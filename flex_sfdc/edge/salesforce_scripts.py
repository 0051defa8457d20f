"""Puts Salesforce's two scripts into the page, with the query string they need to start."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.contracts.browser import Element, Window
from flex_sfdc.contracts.open_cti import OpenCtiApi
from flex_sfdc.crm_host import Answer, Answered
from flex_sfdc.edge.clock import Clock
from flex_sfdc.edge.foreign import dig
from flex_sfdc.edge.frame import put_query
from flex_sfdc.utils.sfdc_loader import SCRIPT_LIMIT_MS, console_url, open_cti_url, serves, serving_query

LOADED = Answer(True, None, "")


class SalesforceScripts:
    """The scripts of one trusted origin. `remembered`: the query string of an earlier load, empty when there
    is none.

    `started_well` says how Open CTI's script started: True or False once it ran, None while someone else
    loaded it or nobody did.
    """

    def __init__(self, window: Window, clock: Clock, origin: str, version: str, remembered: str) -> None:
        self._window = window
        self._clock = clock
        self._origin = origin
        self._version = version
        self._remembered = remembered
        self.started_well: bool | None = None

    def open_cti(self) -> OpenCtiApi | None:
        """Open CTI as it is now, None when its script has not run."""
        api: OpenCtiApi | None = dig(self._window, "sforce", "opencti")  # type: ignore[assignment]
        return api

    def load_open_cti(self, answered: Answered) -> None:
        """Load Open CTI's script, unless Open CTI is there already."""
        if self.open_cti() is not None:
            answered(LOADED)
        else:
            self._load(open_cti_url(self._origin, self._version), self._open_cti_started, answered)

    def load_console(self, answered: Answered) -> None:
        """Load the Console toolkit's script, unless the toolkit is there already."""
        if dig(self._window, "sforce", "console") is not None:
            answered(LOADED)
        else:
            self._load(console_url(self._origin, self._version), lambda: None, answered)

    def start_open_cti(self) -> None:
        """Start an Open CTI that could not start itself because the frame had lost its query string.

        Nothing else runs between putting the query back and taking it away. Whether it helped, the round trip
        that follows will show.
        """
        api = self.open_cti()
        take_back = self._put_serving_query()
        try:
            if api is not None:
                api.initialize()
                self.started_well = True
        except Exception:
            self.started_well = False
        finally:
            take_back()

    def _open_cti_started(self) -> None:
        self.started_well = serves(self._window.location.search, self._origin)

    def _put_serving_query(self) -> Callable[[], None]:
        return put_query(
            self._window, serving_query(self._window.location.search, self._remembered, self._origin)
        )

    def _load(self, url: str, ran: Callable[[], object], answered: Answered) -> None:
        take_back = self._put_serving_query()

        def settled(answer: Answer) -> None:
            take_back()
            answered(answer)

        settle = self._clock.once_within(SCRIPT_LIMIT_MS, url, settled)

        def loaded() -> None:
            ran()  # also when it comes too late to be waited for: the next attempt finds it
            settle(LOADED)

        def failed(why: str) -> None:
            settle(Answer(False, None, f"{url}: {why}"))

        try:
            insert_script(self._window, url, loaded, lambda: failed("could not be loaded"))
        except Exception:
            failed("could not be inserted")


def insert_script(
    window: Window, url: str, loaded: Callable[[], object], failed: Callable[[], object]
) -> None:
    """Insert an async `<script>` before the first script of the page. A tag whose script failed is taken out
    again."""
    document = window.document
    tag = document.createElement("script")

    def take_out() -> None:
        if tag.parentNode is not None:
            tag.parentNode.removeChild(tag)
        failed()

    tag.src = url
    tag.setAttribute("async", "")
    tag.addEventListener("load", lambda _: loaded())
    tag.addEventListener("error", lambda _: take_out())
    first: Element | None = document.getElementsByTagName("script").item(0)
    parent = document.head if first is None or first.parentNode is None else first.parentNode
    parent.insertBefore(tag, first)
