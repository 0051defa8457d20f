"""Measure a build as a whole process: the time of the first, the median of the next ones, and the memory."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 9


def build(out: str) -> float:
    started = time.perf_counter()
    command = [sys.executable, "package.py", "build", "--out", out]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def main() -> None:
    with tempfile.TemporaryDirectory() as out:
        for cache in ROOT.rglob("__pycache__"):
            if ".venv" not in cache.parts:
                for file in cache.iterdir():
                    file.unlink()
        print(f"first (no bytecode of ours yet): {build(out):.2f} s")
        times = sorted(build(out) for _ in range(RUNS))
        print(f"warm, median of {RUNS}: {statistics.median(times):.2f} s ({times[0]:.2f} to {times[-1]:.2f})")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"peak memory: {peak:.0f} MiB")


if __name__ == "__main__":
    main()
