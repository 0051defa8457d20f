"""What is live: the active release, and the plugins of its configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from release import plugins
from release.errors import Conflict
from release.plugins import ConfiguredPlugin, Release
from release.request import Transport


@dataclass(frozen=True)
class LivePlugins:
    """One look at the account."""

    history: tuple[Release, ...]
    """All releases, the newest first: that one is active."""
    plugins: tuple[ConfiguredPlugin, ...]
    is_thrown_out: bool = False
    """Whether the plugins are those of the release below the active one, which did not know of it."""

    @property
    def release(self) -> Release | None:
        """The active one; None on an account without any."""
        return self.history[0] if self.history else None

    def plugin(self, name: str) -> ConfiguredPlugin | None:
        """The live version of a plugin."""
        return next((one for one in self.plugins if one.name == name), None)


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


def live_after(transport: Transport, live: LivePlugins, release: Release) -> LivePlugins | None:
    """What to make our changes on again, where somebody released at the same moment; None if nobody did.

    Between the last look and a release there is a gap that no request closes. So the history is read
    afterwards: a release below ours that we had not seen was thrown out by ours, and one above ours may have
    thrown ours out. Both are what the changes are to be made on again.
    """
    history = plugins.releases(transport)
    sids = [one.sid for one in history]
    if release.sid not in sids:
        return None
    if sids[0] != release.sid:
        return _with_plugins(transport, history)
    before = live.release.sid if live.release else None
    below = history[1] if len(history) > 1 else None
    if below is None or below.sid == before:
        return None
    found = plugins.configured_plugins(transport, below.configuration_sid)
    return LivePlugins(tuple(history), tuple(found), is_thrown_out=True)


def _with_plugins(transport: Transport, history: Sequence[Release]) -> LivePlugins:
    found: list[ConfiguredPlugin] = []
    if history:
        found = plugins.configured_plugins(transport, history[0].configuration_sid)
    return LivePlugins(tuple(history), tuple(found))
