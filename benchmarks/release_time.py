"""Measure the requests and the time of a deploy and a release, on a fake Twilio whose answers take no time.

Twilio's own command line sends 33 requests for a first deploy, and takes 6.6 s with its build.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from build.demo.twilio_api import FakeTwilio, others

ROOT = Path(__file__).parents[1]
RUNS = 7
OTHERS = 10
"""The number of plugins that are released besides ours."""


def main() -> None:
    figures: dict[str, list[tuple[int, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        for _ in range(RUNS):
            with FakeTwilio() as twilio:
                others.released_plugins(twilio, OTHERS)
                for name, arguments in (
                    ("first deploy", ["deploy"]),
                    ("the same again", ["deploy"]),
                    ("release", ["release", "--yes"]),
                    ("second version", ["deploy", "--plugin-version", "9.0.0"]),
                    ("release of it", ["release", "--yes"]),
                    ("rollback", ["rollback", "--yes"]),
                ):
                    figures.setdefault(name, []).append(_run(clone, twilio, arguments))
    for name, runs in figures.items():
        requests, seconds = runs[0][0], statistics.median(seconds for _, seconds in runs)
        print(f"{name}: {requests} requests, {seconds:.2f} s with its build, median of {RUNS}")


def _run(clone: Path, twilio: FakeTwilio, arguments: list[str]) -> tuple[int, float]:
    environ = {**os.environ, **twilio.environ, "PYTHONPATH": str(clone)}
    # The project's own environment, so that the time does not include making one.
    script = "import sys; from build.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", script, *arguments, "--json"]
    done = subprocess.run(command, cwd=clone, env=environ, capture_output=True, text=True, check=True)
    document = json.loads(done.stdout)
    return document["requests"], document["seconds"]


if __name__ == "__main__":
    main()
