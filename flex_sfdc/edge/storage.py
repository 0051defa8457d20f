"""What the browser keeps: texts by key, in the tab (`sessionStorage`) or for all tabs (`localStorage`)."""

from __future__ import annotations

from typing import Any

from flex_sfdc.contracts.browser import Window


def kept_in_tab(window: Window) -> Kept:
    """What the tab keeps of the agent's tasks."""
    return Kept(window, "sessionStorage", "flex-sfdc.")


class Kept:
    """JSON values under keys that begin with `prefix`. Nothing here raises: a frame may be denied storage."""

    def __init__(self, window: Window, storage: str, prefix: str) -> None:
        self._window = window
        self._name = storage
        self._prefix = prefix

    def get(self, key: str) -> Any:
        """What is kept under a key; None when nothing is, or something else than JSON."""
        try:
            return self._window.JSON.parse(self.text(key) or "null")
        except Exception:
            return None

    def text(self, key: str) -> str:
        """The same as it is kept; empty when nothing is."""
        try:
            return self._storage().getItem(self._prefix + key) or ""
        except Exception:
            return ""

    def put(self, key: str, value: object) -> bool:
        """Keep a value. False where the browser does not: it is full, or storage is denied."""
        try:
            text = self._window.JSON.stringify(value)
        except Exception:
            return False
        return self.put_text(key, text)

    def put_text(self, key: str, text: str) -> bool:
        """The same with a text as it is."""
        try:
            self._storage().setItem(self._prefix + key, text)
        except Exception:
            return False
        return True

    def drop(self, key: str) -> None:
        """Keep nothing under the key."""
        try:
            self._storage().removeItem(self._prefix + key)
        except Exception:
            return

    def names(self) -> list[str]:
        """The keys, without the prefix."""
        found: list[str] = []
        length = len(self._prefix)
        try:
            storage = self._storage()
            place = 0
            while place < storage.length:  # `range` would bring more along
                key = storage.key(place)
                if isinstance(key, str) and key[:length] == self._prefix:
                    found.append(key[length:])
                place = place + 1
        except Exception:
            return []
        return found

    def _storage(self) -> Any:
        return getattr(self._window, self._name)  # denied storage throws here
