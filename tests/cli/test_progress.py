"""Progress on standard error."""

from __future__ import annotations

import io
import sys
from contextlib import suppress

import pytest

from build.cli.account import confirm
from build.cli.progress import OnTerminal, progress_on


class Terminal(io.StringIO):
    """A stream on which lines can be moved."""

    def isatty(self) -> bool:
        return True


def test_progress_pauses_while_a_person_is_asked_and_then_continues(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal("yes\n"))
    monkeypatch.setattr(sys, "stderr", stream)
    with progress_on(stream) as progress:
        assert isinstance(progress, OnTerminal)
        progress.step("one")
        assert confirm("go on?", False, progress)
        question = stream.getvalue()
        assert "✓ one" in question
        assert question.endswith("go on? [y/N] ")
        progress.step("two")
    assert "✓ two" in stream.getvalue()


def test_outside_a_terminal_each_step_is_a_line() -> None:
    stream = io.StringIO()
    with progress_on(stream) as progress:
        progress.step("one")
        progress.note("that")
        progress.update("one: half")
    assert stream.getvalue() == "  one\n  note: that\n  one: half\n"


def test_an_update_replaces_the_text_of_its_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with progress_on(stream) as progress:
        progress.step("one")
        progress.update("one: half")
        progress.step("two")
    output = stream.getvalue()
    assert "✓ one: half" in output
    assert "✓ one\n" not in output


def test_a_name_is_not_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with progress_on(stream) as progress:
        progress.step("read the versions of [/x]")
        progress.note("[b] :smile: \x1b[2J")
    output = stream.getvalue()
    assert "✓ read the versions of [/x]" in output
    assert "note: [b] :smile: ?[2J" in output


def test_a_terminal_of_another_encoding_gets_characters_it_can_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(Terminal, "encoding", "iso-8859-1")
    stream = Terminal()
    with suppress(ZeroDivisionError), progress_on(stream) as progress:
        progress.step("one")
        progress.step("two")
        raise ZeroDivisionError
    output = stream.getvalue()
    assert "+ one" in output
    assert "x two" in output
    assert output.isascii()
