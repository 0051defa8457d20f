"""Progress for a waiting person; how it looks is up to the commands."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """The progress of a command."""

    def step(self, text: str) -> None:
        """Show the current step, as in "upload plugin.js"."""

    def update(self, text: str) -> None:
        """Show how far the current step is, in place of its text."""

    def note(self, text: str) -> None:
        """Show something the person should know, as in "the description on the account stays"."""


class Silence:
    """Shows nothing."""

    def step(self, text: str) -> None:
        """Ignore the step."""

    def update(self, text: str) -> None:
        """Ignore the step."""

    def note(self, text: str) -> None:
        """Ignore the note."""
