"""Answer the softphone: the messages of the two clients of Open CTI, and the calls of the org package.

Apply each call to the org, and answer it over its own protocol.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from build.demo.salesforce import console_api, open_cti_api, platform_api
from build.demo.salesforce.behaviour import Behaviour, Behaviours
from build.demo.salesforce.org import Json, Org

API_TYPE = "opencti"
EVENTS = ("onClickToDial", "onNavigationChange", "onWorkStart")
NONCE = "3f1a90c2"
CONSOLE_ARGUMENTS = ("popoutable", "visible")


@dataclass(frozen=True)
class Call:
    """An Open CTI call as it arrived over the wire."""

    method: str
    args: Json
    call_id: int
    api_version: int
    needs_answer: bool
    listens: bool
    origin: str
    at: float


@dataclass(frozen=True)
class Exchange:
    """An exchange of the softphone with Salesforce: a call and its answer, or an event."""

    api: str
    """`Open CTI`, `Console` or `Platform`; `event` for what Salesforce sends by itself."""
    method: str
    arguments: Any
    answer: Any = None
    copies: int = 1
    """The number of times that the answer was sent: 0 if it was lost."""
    seconds: float = 0.0


class Tab(Protocol):
    """The tab that the softphone is in."""

    async def post(self, message: Any) -> None:
        """Post a message to the softphone."""

    async def settle(self, call_id: int, answer: Json) -> None:
        """Settle the promise of a component's call."""

    async def render(self) -> None:
        """Show the current state of the org."""


class Protocols:
    """The calls of the softphone, and how each is answered."""

    def __init__(self, org: Org, origin: str, tab: Tab) -> None:
        self._org = org
        self._origin = origin
        self._tab = tab
        self.behaviours = Behaviours()
        self.calls: list[Call] = []
        self.console_calls: list[Json] = []
        self.observe: Callable[[Exchange], None] = lambda _exchange: None
        """Called after each exchange."""
        self.api_version = 0
        self.listening: set[str] = set()
        """The events that the softphone listens for."""

    async def open_cti(self, data: Json, origin: str) -> None:
        """Answer a call of Open CTI, or note which events the softphone listens for."""
        call = Call(
            method=str(data["methodName"]),
            args=data.get("args") or {},
            call_id=int(data["callId"]),
            api_version=int(data["apiVersion"]),
            needs_answer=bool(data.get("isCallbackRegistered")),
            listens=bool(data.get("isListenerRegistered")),
            origin=origin,
            at=time.monotonic(),
        )
        self.calls.append(call)
        self.api_version = call.api_version
        if call.listens:
            self.listening.add(call.method)
        if call.method in EVENTS:
            return
        behaviour = self.behaviours.take(call.method)
        response = open_cti_api.answer(call.method, call.args, self._org) if behaviour.processed else None
        await self._tab.render()
        await behaviour.wait()
        answer = {
            "methodName": call.method,
            "callId": call.call_id,
            "apiVersion": call.api_version,
            "apiType": API_TYPE,
            "shouldExecuteCallback": True,
            "response": behaviour.response if behaviour.has_response else response,
            **behaviour.changes,
        }
        for _ in range(behaviour.copies):
            await self._tab.post(answer)
        exchange = Exchange("Open CTI", call.method, call.args, answer["response"], behaviour.copies)
        self._observe(exchange, call.at)

    async def console(self, text: str) -> None:
        """Answer a call of the Console toolkit."""
        fields = console_api.parse(text)
        if fields is None or fields.get("nonce") != NONCE:
            return
        self.console_calls.append(fields)
        name, began = str(fields["xdomain_name"]), time.monotonic()
        behaviour = self.behaviours.take(name)
        result = console_api.answer(fields, self._org) if behaviour.processed else {"success": False}
        await self._tab.render()
        await behaviour.wait()
        for _ in range(behaviour.copies):
            await self._tab.post(console_api.reply(name, str(fields["xdomain_txnId"]), result))
        arguments = {key: value for key, value in fields.items() if key in CONSOLE_ARGUMENTS}
        self._observe(Exchange("Console", name, arguments, result, behaviour.copies), began)

    async def platform(self, call: Json) -> None:
        """Carry out a component's call of the platform, and settle its promise."""
        name, args, began = str(call["name"]), call["args"], time.monotonic()
        if name in ("subscribe", "unsubscribe") and args["channel"] == platform_api.DIAL_CHANNEL:
            (self.listening.add if name == "subscribe" else self.listening.discard)("onClickToDial")
        equivalent = platform_api.same_in_open_cti(name, args)
        if equivalent is not None and equivalent[0] in console_api.METHODS:
            self.console_calls.append({"xdomain_name": equivalent[0], **equivalent[1]})
        elif equivalent is not None:
            self.calls.append(Call(*equivalent, call["id"], 0, bool(call["id"]), False, self._origin, began))
        behaviour = self.behaviours.take(equivalent[0] if equivalent else name)
        answer = self._settled(name, args, behaviour)
        await self._tab.render()
        await behaviour.wait()
        if behaviour.copies and call["id"]:
            await self._tab.settle(call["id"], answer)
        self._observe(Exchange("Platform", name, args, answer, behaviour.copies), began)

    def _settled(self, name: str, args: Json, behaviour: Behaviour) -> Json:
        """Return the value of a call, or the error that the platform rejects its promise with."""
        try:
            value = platform_api.answer(name, args, self._org) if behaviour.processed else None
            if behaviour.has_response:
                value = platform_api.as_answered(name, behaviour.response)
        except platform_api.Refused as refused:
            return {"error": {"body": {"message": str(refused)}}}
        return {"value": value}

    def _observe(self, exchange: Exchange, began: float) -> None:
        answer = exchange.answer if exchange.copies else None
        self.observe(replace(exchange, answer=answer, seconds=time.monotonic() - began))
