"""How every command reads its arguments."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

from build.errors import UserError


class Parser(argparse.ArgumentParser):
    """Mistakes are a UserError: one line with the way on, and a document with `--json`."""

    def __init__(self, *, prog: str, description: str | None = None, **rest: Any) -> None:
        # A pipeline's `--env` must not become another option on the day that one is added.
        super().__init__(prog=prog, description=description, **{**rest, "allow_abbrev": False})

    def error(self, message: str) -> NoReturn:
        """Raises UserError; argparse would print the usage above, and exit."""
        end = "" if message.endswith("?") else "."
        raise UserError(f"{self.prog}: {message}{end} See `{self.prog} --help`.")

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """Nothing unknown is left over: the parser of an action says so itself, and knows its own options."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            options = re.findall(r"--[a-z-]+", self.format_usage())
            close = get_close_matches(unknown[0].partition("=")[0], options, n=1)
            hint = f": did you mean {close[0]}?" if close else ""
            self.error(f"unrecognized arguments: {' '.join(unknown)}{hint}")
        return found, []
