"""What the plugin writes to the console: ids, counts and reasons, never customer data (numbers, names,
notes)."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.contracts.browser import Console

PREFIX = "[flex-sfdc]"


def kind_of_error(error: object) -> str:
    """What kind of error this is: caught in Python, or what a promise of the page was rejected with.

    Its name and its code, not its message: a message may quote a number or a record.
    """
    if isinstance(error, Exception):
        return type(error).__name__
    return f"{getattr(error, 'name', 'no error')} {getattr(error, 'code', 'without code')}"


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

    def attempt(self, what: str, act: Callable[[], object]) -> None:
        """Do `act`; when it raises, say that `what` failed. Nothing is raised."""
        try:
            act()
        except Exception as error:
            self.error(f"{what} failed: {kind_of_error(error)}")

    def guarded(self, what: str, listener: Callable[[object], object]) -> Callable[[object], None]:
        """`listener` for others to call: it never throws into their code, and says so when it would have."""
        return lambda value: self.attempt(what, lambda: listener(value))
