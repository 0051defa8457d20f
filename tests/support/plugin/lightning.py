"""A Lightning component around Flex, over the same fake Salesforce as Open CTI (docs/lightning-protocol.md).

`FakeSalesforce.respond` and `calls` use the names of Open CTI's methods for both drivers, so tests of both
read the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from tests.support.plugin.browser import SALESFORCE, FakeWindow
from tests.support.plugin.salesforce import FakeSalesforce, answers, lost, rejects, twice

METHODS = {
    "ping": "getCallCenterSettings",
    "publish": "publish",
    "pop": "screenPop",
    "page": "screenPop",
    "result": "screenPop",
    "search": "searchAndScreenPop",
    "save": "saveLog",
    "refresh": "refreshView",
    "open": "setSoftphonePanelVisibility",
    "icon": "setSoftphoneItemIcon",
    "label": "setSoftphoneItemLabel",
    "popout": "setCustomConsoleComponentPopoutable",
}
LISTENS = {"clicks": "enableClickToDial", "view": "onNavigationChange", "channel": "subscribe"}
FACTS: dict[str, Any] = {
    "release": "1.2.3",
    "console": True,
    "savesOnce": True,
    "missing": [],
    "channels": ["FlexRecords__c", "Records__c", "Dial__c", "Events__c"],
    "popout": True,
    "clicks": True,
}


class FakePort:
    """An end of a MessageChannel."""

    def __init__(self) -> None:
        self.onmessage: Callable[[object], object] = lambda _: None
        self.other: FakePort | None = None
        self.is_closed = False
        self.received: list[str] = []

    def postMessage(self, message: str) -> None:
        if self.other is not None and not (self.is_closed or self.other.is_closed):
            self.other.received.append(message)
            self.other.onmessage(SimpleNamespace(data=message))

    def close(self) -> None:
        self.is_closed = True


def channel() -> tuple[FakePort, FakePort]:
    """Return the two ends of a new channel."""
    left, right = FakePort(), FakePort()
    left.other, right.other = right, left
    return left, right


class FakeLightning:
    """The component. `is_silent`: it receives no hello; `is_dead`: its ports receive nothing."""

    def __init__(self, salesforce: FakeSalesforce, window: FakeWindow) -> None:
        self.salesforce = salesforce
        self.window = window
        self.facts = dict(FACTS)
        self.is_silent = False
        self.is_dead = False
        self.hellos: list[dict[str, Any]] = []
        self.requests: list[dict[str, Any]] = []
        self.keys: dict[str, str] = {}  # the unique index: which activity has which key
        self.edited: set[str] = set()  # activities that were changed after their creation
        self.updates: dict[
            str, list[str]
        ] = {}  # the fields of these that Flex has changed, if the host marks them
        self.marks_updates = True
        self.port: FakePort | None = None
        window.parent.heard = self.hear

    def hear(self, text: str) -> None:
        """Answer a hello."""
        hello = json.loads(text)
        self.hellos.append(hello)
        if not self.is_silent:
            self.welcome(hello["id"])

    def welcome(self, hello: str, **changes: Any) -> FakePort:
        """Welcome a hello, and retire the previous port."""
        own_port, host_port = channel()
        self.port = own_port
        own_port.onmessage = lambda event: self._on_request(own_port, event)
        message = {"flexSfdc": "welcome", "id": hello, "version": 1, "facts": self.facts, **changes}
        self.post(json.dumps(message), [host_port])
        return host_port

    def post(self, data: object, ports: list[FakePort], origin: str = SALESFORCE, source: Any = None) -> None:
        """Post a message to Flex's window, as the page around it unless told otherwise."""
        event = SimpleNamespace(data=data, origin=origin, source=source or self.window.parent, ports=ports)
        for listener in list(self.window.listeners.get("message", [])):
            listener(event)

    def is_replaced(self) -> None:
        """Replace the component: nothing answers at the other end of the old port any more."""
        assert self.port is not None
        self.port.onmessage = lambda _: None
        self.port = None
        self.salesforce.listeners.clear()
        self.salesforce.watchers.clear()
        self.salesforce.subscribed.clear()

    def of(self, call: str) -> list[dict[str, Any]]:
        """Return the values of the requests of one call."""
        return [request["values"] for request in self.requests if request["call"] == call]

    def _on_request(self, port: FakePort, event: Any) -> None:
        if self.is_dead or port is not self.port:
            return
        request = json.loads(event.data)
        self.requests.append(request)
        call, values = request["call"], request["values"]
        method = LISTENS[values["what"]] if call == "listen" else METHODS[call]
        self.salesforce.calls.append(method)

        def answer(response: Any) -> None:
            if not isinstance(response, dict) or "success" not in response:
                port.postMessage(json.dumps(response))
                return
            success, value, errors = (response.get(key) for key in ("success", "returnValue", "errors"))
            found = {"value": value} if success is True else {"errors": in_full(errors)}
            port.postMessage(json.dumps({"id": request["id"], "success": success, **found}))

        respond = self.salesforce.respond.get(method, answers)
        if call == "save":
            self._save(values, respond, answer)
        else:
            respond(answer, self._value(port, call, values))

    def _value(self, port: FakePort, call: str, values: Mapping[str, Any]) -> object:
        salesforce = self.salesforce
        if call == "listen":
            return self._listen(port, values)
        if call == "search" and not values["show"]:
            salesforce.searches.append(values["term"])
            return salesforce.found_later
        if call in ("pop", "page", "search", "result"):
            salesforce.pops.append(dict(values))
            return salesforce.found if call == "search" else True
        if call == "publish":
            salesforce.published.append((values["channel"], dict(values["message"])))
        elif call == "open":
            salesforce.panel_visible = True
        elif call in ("icon", "label"):
            salesforce.item.append(values[call])
        elif call == "popout":
            salesforce.popoutable.append(values["allowed"])
        return True

    def _listen(self, port: FakePort, values: Mapping[str, Any]) -> bool:
        def tell(value: object) -> None:
            named = {"channel": values["channel"]} if values["what"] == "channel" else {}
            event = "click" if values["what"] == "clicks" else values["what"]
            if port is self.port and not self.is_dead:
                port.postMessage(json.dumps({"event": event, "value": value, **named}))

        if values["what"] == "clicks":
            self.salesforce.listeners.append(tell)
        elif values["what"] == "channel":
            self.salesforce.subscribed.append((values["channel"], tell))
        else:
            self.salesforce.watchers.append(tell)
            tell(self.salesforce.view)
        return True

    def _save(self, values: Mapping[str, Any], respond: Any, answer: Callable[[Any], None]) -> None:
        """Do what `FlexHost.saveOnce` does: the first create of a key counts."""
        salesforce = self.salesforce
        fields = dict(values["fields"])
        key = values.get("key") if self.facts["savesOnce"] else None
        task_id = values.get("id", "") or self.keys.get(key or "", "")
        existed = bool(task_id)
        salesforce.asked.append({**fields, **({"Id": values["id"]} if "id" in values else {})})
        wrong = [detail for name, detail in salesforce.rejected.items() if name in fields]
        if wrong and not (existed and key):
            rejects(wrong[0])(answer, None)
            return
        if respond in (answers, twice, lost):
            task_id = task_id or f"00T5f{len(salesforce.activities):010}AAA"
            if key:
                self.keys.setdefault(key, task_id)
            if not (existed and key):
                salesforce.activities.setdefault(task_id, {}).update(fields)
                self._note_update(task_id, [*values["marks"], *(fields if existed else ())], existed)
        value = {"id": task_id, "existed": existed, "edited": task_id in self.edited}
        is_marked = existed and key is not None and task_id in self.updates and self.marks_updates
        respond(answer, {**value, "updated": self.updates[task_id]} if is_marked else value)

    def _note_update(self, task_id: str, names: list[str], existed: bool) -> None:
        """Record marks and an update, which counts as Flex's only if no person has edited the activity."""
        if not names or (task_id in self.edited and task_id not in self.updates):
            return
        if existed:
            self.edited.add(task_id)
        self.updates[task_id] = sorted({*self.updates.get(task_id, []), *map(str.lower, names)})

    def edit_by_person(self, task_id: str) -> None:
        """Let a person edit an activity."""
        self.edited.add(task_id)
        self.updates.pop(task_id, None)


def in_full(errors: Any) -> list[Any]:
    """Return errors as this host writes them: Salesforce's own, or its own code."""
    results: list[Any] = []
    for error in errors or []:
        details = error.get("details")
        results.extend(details if isinstance(details, list) else [{"code": "PLATFORM", "message": "no"}])
    return results
