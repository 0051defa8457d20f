"""`package.py build`: the products in `dist/`."""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from build.cli import ROOT
from build.cli.arguments import Parser
from build.cli.signals import ended_by_sigterm
from build.errors import UserError


def main(arguments: Sequence[str]) -> int:
    """Makes and writes the products, and prints what was made."""
    began = time.perf_counter()
    options = _parser().parse_args(arguments)
    if options.out.exists() and not options.out.is_dir():
        raise UserError(f"--out {options.out}: is not a folder")
    if options.watch:
        with ended_by_sigterm():
            return _watch([argument for argument in arguments if argument != "--watch"])

    from build.bundle.settings import load_settings

    settings = load_settings(ROOT, environment=options.env, name=options.name, version=options.plugin_version)
    # Only now: what follows takes time to load, and a mistake in the settings should not wait for it.
    from build.bundle.products import ENTRY, make_products, write_products
    from build.bundle.report import for_machines, in_words
    from build.compiler.compile import compile_program

    gc.disable()  # a build is over before looking for garbage pays: it would take a tenth of the time
    try:
        made = make_products(ROOT, settings, compile_program(ROOT / ENTRY, root=ROOT))
    finally:
        gc.enable()
    write_products(made.products, options.out)
    report = for_machines if options.json else in_words
    print(report(made, options.out, time.perf_counter() - began))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="package.py build", description=__doc__)
    parser.add_argument("--watch", action="store_true", help="build again on every change, until Ctrl-C")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "dist", metavar="DIR", help="where the products go (dist)"
    )
    parser.add_argument("--name", help="the plugin's name, instead of the one in settings.yaml")
    parser.add_argument("--plugin-version", metavar="X.Y.Z", help="its version, likewise")
    parser.add_argument("--env", metavar="NAME", help="an environment of settings.yaml")
    parser.add_argument("--json", action="store_true", help="print the report as one line of JSON")
    return parser


def _watch(arguments: Sequence[str]) -> int:
    """Every build is a process of its own, so that a change of the tool chain takes part too."""
    from build.bundle.watch import look, wait_for_change

    command = [sys.executable, str(ROOT / "package.py"), "build", *arguments]
    while True:
        before = look(ROOT)
        subprocess.run(command, check=False)
        print("watching for changes, Ctrl-C ends it", file=sys.stderr, flush=True)
        wait_for_change(ROOT, before)
