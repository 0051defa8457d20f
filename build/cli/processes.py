"""Run external programs one after another, even if one fails; end on signals."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from build.cli import ROOT


@dataclass(frozen=True)
class Step:
    """A named command."""

    name: str
    command: Sequence[str]


def run_steps(steps: Iterable[Step]) -> list[tuple[str, bool]]:
    """Run each step in the checkout. Return the name of each, and whether it succeeded."""
    return [_run(step) for step in steps]


def _run(step: Step) -> tuple[str, bool]:
    print(f"== {step.name}", flush=True)
    done = subprocess.run(step.command, cwd=ROOT, check=False)
    return step.name, done.returncode == 0


def summary(results: Iterable[tuple[str, bool]]) -> str:
    """Return one line with the result of each step."""
    return "== " + ", ".join(f"{name}: {'ok' if passed else 'FAILED'}" for name, passed in results)


@contextmanager
def ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM, which editors, containers and service managers send, end the command like Ctrl-C."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
