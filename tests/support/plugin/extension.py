"""Extensions in CPython: their rules replace ours during a `with` block."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import flex_sfdc.extensions
from build.bundle.extension_module import generated
from build.bundle.extensions import SEAM_FUNCTIONS, Extension, load_extensions, read_extension
from build.cli import ROOT
from flex_sfdc.utils.log_activity import NOTHING, Work

EXAMPLE = "examples/acme_flex"


def example() -> Extension:
    """Return the example of the documentation."""
    return read_extension(ROOT / EXAMPLE, EXAMPLE.replace("/", "."), EXAMPLE)


@contextmanager
def extended(*extensions: str | Extension, root: Path = ROOT) -> Iterator[None]:
    """Replace our rules with those of packages. `root`: the folder that contains the packages."""
    named = load_extensions(root, [extension for extension in extensions if isinstance(extension, str)])
    found = [*named, *(extension for extension in extensions if isinstance(extension, Extension))]
    seam = flex_sfdc.extensions
    before, modules = dict(vars(seam)), dict(sys.modules)
    for name in [name for name in sys.modules if name.partition(".")[0] in extensions]:
        del sys.modules[name]  # a package of that name in another folder
    sys.path.insert(0, str(root))
    try:
        module = ModuleType(seam.__name__)
        exec(compile(generated(ROOT, found), "generated", "exec"), vars(module))
        vars(seam).update({name: vars(module)[name] for name in SEAM_FUNCTIONS})
        yield
    finally:
        sys.path.remove(str(root))
        vars(seam).update(before)
        for name in [name for name in sys.modules if name.partition(".")[0] in extensions]:
            del sys.modules[name]
        sys.modules.update({name: module for name, module in modules.items() if name not in sys.modules})


def a_call(attributes: Any = None, **changes: Any) -> Work:
    """Return a call that the agent has completed, for a rule about activities."""
    made: Any = {**NOTHING, "attributes": attributes or {}, "channel": "voice", "voice": True, **changes}
    return made  # type: ignore[no-any-return]


def make_extension(
    root: Path, rules: str = "", hooks: str = "", name: str = "acme_flex", **files: str
) -> Path:
    """Write a package, with the imports that rules need. A file's name has __ for the dot."""
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "__init__.py").write_text("", "utf-8")
    for file, text in {"rules__py": rules and IMPORTS + rules, "hooks__py": hooks, **files}.items():
        if text:
            path = folder / file.replace("__", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
    return folder


IMPORTS = """\
from collections.abc import Mapping
from typing import Any

from flex_sfdc.extension_points import ActivityRule, CallRule, ItemStatus, ItemStatusRule, MatchRule
from flex_sfdc.extension_points import MayDialRule, Note, OptionsRule, OutboundCall, Permission, Record
from flex_sfdc.extension_points import Search, SearchesRule, TaskInfo, TaskRule, Value, Work, text
"""
