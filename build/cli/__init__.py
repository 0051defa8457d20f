"""The commands of `package.py`: one module each, imported only when it is the one asked for.

A command's module has `main(arguments) -> int`: the arguments after its name, and the exit code (0 done, 1
failed, 2 the user's mistake). To add a command, add its module and its line in `COMMANDS`; a dash in a
command's name is an underscore in its module's. This module and the top of the commands' modules are also
read before the environment exists, so they import nothing but the standard library and what imports nothing
else.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    from build.errors import ToolChainError

ROOT = Path(__file__).resolve().parents[2]
"""The checkout."""


class Command(NamedTuple):
    """What is known of a command without importing it."""

    summary: str
    extras: tuple[str, ...] = ()
    """Optional dependencies of `pyproject.toml` that the command needs."""


_TESTING = ("release", "test")
"""`test` of pyproject.toml holds `release`: named as well, so that no command installs anything again."""

COMMANDS = {
    "build": Command("make the products in dist/ (--watch: again on every change)"),
    "test": Command("run lint, types and tests (--fast: a sample; arguments go to pytest)", extras=_TESTING),
    "check": Command("parse, lint and type the sources, or FILES (--fix: format them)", extras=_TESTING),
    "run": Command("compile one Python FILE and run it in V8"),
    "serve": Command("a plugin server for a Flex of your own, built again on every change"),
    "init-ci": Command("write a workflow for GitHub Actions: deploy on a tag, release by hand"),
    "deploy": Command("put the plugin on the Twilio account; nothing goes live by it", extras=("release",)),
    "release": Command("make deployed plugins live, NAME@VERSION ... (--disable NAME)", extras=("release",)),
    "rollback": Command("make the previous configuration live again, or that one", extras=("release",)),
    "status": Command("what is live, and what is deployed", extras=("release",)),
    "list": Command("list versions, or releases", extras=("release",)),
    "diff": Command("what changes from one configuration to another", extras=("release",)),
    "config": Command("show, diff or push the feature's flags on the account", extras=("release",)),
    "doctor": Command("look whether everything on the account is as it must be", extras=("release",)),
}

INTERRUPTED = 130


class _Module(Protocol):
    def main(self, arguments: Sequence[str]) -> int: ...


def usage() -> str:
    """What `package.py --help` prints."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {command.summary}" for name, command in COMMANDS.items()]
    return "\n".join(
        [
            "usage: package.py COMMAND [ARGUMENTS]",
            "",
            *lines,
            "",
            "`package.py COMMAND --help` says more of each.",
        ]
    )


def find(name: str) -> Command:
    """The command of that name. Raises LookupError with one line that says what there is."""
    if name in COMMANDS:
        return COMMANDS[name]

    from difflib import get_close_matches

    close = get_close_matches(name, COMMANDS, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(COMMANDS)}"
    raise LookupError(f"package.py: no command {name!r}: {hint}")


def main(arguments: Sequence[str]) -> int:
    """Runs the command that the first argument names; what goes wrong becomes words and an exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A changelog may hold what the terminal's encoding lacks: that is no reason to fail after the work.
        sys.stdout.reconfigure(errors="backslashreplace")
    return guarded(lambda: _main(*arguments))


def _main(name: str, *arguments: str) -> int:
    from build.errors import ToolChainError

    try:
        command = cast(_Module, import_module(f"build.cli.{name.replace('-', '_')}"))
        return command.main(arguments)
    except ToolChainError as error:
        if "--json" in arguments:
            print(failure(error))
        print(printable(str(error)), file=sys.stderr)
        return error.exit_code


def printable(text: str) -> str:
    """Text with what others wrote on an account, in lines: nothing of it moves the cursor of who reads it."""
    import unicodedata

    return "".join(
        sign if sign.isprintable() or sign in "\n\t" or unicodedata.category(sign) == "Zs" else "?"
        for sign in text
    )


def failure(error: ToolChainError) -> str:
    """The one JSON document of a command that failed."""
    import json

    said = {name: value for name in ("step", "problem", "next") if (value := getattr(error, name, None))}
    return json.dumps({"ok": False, "error": {"problem": str(error), **said, "exitCode": error.exit_code}})


def guarded(work: Callable[[], int]) -> int:
    """The exit code of `work`, also when the user ends it with Ctrl-C or no longer reads what it prints."""
    try:
        code = work()
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except (
        BrokenPipeError
    ):  # as in `| head`: not worth a word, and Python's own flush at the end must not fail
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
