"""Requests that create something: after a lost answer, look for the result before sending again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from build.remote.errors import AnswerLost, RemoteRefused

SETTLING_SECONDS = 0.5
"""The wait before looking: a server that stopped answering may still be working on the request."""

T = TypeVar("T")


def create_idempotently(
    send: Callable[[], T],
    find: Callable[[], T | None],
    sleep: Callable[[float], None],
    *,
    shared: bool = False,
) -> T:
    """Return what `send` creates; after a lost answer what `find` finds, else what a second `send` creates.

    With `shared`, something of that name that somebody else created in the meantime will do, as for a service
    or a plugin. Raises what `send` and `find` raise; AnswerLost when the second answer is lost too and there
    is still nothing to find.
    """
    try:
        return send()
    except AnswerLost:
        sleep(SETTLING_SECONDS)
        found = find()
        if found is not None:
            return found
    except RemoteRefused as refusal:
        found = find() if shared and refusal.status == 409 else None
        if found is None:
            raise
        return found
    return _send_again(send, find)


def _send_again(send: Callable[[], T], find: Callable[[], T | None]) -> T:
    try:
        return send()
    except (AnswerLost, RemoteRefused):
        # Twilio may refuse because the first request arrived after all.
        found = find()
        if found is None:
            raise
        return found
