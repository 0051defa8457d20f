"""Push flags to the account: merge them into its configuration, unless somebody else changed them."""

from __future__ import annotations

from collections.abc import Collection

from build.remote.errors import Conflict, UnexpectedAnswer
from build.twilio.client.flex_configuration import FlexConfiguration, with_flags
from build.twilio.client.twilio import Twilio
from build.twilio.flags.comparison import Flags, changes, is_same

STEP = "push the flags"


def push_flags(
    twilio: Twilio, before: FlexConfiguration, wanted: Flags, extensions: Collection[str] = ()
) -> FlexConfiguration:
    """Set the wanted flags; everything else stays. `before` is the configuration that the user saw.

    Twilio replaces `ui_attributes` whole and has no conditional write, so they are read again just before:
    anything written between that read and our write is lost; anything written earlier is kept. Raises
    Conflict if the flags are no longer those that the user saw, ReleaseError.
    """

    def send() -> FlexConfiguration:
        newest = twilio.configuration.read()
        _check_unmoved(before.flags_with(extensions), newest.flags_with(extensions))
        attributes = with_flags(newest.ui_attributes, wanted, extensions)
        return twilio.configuration.write_ui_attributes(newest.account_sid, attributes)

    def find() -> FlexConfiguration | None:
        now = twilio.configuration.read()
        return None if changes(now.flags_with(extensions), wanted) else now

    written = twilio.create_idempotently(send, find)
    if missing := changes(written.flags_with(extensions), wanted):
        keys = ", ".join(change.key for change in missing)
        raise UnexpectedAnswer(STEP, f"Twilio accepted them, but its answer has other values ({keys})")
    return written


def _check_unmoved(there: Flags, here: Flags) -> None:
    if is_same(there, here):
        return
    moved = [
        key
        for key in {**there, **here}
        if (key in there) != (key in here) or not is_same(there[key], here[key])
    ]
    raise Conflict(
        STEP,
        f"somebody else changed flags of the account meanwhile ({', '.join(moved)}): nothing was written",
        "Check `package.py config diff`, then push again.",
    )
