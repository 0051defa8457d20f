"""Load Salesforce's two scripts into the page, and describe their APIs.

The scripts need a query string to start. Source: the Open CTI Developer Guide (methods for Lightning
Experience) and the behaviour of `opencti_min.js` 55.0 to 57.0: every method takes exactly one non-empty
object, throws synchronously if it rejects that object, and has no time limit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypedDict

from flex_sfdc.answer import SUCCESS, Answer, Answered, failure
from flex_sfdc.browser.clock import Clock
from flex_sfdc.browser.page_objects import dig
from flex_sfdc.browser.types import Element, Window
from flex_sfdc.utils.sfdc_loader import SCRIPT_LIMIT_MS, classic_evidence, script_url, serves, serving_query


class Error(TypedDict, total=False):
    """An item of `response.errors`. Only `code` may be logged: the other fields may hold customer data."""

    code: str
    description: str
    details: list[object]


class Response(TypedDict, total=False):
    """The argument of a callback. Some pages of the guide name the third field `error`."""

    success: bool
    returnValue: object
    errors: list[Error] | None


class OpenCtiApi(Protocol):
    """`window.sforce.opencti`. `salesforce.open_cti` calls its other methods by their names.

    The API may exist without working: if its query string is missing, it never calls back.
    """

    def initialize(self) -> object: ...


def insert_script(
    window: Window, url: str, loaded: Callable[[], object], failed: Callable[[], object]
) -> None:
    """Insert an async `<script>` before the first script of the page, and remove a tag that failed."""
    document = window.document
    first = document.getElementsByTagName("script").item(0)
    parent = document.head if first is None or first.parentNode is None else first.parentNode
    tag = document.createElement("script")
    tag.src = url
    tag.setAttribute("async", "")
    tag.addEventListener("load", lambda _: loaded())
    tag.addEventListener("error", lambda _: remove_script(parent, tag, failed))
    parent.insertBefore(tag, first)


def remove_script(parent: Element, tag: Element, failed: Callable[[], object]) -> None:
    """Remove a tag that failed."""
    parent.removeChild(tag)
    failed()


def put_query(window: Window, search: str) -> Callable[[], object]:
    """Set the query string of the frame's address without a navigation. Return a function that restores it.

    The function does nothing if Flex has navigated since.
    """
    location = window.location
    before = location.search
    show_query(window, search)
    path, shown = location.pathname, location.search

    def restore() -> None:
        if location.pathname == path and location.search == shown:
            show_query(window, before)

    return restore


def show_query(window: Window, search: str) -> None:
    """Change only the query string of the address, and keep Flex's history state."""
    location = window.location
    if location.search != search:
        try:
            window.history.replaceState(
                window.history.state, "", f"{location.pathname}{search}{location.hash}"
            )
        except Exception:
            return  # the browser limits these calls; the next round trip shows whether the query was needed


class SalesforceScripts:
    """Load the scripts of one trusted origin. `remembered`: the query of an earlier load, or "".

    `started_well`: whether Open CTI's script found its query when it ran; None if this class has not loaded
    the script.
    """

    def __init__(self, window: Window, clock: Clock, origin: str, version: str, remembered: str) -> None:
        self._window = window
        self._clock = clock
        self._origin = origin
        self.version = version
        self._remembered = remembered
        self.started_well: bool | None = None
        self._is_console_blind = False  # the script ran without a query: its API exists, but does not work
        self._loading = 0
        self._restore: list[Callable[[], object]] = []

    def classic_evidence(self) -> str:
        """Return the evidence that the page around Flex is Salesforce Classic, "" if there is none."""
        return classic_evidence(self._origin, self._window.location.search, self._remembered)

    def open_cti(self) -> OpenCtiApi | None:
        """Return Open CTI as it is now, None if its script has not run."""
        api: OpenCtiApi | None = self.api("opencti")  # type: ignore[assignment]
        return api

    def api(self, name: str) -> object:
        """Return `sforce.opencti` or `sforce.console` as it is now, None if its script has not run."""
        return dig(self._window, f"sforce.{name}")

    def load(self, name: str, answered: Answered) -> None:
        """Load the script that makes `sforce.<name>`, unless a working one has been loaded already."""
        if self.api(name) is not None and not (name == "console" and self._is_console_blind):
            answered(SUCCESS)
            return
        url = script_url(name, self._origin, self.version)
        self._loading = self._loading + 1
        self._restore.append(self._put_serving_query())

        settle = self._clock.with_timeout(
            SCRIPT_LIMIT_MS, url, lambda answer: self._on_settled(answer, answered)
        )
        not_loaded = failure(f"{url}: not loaded")
        try:
            insert_script(
                self._window,
                url,
                lambda: settle(SUCCESS if self._starts_well(name) else not_loaded),
                lambda: settle(not_loaded),
            )
        except Exception:
            settle(not_loaded)

    def _on_settled(self, answer: Answer, answered: Answered) -> None:
        self._loading = self._loading - 1
        while not self._loading and self._restore:  # the other script needs the query too
            self._restore.pop()()
        answered(answer)

    def _starts_well(self, name: str) -> bool:
        """Record whether a script found its query when it ran, and return whether it is usable.

        This also counts for a script that arrives after its time limit: the next attempt uses it.
        """
        well = serves(self._window.location.search, self._origin)
        if name == "opencti":
            self.started_well = well
            return True
        self._is_console_blind = not well
        return well

    def start_open_cti(self) -> None:
        """Start an Open CTI that could not start itself because the frame had lost its query string.

        Nothing else runs between setting the query and restoring it. The next round trip shows whether it
        helped.
        """
        restore = self._put_serving_query()
        try:
            api = self.open_cti()
            if api is not None:
                api.initialize()
                self.started_well = True
        except Exception:
            self.started_well = False
        restore()

    def _put_serving_query(self) -> Callable[[], object]:
        query = serving_query(self._window.location.search, self._remembered, self._origin)
        return put_query(self._window, query)
