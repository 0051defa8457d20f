"""The parts of the fake Twilio put together: a conference rings the agent, a hang-up wraps the task up."""

from __future__ import annotations

import asyncio
import json
import urllib.parse
from collections.abc import Callable, Coroutine
from email.utils import formatdate
from typing import Any

from playwright.async_api import Route, WebSocketRoute

from build.demo.twilio import ids
from build.demo.twilio.account import Account
from build.demo.twilio.conversations import Conversations
from build.demo.twilio.copilot import Copilot
from build.demo.twilio.http import EVENT_BRIDGE, HttpApi, Reply, Request
from build.demo.twilio.interactions import Conference, Interactions
from build.demo.twilio.sync import SyncApi, SyncStore
from build.demo.twilio.taskrouter import LIVE, Json, TaskRouter
from build.demo.twilio.twilsock import TunneledRequest, Twilsock
from build.demo.twilio.voice import FarEnd, VoiceSignalling

HEARTBEAT_SECONDS = 12.0
RINGING_SECONDS = 3.0
RING_AGAIN_SECONDS = 0.3
CALLER_ID = "+15550001111"


class FakeTwilio:
    """One account with one agent."""

    def __init__(self, account: Account, far_end: FarEnd) -> None:
        self.account = account
        self.taskrouter = TaskRouter(account)
        self.interactions = Interactions(self.taskrouter, account.identity)
        self.copilot = Copilot()
        self.http = HttpApi(account, self.taskrouter, self.interactions, self.copilot)
        self.sync = SyncStore()
        self.sync_api = SyncApi(self.sync)
        self.conversations = Conversations(self.sync, account.identity)
        self.voice = VoiceSignalling(account.identity, far_end)
        self.is_down = False
        """Whether the network between the browser and Twilio is down."""
        self.unanswered: int | None = None
        """Why nobody answers the agent's outbound calls, as Twilio's code; None: they are answered."""
        self._rings_again = False
        self._kept_calls: set[str] = set()
        self._on_cut_off: Callable[[], object] = lambda: None
        self._sockets: set[WebSocketRoute] = set()
        self._worker_sockets: set[WebSocketRoute] = set()
        self._running: set[asyncio.Task[None]] = set()
        self.taskrouter.send = self._send_worker_event
        self.taskrouter.on_conference = self._start_conference
        self.taskrouter.on_hold = self.hold
        self.voice.on_hang_up = self._wrap_up_call
        self.voice.on_register = self._ring_again
        self.voice.rings_again = self._retry_kept_call

    @property
    def unhandled(self) -> list[str]:
        """Requests that this fake does not answer yet."""
        return self.http.unhandled

    # HTTP -----------------------------------------------------------------------------------------

    async def handle(self, route: Route) -> None:
        """Answer a request from the page."""
        request = route.request
        if self.is_down:
            await route.abort("internetdisconnected")
            return
        if request.method == "OPTIONS":
            await route.fulfill(status=204, headers=_cross_origin(request.headers))
            return
        url = urllib.parse.urlsplit(request.url)
        body = request.post_data or ""
        parsed = Request(request.method, url.hostname or "", url.path, url.query, body, request.headers)
        await self.fulfill(route, self.http.answer(parsed))

    @staticmethod
    async def fulfill(route: Route, reply: Reply) -> None:
        """Send a reply, readable from any origin as Twilio's services are."""
        headers = {
            **_cross_origin(route.request.headers),
            "content-type": reply.content_type,
            **reply.headers,
        }
        await route.fulfill(status=reply.status, headers=headers, body=reply.body)

    # WebSockets -----------------------------------------------------------------------------------

    def connect(self, socket: WebSocketRoute) -> None:
        """Serve a WebSocket of the page."""
        if self.is_down:
            self._start(socket.close)
            return
        self._sockets.add(socket)
        host = urllib.parse.urlsplit(socket.url).hostname or ""
        if host == EVENT_BRIDGE:
            self._connect_worker(socket)
        elif host.startswith("tsock"):
            self._connect_twilsock(socket)
        elif host.startswith(("voice-js", "chunder")):
            self._connect_voice(socket)
        else:
            self.http.unhandled.append(f"WebSocket {socket.url[:120]}")

    def drop_worker_sockets(self) -> None:
        """Break the connections; Flex's TaskRouter client reconnects by itself."""
        for socket in list(self._worker_sockets):
            self._start(lambda socket=socket: socket.close())  # type: ignore[misc]

    def go_down(self) -> None:
        """Break the network between the browser and Twilio until `is_down` is set back."""
        self.is_down = True
        for socket in self._sockets:
            self._start(socket.close)
        self._sockets.clear()

    def when_nobody_listens(self, act: Callable[[], object]) -> None:
        """Call a function once, when the last of Flex's TaskRouter clients has lost its connection."""
        self._on_cut_off = act

    @property
    def listening_workers(self) -> int:
        """The number of Flex's TaskRouter clients that receive events."""
        return len(self._worker_sockets)

    def _connect_worker(self, socket: WebSocketRoute) -> None:
        self._worker_sockets.add(socket)
        socket.on_close(lambda _code, _reason: self._forget_worker(socket))
        socket.on_message(lambda _message: None)
        channel = {
            "channel_id": ids.WORKER,
            "account_sid": ids.ACCOUNT,
            "workspace_sid": ids.WORKSPACE,
            "token_lifetime": 3_600_000,
        }
        self._start(lambda: self._keep_alive(socket, json.dumps({"event_type": "init", "payload": channel})))

    def _forget_worker(self, socket: WebSocketRoute) -> None:
        self._worker_sockets.discard(socket)
        if not self._worker_sockets:
            act, self._on_cut_off = self._on_cut_off, lambda: None
            act()

    async def _keep_alive(self, socket: WebSocketRoute, greeting: str) -> None:
        """Greet, then send spaces, because the client hangs up after thirty seconds without any."""
        await asyncio.sleep(0.005)
        message = greeting
        while socket in self._worker_sockets:
            socket.send(message)
            message = " "
            await asyncio.sleep(HEARTBEAT_SECONDS)

    def _connect_twilsock(self, socket: WebSocketRoute) -> None:
        connection = Twilsock(socket, self._answer_tunneled)
        self.sync.connections.add(connection)
        socket.on_close(lambda _code, _reason: self.sync.connections.discard(connection))
        socket.on_message(connection.receive)

    def _answer_tunneled(self, request: TunneledRequest) -> tuple[int, Any]:
        if request.path == "/v1/Telemetry/Events":
            return 202, {}
        answer = self.conversations.answer(request) or self.sync_api.answer(request)
        if answer is None:
            self.http.unhandled.append(f"twilsock {request.method} {request.host}{request.path}")
            return 404, {"status": 404, "code": 54100, "message": "not faked"}
        return answer

    def _connect_voice(self, socket: WebSocketRoute) -> None:
        self.voice.sockets.add(socket)
        socket.on_close(lambda _code, _reason: self.voice.forget(socket))
        socket.on_message(lambda frame: self._start(lambda: self.voice.receive(socket, str(frame))))
        self._start(lambda: self.voice.keep_alive(socket))

    def _send_worker_event(self, event: str, payload: Json) -> None:
        for socket in self._worker_sockets:
            socket.send(json.dumps({"event_type": event, "payload": payload}))

    # Calls ----------------------------------------------------------------------------------------

    def _start_conference(self, reservation: Json) -> bool:
        """Make a conference for an accepted voice reservation, and ring the agent's phone."""
        task_sid = str(reservation["task_sid"])
        attributes = self.taskrouter.attributes(task_sid)
        outbound = attributes.get("direction") == "outbound"
        customer = str(attributes.get("outbound_to" if outbound else "from", "+15551230000"))
        caller, called = (CALLER_ID, customer) if outbound else (customer, CALLER_ID)
        conference = Conference(task_sid, str(reservation["sid"]), caller, called)
        self.interactions.conferences[task_sid] = conference
        self._start(lambda: self._ring(conference))
        if outbound and self.unanswered is not None:
            code = self.unanswered
            self._start(lambda: self._nobody_answers(conference, code))
            return False
        return True

    def hold(self, task_sid: str, is_held: bool) -> None:
        """Put the customer of a call on hold, or end the hold, for any caller of this method."""
        conference = self.interactions.conferences[task_sid]
        self._send_worker_event("participant.modified", conference.hold(is_held))

    async def _ring(self, conference: Conference) -> None:
        await self.voice.ring(conference.agent_call, conference.caller, {"taskSid": conference.task_sid})

    async def _nobody_answers(self, conference: Conference, code: int) -> None:
        await asyncio.sleep(RINGING_SECONDS)
        self.taskrouter.move(conference.reservation_sid, "canceled", canceled_reason_code=code)
        await self.voice.end(conference.agent_call)

    def keep_calls_over_reload(self) -> None:
        """Ring the agent's phone for their calls after Flex has been reloaded: Twilio would end them."""
        self._rings_again = True

    def _ring_again(self) -> None:
        """Ring the agent's phone, which has reconnected."""
        if not self._rings_again:
            return
        self._rings_again = False
        for conference in self.interactions.conferences.values():
            if self.voice.calls.pop(conference.agent_call, None) == "open":
                self._keep(conference)

    def _keep(self, conference: Conference, after: float = 0.0) -> None:
        conference.agent_call = ids.new_sid("CA")
        self._kept_calls.add(conference.agent_call)
        self._start(lambda: self._ring_kept(conference, after))

    async def _ring_kept(self, conference: Conference, after: float) -> None:
        await asyncio.sleep(after)
        if conference.agent_call in self._kept_calls:
            await self._ring(conference)

    def _retry_kept_call(self, call_sid: str) -> bool:
        """Ring again for a kept call: a reloaded Flex rejects calls until it has found the microphone.

        Return whether the call is kept.
        """
        if call_sid not in self._kept_calls:
            return False
        conferences = self.interactions.conferences.values()
        self._keep(
            next(conference for conference in conferences if conference.agent_call == call_sid),
            after=RING_AGAIN_SECONDS,
        )
        return True

    def another_session(self, on_a_call: bool = False) -> None:
        """Log the agent in elsewhere; call this before Flex boots."""
        session = {"deviceSid": "OTHER", "keepalive": formatdate(usegmt=True), "onACall": on_a_call}
        self.sync.document(f"flexSingleTabGuard_{ids.WORKER}", session)

    async def hang_up(self, task_sid: str) -> None:
        """Hang up as the customer."""
        await self.voice.end(self.interactions.conferences[task_sid].agent_call)

    async def end_everything(self) -> None:
        """End every call and task, and stop refusing requests."""
        self.taskrouter.refusals.clear()
        self.taskrouter.refused.clear()
        self.http.serverless.failures.clear()
        self._kept_calls.clear()
        for call in list(self.voice.calls):
            await self.voice.end(call)
        for reservation in list(self.taskrouter.reservations.values()):
            if reservation["reservation_status"] in LIVE:
                self.taskrouter.move(str(reservation["sid"]), "completed")

    def _wrap_up_call(self, call_sid: str) -> None:
        for task_sid, conference in self.interactions.conferences.items():
            if conference.agent_call == call_sid:
                status = self.taskrouter.reservation_of(task_sid)["reservation_status"]
                if status == "accepted":
                    self.taskrouter.move(conference.reservation_sid, "wrapping")

    def _start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        task = asyncio.get_running_loop().create_task(work())
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def close(self) -> None:
        """Stop all background tasks."""
        self._worker_sockets.clear()
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)


def _cross_origin(request_headers: dict[str, str]) -> dict[str, str]:
    return {
        "access-control-allow-origin": request_headers.get("origin", "*"),
        "access-control-allow-credentials": "true",
        "access-control-allow-headers": request_headers.get("access-control-request-headers", "*"),
        "access-control-allow-methods": "GET, POST, PUT, DELETE, PATCH, OPTIONS",
        "access-control-expose-headers": "*",
        "timing-allow-origin": "*",
    }
