"""A screen without a monitor, and a person's actions on its windows."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from Xlib import X
from Xlib.display import Display
from Xlib.protocol.event import ClientMessage

SIZE = "1600x1000x24"


@contextmanager
def screen() -> Iterator[str]:
    """Start an X server, and return its `DISPLAY`; skip the test where there is none."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed (on Debian: apt-get install xvfb)")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", SIZE, "-nolisten", "tcp"]
    with (
        subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server,
        os.fdopen(read) as said,
    ):
        os.close(write)
        try:
            yield f":{said.readline().strip()}"
        finally:
            server.terminate()


class Windows:
    """The windows of a screen."""

    def __init__(self, display: str) -> None:
        self._display = Display(display)
        self._protocols = self._display.intern_atom("WM_PROTOCOLS")
        self._delete = self._display.intern_atom("WM_DELETE_WINDOW")
        self._name = self._display.intern_atom("_NET_WM_NAME")

    def titles(self) -> list[str]:
        """Return the title of each window: in a browser, that of the tab in front."""
        return [title for title, _ in self._all()]

    def close(self, title: str) -> None:
        """Close the window whose title has this text, as its close button does."""
        window = next(window for has, window in self._all() if title in has)
        data = (32, [self._delete, X.CurrentTime, 0, 0, 0])
        window.send_event(ClientMessage(window=window, client_type=self._protocols, data=data))
        self._display.sync()

    def _all(self) -> list[tuple[str, Any]]:
        results = []
        for window in self._display.screen().root.query_tree().children:
            title = window.get_full_text_property(self._name)
            if title and window.get_full_property(self._protocols, X.AnyPropertyType):
                results.append((title, window))
        return results
