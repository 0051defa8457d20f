"""`package.py build`."""

from __future__ import annotations

import argparse
import gc
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from build.bundle.manifest import FILE as MANIFEST
from build.bundle.manifest import read_manifest
from build.bundle.products import compile_plugin, make_products, write_products
from build.bundle.report import for_machines, in_words
from build.bundle.settings import load_settings
from build.bundle.watch import file_states, is_in_sources, wait_for_change
from build.cli import ROOT
from build.cli.processes import ended_by_sigterm
from build.errors import UserError


def main(options: argparse.Namespace) -> int:
    """Make and write the products, and print a report."""
    began = time.perf_counter()
    out = options.out or ROOT / "dist"
    _require_output_folder(out)
    if options.watch:
        with ended_by_sigterm():
            return _watch([argument for argument in options.arguments if argument != "--watch"])
    settings = load_settings(ROOT, environment=options.env, name=options.name, version=options.plugin_version)
    if options.without_extensions:
        settings = replace(settings, extensions=())
    gc.disable()  # collecting garbage takes a tenth of the time, and the build ends before that pays off
    try:
        build = make_products(ROOT, settings, compile_plugin(ROOT, settings.extensions))
    finally:
        gc.enable()
    write_products(build.products, out)
    report = for_machines if options.json else in_words
    print(report(build, out, time.perf_counter() - began))
    return 0


def _require_output_folder(out: Path) -> None:
    """Raise UserError if the products do not belong in a folder, or would replace a file of others."""
    if out.exists() and not out.is_dir():
        raise UserError(f"--out {out}: is not a folder")
    if is_in_sources(ROOT, out):
        raise UserError(f"--out {out}: is a folder of the sources: choose another, such as dist")
    if out.resolve() in (*ROOT.resolve().parents, Path(os.path.expanduser("~")).resolve()):
        raise UserError(f"--out {out}: is not for products only: choose a folder in it, such as dist")
    if out != ROOT / "dist" and (out / MANIFEST).exists() and read_manifest(out) is None:
        raise UserError(f"--out {out}: its {MANIFEST} is not from a build: choose another folder")


def _watch(arguments: Sequence[str]) -> int:
    """Run every build in a separate process, so that changes of the tool chain take effect too."""
    command = [sys.executable, str(ROOT / "package.py"), "build", *arguments]
    while True:
        before = file_states(ROOT)
        subprocess.run(command, check=False)
        print("watching for changes (Ctrl-C ends it)", file=sys.stderr, flush=True)
        wait_for_change(ROOT, before)
