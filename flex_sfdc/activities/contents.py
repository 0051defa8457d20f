"""Make the contents of an activity from its task, as Flex shows it now, and from the copilot's note."""

from __future__ import annotations

from typing import Any, TypedDict

from flex_sfdc import extensions
from flex_sfdc.activities.events import Event
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.flex.selectors import is_call
from flex_sfdc.flex.task_facts import TaskFacts, is_time, record_of
from flex_sfdc.plain_data import text
from flex_sfdc.salesforce.fields import Value
from flex_sfdc.salesforce.records import Record, same_record
from flex_sfdc.services import Services
from flex_sfdc.utils.log_activity import (
    NOTHING,
    TASK_PARTS,
    WORKER_VALUES,
    Note,
    Work,
    canceled_reason,
    channel_name,
    duration_of,
    held_ms,
    late,
)
from flex_sfdc.utils.screen_pop import search_term

OVER = ("completed", "canceled")
SECONDS_PER_MS = 0.001  # multiply, because a division adds code to the bundle
MAX_LOGGED = 20  # logged tasks to remember, because a late note may still change their activities
LOGGED = "sfdcLogged"  # the attribute that names the reservation that was logged while its task was missing


class Logged(TypedDict):
    """The sources of an activity, when they were read, and the customer's number or address."""

    work: Work
    note: Note
    at: int
    customer: str


class ActivityContents:
    """Make the contents of activities. Remember the sources of each, for late notes."""

    def __init__(self, services: Services, org: str) -> None:
        self._services = services
        self._org = org
        self._logged: dict[str, Logged] = {}  # the sources of each activity, by reservation

    def event(self, kind: str, task: object, is_completed: bool, log_truncation: bool, at: int = 0) -> Event:
        """Return an event with the task's current contents, or with those of the time `at`.

        `log_truncation`: log the fields that had to be shortened.
        """
        services = self._services
        sid = text_at(task, "sid")
        attributes = dig(task, "attributes")
        facts = services.tasks.get(sid)
        record = record_of(attributes, facts)
        now = at or services.clock.now()
        fields, shortened = self._fields_of(task, facts, record, is_completed, now)
        if shortened and log_truncation:
            services.log.warn(f"activity of {sid}: too long, cut: {', '.join(shortened)}")
        return {
            "kind": kind,
            "now": now,
            "org": self._org,
            "fields": fields,
            "about": described(record, facts) or self._logged[sid]["customer"],
            "channel": channel_of(task),
            "task": text_at(task, "taskSid"),
            "confirm": text(attributes, LOGGED) == sid,
            "keyless": services.connection.is_ready() and not services.crm.saves_once(),
            "no_record": record is not None and not record["id"],
        }

    def _fields_of(
        self, task: object, facts: TaskFacts, record: Record | None, is_completed: bool, now: int
    ) -> tuple[dict[str, Value], list[str]]:
        """Return the fields of an activity, and the names of those that had to be shortened."""
        services = self._services
        sid = text_at(task, "sid")
        attributes = dig(task, "attributes")
        if text_at(task, "status") in OVER and not (facts.get("ended") or facts.get("ended_at_server")):
            facts = {**facts, "ended_at_server": updated(task)}
        duration = duration_of(facts, now, updated(task))
        work: Work = {
            "completed": is_completed,
            "sid": text_at(task, "taskSid"),
            "attributes": attributes,
            "channel": text_at(task, "channelType") or text_at(task, "taskChannelUniqueName"),
            "voice": is_call(services.flex, task),
            "when": services.clock.date_time(now, services.locale),
            "date": services.clock.date(now),
            "seconds": None if duration is None else services.window.Math.floor(duration * SECONDS_PER_MS),
            "held": services.window.Math.floor(held_ms(facts, now) * SECONDS_PER_MS),
            "record": record,
            "second": facts.get("second"),
            "reason": "" if was_accepted(facts) else canceled_reason(canceled_code(task)),
            "task": task_parts(task),
            "worker": {key: dig(services.manager, f"workerClient.{key}") for key in WORKER_VALUES},
        }
        note = facts.get("note") or {}
        self._keep_work(sid, work, note, now)
        return extensions.activity(work, note, services.configuration.activity_fields)

    def changes_by(self, sid: str, note: Note, now: int, saved_at: int) -> dict[str, Value]:
        """Return the fields that a note changes in an activity that was made without it.

        `saved_at`: when a saved activity last changed. If this page made that change with the same note,
        return none: somebody may have edited the activity in Salesforce since.
        """
        logged = self._logged.get(sid)
        if logged is not None:
            if logged["at"] == saved_at and logged["note"] == note:
                return {}
            self._keep_work(sid, logged["work"], note, now)
        sources = self._services.configuration.activity_fields
        work, before = (logged["work"], logged["note"]) if logged else (NOTHING, {})
        without, earlier, latest = (
            extensions.activity(work, written, sources)[0] for written in ({}, before, note)
        )
        # Another tab may have replaced the fields of this page's earlier note.
        kept = {name: value for name, value in earlier.items() if without.get(name) == value}
        return late(kept, latest, sources, logged is not None)

    def _keep_work(self, sid: str, work: Work, note: Note, now: int) -> None:
        """Remember the sources of an activity: a late note may change fields that also quote the task.

        Look for the customer only if the attributes have changed, because that takes half of the time.
        """
        attributes = work["attributes"]
        logged = self._logged.get(sid)
        if logged is not None and logged["work"]["attributes"] is attributes:
            customer = logged["customer"]
        else:
            customer = search_term(attributes, self._services.configuration.search_attributes)
        self._logged[sid] = {"work": work, "note": note, "at": now, "customer": customer}
        if len(self._logged) > MAX_LOGGED:
            for oldest in self._logged:
                self._logged.pop(oldest)
                break


def was_accepted(facts: TaskFacts) -> bool:
    """Return whether the agent accepted the task."""
    return "accepted" in facts or "accepted_at_server" in facts


def described(record: Record | None, facts: TaskFacts) -> str:
    """Return the name of a record, "" if only its id is known."""
    if record is None or not record["id"]:
        return ""
    candidates = [facts.get("chosen"), facts.get("viewed"), *(facts.get("choices") or []), record]
    for candidate in candidates:
        if candidate and same_record(candidate["id"], record["id"]) and candidate["name"] != candidate["id"]:
            return candidate["name"]
    return ""


def task_parts(task: object) -> dict[str, object]:
    """Return the parts of a task that the account's own fields may name: `log_activity.TASK_PARTS`."""
    parts = {name: dig(task, name) for name in TASK_PARTS}
    sid = parts["taskSid"]
    channel = channel_name(text_at(task, "channelType") or text_at(task, "taskChannelUniqueName"))
    return {**parts, "sid": sid, "reservationSid": text_at(task, "sid"), "channel": channel}


def updated(task: object) -> int:
    """Return the time of the reservation's last change by the server's clock, 0 if Flex does not know it."""
    date: Any = dig(task, "dateUpdated")
    try:
        time = date.getTime()
    except Exception:  # there is no date, or it is another plugin's
        return 0
    return time if is_time(time) else 0


def canceled_code(task: object) -> object:
    """Return Twilio's code for why a reservation was cancelled."""
    return dig(task, "canceledReasonCode") or dig(task, "sourceObject.canceledReasonCode")


def channel_of(task: object) -> str:
    """Return the interaction channel of a task. A note names its channel, not its task.

    The channel of a call is known only while the call has its conference.
    """
    return text_at(task, "conference.source.channel.sid") or text(
        dig(task, "attributes"), "flexInteractionChannelSid"
    )
