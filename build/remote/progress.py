"""Report progress to a waiting person. The commands decide how to display it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """The progress of a command."""

    def step(self, text: str) -> None:
        """Show the current step, such as "upload plugin.js"."""

    def update(self, text: str) -> None:
        """Replace the text of the current step with its progress."""

    def note(self, text: str) -> None:
        """Show the user a message, such as "the description on the account stays"."""


class Silence:
    """Show nothing."""

    def step(self, text: str) -> None:
        """Ignore the step."""

    def update(self, text: str) -> None:
        """Ignore the step."""

    def note(self, text: str) -> None:
        """Ignore the note."""
