"""The commands of `package.py`. Each is a module, which is imported only when it runs.

commands.py lists them, options.py defines their options. A command calls steps of the other packages, and
prints their results: only the command line prints, and turns errors into exit codes (0 done, 1 failed, 2 the
user's mistake).
"""

from __future__ import annotations

import argparse
import errno
import io
import json
import os
import sys
import traceback
import unicodedata
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from build.cli.commands import COMMANDS, ROOT, find, parse, usage
from build.errors import RefusedError, ToolChainError, UserError
from build.files import unreadable

__all__ = ["COMMANDS", "INTERRUPTED", "ROOT", "failure", "find", "guarded", "main", "printable", "usage"]

INTERRUPTED = 130
TROUBLES = frozenset(
    getattr(errno, name)
    for name in (
        *("EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "EFBIG", "EIO", "EMFILE", "ENFILE"),
        *("ENAMETOOLONG", "ELOOP"),
    )
    if hasattr(errno, name)
)
"""Errors of the operating system that mean an impossible path or a full or broken machine, not a bug."""

LOSSES = (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EINVAL)
"""Errors that mean that a file is missing, or is not a file."""
TRACKED = ("build", "flex_sfdc", "requirements", "salesforce", "templates", "tests")
"""Folders of the checkout whose files the commands need and never write."""


class _Module(Protocol):
    def main(self, options: argparse.Namespace) -> int: ...


def main(arguments: Sequence[str]) -> int:
    """Run the command that the first argument names; print errors and return the exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A changelog may have characters that the terminal's encoding lacks; do not fail because of them.
        sys.stdout.reconfigure(errors="backslashreplace")
    return guarded(lambda: _main(*arguments))


def _main(name: str, *arguments: str) -> int:
    try:
        options = parse(name, arguments)
        command = cast(_Module, import_module(f"build.cli.{name.replace('-', '_')}"))
        return command.main(options)
    except ToolChainError as error:
        return _report(error, arguments)
    except RecursionError:
        return _report(UserError(f"{name}: a file or a response is nested too deeply"), arguments)
    except MemoryError:
        return _report(ToolChainError(f"{name}: not enough memory: see `free` and `ulimit -v`"), arguments)
    except Exception as error:
        mistake = _trouble_of_the_machine(error) or _mistake_in_plugin(error)
        if mistake is None:
            raise
        return _report(mistake, arguments)


def _report(error: ToolChainError, arguments: Sequence[str]) -> int:
    if "--json" in arguments:
        print(failure(error))
    print(printable(str(error)), file=sys.stderr)
    return error.exit_code


def _trouble_of_the_machine(error: Exception) -> ToolChainError | None:
    """Return a line for a full disk, missing permissions and the like, which any step may encounter."""
    if not isinstance(error, OSError):
        return None
    place = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""
    if error.errno in LOSSES and Path(place).is_relative_to(ROOT):
        file = Path(place).relative_to(ROOT)
        if file.parts[:1] and file.parts[0] in TRACKED:
            return UserError(unreadable(file.as_posix(), error))
    if error.errno not in TROUBLES:
        return None
    if not place and _is_output_refused():
        return None  # `guarded` reports it
    return UserError(f"{place}: cannot be used: {error.strerror}" if place else f"{error.strerror}")


def _mistake_in_plugin(error: Exception) -> ToolChainError | None:
    """Return the mistake in the plugin's sources if `error` comes from a module that a command imports."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [(frame.filename, frame.lineno) for frame in frames if frame.name == "<module>"]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((error.filename, error.lineno))
    own = [(Path(file), line) for file, line in places if Path(file).is_relative_to(ROOT / "flex_sfdc")]
    if not own:
        return None
    file, line = own[-1]
    compiler = import_module("build.compiler.compile")
    if findings := compiler.check_files([file], ROOT):
        return RefusedError(findings)
    problem = f"{type(error).__name__}: {error}"
    return UserError(f"{file.relative_to(ROOT).as_posix()}:{line}: raises while it is imported: {problem}")


def printable(text: str) -> str:
    """Return text without control characters, because parts of it come from the account."""
    return "".join(
        character
        if character.isprintable() or character in "\n\t" or unicodedata.category(character) == "Zs"
        else "?"
        for character in text
    )


def failure(error: ToolChainError) -> str:
    """Return the JSON document of a failed command."""
    details = {name: value for name in ("step", "problem", "next") if (value := getattr(error, name, None))}
    document = {"problem": str(error), **details, "exitCode": error.exit_code}
    return json.dumps({"ok": False, "error": document})


def guarded(work: Callable[[], int]) -> int:
    """Return the exit code of `work`, even after Ctrl-C or when the output is closed."""
    try:
        code = work()
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # as in `| head`
        _discard_output()
        return 1
    except OSError as error:
        if error.filename is not None or not _is_output_refused():
            raise
        _discard_output()
        print(f"package.py: the output cannot be written: {error.strerror}", file=sys.stderr)
        return 1


def _is_output_refused() -> bool:
    try:
        os.write(sys.stdout.fileno(), b"\n")
    except io.UnsupportedOperation:  # not a file
        return False
    except OSError:
        return True
    return False


def _discard_output() -> None:
    """Let Python's final flush succeed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
