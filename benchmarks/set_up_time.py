"""Measure how long a clean clone takes to make its first products: environment, packages, build."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        interpreter = Path(sys.base_prefix) / "bin" / "python3"
        for name in ("set-up and build", "build again"):
            started = time.perf_counter()
            subprocess.run(
                [interpreter, "package.py", "build"], cwd=clone, check=True, stdout=subprocess.DEVNULL
            )
            print(f"{name}: {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
