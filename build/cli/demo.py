"""`package.py demo`."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from functools import partial

from build.cli.processes import ended_by_sigterm
from build.demo.run import Options, run
from build.demo.scenarios import OPEN_CTI, SCENARIOS
from build.demo.twilio_api.by_hand import serve
from build.errors import UserError

ONLY_DEMO = ("list", "scenario", "crm_host", "headless", "browser", "twilio", "tour")


def main(options: argparse.Namespace) -> int:
    """Run the demo until the user ends it. Raises UserError if it cannot start."""
    if not 0 <= options.port <= 65535:
        raise UserError(f"--port {options.port}: expected a number up to 65535")
    _check_combination(options)
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
            crm_host=options.crm_host or OPEN_CTI,
        ),
        _say,
    )
    return 0


def _check_combination(options: argparse.Namespace) -> None:
    """Raise UserError if an option would have no effect."""
    chosen = {name for name in ONLY_DEMO if getattr(options, name)}
    if options.others and not options.twilio:
        raise UserError("--others: has no effect without --twilio")
    mode = next((name for name in ("list", "twilio", "tour") if getattr(options, name)), None)
    if mode == "tour":
        chosen -= {"tour", "browser", "headless"}
    if mode and (idle := sorted(chosen - {mode})):
        raise UserError(f"--{idle[0].replace('_', '-')}: has no effect with --{mode}")


def _listed() -> str:
    width = max(map(len, SCENARIOS))
    lines = []
    for group in dict.fromkeys(scenario.group for scenario in SCENARIOS.values()):
        lines.append(group)
        lines += [
            f"  {scenario.name:<{width}}  {scenario.caption}"
            for scenario in SCENARIOS.values()
            if scenario.group == group
        ]
    return "\n".join(lines)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
