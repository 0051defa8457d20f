"""Flags go to the account: merged into what is there, unless somebody else set them meanwhile."""

from __future__ import annotations

from build.twilio.client.flex_configuration import (
    FlexConfiguration,
    read_configuration,
    with_flags,
    write_ui_attributes,
)
from build.twilio.client.idempotency import made_once
from build.twilio.client.request import Transport
from build.twilio.client.retry import Clock
from build.twilio.errors import Conflict, UnexpectedAnswer
from build.twilio.flags.comparison import Flags, changes, is_same

STEP = "push the flags"


def push_flags(
    transport: Transport, before: FlexConfiguration, wanted: Flags, clock: Clock
) -> FlexConfiguration:
    """Sets what is wanted, beside everything that is there; `before` is the configuration that was shown.

    Twilio replaces `ui_attributes` whole and knows no condition, so they are read again just before: what
    somebody wrote between that look and the writing is lost, what was written earlier is kept. Raises
    Conflict when the flags are no longer those that were shown, ReleaseError.
    """

    def send() -> FlexConfiguration:
        newest = read_configuration(transport)
        _check_unmoved(before, newest)
        return write_ui_attributes(transport, newest.account_sid, with_flags(newest.ui_attributes, wanted))

    def look() -> FlexConfiguration | None:
        now = read_configuration(transport)
        return None if changes(now.flags, wanted) else now

    written = made_once(send, look, clock)
    if missing := changes(written.flags, wanted):
        keys = ", ".join(change.key for change in missing)
        raise UnexpectedAnswer(STEP, f"Twilio took them, and its answer has others all the same ({keys})")
    return written


def _check_unmoved(before: FlexConfiguration, now: FlexConfiguration) -> None:
    if is_same(before.flags, now.flags):
        return
    there, here = before.flags, now.flags
    moved = [
        key
        for key in {**there, **here}
        if (key in there) != (key in here) or not is_same(there[key], here[key])
    ]
    raise Conflict(
        STEP,
        f"somebody else changed flags of the account meanwhile ({', '.join(moved)}): nothing was written",
        "Look with `package.py config diff`, and push again.",
    )
