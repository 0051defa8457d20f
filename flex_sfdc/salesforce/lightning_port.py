"""Keep a private port to the Lightning component around Flex: docs/lightning-protocol.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flex_sfdc.answer import Answer, Answered, failure
from flex_sfdc.browser.clock import Clock
from flex_sfdc.browser.log import Log, kind_of_error
from flex_sfdc.browser.page_objects import dig, method_at
from flex_sfdc.browser.types import Host, MessagePort
from flex_sfdc.plain_data import nth_or_last, section
from flex_sfdc.salesforce.fields import fits
from flex_sfdc.salesforce.lightning_messages import (
    MAX_FIELDS,
    MAX_LENGTH,
    VERSION,
    HostEvent,
    answer_in,
    event_in,
    facts_of,
    number_of,
    reply_to,
    too_long,
)

CALL_LIMIT_MS = 5_000
HEARTBEAT_MS = 60_000  # between pings: a dead port cannot report clicks
SAVE = "save"  # a late answer counts: without a key, nothing else proves whether it was written
SECOND_HOST = "a second component answers for Salesforce"
# How long to wait for a second welcome before a port is used; longer each time that two hosts have answered.
QUIET_MS = (250, 5_000, 30_000, 60_000)


@dataclass(frozen=True)
class Request:
    """A request that waits for its answer, with the port that it was sent through."""

    port: MessagePort
    call: str
    settle: Callable[[Answer], bool]
    answered: Answered


class LightningPort:
    """Say hello, and pass requests and events through the port of the welcome.

    Any script of the page has the host's origin and could answer a hello first, so a second answer closes
    the port. `on_welcome` is called when a port begins to serve, `on_host_event` with each event, and
    `on_lost` with the reason when the port is dead.
    """

    def __init__(self, host: Host, clock: Clock, log: Log, origin: str, plugin: str) -> None:
        self._host = host
        self._window = host.window
        self._clock = clock
        self._log = log
        self._origin = origin
        self._plugin = plugin
        self._hello = ""  # the id of the latest hello, "" to ignore its answers
        self._is_welcomed = False
        self._doubled = 0  # how many times two hosts have answered a hello
        self._has_begun = False
        self._reached: Answered | None = None
        self._last = 0
        self._port: MessagePort | None = None
        self._tried: MessagePort | None = None  # the port of the latest welcome
        self._requests: dict[int, Request] = {}
        self.facts: Any = facts_of(None)
        self.on_welcome: Callable[[], object] = lambda: None
        self.on_host_event: Callable[[HostEvent], object] = lambda _: None
        self.on_lost: Callable[[str], object] = lambda _: None

    def reach(self, limit_ms: int, answered: Answered) -> None:
        """Say hello, unless a late welcome has arrived in the meantime."""
        if self._port is not None:
            self.ping(answered)
            return
        if not self._has_begun:
            self._has_begun = True
            listener = self._log.guarded("a message", self._on_window_message)
            self._window.addEventListener("message", listener)
            self._beat_later()
        self._last = self._last + 1
        self._hello = f"{self._window.Math.random()}-{self._last}"
        self._is_welcomed = False
        limit_ms = limit_ms + nth_or_last(QUIET_MS, self._doubled)
        settle = self._clock.with_timeout(limit_ms, "hello", answered)
        self._reached = settle
        hello = {"flexSfdc": "hello", "id": self._hello, "versions": [VERSION], "plugin": self._plugin}
        try:
            self._host.postToParent(self._window.JSON.stringify(hello), self._origin)
        except Exception as error:
            settle(failure(f"hello threw: {kind_of_error(error)}"))

    def ping(self, answered: Answered) -> None:
        """Check that the host still answers. A port is dead if a ping gets no answer."""
        port = self._port
        if port is None:
            answered(failure("ping: no connection to Salesforce"))
        else:
            self._send(port, "ping", {}, lambda answer: self._on_ping(port, answer, answered), CALL_LIMIT_MS)

    def request(self, call: str, values: Mapping[str, object], answered: Answered) -> None:
        """Send a request with the usual time limit."""
        self.request_within(CALL_LIMIT_MS, call, values, answered)

    def request_within(
        self, limit_ms: int, call: str, values: Mapping[str, object], answered: Answered
    ) -> None:
        """Send a request through the port. If no answer arrives in time, ping the host."""
        port = self._port
        if port is None:
            answered(failure(f"{call}: no connection to Salesforce"))
        else:
            self._send(port, call, values, lambda answer: self._on_answer(answer, answered), limit_ms)

    def _on_answer(self, answer: Answer, answered: Answered) -> None:
        answered(answer)
        if answer.unknown:
            self.ping(lambda _: None)

    def _on_ping(self, port: MessagePort, answer: Answer, answered: Answered) -> None:
        is_lost = answer.unknown and port is self._port
        if is_lost:
            self._port = None
        answered(answer)
        if is_lost:
            self.on_lost(answer.why)

    def _beat_later(self) -> None:
        self._clock.after(HEARTBEAT_MS, "a ping", self._beat)

    def _beat(self) -> None:
        self._beat_later()
        if self._port is not None:
            self.ping(lambda _: None)

    def _on_window_message(self, event: object) -> None:
        if dig(event, "origin") != self._origin or not self._host.isFromParent(event):
            return
        ports: Any = dig(event, "ports")
        message = self._read(event)
        reply = reply_to(self._hello, message, len(ports)) if self._hello and message is not None else None
        if reply is None:
            return
        if self._is_welcomed:
            self._refuse_both(ports)
            return
        self._is_welcomed = True
        if reply.success:
            self._try(ports[0], reply)
        else:
            self._settle(reply)

    def _try(self, port: Any, reply: Answer) -> None:
        """Use a port as soon as it has answered a ping. A second welcome may arrive until then."""
        hello = self._hello
        self._tried = port
        port.onmessage = self._log.guarded("a message", lambda event: self._on_message(port, event))
        self._send(port, "ping", {}, lambda answer: self._on_tried(port, hello, reply, answer), CALL_LIMIT_MS)

    def _on_tried(self, port: MessagePort, hello: str, reply: Answer, answer: Answer) -> None:
        quiet_ms = nth_or_last(QUIET_MS, self._doubled)
        if answer.success and quiet_ms:
            self._clock.after(quiet_ms, "hello", lambda: self._use(port, hello, reply, answer))
        else:
            self._use(port, hello, reply, answer)

    def _use(self, port: MessagePort, hello: str, reply: Answer, answer: Answer) -> None:
        if hello != self._hello:
            return
        if answer.success:
            self._port = port
            self.facts = reply.value
            self.on_welcome()
        self._settle(answer)

    def _settle(self, answer: Answer) -> None:
        if self._reached is not None:
            self._reached(answer)

    def _refuse_both(self, ports: Any) -> None:
        self._hello = ""
        self._doubled = self._doubled + 1
        was_used = self._port is not None
        self._port = None
        for port in [self._tried, *ports]:
            if port is not None:
                method_at(port, "close")()
        self._settle(failure(SECOND_HOST))
        if was_used:
            self.on_lost(SECOND_HOST)

    def _on_message(self, port: MessagePort, event: object) -> None:
        message = self._read(event)
        number = number_of(message)
        request = self._requests.get(number)
        reported = event_in(message)
        if request is not None and request.port is port:
            self._requests.pop(number)
            answer = answer_in(request.call, message)
            if not request.settle(answer) and request.call == SAVE:
                request.answered(answer)
        elif reported is not None and port is self._port:
            self.on_host_event(reported)

    def _send(
        self,
        port: MessagePort,
        call: str,
        values: Mapping[str, object],
        answered: Answered,
        limit_ms: int,
    ) -> None:
        self._last = self._last + 1
        number = self._last
        settle = self._clock.with_timeout(
            limit_ms, call, lambda answer: self._on_settled(number, call, answer, answered)
        )
        try:
            message = self._window.JSON.stringify({"id": number, "call": call, "values": values})
            fields = section(values, ("fields",)) if call == SAVE else {}
            if len(fields) > MAX_FIELDS or not fits(message, MAX_LENGTH):
                settle(Answer(False, too_long(fields), f"{call}: the message is too long"))
                return
            self._requests[number] = Request(port, call, settle, answered)
            port.postMessage(message)
        except Exception as error:
            settle(failure(f"{call} threw: {kind_of_error(error)}"))

    def _on_settled(self, number: int, call: str, answer: Answer, answered: Answered) -> None:
        if call != SAVE or not answer.unknown:
            self._requests.pop(number, None)
        answered(answer)

    def _read(self, event: object) -> object:
        """Return the data of a message, None for anything but the JSON of an object."""
        data = dig(event, "data")
        try:
            is_text = isinstance(data, str) and len(data) <= MAX_LENGTH
            message = self._window.JSON.parse(f"{data}") if is_text else None
        except Exception:
            return None
        return message if isinstance(message, dict) else None
