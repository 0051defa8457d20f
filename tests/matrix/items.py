"""Items of the browser's storage as version 0.1.0 writes them, for the next version to find."""

from __future__ import annotations

import json
from typing import Any

from .day import ADA
from .page import NAME, NUMBER, Json

ACCOUNT = "AC" + "1" * 32
WORKER = "WK" + "1" * 32
COLLEAGUE = "WK" + "2" * 32
ORG = "acme.lightning.force.com"
OUTBOX = f"flex-sfdc.log.{ACCOUNT}.{WORKER}.{ORG}."
TASKS, LEFT, CHANNELS = "flex-sfdc.tasks", "flex-sfdc.left", "flex-sfdc.channels"
MORNING = 1795426200000  # when the fakes' clock starts: milliseconds since 1970


def reservation(number: int) -> str:
    """Return the SID of a reservation."""
    return f"WR{number:032x}"


def fields(number: int) -> Json:
    """Return the activity fields of a call with Ada."""
    return {
        "entityApiName": "Task",
        "CallObject": f"WT{number:032x}",
        "Subject": f"[Completed] Inbound voice {number}",
        "Status": "Completed",
        "ActivityDate": "2026-11-23",
        "CallType": "Inbound",
        "TaskSubtype": "Call",
        "Description": f"{NAME} said much",
        "CallDurationInSeconds": 61,
        "Phone": NUMBER,
        "WhoId": ADA["Id"],
    }


def entry(number: int, state: str, **more: Any) -> Json:
    """Return an item of the outbox: the key and the text."""
    value = {
        "state": state,
        "at": MORNING - 60_000,
        "id": "",
        "fields": fields(number),
        "custom": [],
        "amend": {},
        "tries": 0,
        "due": 0,
        "why": "",
        **more,
    }
    return {OUTBOX + reservation(number): json.dumps(value)}
