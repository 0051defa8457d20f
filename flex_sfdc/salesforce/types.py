"""Salesforce Open CTI for Lightning, as far as the plugin uses it.

Source: the Open CTI Developer Guide (methods for Lightning Experience) and the behaviour of `opencti_min.js`
55.0 to 57.0: every method takes exactly one object that is not empty, throws synchronously if it rejects it,
and never gives up waiting.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypedDict


class Error(TypedDict, total=False):
    """An item of `response.errors`. Only `code` may be logged: the other fields may hold customer data."""

    code: str
    description: str
    details: list[object]


class Response(TypedDict, total=False):
    """The argument of a callback. Some pages of the guide name the third field `error`."""

    success: bool
    returnValue: object
    errors: list[Error] | None


class OpenCtiApi(Protocol):
    """`window.sforce.opencti`. Its other methods are called by their names: `salesforce.open_cti`.

    It may exist without working: without its query string no callback ever comes.
    """

    def initialize(self) -> object: ...


class ConsoleApi(Protocol):
    """`window.sforce.console`, the Console toolkit: arguments by position; the answer has `success` alone."""

    def setCustomConsoleComponentPopoutable(
        self, popoutable: bool, callback: Callable[[Response], None]
    ) -> object: ...
