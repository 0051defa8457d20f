"""Going back: releases are never changed, so an earlier configuration is released again."""

from __future__ import annotations

from collections.abc import Callable

from release.errors import InputError
from release.progress import Progress
from release.releasing.difference import Change, differences
from release.releasing.live_plugins import LivePlugins, read_live_plugins
from release.releasing.new_release import Released, release_configuration
from release.twilio import plugins
from release.twilio.plugins import Configuration
from release.twilio.request import Transport
from release.twilio.retry import Clock


def roll_back(
    transport: Transport,
    sid: str | None,
    clock: Clock,
    progress: Progress,
    show: Callable[[tuple[Change, ...]], None],
) -> Released:
    """Releases the configuration of that sid, or the one that was live before; `show` gets what will change.

    Raises InputError where there is none, it is archived or live already; Conflict, ReleaseError.
    """
    live = read_live_plugins(transport)
    target = _find(transport, live, sid or previous_configuration(live))
    there = tuple(plugins.configured_plugins(transport, target.sid))
    changes = differences(live.plugins, there)
    show(changes)
    active = live.release
    release = release_configuration(transport, live, target, clock, progress)
    return Released(target.sid, release.sid, there, changes, active.configuration_sid if active else None)


def previous_configuration(live: LivePlugins) -> str:
    """The configuration that was live before the active one. Raises InputError where there was none."""
    for release in live.history:
        if live.release and release.configuration_sid != live.release.configuration_sid:
            return release.configuration_sid
    raise InputError(
        "roll back", "nothing was live before what is live now", "See `package.py list releases`."
    )


def _find(transport: Transport, live: LivePlugins, sid: str) -> Configuration:
    step = f"roll back to {sid}"
    way = "See `package.py list releases`."
    if live.release and sid == live.release.configuration_sid:
        raise InputError(step, "this configuration is live already", way)
    found = plugins.find_configuration(transport, sid)
    if found is None:
        raise InputError(step, "the account has no such configuration", way)
    if found.archived:
        raise InputError(step, "this configuration is archived, so Twilio does not release it", way)
    return found
