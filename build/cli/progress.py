"""Show progress on standard error: a changing line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import importlib
from types import TracebackType
from typing import Any, Protocol, TextIO

from build.cli import printable
from build.remote.progress import Progress


class Display(Progress, Protocol):
    """Progress that is shown during its `with` block."""

    def __enter__(self) -> Progress: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def progress_on(stream: TextIO) -> Display:
    """Return the display that suits the stream."""
    return OnTerminal(stream) if stream.isatty() else InLines(stream)


def pause(progress: Progress) -> None:
    """Remove the changing line until the next step, because a person is going to type."""
    if isinstance(progress, OnTerminal):
        progress.pause()


class InLines:
    """Progress for pipelines and files: a line for each step."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave nothing behind."""

    def step(self, text: str) -> None:
        """Print the step."""
        print(f"  {printable(text)}", file=self._stream, flush=True)

    update = step

    def note(self, text: str) -> None:
        """Print the note."""
        print(f"  note: {printable(text)}", file=self._stream, flush=True)


class OnTerminal:
    """Progress on a terminal: the current step next to a spinner, and the finished steps above it."""

    def __init__(self, stream: TextIO) -> None:
        # Imported here because rich doubles the import time, and pipelines do not need it.
        console: Any = importlib.import_module("rich.console")
        self._text: Any = importlib.import_module("rich.text").Text
        # Other people choose the names on an account, so do not interpret them as markup.
        self._console = console.Console(file=stream, highlight=False, markup=False, emoji=False)
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
        """Tick the previous step off and show this one."""
        self._finish(self._done)
        self._now = printable(text)
        self._status.update(self._text(self._now))
        self._status.start()

    def update(self, text: str) -> None:
        """Change the text of this step."""
        self._now = printable(text)
        self._status.update(self._text(self._now))

    def note(self, text: str) -> None:
        """Print the note above the current step."""
        self._console.print(f"  note: {printable(text)}")

    def pause(self) -> None:
        """Stop the display until the next step."""
        self._finish(self._done)
        self._status.stop()

    def _finish(self, mark: str) -> None:
        if self._now is not None:
            self._console.print(f"{mark} {self._now}")
        self._now = None


def _can_show(characters: str, stream: TextIO) -> bool:
    """Return whether the terminal can print these characters, instead of escapes."""
    try:
        characters.encode(stream.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
