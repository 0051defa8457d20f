"""`package.py demo`."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from functools import partial

from build.cli.signals import ended_by_sigterm
from build.demo.run import Options, run
from build.demo.scenarios import SCENARIOS
from build.demo.twilio_api.by_hand import serve
from build.errors import UserError


def main(options: argparse.Namespace) -> int:
    """Run the demo until it is ended. Raises UserError if it cannot start."""
    if not 0 <= options.port <= 65535:
        raise UserError(f"--port {options.port}: expected a number up to 65535")
    if options.list:
        print(_listed())
        return 0
    if options.twilio:
        with ended_by_sigterm(), suppress(KeyboardInterrupt):
            serve(options.port, options.others, partial(print, flush=True), _say)
        return 0
    run(
        Options(
            port=options.port,
            headless=options.headless,
            scenario=options.scenario,
            tour=options.tour,
            browser=options.browser,
        ),
        _say,
    )
    return 0


def _listed() -> str:
    width = max(map(len, SCENARIOS))
    lines = []
    for group in dict.fromkeys(scenario.group for scenario in SCENARIOS.values()):
        lines.append(group)
        lines += [f"  {one.name:<{width}}  {one.caption}" for one in SCENARIOS.values() if one.group == group]
    return "\n".join(lines)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
