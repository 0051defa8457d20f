"""One file of a build."""

from __future__ import annotations

import base64
import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property


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
