"""`package.py new-extension`."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Collection
from pathlib import Path

from build.bundle.extension_layout import name_problem
from build.bundle.settings import FILE, load_settings
from build.bundle.templates import render
from build.cli import ROOT
from build.errors import SettingsError, ToolChainError, UserError
from build.locks import exclusive

TEMPLATES = "templates/extension"
CACHE, LOCK = ".cache", "settings.lock"
WAITING = f"new-extension: waiting for another command that is changing {FILE}"
RULE = "activity"
OF_THE_RULE = ("rules.py", "test_rules.py", "configuration.yaml")
"""The files of the example's rule; a build can have only one such rule."""
_FLOW = re.compile(r"^extensions: *\[(?P<names>[^\]\n]*)\](?P<rest>.*)$", re.MULTILINE)
_ITEM = r"[^\S\n]*(-|#)[^\n]*\n"
_BLOCK = re.compile(rf"^extensions:[^\S\n]*(#.*)?\n({_ITEM})+", re.MULTILINE)


def main(options: argparse.Namespace) -> int:
    """Write the package, and list it."""
    name = options.name
    if problem := name_problem(ROOT, name):
        raise UserError(f"new-extension {name}: {problem}")
    (ROOT / CACHE).mkdir(exist_ok=True)
    with exclusive(ROOT / CACHE / LOCK, lambda: print(WAITING, file=sys.stderr, flush=True)):
        _add(name)
    print(f"{name}/: written, and listed in {FILE}, `extensions:`")
    print(f"Try it: `package.py test {name}`, then `package.py demo`. See docs/extensions.md.")
    return 0


def _add(name: str) -> None:
    folder = ROOT / name
    if folder.exists() or folder.is_symlink():
        raise UserError(f"new-extension {name}: {name} exists: choose another name, or remove it")
    others = load_settings(ROOT).extensions  # raises for a file with mistakes, before anything is written
    left_out = OF_THE_RULE if any(RULE in extension.rules for extension in others) else ()
    before = (ROOT / FILE).read_bytes()
    try:
        _write(folder, name, left_out)
        (ROOT / FILE).write_bytes(with_extension(before.decode("utf-8-sig"), name).encode())
        load_settings(ROOT)
    except (OSError, ToolChainError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        (ROOT / FILE).write_bytes(before)
        raise ToolChainError(f"new-extension {name}: nothing was written: {error}") from error


def _write(folder: Path, name: str, left_out: Collection[str]) -> None:
    words = "".join(word.capitalize() for word in name.split("_"))
    templates = ROOT / TEMPLATES
    for template in sorted(templates.rglob("*.j2")):
        file = folder / template.relative_to(templates).with_suffix("")
        if file.name in left_out:
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        values: dict[str, object] = {"name": name, "words": words}
        file.write_text(render(ROOT, template.relative_to(templates.parent).as_posix(), values), "utf-8")


def with_extension(text: str, name: str) -> str:
    """Return the settings with one more extension. Keep everything else, including comments."""
    if match := _FLOW.search(text):
        names = ", ".join([*filter(None, [match["names"].strip()]), name])
        return f"{text[: match.start()]}extensions: [{names}]{match['rest']}{text[match.end() :]}"
    if match := _BLOCK.search(text):
        return f"{text[: match.end()]}  - {name}\n{text[match.end() :]}"
    if re.search(r"^extensions:", text, re.MULTILINE):
        raise SettingsError([f"{FILE}: extensions: write the list on one line, as in [acme_flex]"])
    return f"{text}\nextensions: [{name}]\n" if text.endswith("\n") else f"{text}\n\nextensions: [{name}]\n"
