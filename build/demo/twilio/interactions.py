"""The fake Interactions service: channels, participants and invites of a task, over the same event bridge.

For a voice task without `flexInteractionSid` Flex derives the interaction from the task SID (`KD…`);
`task.conference.source.channel` is the channel of type `voice`.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

from build.demo.twilio import ids
from build.demo.twilio.taskrouter import Json, Refused, TaskRouter

MOVE_DELAY = 0.02
ROUTING_MOVES = {"wrapup": "wrapping", "closed": "completed"}


@dataclass
class Conference:
    """The conference of a voice task."""

    task_sid: str
    reservation_sid: str
    caller: str
    called: str
    is_held: bool = False
    """Whether the customer is on hold."""
    changes: int = 1
    customer_call: str = field(default_factory=lambda: ids.new_sid("CA"))
    agent_call: str = field(default_factory=lambda: ids.new_sid("CA"))

    @property
    def channel_sid(self) -> str:
        """The interaction channel of the call."""
        return ids.related_sid("UO", self.task_sid)

    def participants(self) -> list[Json]:
        """Customer and agent, as the Interactions service lists them."""
        agent = {
            "task_sid": self.task_sid,
            "reservation_sid": self.reservation_sid,
            "worker_sid": ids.WORKER,
        }
        return [
            self._participant("UT1", "customer", self.customer_call, None),
            self._participant("UT2", "agent", self.agent_call, agent),
        ]

    def _participant(self, prefix: str, kind: str, call: str, routing: Json | None) -> Json:
        media = {
            "account_sid": ids.ACCOUNT,
            "call_sid": call,
            "coaching": "false",
            "conference_sid": ids.related_sid("CF", self.task_sid),
            "end_conference_on_exit": "true",
            "friendly_name": self.task_sid,
            "hold": "true" if self.is_held and kind == "customer" else "false",
            "muted": "false",
            "sequence_number": str(self.changes),
            "start_conference_on_enter": "true",
            "status_callback_event": "participant-join",
            "timestamp": time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime()),
            "from": self.caller,
            "to": self.called,
        }
        return {
            "sid": ids.related_sid(prefix, self.task_sid),
            "channel_sid": self.channel_sid,
            "interaction_sid": ids.related_sid("KD", self.task_sid),
            "type": kind,
            "routing_properties": routing,
            "media_properties": {key: [value] for key, value in media.items()},
        }

    def hold(self, is_held: bool) -> Json:
        """Put the customer on hold, or end the hold. Return the contents of the event."""
        self.is_held = is_held
        self.changes += 1
        customer, _ = self.participants()
        media = {_pascal(key): value for key, value in customer["media_properties"].items()}
        return {
            **customer,
            "participant_sid": customer["sid"],
            "routing_properties": {"task_sid": self.task_sid},
            "media_properties": media,
        }


def _pascal(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


class Interactions:
    """Answer Flex's requests about the interaction behind a task."""

    def __init__(self, taskrouter: TaskRouter, identity: str) -> None:
        self._taskrouter = taskrouter
        self._identity = identity
        self.conferences: dict[str, Conference] = {}

    def rest(self, interaction: str, path: str, method: str, params: Json) -> Any:
        """Answer a call of the SDK. Raises Refused."""
        task = self._task_of(interaction)
        if path == "Channels" and method == "GET":
            return {"channels": self._channels(interaction, task)}
        if re.fullmatch(r"Channels/[^/]+/Participants", path) and method == "GET":
            return self._participants(interaction, task)
        if re.search(r"Invites/[^/]+$", path):
            return self._answer_invite(task, path, str(params.get("action", "")))
        if method == "POST":
            return self._change_channel(task, path, params)
        raise Refused(404, f"not faked: {method} {path}")

    def _task_of(self, interaction: str) -> Json:
        for task in self._taskrouter.tasks.values():
            attributes = json.loads(task["attributes"])
            if interaction in (ids.related_sid("KD", task["sid"]), attributes.get("flexInteractionSid")):
                return task
        raise Refused(404, "no such interaction")

    def _channels(self, interaction: str, task: Json) -> list[Json]:
        conference = self.conferences.get(task["sid"])
        attributes = json.loads(task["attributes"])
        if conference is not None:
            sid, kind, media = conference.channel_sid, "voice", ids.related_sid("CF", task["sid"])
        elif attributes.get("flexInteractionChannelSid"):
            sid, kind = attributes["flexInteractionChannelSid"], attributes.get("channelType")
            media = attributes.get("conversationSid")
        else:
            return []
        return [
            {
                "sid": sid,
                "interaction_sid": interaction,
                "type": kind or task["task_channel_unique_name"],
                "status": "active",
                "media_sid": media,
                "routing": {},
                "error_code": 0,
                "error_message": "",
            }
        ]

    def _participants(self, interaction: str, task: Json) -> Json:
        conference = self.conferences.get(task["sid"])
        if conference is not None:
            return {"channel_type": "voice", "participants": conference.participants()}
        attributes = json.loads(task["attributes"])
        common = {"channel_sid": attributes.get("flexInteractionChannelSid"), "interaction_sid": interaction}
        # Flex finds the channel of a conversation by this key; otherwise it would take the first channel.
        media = {"conversation_sid": attributes.get("conversationSid")}
        customer: Json = {
            "sid": ids.related_sid("UT1", task["sid"]),
            "type": "customer",
            "routing_properties": None,
            "media_properties": media,
        }
        agent: Json = {
            "sid": ids.related_sid("UT2", task["sid"]),
            "type": "agent",
            "routing_properties": {
                "task_sid": task["sid"],
                "worker_sid": ids.WORKER,
                "reservation_sid": self._taskrouter.reservation_of(task["sid"])["sid"],
            },
            "media_properties": {**media, "identity": self._identity, "sid": "MB1"},
        }
        participants = [{**common, **customer}, {**common, **agent}]
        return {"channel_type": attributes.get("channelType"), "participants": participants}

    def _answer_invite(self, task: Json, path: str, action: str) -> Json:
        declined = re.search("decline|reject", action, re.IGNORECASE) is not None
        self._move_soon(task, "rejected" if declined else "accepted")
        return {"sid": path.rsplit("/", 1)[-1], "status": action}

    def _change_channel(self, task: Json, path: str, params: Json) -> Json:
        """Change a channel's status: WrapupTask sends `routing.status` "wrapup", CompleteTask "closed"."""
        status = (params.get("routing") or {}).get("status")
        if re.fullmatch(r"Channels/[^/]+", path) and status in ROUTING_MOVES:
            refusal = self._taskrouter.refusals.get(ROUTING_MOVES[status])
            if refusal is not None:
                raise refusal
            self._move_soon(task, ROUTING_MOVES[status])
        return {"sid": path.split("/")[1] if "/" in path else None, "status": params.get("status", "active")}

    def _move_soon(self, task: Json, status: str) -> None:
        reservation = str(self._taskrouter.reservation_of(task["sid"])["sid"])
        asyncio.get_running_loop().call_later(MOVE_DELAY, self._taskrouter.move, reservation, status)
