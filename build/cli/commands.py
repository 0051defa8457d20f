"""List the commands of `package.py`, one line each, and parse their arguments.

Bootstrap reads this before the environment exists, so it imports only the standard library.
"""

from __future__ import annotations

import argparse
import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from build.cli import options
from build.cli.arguments import Parser
from build.errors import did_you_mean

ROOT = Path(__file__).resolve().parents[2]
"""The checkout."""


class Command(NamedTuple):
    """A command. Its module is not imported yet."""

    summary: str
    add_options: Callable[[Parser], None]
    extras: tuple[str, ...] = ()
    """The optional dependencies in `pyproject.toml` that it needs."""
    passes_on: bool = False
    """Whether all its arguments belong to another program."""


_TWILIO = ("release",)
_TESTING = ("release", "demo", "test")
"""`test` includes the others in pyproject.toml. All are named, so that no command installs anything again."""

COMMANDS = {
    "demo": Command("see the plugin in the real Flex UI and a fake Salesforce", options.demo, ("demo",)),
    "build": Command("build the plugin into dist/ (--watch: again on every change)", options.build),
    "test": Command(
        "run lint, types and tests (--fast: a sample; arguments go to pytest)", options.test, _TESTING, True
    ),
    "check": Command(
        "parse, lint and type the sources, or FILES (--fix: format them)", options.check, _TESTING
    ),
    "run": Command("compile one Python FILE and run it in V8", options.run),
    "serve": Command("serve the plugin to your own Flex, and rebuild on every change", options.serve),
    "new-extension": Command("write a package for your own rules and hooks", options.new_extension),
    "init-ci": Command(
        "write a workflow for GitHub Actions: deploy on a tag, release by hand", options.init_ci
    ),
    "deploy": Command("put the plugin on the Twilio account, without releasing it", options.deploy, _TWILIO),
    "release": Command(
        "release deployed plugins, NAME@VERSION ... (--disable NAME)", options.release, _TWILIO
    ),
    "rollback": Command("release an earlier configuration again", options.rollback, _TWILIO),
    "status": Command("show what is released, and what is deployed", options.status, _TWILIO),
    "list": Command("list versions, or releases", options.list_, _TWILIO),
    "diff": Command("show the changes from one configuration to another", options.diff, _TWILIO),
    "config": Command("show, diff or push the feature's flags on the account", options.config, _TWILIO),
    "salesforce": Command(
        "put Flex into Salesforce: deploy its package, check the org", options.salesforce, _TWILIO
    ),
    "doctor": Command("check that the account has everything the plugin needs", options.doctor, _TWILIO),
}


def usage() -> str:
    """Return the text of `package.py --help`."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {command.summary}" for name, command in COMMANDS.items()]
    return "\n".join(
        [
            "usage: package.py COMMAND [ARGUMENTS]",
            "",
            *lines,
            "",
            "`package.py COMMAND --help` lists the options of a command.",
        ]
    )


def find(name: str) -> Command:
    """Return the command with that name. Raises LookupError with one line that names the nearest."""
    if name in COMMANDS:
        return COMMANDS[name]
    hint = did_you_mean(name, COMMANDS, f"there are {', '.join(COMMANDS)}")
    raise LookupError(f"package.py: no command {name!r}: {hint}")


def parse(name: str, arguments: Sequence[str]) -> argparse.Namespace:
    """Parse a command's arguments. The result also has the original `arguments`. Raises UserError."""
    command = COMMANDS[name]
    namespace = argparse.Namespace(arguments=list(arguments))
    if command.passes_on and not {"-h", "--help"}.intersection(arguments[:1]):
        return namespace
    parser = Parser(prog=f"package.py {name}", description=inspect.getdoc(command.add_options))
    command.add_options(parser)
    return parser.parse_args(arguments, namespace)
