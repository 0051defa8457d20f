"""Puts Salesforce's two scripts into the page, with the query string they need to start."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.browser.clock import Clock
from flex_sfdc.browser.frame import put_query
from flex_sfdc.browser.types import Window
from flex_sfdc.flex.selectors import dig
from flex_sfdc.salesforce.crm_host import Answer, Answered
from flex_sfdc.salesforce.types import OpenCtiApi
from flex_sfdc.utils.sfdc_loader import SCRIPT_LIMIT_MS, script_url, serves, serving_query

LOADED = Answer(True, None, "")


def insert_script(
    window: Window, url: str, loaded: Callable[[], object], failed: Callable[[], object]
) -> None:
    """Insert an async `<script>` before the first script of the page. A tag that failed is taken out
    again."""
    document = window.document
    first = document.getElementsByTagName("script").item(0)
    parent = document.head if first is None or first.parentNode is None else first.parentNode
    tag = document.createElement("script")

    def take_out(_: object) -> None:
        parent.removeChild(tag)
        failed()

    tag.src = url
    tag.setAttribute("async", "")
    tag.addEventListener("load", lambda _: loaded())
    tag.addEventListener("error", take_out)
    parent.insertBefore(tag, first)


class SalesforceScripts:
    """The scripts of one trusted origin. `remembered`: the query of an earlier load, empty when there is
    none.

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
        self._console_is_blind = False  # its script ran without a query: it is there, and does nothing
        self._loading = 0
        self._take_back: list[Callable[[], object]] = []

    def open_cti(self) -> OpenCtiApi | None:
        """Open CTI as it is now, None when its script has not run."""
        api: OpenCtiApi | None = self.api("opencti")  # type: ignore[assignment]
        return api

    def api(self, name: str) -> object:
        """`sforce.opencti` or `sforce.console` as it is now, None when its script has not run."""
        return dig(self._window, f"sforce.{name}")

    def load(self, name: str, answered: Answered) -> None:
        """Load the script that makes `sforce.<name>`, unless that is there already."""
        if self.api(name) is not None and not (name == "console" and self._console_is_blind):
            answered(LOADED)
            return
        url = script_url(name, self._origin, self._version)
        self._loading = self._loading + 1
        self._take_back.append(self._put_serving_query())

        def settled(answer: Answer) -> None:
            self._loading = self._loading - 1
            while not self._loading and self._take_back:  # the other script needs the query too
                self._take_back.pop()()
            answered(answer)

        settle = self._clock.once_within(SCRIPT_LIMIT_MS, url, settled)

        def failed() -> None:
            settle(Answer(False, None, f"{url}: not loaded"))

        def loaded() -> None:
            # Also when it comes too late to be waited for: the next attempt finds it.
            well = serves(self._window.location.search, self._origin)
            if name == "opencti":
                self.started_well = well
            else:
                self._console_is_blind = not well
                if not well:
                    failed()
                    return
            settle(LOADED)

        try:
            insert_script(self._window, url, loaded, failed)
        except Exception:
            failed()

    def start_open_cti(self) -> None:
        """Start an Open CTI that could not start itself because the frame had lost its query string.

        Nothing else runs between putting the query back and taking it away. Whether it helped, the round
        trip that follows will show.
        """
        take_back = self._put_serving_query()
        try:
            api = self.open_cti()
            if api is not None:
                api.initialize()
                self.started_well = True
        except Exception:
            self.started_well = False
        take_back()

    def _put_serving_query(self) -> Callable[[], object]:
        query = serving_query(self._window.location.search, self._remembered, self._origin)
        return put_query(self._window, query)
