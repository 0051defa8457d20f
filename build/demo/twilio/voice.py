"""The fake voice signalling server: registers Flex's Voice SDK device and rings it.

Only signalling is fake: the media is a real WebRTC connection with the far end (`far_end.py`).
"""

from __future__ import annotations

import asyncio
import json
import urllib.parse
from collections.abc import Callable
from typing import Any, Protocol

from build.demo.twilio import ids
from build.demo.twilio.twilsock import Json, Socket

VERSION = "1.6"
HEARTBEAT = "\n"
HEARTBEAT_SECONDS = 4
"""A device that receives nothing for 15 seconds reconnects, and a call that rings before that is lost."""


class FarEnd(Protocol):
    """The WebRTC connections of the other party: one for each call."""

    async def offer(self, call_sid: str) -> str: ...
    async def accept(self, call_sid: str, answer_sdp: str) -> None: ...
    async def hang_up(self, call_sid: str) -> None: ...


class VoiceSignalling:
    """The sockets of the devices, and the calls that ring or run on them."""

    def __init__(self, identity: str, far_end: FarEnd) -> None:
        self._identity = identity
        self._far_end = far_end
        self.sockets: set[Socket] = set()
        self.registered: set[Socket] = set()
        """The devices that can ring."""
        self.calls: dict[str, str] = {}
        self.on_hang_up: Callable[[str], None] = lambda _call_sid: None
        self.on_register: Callable[[], None] = lambda: None
        self.rings_again: Callable[[str], bool] = lambda _call_sid: False
        """Whether a call that Flex itself rejected rings again."""
        self.heartbeats = 0
        """The number of heartbeats that the devices have answered."""

    async def receive(self, socket: Socket, frame: str) -> None:
        """Answer a message from a device."""
        if frame == HEARTBEAT:
            self.heartbeats += 1
            return
        message = json.loads(frame)
        kind, payload = message["type"], message.get("payload") or {}
        if kind == "listen":
            token = {"accountSid": ids.ACCOUNT, "identity": self._identity, "ttl": 36_000}
            self._send(
                socket, "connected", {"edge": "ashburn", "region": "us1", "home": "us1", "token": token}
            )
        elif kind == "register":
            self.registered.add(socket)
            self._send(socket, "ready", {})
            self.on_register()
        else:
            await self._about_a_call(kind, payload)

    def forget(self, socket: Socket) -> None:
        """Forget a device that has disconnected."""
        self.sockets.discard(socket)
        self.registered.discard(socket)

    async def keep_alive(self, socket: Socket) -> None:
        """Send heartbeats to the device for as long as it is connected."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            if socket not in self.sockets:
                return
            socket.send(HEARTBEAT)

    async def _about_a_call(self, kind: str, payload: Json) -> None:
        call = str(payload.get("callsid"))
        if call not in self.calls:
            return
        if kind == "answer":
            self.calls[call] = "open"
            await self._far_end.accept(call, str(payload["sdp"]))
        elif kind == "reject" and self.rings_again(call):
            del self.calls[call]
            await self._far_end.hang_up(call)
        elif kind in ("hangup", "reject"):
            await self.end(call)

    async def ring(self, call_sid: str, caller: str, parameters: dict[str, str]) -> None:
        """Ring the agent's device; custom parameters carry the task SID, as Flex's conference does."""
        self.calls[call_sid] = "ringing"
        offer = await self._far_end.offer(call_sid)
        details = {
            "CallSid": call_sid,
            "From": caller,
            "To": f"client:{self._identity}",
            "AccountSid": ids.ACCOUNT,
            "Params": urllib.parse.urlencode(parameters),
        }
        self._send_all("invite", {"callsid": call_sid, "sdp": offer, "parameters": details})

    async def end(self, call_sid: str) -> None:
        """End the call, whoever hung up; a call that was never answered is cancelled."""
        state = self.calls.pop(call_sid, None)
        if state is None:
            return
        self._send_all("hangup" if state == "open" else "cancel", {"callsid": call_sid})
        await self._far_end.hang_up(call_sid)
        self.on_hang_up(call_sid)

    def _send_all(self, kind: str, payload: Json) -> None:
        for socket in self.sockets:
            self._send(socket, kind, payload)

    @staticmethod
    def _send(socket: Socket, kind: str, payload: Any) -> None:
        socket.send(json.dumps({"type": kind, "version": VERSION, "payload": payload}))
