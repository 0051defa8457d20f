"""What the plugin writes to the console: one prefix, ids, counts and reasons, never customer data (numbers,
names, notes)."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.contracts.browser import Console

PREFIX = "[flex-sfdc]"


def kind_of_error(error: object) -> str:
    """The name and the code of an error, not its message: a message may quote a number or a record."""
    name = getattr(error, "name", None)
    code = getattr(error, "code", None)
    words = name if isinstance(name, str) and name else "error"
    return f"{words} {code}" if isinstance(code, (int, str)) else words


class Log:
    """The console with the plugin's prefix."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def info(self, text: str) -> None:
        """Something that went as it should."""
        self._console.log(f"{PREFIX} {text}")

    def warn(self, text: str) -> None:
        """Something that someone should look at, and that costs the agent nothing."""
        self._console.warn(f"{PREFIX} {text}")

    def error(self, text: str) -> None:
        """Something that does not work."""
        self._console.error(f"{PREFIX} {text}")

    def attempt(self, what: str, act: Callable[[], object]) -> bool:
        """Do `act`; when it raises, say that `what` failed. Returns whether it worked. Nothing is raised."""
        try:
            act()
            return True
        except Exception as error:
            self.error(f"{what} failed: {kind_of_error(error)}")
            return False

    def guarded(self, what: str, listener: Callable[[object], object]) -> Callable[[object], None]:
        """`listener` for others to call: it never throws into their code, and says so when it would have."""

        def safe(value: object = None) -> None:
            self.attempt(what, lambda: listener(value))

        return safe
