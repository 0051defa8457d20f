"""Progress on standard error: one line that changes on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Protocol, TextIO

from build.cli import printable
from build.twilio.progress import Progress


class Shown(Progress, Protocol):
    """Progress that is on the screen while its `with` lasts."""

    def __enter__(self) -> Progress: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def shown(stream: TextIO | None = None) -> Shown:
    """What fits the stream, which is standard error unless said."""
    stream = stream or sys.stderr
    return OnTerminal(stream) if stream.isatty() else InLines(stream)


def pause(progress: Progress) -> None:
    """Takes the moving line from the screen until the next step: a person is going to type there."""
    if isinstance(progress, OnTerminal):
        progress.pause()


class InLines:
    """A line for each step: for pipelines and files."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leaves nothing behind."""

    def step(self, text: str) -> None:
        print(f"  {printable(text)}", file=self._stream, flush=True)

    def note(self, text: str) -> None:
        print(f"  note: {printable(text)}", file=self._stream, flush=True)


class OnTerminal:
    """The step of the moment beside a spinner; the steps before it stay, ticked off."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console

        # Names on an account are anybody's, and no markup of rich's.
        self._console = Console(file=stream, highlight=False, markup=False, emoji=False)
        self._done, self._failed, spinner = "✓", "✗", "dots"
        if not _can_show("✓✗⠋", stream):
            self._done, self._failed, spinner = "+", "x", "line"
        self._status = self._console.status("", spinner=spinner)
        self._now: str | None = None

    def __enter__(self) -> Progress:
        self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._finish(self._done if error is None else self._failed)
        self._status.stop()

    def step(self, text: str) -> None:
        from rich.text import Text

        self._finish(self._done)
        self._now = printable(text)
        self._status.update(Text(self._now))
        self._status.start()

    def note(self, text: str) -> None:
        self._console.print(f"  note: {printable(text)}")

    def pause(self) -> None:
        """Nothing moves until the next step."""
        self._finish(self._done)
        self._status.stop()

    def _finish(self, mark: str) -> None:
        if self._now is not None:
            self._console.print(f"{mark} {self._now}")
        self._now = None


def _can_show(signs: str, stream: TextIO) -> bool:
    """Whether the terminal's encoding has them; else each would be seen as its number, ten times a second."""
    try:
        signs.encode(stream.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
