"""The gate: no product is written that a JavaScript parser refuses."""

from __future__ import annotations

import re
import sys
import sysconfig
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from build.errors import ProductError

_EXPORTS = re.compile(r"^export \{[^}]*\};$", re.MULTILINE)
WITHOUT_ESBUILD = "esbuild-py has no build for this machine: the products were checked with V8 alone"


def check(name: str, code: str) -> str | None:
    """Raises ProductError unless `code` parses. A line says what stood in for a missing esbuild-py."""
    transform = _esbuild()
    if transform is None:
        complaint = _complaint_of_v8(code)
        if complaint:
            raise ProductError(f"{name}: is not JavaScript: {complaint}")
        return WITHOUT_ESBUILD
    if not transform(code):  # nothing comes back where it could not parse, and no reason either
        complaint = _complaint_of_v8(code) or "esbuild does not parse it (V8 does)"
        raise ProductError(f"{name}: is not JavaScript: {complaint}")
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
    """esbuild-py asks distutils, gone since Python 3.12, for one setting that sysconfig has as well.

    Where setuptools stands in for distutils that costs a quarter of a second, so ours is lent everywhere.
    """
    names = ("distutils", "distutils.sysconfig")
    kept = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    package, module = (types.ModuleType(name) for name in names)
    vars(module)["get_config_var"] = sysconfig.get_config_var
    vars(package)["sysconfig"] = module
    sys.modules.update({names[0]: package, names[1]: module})
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]
        sys.modules.update(kept)


def _complaint_of_v8(code: str) -> str | None:
    """What V8 says of code it cannot parse, with the line, or None."""
    from build.compiler.v8 import syntax_error

    # It takes no modules: what makes ours one is left out.
    return syntax_error(_EXPORTS.sub("", code))
