"""Steps that are programs of their own: run one after the other, each said by name, none hiding the next."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from build.cli import ROOT


@dataclass(frozen=True)
class Step:
    name: str
    command: Sequence[str]


def run_steps(steps: Iterable[Step]) -> list[tuple[str, bool]]:
    """Run each in the checkout, its output where ours goes. The name of each, and whether it succeeded."""
    return [_run(step) for step in steps]


def _run(step: Step) -> tuple[str, bool]:
    print(f"== {step.name}", flush=True)
    done = subprocess.run(step.command, cwd=ROOT, check=False)
    return step.name, done.returncode == 0


def summary(results: Iterable[tuple[str, bool]]) -> str:
    """One line that says how each step ended."""
    return "== " + ", ".join(f"{name}: {'ok' if passed else 'FAILED'}" for name, passed in results)
