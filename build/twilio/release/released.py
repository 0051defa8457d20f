"""Read the released plugins: the active release, and the plugins of its configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from build.remote.errors import Conflict, ReleaseError, RemoteRefused, UnexpectedAnswer
from build.twilio.client.plugins import ConfiguredPlugin, Release
from build.twilio.client.twilio import Twilio
from build.twilio.release.difference import Patch

MAX_BASES = 10
"""The number of earlier releases among which to find the base of another release."""

ReadPlugins = Callable[[str], list[ConfiguredPlugin]]
"""Return the plugins of a configuration, by its SID."""


@dataclass(frozen=True)
class ReleasedPlugins:
    """The releases of the account at one time."""

    history: tuple[Release, ...]
    """All releases, the newest first: that one is active."""
    plugins: tuple[ConfiguredPlugin, ...]

    @property
    def release(self) -> Release | None:
        """The active release, None if the account has no release."""
        return self.history[0] if self.history else None

    def plugin(self, name: str) -> ConfiguredPlugin | None:
        """Return the released version of a plugin."""
        return next((plugin for plugin in self.plugins if plugin.name == name), None)


@dataclass(frozen=True)
class PostReleaseState:
    """The account after our release."""

    released: ReleasedPlugins
    overwritten: tuple[Patch, ...]
    """Changes by somebody else that our release undid without seeing them, the oldest first."""


def read_released(twilio: Twilio) -> ReleasedPlugins:
    """Read the active release and its plugins. Raises ReleaseError."""
    return _with_plugins(twilio, twilio.plugins.releases())


def check_unmoved(twilio: Twilio, released: ReleasedPlugins) -> None:
    """Raise Conflict if somebody has released since the read."""
    now = twilio.plugins.active_release()
    before = released.release
    if now is not None and now.sid != (before.sid if before else None):
        raise Conflict(
            "release",
            f"another release ({now.sid}) was made while this one was prepared: nothing was changed",
            "Check `package.py diff`, then run the same command again.",
        )


def read_state_after(twilio: Twilio, before: ReleasedPlugins, ours: ReleasedPlugins) -> PostReleaseState:
    """Read the account after our release: `before` is its base, `ours` the plugins that it released.

    No request prevents a release between our last read and ours, so read the history afterwards. Our release
    has overwritten the releases below it that we had not seen, and a release above ours may have overwritten
    ours. Each pipeline restores all releases that it overwrote, even if there is a newer release above its
    own: another pipeline may have overwritten them too, and have ended.
    """
    history = tuple(twilio.plugins.releases())
    sids = [release.sid for release in history]
    release = ours.release
    if release is None or release.sid not in sids:  # the made-up release of a dry run
        return PostReleaseState(ours, ())
    place = sids.index(release.sid)
    released = _with_plugins(twilio, history) if place else ReleasedPlugins(history, ours.plugins)
    if before.release and before.release.sid not in sids:
        problem = f"the list lacks the release {before.release.sid}, which was in it before"
        raise UnexpectedAnswer("list the releases", problem, "Our release exists: see `package.py status`.")
    base = sids.index(before.release.sid) if before.release else len(sids)
    read = cache(twilio.plugins.configured_plugins)  # adjacent releases share candidates for their base
    overwritten = [_change_by(twilio, read, history[unseen:]) for unseen in range(place + 1, base)]
    return PostReleaseState(released, tuple(reversed(overwritten)))


def _change_by(twilio: Twilio, read: ReadPlugins, history: Sequence[Release]) -> Patch:
    """Return the intended changes of the newest of these releases.

    The release may be based on an older one than the release right below it: compared with that, it would
    seem to remove plugins that it never saw. The description of our own configurations names the base. If
    another tool made the configuration, the base is the release from which it differs least. A configuration
    that was released before is a rollback, whose base is the release right below.
    """
    newest, *older = history
    plugins = read(newest.configuration_sid)
    configuration = twilio.plugins.find_configuration(newest.configuration_sid)
    named = [release for release in older if configuration and configuration.description == based_on(release)]
    is_rollback = any(release.configuration_sid == newest.configuration_sid for release in older)
    candidates = older[:1] if is_rollback else named or older[:MAX_BASES]
    sids = dict.fromkeys(release.configuration_sid for release in candidates)
    bases = [read(sid) for sid in sids]
    if not (is_rollback or named) and len(older) < MAX_BASES:  # the base may be from before the first release
        bases.append([])
    return min((Patch.between(base, plugins) for base in bases), key=lambda patch: patch.size)


def based_on(release: Release | None) -> str:
    """Return the description of a configuration that changes the one of this release."""
    return f"Based on {release.sid if release else 'no release'}."


def _with_plugins(twilio: Twilio, history: Sequence[Release]) -> ReleasedPlugins:
    plugins: list[ConfiguredPlugin] = []
    if history:
        plugins = twilio.plugins.configured_plugins(history[0].configuration_sid)
    return ReleasedPlugins(tuple(history), tuple(plugins))


NEXT = "Release another version of it, or remove it: `package.py release --disable NAME`."


def note_archived(twilio: Twilio, plugins: Iterable[ConfiguredPlugin]) -> None:
    """Warn about archived plugins."""
    if names := _archived(plugins):
        twilio.progress.note(f"{names} is archived, so Twilio may refuse this. {NEXT}")


@contextmanager
def explaining_archived(plugins: Iterable[ConfiguredPlugin]) -> Iterator[None]:
    """Add the names of archived plugins to a refusal, because Twilio's message has only a SID."""
    names = _archived(plugins)
    try:
        yield
    except RemoteRefused as refusal:
        if not names:
            raise
        raise ReleaseError(refusal.step, f"{refusal.problem}; {names} is archived", NEXT) from None


def _archived(plugins: Iterable[ConfiguredPlugin]) -> str:
    return ", ".join(f"{plugin.name} {plugin.version}" for plugin in plugins if plugin.archived)
