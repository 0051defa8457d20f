"""The SIDs of the fake account, and new ones in Twilio's form."""

from __future__ import annotations

import base64
import itertools
import json
import time

ACCOUNT = "AC00000000000000000000000000000001"
FLEX_INSTANCE = "GO00000000000000000000000000000001"
FLEX_USER = "FU00000000000000000000000000000001"
WORKSPACE = "WS00000000000000000000000000000001"
WORKER = "WK00000000000000000000000000000001"
QUEUE = "WQ00000000000000000000000000000001"
WORKFLOW = "WW00000000000000000000000000000001"
OFFLINE = "WA00000000000000000000000000000000"
AVAILABLE = "WA00000000000000000000000000000001"
BREAK = "WA00000000000000000000000000000002"
SYNC_SERVICE = "IS00000000000000000000000000000001"
CHAT_SERVICE = "IS00000000000000000000000000000002"
CHANNELS = {
    "voice": "TC00000000000000000000000000000001",
    "chat": "TC00000000000000000000000000000002",
    "sms": "TC00000000000000000000000000000003",
    "default": "TC00000000000000000000000000000004",
}

_numbers = itertools.count(1)


def new_sid(prefix: str) -> str:
    """Return a new SID: two letters and 32 hexadecimal digits."""
    return prefix + f"{next(_numbers):06x}".rjust(32, "a")


def related_sid(prefix: str, sid: str) -> str:
    """Return the SID Flex derives from another one: the same digits under another prefix."""
    return prefix + sid[len(prefix) :]


def unix_now() -> int:
    """Return the time in whole seconds, as TaskRouter sends dates."""
    return int(time.time())


def iso_now() -> str:
    """Return the time as Sync and Conversations send it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())


def fake_token(identity: str) -> str:
    """Return a token with the grants Flex reads; nobody checks its signature."""
    header = {"alg": "HS256", "typ": "JWT", "cty": "twilio-fpa;v=1"}
    grants = {
        "identity": identity,
        "task_router": {"workspace_sid": WORKSPACE, "worker_sid": WORKER, "role": "worker"},
        "data_sync": {"service_sid": SYNC_SERVICE},
        "chat": {"service_sid": CHAT_SERVICE},
        "voice": {"incoming": {"allow": True}},
    }
    claims = {
        "iss": "SK0",
        "sub": ACCOUNT,
        "exp": unix_now() + 36_000,
        "nbf": unix_now() - 5,
        "grants": grants,
    }
    return f"{_base64url(header)}.{_base64url(claims)}.nosignature"


def _base64url(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
