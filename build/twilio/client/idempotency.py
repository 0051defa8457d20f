"""Going on after a request whose answer was lost: look first, send again only what is not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from build.twilio.client.retry import Clock
from build.twilio.errors import AnswerLost, RemoteRefused

SETTLING = 0.5
"""Seconds before looking: a server that gave up on answering may still be at it."""

T = TypeVar("T")


def made_once(
    send: Callable[[], T], look: Callable[[], T | None], clock: Clock, *, shared: bool = False
) -> T:
    """What `send` makes; after a lost answer what `look` finds of it, else what a second `send` makes.

    `shared`: a thing of that name which somebody else made in the meantime will do, as for a service or a
    plugin. Raises what `send` and `look` raise; AnswerLost when the second answer is lost too and there is
    still nothing to be found.
    """
    try:
        return send()
    except AnswerLost:
        clock.sleep(SETTLING)
        found = look()
        if found is not None:
            return found
    except RemoteRefused as refusal:
        found = look() if shared and refusal.status == 409 else None
        if found is None:
            raise
        return found
    return _sent_again(send, look)


def _sent_again(send: Callable[[], T], look: Callable[[], T | None]) -> T:
    try:
        return send()
    except (AnswerLost, RemoteRefused):
        # Refused may well be: because the first one arrived after all.
        found = look()
        if found is None:
            raise
        return found
