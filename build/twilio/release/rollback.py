"""Roll back by releasing an earlier configuration again; releases themselves cannot be changed."""

from __future__ import annotations

from build.remote.errors import InputError, RemoteUnavailable
from build.twilio.client.plugins import Configuration
from build.twilio.client.twilio import Twilio
from build.twilio.release.difference import differences
from build.twilio.release.new_release import (
    ApproveRelease,
    ReleaseOutcome,
    propose,
    release_configuration,
    without_asking,
)
from build.twilio.release.released import (
    ReleasedPlugins,
    explaining_archived,
    note_archived,
    read_released,
    read_state_after,
)


def roll_back(twilio: Twilio, sid: str | None, approve: ApproveRelease = without_asking) -> ReleaseOutcome:
    """Release the configuration with that SID, or the previous one. Show the changes first.

    Raises Declined if they are not approved; InputError if it does not exist or is archived; Conflict,
    ReleaseError.
    """
    released = read_released(twilio)
    active = released.release
    if active and active.configuration_sid == sid:
        return ReleaseOutcome(sid, active.sid, released.plugins, (), None, was_released=True)
    target = _find(twilio, previous_configuration(released) if sid is None else sid)
    plugins = tuple(twilio.plugins.configured_plugins(target.sid))
    changes = differences(released.plugins, plugins)
    note_archived(twilio, plugins)
    propose(twilio, changes, approve)
    try:
        with explaining_archived(plugins):
            release = release_configuration(twilio, released, target)
        result = ReleasedPlugins((release, *released.history), plugins)
        after = read_state_after(twilio, released, result)
    except RemoteUnavailable as error:
        # The configuration may be released by now, and then another one is the previous one.
        then = f"Run `package.py rollback {target.sid}`, which is always safe."
        raise RemoteUnavailable(error.step, error.problem, then, status=error.status) from None
    if after.overwritten:
        twilio.progress.note(
            "somebody else released at the same time, and this rollback replaced it: see `package.py list "
            "releases`, and release that again if it should stay"
        )
    previous = active.configuration_sid if active else None
    return ReleaseOutcome(target.sid, release.sid, plugins, changes, previous)


def previous_configuration(released: ReleasedPlugins) -> str:
    """Return the SID of the configuration before the active one. Raises InputError if there is none."""
    for release in released.history:
        if released.release and release.configuration_sid != released.release.configuration_sid:
            return release.configuration_sid
    raise InputError(
        "roll back", "nothing was released before the active release", "See `package.py list releases`."
    )


def _find(twilio: Twilio, sid: str) -> Configuration:
    step = f"roll back to {sid}"
    then = "See `package.py list releases`: pass a configuration's SID, FJ and 32 digits."
    configuration = twilio.plugins.find_configuration(sid)
    if configuration is None:
        raise InputError(step, "the account has no such configuration", then)
    if configuration.archived:
        raise InputError(step, "this configuration is archived, so Twilio does not release it", then)
    return configuration
