"""`package.py demo`."""

from __future__ import annotations

import argparse
import sys

from build.demo.run import Options, run
from build.errors import UserError


def main(options: argparse.Namespace) -> int:
    """Run the demo until it is ended. Raises UserError if it cannot start."""
    if not 0 <= options.port <= 65535:
        raise UserError(f"--port {options.port}: expected a number up to 65535")
    run(Options(port=options.port, headless=options.headless), _say)
    return 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
