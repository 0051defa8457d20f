"""Plugins that were archived after a configuration with them was released.

Twilio does not document whether it accepts them in another configuration, or releases one with them. So the
command warns, tries, and explains a refusal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from build.remote.errors import ReleaseError, RemoteRefused
from build.twilio.client.plugins import ConfiguredPlugin
from build.twilio.client.twilio import Twilio

NEXT = "Release another version of it, or remove it: `package.py release --disable NAME`."


def note_archived(twilio: Twilio, plugins: Iterable[ConfiguredPlugin]) -> None:
    """Warn about archived plugins."""
    if names := _archived(plugins):
        twilio.progress.note(f"{names} is archived, so Twilio may refuse this. {NEXT}")


@contextmanager
def explaining_archived(plugins: Iterable[ConfiguredPlugin]) -> Iterator[None]:
    """Add the names of archived plugins to a refusal: Twilio's own message has only a SID."""
    names = _archived(plugins)
    try:
        yield
    except RemoteRefused as refusal:
        if not names:
            raise
        raise ReleaseError(refusal.step, f"{refusal.problem}; {names} is archived", NEXT) from None


def _archived(plugins: Iterable[ConfiguredPlugin]) -> str:
    return ", ".join(f"{plugin.name} {plugin.version}" for plugin in plugins if plugin.archived)
