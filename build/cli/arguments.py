"""The argument parser of every command."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from build.errors import UserError, did_you_mean


class Parser(argparse.ArgumentParser):
    """Turns mistakes into UserError: one line with what to do next, and a document with `--json`."""

    def __init__(self, *, prog: str, description: str | None = None, **rest: Any) -> None:
        # No abbreviations: a pipeline's `--env` must not change its meaning when an option is added.
        super().__init__(prog=prog, description=description, **{**rest, "allow_abbrev": False})

    def error(self, message: str) -> NoReturn:
        """Raise UserError; argparse would print the usage above it, and exit."""
        end = "" if message.endswith("?") else "."
        raise UserError(f"{self.prog}: {message}{end} See `{self.prog} --help`.")

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """Refuse unknown arguments here: the parser of an action knows its own options."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            options = re.findall(r"--[a-z-]+", self.format_usage())
            hint = did_you_mean(unknown[0].partition("=")[0], options)
            self.error(": ".join(filter(None, [f"unrecognized arguments: {' '.join(unknown)}", hint])))
        return found, []
