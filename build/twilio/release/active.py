"""What is live: the active release, and the plugins of its configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from build.twilio.client import plugins
from build.twilio.client.plugins import ConfiguredPlugin, Release
from build.twilio.client.request import Transport
from build.twilio.errors import Conflict
from build.twilio.release.difference import Patch

MOST_BASES = 10
"""How many releases are looked at to find out of which one another was made."""


@dataclass(frozen=True)
class LivePlugins:
    """One look at the account."""

    history: tuple[Release, ...]
    """All releases, the newest first: that one is active."""
    plugins: tuple[ConfiguredPlugin, ...]

    @property
    def release(self) -> Release | None:
        """The active one; None on an account without any."""
        return self.history[0] if self.history else None

    def plugin(self, name: str) -> ConfiguredPlugin | None:
        """The live version of a plugin."""
        return next((one for one in self.plugins if one.name == name), None)


@dataclass(frozen=True)
class Aftermath:
    """The account after a release of ours."""

    live: LivePlugins
    thrown_out: Patch | None
    """What somebody else had changed, and what our release undid without knowing."""


def read_live_plugins(transport: Transport) -> LivePlugins:
    """What is live now. Raises ReleaseError."""
    return _with_plugins(transport, plugins.releases(transport))


def check_unmoved(transport: Transport, live: LivePlugins) -> None:
    """Raises Conflict when another release has gone live since."""
    now = plugins.active_release(transport)
    before = live.release
    if now is not None and now.sid != (before.sid if before else None):
        raise Conflict(
            "release",
            f"another release ({now.sid}) went live while this one was prepared: nothing was changed",
            "Look with `package.py diff`, and run the same command again.",
        )


def read_live_after(transport: Transport, before: LivePlugins, ours: LivePlugins) -> Aftermath:
    """What became of our release: `before` is what it was made on, `ours` what it made live.

    Between the last look and a release there is a gap that no request closes. So the history is read
    afterwards. A release right below ours that we had not seen was thrown out by ours, and one above ours
    may have thrown ours out. Each pipeline mends what it has thrown out itself, also when it finds another
    release above its own: that one was made without knowing of either.
    """
    history = tuple(plugins.releases(transport))
    sids = [one.sid for one in history]
    release = ours.release
    if release is None or release.sid not in sids:  # a dry run's
        return Aftermath(ours, None)
    place = sids.index(release.sid)
    live = _with_plugins(transport, history) if place else LivePlugins(history, ours.plugins)
    below = history[place + 1 :]
    if not below or (before.release and below[0].sid == before.release.sid):
        return Aftermath(live, None)
    return Aftermath(live, _change_by_the_first(transport, below))


def _change_by_the_first(transport: Transport, history: Sequence[Release]) -> Patch:
    """What the newest of these releases was to change.

    It need not have been made of the release below it, if that one slipped in before it: seen from there it
    takes out what it has never seen. So it is seen from the one below from where it changes the least. A
    configuration that was live before is a rollback, and means the one right below.
    """
    newest, *older = history
    there = plugins.configured_plugins(transport, newest.configuration_sid)
    is_rollback = any(one.configuration_sid == newest.configuration_sid for one in older)
    sids = [one.configuration_sid for one in older[: 1 if is_rollback else MOST_BASES]]
    bases = [plugins.configured_plugins(transport, sid) for sid in dict.fromkeys(sids)]
    if not is_rollback and len(older) < MOST_BASES:  # it may be of when nothing was live yet
        bases.append([])
    return min((Patch.between(base, there) for base in bases), key=lambda patch: patch.size)


def _with_plugins(transport: Transport, history: Sequence[Release]) -> LivePlugins:
    found: list[ConfiguredPlugin] = []
    if history:
        found = plugins.configured_plugins(transport, history[0].configuration_sid)
    return LivePlugins(tuple(history), tuple(found))
