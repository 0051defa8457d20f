"""Going back: releases are never changed, so an earlier configuration is released again."""

from __future__ import annotations

from collections.abc import Callable

from build.twilio.client import plugins
from build.twilio.client.plugins import Configuration
from build.twilio.client.request import Transport
from build.twilio.client.retry import Clock
from build.twilio.errors import InputError, RemoteUnavailable
from build.twilio.progress import Progress
from build.twilio.release.active import LivePlugins, read_live_after, read_live_plugins
from build.twilio.release.archived import note_archived, saying_what_is_archived
from build.twilio.release.difference import Change, differences
from build.twilio.release.new_release import Released, release_configuration


def roll_back(
    transport: Transport,
    sid: str | None,
    clock: Clock,
    progress: Progress,
    show: Callable[[tuple[Change, ...]], None],
) -> Released:
    """Releases the configuration of that sid, or the one that was live before; `show` gets what will change.

    Raises InputError where there is none, or it is archived; Conflict, ReleaseError.
    """
    live = read_live_plugins(transport)
    active = live.release
    if active and active.configuration_sid == sid:
        return Released(sid, active.sid, live.plugins, (), None, was_live=True)
    target = _find(transport, previous_configuration(live) if sid is None else sid)
    there = tuple(plugins.configured_plugins(transport, target.sid))
    changes = differences(live.plugins, there)
    show(changes)
    note_archived(there, progress)
    try:
        with saying_what_is_archived(there):
            release = release_configuration(transport, live, target, clock, progress)
        aftermath = read_live_after(transport, live, LivePlugins((release, *live.history), there))
    except RemoteUnavailable as trouble:
        # It may be live by now, and then the previous one is another one.
        way = f"Run `package.py rollback {target.sid}`: that is safe in any case."
        raise RemoteUnavailable(trouble.step, trouble.problem, way, status=trouble.status) from None
    if aftermath.thrown_out:
        progress.note(
            "somebody else released at the same moment, and this went back over it: see `package.py list "
            "releases`, and release that again where it is to stay"
        )
    return Released(target.sid, release.sid, there, changes, active.configuration_sid if active else None)


def previous_configuration(live: LivePlugins) -> str:
    """The configuration that was live before the active one. Raises InputError where there was none."""
    for release in live.history:
        if live.release and release.configuration_sid != live.release.configuration_sid:
            return release.configuration_sid
    raise InputError(
        "roll back", "nothing was live before what is live now", "See `package.py list releases`."
    )


def _find(transport: Transport, sid: str) -> Configuration:
    step = f"roll back to {sid}"
    way = "See `package.py list releases`: it takes a configuration's sid, FJ and 32 digits."
    found = plugins.find_configuration(transport, sid)
    if found is None:
        raise InputError(step, "the account has no such configuration", way)
    if found.archived:
        raise InputError(step, "this configuration is archived, so Twilio does not release it", way)
    return found
