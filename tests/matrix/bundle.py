"""The plugin's script as `package.py build` builds it, without writing it anywhere."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

from build.bundle.extensions import Extension, load_extensions
from build.bundle.products import compile_plugin, make_products
from build.bundle.settings import load_settings
from build.cli import ROOT
from tests.support.plugin.extension import make_extension

MODES = """
mode:
  type: string
  default: ours
  description: how the rules misbehave
"""
EVERY_RULE = """
def _misbehaves(mode, ours):
    if mode == "raises":
        raise ValueError("Zq9Customer")
    if mode == "recurses":
        return _misbehaves(mode, ours)
    if mode == "nothing":
        return None
    if mode == "odd":
        return [("Zq9Customer",), 7]
    return ours()


def searches(task, settings, ours):
    return _misbehaves(settings["mode"], lambda: ours(task))


def pops(task, settings, ours):
    return _misbehaves(settings["mode"], lambda: ours(task))


def options(records, task, settings, ours):
    return _misbehaves(settings["mode"], lambda: ours(records, task))


def match(records, task, settings, ours):
    mode = "odd" if settings["mode"] == "nothing" else settings["mode"]
    return _misbehaves(mode, lambda: ours(records, task))


def logs(task, settings, ours):
    return _misbehaves(settings["mode"], lambda: ours(task))


def activity(work, note, settings, ours):
    return _misbehaves(settings["mode"], lambda: ours(work, note))


async def may_dial(number, attributes, services, settings, ours):
    if settings["mode"] == "odd":
        await services.window.Promise.resolve(1)
    return _misbehaves(settings["mode"], lambda: ours(number, attributes))


def call(number, attributes, settings, ours):
    return _misbehaves(settings["mode"], lambda: ours(number, attributes))


def item_status(tasks, incoming, available, settings, ours):
    return _misbehaves(settings["mode"], lambda: ours(tasks, incoming, available))
"""


@cache
def script() -> str:
    """Return the text of the product. `MATRIX_PRODUCTS` names a folder with existing products to test."""
    ready = os.environ.get("MATRIX_PRODUCTS")
    return next(Path(ready).glob("*.js")).read_text(encoding="utf-8") if ready else script_with(ROOT)


def script_with(root: Path, *extensions: Extension) -> str:
    """Return the script with these extensions, and without those of settings.yaml."""
    settings = replace(load_settings(ROOT), extensions=extensions)
    built = make_products(root, settings, compile_plugin(root, extensions))
    return next(product.data.decode() for product in built.products if product.name.endswith(".js"))


ASYNC_LISTENER = """
async def accepted(services):
    await services.window.Promise.resolve(1)
    raise ValueError("Zq9Customer")


def register(services):
    services.on_event("taskAccepted", lambda _: accepted(services))
"""


def script_with_broken_rules(root: Path) -> str:
    """Return the script with an extension that defines every rule; its setting `mode` says how they fail.

    Its `async` listener always fails. `root`: an empty folder for the sources of both.
    """
    for name in ("flex_sfdc", "templates"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "pyproject.toml", root)
    make_extension(root, rules=EVERY_RULE, hooks=ASYNC_LISTENER, configuration__yaml=MODES)
    return script_with(root, *load_extensions(root, ["acme_flex"]))
