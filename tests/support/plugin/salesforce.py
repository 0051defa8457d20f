"""Salesforce: its two scripts as the page loads them, and Open CTI as the plugin calls it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from tests.support.plugin.browser import SALESFORCE, FakeElement, FakeWindow, JsError

Respond = Callable[[Callable[[object], object], object], object]


def answers(callback: Callable[[object], object], value: object) -> None:
    """Answer as Salesforce does."""
    callback({"success": True, "returnValue": value, "errors": None})


def refuses(callback: Callable[[object], object], _value: object) -> None:
    """Answer with an error that quotes a customer."""
    error = {"code": "SERVER_ERROR", "description": "Ada Lovelace +14155550101"}
    callback({"success": False, "returnValue": None, "errors": [error]})


def rejects(*details: object) -> Respond:
    """Return a response with Salesforce's own errors about the record."""

    def respond(callback: Callable[[object], object], _value: object) -> None:
        error = {"code": "GENERIC_ERROR", "description": "Review the details.", "details": list(details)}
        callback({"success": False, "returnValue": None, "errors": [error]})

    return respond


LOCKED = {"statusCode": "UNABLE_TO_LOCK_ROW", "message": "Ada Lovelace +14155550101", "fields": []}
# The status code of a record that somebody else is changing: nothing was written, and a retry may succeed.
is_locked = rejects(LOCKED)


def fails(callback: Callable[[object], object], _value: object) -> None:
    """Fail without a reason."""
    callback({"success": False})


def never(_callback: Callable[[object], object], _value: object) -> None:
    """Never answer."""


def lost(_callback: Callable[[object], object], _value: object) -> None:
    """Never answer, although the call takes effect."""


def throws(_callback: Callable[[object], object], _value: object) -> None:
    """Throw into the caller."""
    raise JsError("Ada Lovelace +14155550101", "TypeError")


def nonsense(callback: Callable[[object], object], value: object) -> None:
    """Answer with values that are not answers."""
    responses: list[object] = [
        None,
        "yes",
        1,
        [],
        {},
        {"success": "true"},
        {"success": 1, "returnValue": value},
    ]
    for response in responses:
        callback(response)


def twice(callback: Callable[[object], object], value: object) -> None:
    """Answer twice."""
    answers(callback, value)
    answers(callback, value)


class FakeOpenCti:
    """`sforce.opencti`. `respond` sets the response to a method; other methods answer as Salesforce does."""

    def __init__(self, salesforce: FakeSalesforce) -> None:
        self.salesforce = salesforce

    SCREENPOP_TYPE: Any = SimpleNamespace(SOBJECT="sobject", URL="url")
    CALL_TYPE: Any = SimpleNamespace(INBOUND="inbound")

    def screenPop(self, arguments: Mapping[str, Any]) -> None:
        self.salesforce.pops.append({**arguments, "callback": None})
        self._answer("screenPop", arguments, None)

    def searchAndScreenPop(self, arguments: Mapping[str, Any]) -> None:
        if arguments["deferred"]:
            self.salesforce.searches.append(arguments["searchParams"])
            self._answer("deferred search", arguments, self.salesforce.found_later)
        else:
            self.salesforce.pops.append({**arguments, "callback": None})
            self._answer("searchAndScreenPop", arguments, self.salesforce.found)

    def initialize(self) -> None:
        self.salesforce.initialised += 1
        if not self.salesforce.query_serves():
            raise JsError("Failed to initialize Open CTI.")
        self.salesforce.alive = True

    def notifyInitializationComplete(self, arguments: Mapping[str, Any]) -> None:
        self._answer("notifyInitializationComplete", arguments, None)

    def getCallCenterSettings(self, arguments: Mapping[str, Any]) -> None:
        self._answer("getCallCenterSettings", arguments, {"/reqGeneralInfo/reqSecret": "s3cret"})

    def isSoftphonePanelVisible(self, arguments: Mapping[str, Any]) -> None:
        self._answer("isSoftphonePanelVisible", arguments, {"visible": self.salesforce.panel_visible})

    def setSoftphonePanelVisibility(self, arguments: Mapping[str, Any]) -> None:
        self.salesforce.panel_visible = arguments["visible"]
        self._answer("setSoftphonePanelVisibility", arguments, None)

    def setSoftphoneItemIcon(self, arguments: Mapping[str, Any]) -> None:
        self.salesforce.item.append(arguments["key"])
        self._answer("setSoftphoneItemIcon", arguments, None)

    def setSoftphoneItemLabel(self, arguments: Mapping[str, Any]) -> None:
        self.salesforce.item.append(arguments["label"])
        self._answer("setSoftphoneItemLabel", arguments, None)

    def saveLog(self, arguments: Mapping[str, Any]) -> None:
        value = dict(arguments["value"])
        self.salesforce.asked.append(dict(value))
        respond = self.salesforce.respond.get("saveLog", answers)
        wrong = [detail for name, detail in self.salesforce.rejected.items() if name in value]
        if wrong:  # Salesforce reports only one wrong field
            rejects(wrong[0])(arguments["callback"], None)
            return
        record_id = value.pop("Id", "") or f"00T5f{len(self.salesforce.activities):010}AAA"
        if respond in (answers, twice, lost):
            self.salesforce.activities.setdefault(record_id, {}).update(value)
        self._answer("saveLog", arguments, {"recordId": record_id})

    def refreshView(self, arguments: Mapping[str, Any]) -> None:
        self._answer("refreshView", arguments, None)

    def enableClickToDial(self, arguments: Mapping[str, Any]) -> None:
        self._answer("enableClickToDial", arguments, None)

    def onClickToDial(self, arguments: Mapping[str, Any]) -> None:
        self.salesforce.listeners.append(arguments["listener"])

    def onNavigationChange(self, arguments: Mapping[str, Any]) -> None:
        self.salesforce.calls.append("onNavigationChange")
        if self.salesforce.respond.get("onNavigationChange") is throws:
            raise JsError("no")
        self.salesforce.watchers.append(arguments["listener"])

    def getAppViewInfo(self, arguments: Mapping[str, Any]) -> None:
        self._answer("getAppViewInfo", arguments, self.salesforce.view)

    def subscribe(self, arguments: Mapping[str, Any]) -> None:
        subscribed = (arguments["channelName"], arguments["listener"])
        self.salesforce.subscribed.append(subscribed)
        self._answer("subscribe", arguments, None)

    def publish(self, arguments: Mapping[str, Any]) -> None:
        self.salesforce.published.append((arguments["channelName"], dict(arguments["message"])))
        self._answer("publish", arguments, None)

    def _answer(self, method: str, arguments: Mapping[str, Any], value: object) -> None:
        self.salesforce.calls.append(method)
        respond = self.salesforce.respond.get(method, answers)
        if self.salesforce.alive or respond is throws:
            respond(arguments["callback"], value)


class FakeConsoleApi:
    """`sforce.console`, the Console toolkit."""

    def __init__(self, salesforce: FakeSalesforce) -> None:
        self.salesforce = salesforce

    def setCustomConsoleComponentPopoutable(
        self, popoutable: bool, callback: Callable[[object], object]
    ) -> None:
        self.salesforce.popoutable.append(popoutable)
        respond = self.salesforce.respond.get("setCustomConsoleComponentPopoutable", answers)
        respond(callback, None)


class FakeSalesforce:
    """The page around Flex. A script that `fails` fires `error`; one that `hangs` fires nothing."""

    def __init__(self, window: FakeWindow) -> None:
        self.window = window
        self.requested: list[str] = []
        self.fails: set[str] = set()
        self.hangs: set[str] = set()
        self.tags: list[FakeElement] = []
        self.respond: dict[str, Respond] = {}
        self.calls: list[str] = []
        self.listeners: list[Callable[[object], object]] = []
        self.subscribed: list[tuple[str, Callable[[object], object]]] = []
        self.published: list[tuple[str, dict[str, object]]] = []
        self.watchers: list[Callable[[object], object]] = []
        self.view: object = {"url": "/lightning/page/home"}
        self.alive = False
        self.initialised = 0
        self.panel_visible = True
        self.pops: list[dict[str, Any]] = []
        self.searches: list[str] = []  # the searches that popped nothing
        self.found_later: object = None  # the result of those searches
        self.found: object = {}
        self.item: list[str] = []
        self.asked: list[dict[str, Any]] = []  # the requests to saveLog
        self.activities: dict[str, dict[str, Any]] = {}
        self.rejected: Mapping[str, Mapping[str, object]] = {}  # errors by field
        self.popoutable: list[bool] = []
        self.seen_queries: list[str] = []
        window.document.head.inserted = self._inserted

    def query_serves(self) -> bool:
        """Return whether Open CTI's script can start: it reads the frame's query string."""
        search = self.window.location.search
        return f"sfdcIframeOrigin={SALESFORCE}" in search and "mode=" in search

    def runs(self, tag: FakeElement) -> None:
        """Run the script of the tag, as if it had just arrived."""
        self.seen_queries.append(self.window.location.search)
        sforce = self.window.sforce or SimpleNamespace()
        self.window.sforce = sforce
        if "opencti" in tag.src:
            sforce.opencti = FakeOpenCti(self)
            self.alive = self.query_serves()
        else:
            sforce.console = FakeConsoleApi(self)
        tag.happens("load")

    def click(self, payload: object) -> None:
        """Click a number as the agent. Every listener gets the click."""
        for listener in self.listeners:
            listener(payload)

    def says(self, channel: str, message: object) -> None:
        """Publish a message as a component of the page."""
        for subscribed, listener in list(self.subscribed):
            if subscribed == channel:
                listener(message)

    def shows(self, view: object) -> None:
        """Go to a page as the agent, or come back to it."""
        self.view = view
        for listener in self.watchers:
            listener(view)

    def _inserted(self, tag: FakeElement) -> None:
        self.requested.append(tag.src)
        self.tags.append(tag)
        if any(part in tag.src for part in self.hangs):
            return
        if any(part in tag.src for part in self.fails):
            self.window.setTimeout(lambda: tag.happens("error"), 0)
        else:
            self.window.setTimeout(lambda: self.runs(tag), 0)
