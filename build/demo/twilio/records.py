"""TaskRouter's objects with every field that the SDK reads: its constructors throw if one is missing."""

from __future__ import annotations

import json
from typing import Any

from build.demo.twilio import ids
from build.demo.twilio.account import Account

Json = dict[str, Any]


def activity(sid: str, name: str, available: bool) -> Json:
    """Return an activity of the workspace."""
    return {
        "account_sid": ids.ACCOUNT,
        "workspace_sid": ids.WORKSPACE,
        "sid": sid,
        "friendly_name": name,
        "available": available,
        "date_created": 1_700_000_000,
        "date_updated": 1_700_000_000,
    }


ACTIVITIES: list[Json] = [
    activity(ids.OFFLINE, "Offline", False),
    activity(ids.AVAILABLE, "Available", True),
    activity(ids.BREAK, "Break", False),
]


def worker(account: Account) -> Json:
    """Return the worker who is logged in."""
    now = ids.unix_now()
    return {
        "account_sid": ids.ACCOUNT,
        "workspace_sid": ids.WORKSPACE,
        "sid": ids.WORKER,
        "friendly_name": account.identity,
        "activity_sid": ids.AVAILABLE,
        "activity_name": "Available",
        "available": True,
        "attributes": json.dumps(account.full_worker_attributes()),
        "date_created": 1_700_000_000,
        "date_status_changed": now,
        "date_updated": now,
        "version": 1,
    }


def worker_channel(name: str, number: int) -> Json:
    """Return a channel from which the worker takes tasks."""
    return {
        "account_sid": ids.ACCOUNT,
        "workspace_sid": ids.WORKSPACE,
        "worker_sid": ids.WORKER,
        "sid": "WC" + f"{number:032x}",
        "task_channel_sid": ids.CHANNELS[name],
        "task_channel_unique_name": name,
        "assigned_tasks": 0,
        "available": True,
        "available_capacity_percentage": 100,
        "configured_capacity": 3,
        "date_created": 1_700_000_000,
        "date_updated": 1_700_000_000,
        "last_reserved_time": 1_700_000_000,
    }


def colleague(account: Account, sid: str) -> Json:
    """Return another worker, such as the one who transferred a task."""
    attributes = {
        **account.full_worker_attributes(),
        "full_name": "Charles Colleague",
        "contact_uri": "client:charles",
    }
    return {**worker(account), "sid": sid, "friendly_name": "charles", "attributes": json.dumps(attributes)}


def task(sid: str, attributes: Json, channel: str, routing_target: str | None) -> Json:
    """Return a new task."""
    now = ids.unix_now()
    return {
        "sid": sid,
        "addons": "{}",
        "age": 0,
        "attributes": json.dumps(attributes),
        "date_created": now,
        "date_updated": now,
        "priority": 0,
        "queue_name": "Everyone",
        "queue_sid": ids.QUEUE,
        "reason": None,
        "routing_target": routing_target,
        "assignment_status": "reserved",
        "task_channel_unique_name": channel,
        "task_channel_sid": ids.CHANNELS[channel],
        "timeout": 86_400,
        "workflow_name": "Assign to Anyone",
        "workflow_sid": ids.WORKFLOW,
        "version": 1,
        "virtual_start_time": now,
    }


def reservation(sid: str, task_sid: str, worker_sid: str) -> Json:
    """Return a reservation that waits for an answer."""
    now = ids.unix_now()
    return {
        "account_sid": ids.ACCOUNT,
        "workspace_sid": ids.WORKSPACE,
        "worker_sid": worker_sid,
        "sid": sid,
        "task_sid": task_sid,
        "reservation_status": "pending",
        "reservation_timeout": 120,
        "date_created": now,
        "date_updated": now,
        "version": 1,
        "canceled_reason_code": None,
    }


def transfer(task_sid: str) -> Json:
    """Return the description of a transfer from another worker."""
    now = ids.unix_now()
    return {
        "sid": ids.new_sid("TT"),
        "task_sid": task_sid,
        "date_created": now,
        "date_updated": now,
        "initiating_reservation_sid": ids.new_sid("WR"),
        "initiating_worker_sid": ids.new_sid("WK"),
        "initiating_queue_sid": ids.QUEUE,
        "initiating_workflow_sid": ids.WORKFLOW,
        "transfer_failed_reason": None,
        "transfer_mode": "COLD",
        "transfer_to": ids.WORKER,
        "transfer_type": "WORKER",
        "transfer_status": "INITIATED",
    }
