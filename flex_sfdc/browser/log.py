"""Write to the console: ids, counts and reasons, never customer data (numbers, names, notes)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flex_sfdc.browser.types import Console
from flex_sfdc.plain_data import DIGITS, LETTERS, consists_of

PREFIX = "[flex-sfdc]"
MAX_CODE_LENGTH = 80
MAX_CODE_DIGITS = 6  # a text with more digits may be a phone number


def kind_of_error(error: object) -> str:
    """Return the kind of an error that Python caught or that rejected a promise.

    The kind is its name and code, without the message, which may quote a number or a record.
    """
    if isinstance(error, Exception):
        return code_of(type(error).__name__, "error")
    try:
        name = code_of(getattr(error, "name", None), "no error")
        return f"{name} {code_of(getattr(error, 'code', None), 'without code')}"
    except Exception:
        return "an error that cannot be read"


def code_of(value: object, otherwise: str) -> str:
    """Return a code from outside, or `otherwise` if it does not look like a code.

    Other software may put a customer's name or number where a code belongs.
    """
    code = f"{value}" if isinstance(value, (str, int)) else ""
    digits = [character for character in code if character in DIGITS]
    is_code = len(code) <= MAX_CODE_LENGTH and consists_of(code, LETTERS + DIGITS + "_.-")
    return code if code and is_code and len(digits) <= MAX_CODE_DIGITS else otherwise


class Log:
    """Write to the console with the plugin's prefix."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def info(self, text: str) -> None:
        """Log something that went as expected."""
        self._console.log(f"{PREFIX} {text}")

    def warn(self, text: str) -> None:
        """Log something that needs attention but does not affect the agent."""
        self._console.warn(f"{PREFIX} {text}")

    def error(self, text: str) -> None:
        """Log something that does not work."""
        self._console.error(f"{PREFIX} {text}")

    def failed(self, label: str, error: object) -> None:
        """Log that `label` failed, with the kind of the error."""
        self.error(f"{label} failed: {kind_of_error(error)}")

    def attempt(self, label: str, act: Callable[[], object]) -> Any:
        """Return what `act` returns; when it raises, log that `label` failed and return None."""
        try:
            return act()
        except Exception as error:
            self.failed(label, error)
            return None

    def guarded(self, label: str, listener: Callable[[object], object]) -> Callable[[object], Any]:
        """Return a wrapper of `listener`, or of a component, that never throws into the calling code.

        If the listener raises, log that. A component that raises shows nothing.
        """
        return lambda value: self.attempt(label, lambda: listener(value))
