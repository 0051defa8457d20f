"""The fake TaskRouter: one worker, its reservations and tasks, REST over the event bridge, and the events.

The answer to a REST call changes nothing in Flex, which acts on the event after it, so a change sends both.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

from build.demo.twilio import ids, records
from build.demo.twilio.account import Account

Json = dict[str, Any]

LIVE = ("pending", "accepted", "wrapping")
EVENT_DELAY = 0.03
OUTBOUND_RESERVATION_DELAY = 0.15
TASK_STATUS = {
    "pending": "reserved",
    "accepted": "assigned",
    "wrapping": "wrapping",
    "completed": "completed",
    "canceled": "canceled",
    "rejected": "pending",
    "rescinded": "pending",
    "timeout": "pending",
}
EVENT_OF_STATUS = {"wrapping": "wrapup"}


class Refused(Exception):
    """TaskRouter's answer instead of a result."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class TaskRouter:
    """State, REST and events of one worker."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.reservations: dict[str, Json] = {}
        self.tasks: dict[str, Json] = {}
        self.worker = records.worker(account)
        self.created_tasks: list[Json] = []
        self.attribute_writes: list[tuple[str, Json]] = []
        self.refusals: dict[str, Refused] = {}
        self.refused: list[str] = []
        self.send: Callable[[str, Json], None] = lambda _event, _payload: None
        self.on_conference: Callable[[Json], bool] = lambda _reservation: True
        """Starts a call; returns whether it is answered. If not, the reservation stays pending."""
        self.on_hold: Callable[[str, bool], None] = lambda _task_sid, _is_held: None
        """Put the customer of a task on hold, or take them off hold."""

    @property
    def activities(self) -> list[Json]:
        """The activities of the workspace."""
        return records.ACTIVITIES

    # Actions of tests -----------------------------------------------------------------------------

    def create_reservation(
        self,
        attributes: Json | None = None,
        channel: str = "default",
        task_sid: str | None = None,
        routing_target: str | None = None,
        worker_sid: str = ids.WORKER,
        transferred: bool = False,
    ) -> Json:
        """Offer a task to the worker; return the reservation that Flex receives."""
        task = records.task(task_sid or ids.new_sid("WT"), attributes or {}, channel, routing_target)
        reservation = records.reservation(ids.new_sid("WR"), str(task["sid"]), worker_sid)
        if transferred:
            reservation["task_transfer"] = records.transfer(str(task["sid"]))
        self.tasks[str(task["sid"])] = task
        self.reservations[str(reservation["sid"])] = reservation
        self.send("reservation.created", self._whole(reservation))
        return reservation

    def move(self, reservation_sid: str, status: str, **changes: Any) -> Json:
        """Change the status of a reservation and its task, and send Flex the event."""
        reservation = self.reservations[reservation_sid]
        task = self.tasks[reservation["task_sid"]]
        reservation.pop("task_transfer", None)  # only in the event that makes the reservation
        _update(reservation, reservation_status=status, **changes)
        _update(task, assignment_status=TASK_STATUS[status])
        complete = self._whole(reservation)
        self._later(f"reservation.{EVENT_OF_STATUS.get(status, status)}", complete)
        return complete

    def set_attributes(self, task_sid: str, attributes: Json) -> None:
        """Replace a task's attributes, as a Studio flow or another client does."""
        task = self.tasks[task_sid]
        _update(task, attributes=json.dumps(attributes))
        self._later("task.updated", dict(task))

    def attributes(self, task_sid: str) -> Json:
        """Return the task's attributes in the back end."""
        return dict(json.loads(self.tasks[task_sid]["attributes"]))

    def reservation_of(self, task_sid: str) -> Json:
        """Return the latest reservation of a task."""
        return next(r for r in reversed(self.reservations.values()) if r["task_sid"] == task_sid)

    # Flex's requests -----------------------------------------------------------------------------

    def rest(self, url: str, method: str, params: Json) -> Any:
        """Answer a call of the SDK. Raises Refused."""
        path = "/".join(url.strip("/").split("/")[2:])
        for pattern, handler in (
            (rf"Workers/{ids.WORKER}", self._rest_worker),
            (r"Workers/(WK\w+)", self._rest_colleague),
            (r"Activities", self._rest_activities),
            (rf"Workers/{ids.WORKER}/WorkerChannels", self._rest_channels),
            (rf"Workers/{ids.WORKER}/Reservations", self._rest_reservations),
            (rf"Workers/{ids.WORKER}/Reservations/(WR\w+)", self._rest_reservation),
            (r"Tasks", self._rest_tasks),
            (r"Tasks/(WT\w+)", self._rest_task),
            (r".*/(?:Hold|Kick)?(?:Worker|Customer)Participant", self._rest_participant),
        ):
            match = re.fullmatch(pattern, path)
            if match:
                return handler(method, params, *match.groups())
        raise Refused(404, f"not faked: {method} {path}")

    def _rest_worker(self, method: str, params: Json) -> Json:
        if method != "POST":
            return self.worker
        if "ActivitySid" in params:
            self._set_activity(str(params["ActivitySid"]))
        if "Attributes" in params:
            _update(self.worker, attributes=json.dumps(params["Attributes"]))
            self._later("worker.attributes.update", dict(self.worker))
        return self.worker

    def _rest_colleague(self, _method: str, _params: Json, sid: str) -> Json:
        return records.colleague(self._account, sid)

    def _set_activity(self, sid: str) -> None:
        activity = next(a for a in records.ACTIVITIES if a["sid"] == sid)
        _update(
            self.worker,
            activity_sid=sid,
            activity_name=activity["friendly_name"],
            available=activity["available"],
            date_status_changed=ids.unix_now(),
        )
        self._later("worker.activity.update", dict(self.worker))

    def _rest_activities(self, _method: str, _params: Json) -> Json:
        return _page(records.ACTIVITIES)

    def _rest_channels(self, _method: str, _params: Json) -> Json:
        return _page([records.worker_channel(name, number) for number, name in enumerate(ids.CHANNELS, 1)])

    def _rest_reservations(self, _method: str, _params: Json) -> Json:
        return _page([self._whole(r) for r in self.reservations.values() if r["reservation_status"] in LIVE])

    def _rest_reservation(self, method: str, params: Json, sid: str) -> Json:
        reservation = self.reservations.get(sid)
        if reservation is None:
            raise Refused(404, "no such reservation")
        if method == "POST":
            status = params.get("ReservationStatus")
            self._refuse_if_told(str(status))
            if status in TASK_STATUS:
                self.move(sid, str(status))
            elif params.get("Instruction") == "conference" and self.on_conference(reservation):
                self.move(sid, "accepted")
        return self._whole(reservation)

    def _rest_tasks(self, _method: str, params: Json) -> Json:
        """Start an outbound call: make its task, and reserve it for this worker. Flex accepts it."""
        self._refuse_if_told("create-task")
        sid = ids.new_sid("WT")
        attributes = _as_dict(params.get("Attributes"))
        self.created_tasks.append({"sid": sid, **params, "Attributes": attributes})
        channel = str(params.get("TaskChannelUniqueName") or "voice")
        target = params.get("RoutingTarget")
        later(OUTBOUND_RESERVATION_DELAY, lambda: self.create_reservation(attributes, channel, sid, target))
        return {"sid": sid, **params, "assignment_status": "pending"}

    def _rest_task(self, method: str, params: Json, sid: str) -> Json:
        task = self.tasks.get(sid)
        if task is None:
            raise Refused(404, "no such task")
        if method == "POST":
            if "Attributes" in params:
                self._refuse_if_told("attributes")
                attributes = _as_dict(params["Attributes"])
                self.attribute_writes.append((sid, attributes))
                self.set_attributes(sid, attributes)
            status = params.get("AssignmentStatus")
            if status in ("wrapping", "completed"):
                self._refuse_if_told(str(status))
                task["reason"] = params.get("Reason")
                self.move(str(self.reservation_of(sid)["sid"]), str(status))
        return task

    def _rest_participant(self, _method: str, params: Json) -> Json:
        sid = str(params.get("TaskSid"))
        if "Hold" in params and "TargetWorkerSid" not in params:
            self.on_hold(sid, params["Hold"] is True)
        return self.tasks.get(sid, {})

    def _refuse_if_told(self, operation: str) -> None:
        refusal = self.refusals.get(operation)
        if refusal is not None:
            self.refused.append(operation)
            raise refusal

    def _whole(self, reservation: Json) -> Json:
        complete = {key: value for key, value in reservation.items() if key != "task_sid"}
        return {**complete, "task": dict(self.tasks[reservation["task_sid"]])}

    def _later(self, event: str, payload: Json) -> None:
        asyncio.get_running_loop().call_later(EVENT_DELAY, self.send, event, payload)


def later(seconds: float, act: Callable[[], object]) -> None:
    """Call a function in a moment."""
    asyncio.get_running_loop().call_later(seconds, act)


def _page(contents: list[Json]) -> Json:
    return {"contents": contents, "after_sid": None, "has_next_page": False, "total": len(contents)}


def _as_dict(value: object) -> Json:
    if isinstance(value, str):
        value = json.loads(value)
    return dict(value) if isinstance(value, dict) else {}


def _update(record: Json, **changes: Any) -> None:
    record.update(changes, version=record["version"] + 1, date_updated=ids.unix_now())
