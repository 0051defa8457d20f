"""Describe a file of a build, and measure the standard modules in it."""

from __future__ import annotations

import base64
import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property

from build.compiler.compile import LinkedProgram


@dataclass(frozen=True)
class ProductFile:
    """A file of the build, with its digests and sizes."""

    name: str
    data: bytes

    @cached_property
    def sha256(self) -> str:
        """The digest in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def integrity(self) -> str:
        """The value of a script tag's `integrity` attribute."""
        return "sha384-" + base64.b64encode(hashlib.sha384(self.data).digest()).decode()

    @cached_property
    def gzip_bytes(self) -> int:
        """The size after compression."""
        return len(gzip.compress(self.data, mtime=0))


@dataclass(frozen=True)
class LibraryCost:
    """A standard module in the bundle."""

    module: str
    gzip_bytes: int
    """The bytes by which the compressed program shrinks without the module and code that only it needs."""
    imported_by: str
    """`file.py:line` of the first import."""

    def __str__(self) -> str:
        kilobytes = round(self.gzip_bytes / 1024)
        size = f"{kilobytes} KB" if kilobytes else f"{self.gzip_bytes} bytes"
        return f"{self.module}: {size} gzip, imported by {self.imported_by}"


def library_costs(program: LinkedProgram) -> tuple[LibraryCost, ...]:
    """Measure each standard module in the program, the largest first."""
    total = _compressed(program.code) if program.library else 0
    costs = [
        LibraryCost(module, max(total - _compressed(program.code_without(module)), 0), place)
        for module, place in program.library.items()
    ]
    return tuple(sorted(costs, key=lambda cost: (-cost.gzip_bytes, cost.module)))


def _compressed(code: str) -> int:
    return len(gzip.compress(code.encode(), mtime=0))
