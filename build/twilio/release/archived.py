"""Plugins that were archived while a configuration with them was live, or could be gone back to.

Twilio does not say whether it takes them into a configuration again, or releases one with them. So it is
tried, after a word, and a refusal says what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from build.twilio.client.plugins import ConfiguredPlugin
from build.twilio.errors import ReleaseError, RemoteRefused
from build.twilio.progress import Progress

WAY_ON = "Release another version of it, or take it out: `package.py release --disable NAME`."


def note_archived(plugins: Iterable[ConfiguredPlugin], progress: Progress) -> None:
    """Says which of them are archived."""
    if names := _archived(plugins):
        progress.note(f"{names} is archived, so Twilio may refuse this. {WAY_ON}")


@contextmanager
def saying_what_is_archived(plugins: Iterable[ConfiguredPlugin]) -> Iterator[None]:
    """A refusal inside names those that are archived: Twilio's own words have no more than a sid."""
    names = _archived(plugins)
    try:
        yield
    except RemoteRefused as refusal:
        if not names:
            raise
        raise ReleaseError(refusal.step, f"{refusal.problem}; {names} is archived", WAY_ON) from None


def _archived(plugins: Iterable[ConfiguredPlugin]) -> str:
    return ", ".join(f"{one.name} {one.version}" for one in plugins if one.archived)
