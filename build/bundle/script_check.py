"""Refuse scripts that a JavaScript parser rejects, or that raise while a browser loads them."""

from __future__ import annotations

import re
import sys
import sysconfig
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from build.compiler.compile import LinkedProgram
from build.compiler.load.modules import SHIMS_SHOWN
from build.compiler.v8 import LoadFailure, load_failure, syntax_error
from build.errors import Diagnostic, ProductError, RefusedError

_EXPORTS = re.compile(r"^export \{[^}]*\};$", re.MULTILINE)
WITHOUT_ESBUILD = "esbuild-py has no build for this machine: the products were checked only with V8"


def check(name: str, code: str) -> str | None:
    """Raise ProductError unless `code` parses. Return a note if there is no esbuild-py for this machine."""
    transform = _esbuild()
    if transform is None:
        error = _v8_error(code)
        if error:
            raise ProductError(f"{name}: is not JavaScript: {error}")
        return WITHOUT_ESBUILD
    if not transform(code):  # an empty result means a syntax error, without a reason
        error = _v8_error(code) or "esbuild does not parse it (V8 does)"
        raise ProductError(f"{name}: is not JavaScript: {error}")
    return None


def _esbuild() -> Callable[[str], str | None] | None:
    try:
        with _distutils():
            from esbuild_py import transform
    except (ImportError, OSError):
        return None
    return transform  # type: ignore[no-any-return]


@contextmanager
def _distutils() -> Iterator[None]:
    """Provide distutils, which Python 3.12 removed: esbuild-py reads a setting from it.

    Use this in every version, because setuptools' replacement of distutils costs a quarter of a second.
    """
    names = ("distutils", "distutils.sysconfig")
    removed = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    package, module = (types.ModuleType(name) for name in names)
    vars(module)["get_config_var"] = sysconfig.get_config_var
    vars(package)["sysconfig"] = module
    sys.modules.update({names[0]: package, names[1]: module})
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]
        sys.modules.update(removed)


def _v8_error(code: str) -> str | None:
    """Return V8's error for code that it cannot parse, with the line, or None."""
    # V8 parses no modules here: leave out the exports, the only module syntax.
    return syntax_error(_EXPORTS.sub("", code))


SECONDS = 20.0
"""The time limit: even a slow machine loads the plugin in less, because that takes milliseconds."""


def check_load(name: str, script: str, program: LinkedProgram, first_line: int) -> None:
    """Load the script in V8. `first_line`: the line of the script on which the program begins, from 0.

    Raises RefusedError with the line of Python that raised; ProductError if another line raised, or if
    loading does not end.
    """
    failure = load_failure(script, SECONDS)
    if failure is None:
        return
    place = next(_places(failure, program, first_line), None)
    why = f"{failure.reason} while the plugin loads: Flex would run without it"
    if place is None:
        raise ProductError(f"{name}: {why}")
    path, line = place
    raise RefusedError([Diagnostic(path, line, 1, why)])


def _places(failure: LoadFailure, program: LinkedProgram, first_line: int) -> Iterator[tuple[str, int]]:
    """Yield the lines of Python on the stack, the innermost first, without those of our standard modules."""
    for line, column in failure.stack:
        place = program.origin(line - first_line, column)
        source = program.sources[place.source].name if place else ""
        if place and not source.startswith(SHIMS_SHOWN):
            yield source, place.line
