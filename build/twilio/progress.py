"""What a person who waits is told; what it looks like is up to the commands."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Where a command is, as it goes on."""

    def step(self, text: str) -> None:
        """What is being done now, as in "upload plugin.js"."""

    def note(self, text: str) -> None:
        """Something that should be read, as in "the description on the account stays as it is"."""


class Silence:
    """Tells nobody."""

    def step(self, text: str) -> None:
        """Not told."""

    def note(self, text: str) -> None:
        """Not told."""
