"""Read files that people may have deleted or replaced."""

from __future__ import annotations

import errno
import io
import stat
from pathlib import Path


def read(path: Path) -> bytes:
    """Return the content. Raises OSError, also for a pipe or a device, whose content may never end."""
    mode = path.stat().st_mode
    if stat.S_ISFIFO(mode):
        raise OSError(errno.EINVAL, "Is a pipe", str(path))
    if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
        raise OSError(errno.EINVAL, "Is a device", str(path))
    return path.read_bytes()


def read_text(path: Path, encoding: str = "utf-8") -> str:
    """Return the text, with the line ends of Python. Raises OSError or UnicodeDecodeError."""
    return io.StringIO(read(path).decode(encoding), newline=None).getvalue()


def unreadable(file: str, error: OSError) -> str:
    """Return the message that a file of the checkout cannot be read. `file`: its path in the checkout."""
    return f"{file}: cannot be read: {error.strerror}: {how_to_restore(file)}"


def how_to_restore(file: str) -> str:
    """Return the advice about a lost file of the checkout."""
    return f"restore it, for example with `git checkout -- {file}`"
