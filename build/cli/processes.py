"""Run external programs one after another, even if one fails; end on signals."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from build.cli import ROOT


@dataclass(frozen=True)
class Step:
    """A named command."""

    name: str
    command: Sequence[str]


def run_steps(steps: Iterable[Step]) -> dict[str, bool]:
    """Run each step in the checkout. Return whether it succeeded, by its name."""
    return {step.name: _succeeds(step) for step in steps}


def _succeeds(step: Step) -> bool:
    print(f"== {step.name}", flush=True)
    return subprocess.run(step.command, cwd=ROOT, check=False).returncode == 0


def summary(results: Mapping[str, bool]) -> str:
    """Return one line with the result of each step."""
    return "== " + ", ".join(f"{name}: {'ok' if passed else 'FAILED'}" for name, passed in results.items())


@contextmanager
def ended_by(number: signal.Signals) -> Iterator[None]:
    """Let a signal end the command as Ctrl-C does, even where the signal is ignored."""
    before = signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(number, before)


@contextmanager
def ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM, which editors, containers and service managers send, end the command like Ctrl-C."""
    with ended_by(signal.SIGTERM):
        yield


@contextmanager
def meanwhile(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command in the checkout, without its output, during the block, and end it with the block."""
    silent = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, stdin=silent, stdout=silent, stderr=silent) as process:
        try:
            yield process
        finally:
            process.terminate()
