"""Hold an advisory lock on a file, which the system releases when its holder dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

PAUSE = 0.1


@contextmanager
def exclusive(path: Path, on_wait: Callable[[], None] = lambda: None) -> Iterator[int]:
    """Hold the lock file during a `with`; call `on_wait` once if another process holds it.

    Yield its descriptor: a child that inherits it holds the lock even if this process is killed.
    """
    handle = _acquire(path, on_wait)
    try:
        yield handle.fileno()
    finally:
        # Remove it while it is held: a waiting process notices that the file has changed, and tries again.
        with suppress(OSError):
            path.unlink()
        handle.close()


def _acquire(path: Path, on_wait: Callable[[], None]) -> IO[bytes]:
    is_waiting = False
    while True:
        handle = open(path, "ab")  # noqa: SIM115 (closed by the caller, or just below)
        if _try_lock(handle):
            if _is_still(path, handle):
                return handle
        elif not is_waiting:
            is_waiting = True
            on_wait()
        handle.close()
        time.sleep(PAUSE)


def _is_still(path: Path, handle: IO[bytes]) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle.fileno()))
    except OSError:
        return False


def _try_lock(handle: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
