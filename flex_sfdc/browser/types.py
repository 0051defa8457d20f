"""Describe the parts of the browser that the plugin uses.

Source: the HTML and DOM standards (WHATWG), and MDN.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, overload

from flex_sfdc.flex.types import Catalogue, React, ReactRedux
from flex_sfdc.flex.types import Promise as Settling


class Console(Protocol):
    """`window.console`."""

    def log(self, text: str) -> object: ...
    def warn(self, text: str) -> object: ...
    def error(self, text: str) -> object: ...


class OriginList(Protocol):
    """`location.ancestorOrigins`, a DOMStringList: the parent first. Firefox has it since 148."""

    def item(self, index: int) -> str | None: ...


class Location(Protocol):
    """`window.location`. `ancestorOrigins` may be missing."""

    @property
    def pathname(self) -> str: ...
    @property
    def search(self) -> str: ...
    @property
    def hash(self) -> str: ...
    @property
    def ancestorOrigins(self) -> OriginList | None: ...


class History(Protocol):
    """`window.history`. `replaceState` throws when it is called too often (Safari, Chromium)."""

    @property
    def state(self) -> object: ...
    def replaceState(self, state: object, unused: str, url: str) -> object: ...


class Storage(Protocol):
    """`window.sessionStorage`, `window.localStorage`.

    Reading the property itself may throw if the frame is denied storage; writing throws when it is full.
    """

    @property
    def length(self) -> int: ...
    def key(self, place: int) -> str | None: ...
    def removeItem(self, key: str) -> object: ...

    def getItem(self, key: str) -> str | None: ...
    def setItem(self, key: str, value: str) -> object: ...


class Element(Protocol):
    """An element of the page, with the members that are needed to insert a `<script>`."""

    src: str

    @property
    def parentNode(self) -> Element | None: ...
    def setAttribute(self, name: str, value: str) -> object: ...
    def addEventListener(self, name: str, listener: Callable[[object], object]) -> object: ...
    def insertBefore(self, child: Element, before: Element | None) -> object: ...
    def removeChild(self, child: Element) -> object: ...


class Elements(Protocol):
    """An HTMLCollection."""

    def item(self, index: int) -> Element | None: ...


class Document(Protocol):
    """`window.document`."""

    @property
    def referrer(self) -> str: ...
    @property
    def head(self) -> Element: ...
    @property
    def body(self) -> object: ...
    @property
    def activeElement(self) -> object: ...
    def hasFocus(self) -> bool: ...
    def createElement(self, name: str) -> Element: ...
    def execCommand(self, name: str) -> bool: ...
    def getElementsByTagName(self, name: str) -> Elements: ...


class Json(Protocol):
    """`window.JSON`."""

    def stringify(self, value: object, replacer: None = None, indent: int = 0) -> str: ...
    def parse(self, text: str) -> object: ...


class Math(Protocol):
    """`window.Math`."""

    def random(self) -> float: ...
    def floor(self, number: float) -> int: ...


class InLocale(Protocol):
    """The method `toLocaleString` of numbers, unbound. It throws for a malformed tag."""

    def call(self, number: int, locale: str) -> str: ...


class NumberPrototype(Protocol):
    """The prototype of all numbers."""

    @property
    def toLocaleString(self) -> InLocale: ...


class Numbers(Protocol):
    """`window.Number`, the class."""

    @property
    def prototype(self) -> NumberPrototype: ...


class Date(Protocol):
    """A Date, a point in time. `getTimezoneOffset`: the minutes by which the agent's time is behind UTC.

    `toLocaleString` throws for a malformed tag; an empty list means the browser's own language.
    """

    def getHours(self) -> int: ...
    def getMinutes(self) -> int: ...
    def getTimezoneOffset(self) -> float: ...
    def toISOString(self) -> str: ...
    def toLocaleString(self, locale: str | list[str], style: Mapping[str, str]) -> str: ...


class Dates(Protocol):
    """`window.Date`, the class."""

    def now(self) -> int: ...


class Promises(Protocol):
    """`window.Promise`, the class. It takes a function of two callbacks, which resolve and reject it."""

    def resolve(self, value: object) -> Settling: ...


class Reflect(Protocol):
    """`window.Reflect`, for JavaScript's `new`, which Python cannot express."""

    def has(self, target: object, name: str) -> bool: ...
    def set(self, target: object, name: str, value: object) -> bool: ...

    @overload
    def construct(self, kind: Dates, arguments: list[float]) -> Date: ...
    @overload
    def construct(self, kind: Promises, arguments: list[Callable[..., object]]) -> object: ...


class AbortSignals(Protocol):
    """`window.AbortSignal`, the class; its signals end a request after a time."""

    def timeout(self, milliseconds: int) -> object: ...


class MessagePort(Protocol):
    """A MessagePort. Setting `onmessage` starts it."""

    onmessage: Callable[[object], object]

    def postMessage(self, message: str) -> object: ...


class Window(Protocol):
    """`window`: the frame that Flex runs in. Salesforce's scripts add `sforce` (`salesforce.scripts`)."""

    @property
    def React(self) -> React: ...
    @property
    def ReactRedux(self) -> ReactRedux: ...
    @property
    def self(self) -> object: ...
    @property
    def top(self) -> object: ...
    @property
    def console(self) -> Console: ...
    @property
    def document(self) -> Document: ...
    @property
    def history(self) -> History: ...
    @property
    def location(self) -> Location: ...
    @property
    def sessionStorage(self) -> Storage: ...
    @property
    def JSON(self) -> Json: ...
    @property
    def Math(self) -> Math: ...
    @property
    def Number(self) -> Numbers: ...
    @property
    def Date(self) -> Dates: ...
    @property
    def Reflect(self) -> Reflect: ...
    @property
    def AbortSignal(self) -> AbortSignals: ...
    @property
    def Promise(self) -> Promises: ...
    def addEventListener(
        self, name: str, listener: Callable[[object], object], capture: bool = False
    ) -> object: ...
    def encodeURIComponent(self, text: str) -> str: ...
    def fetch(self, url: str, request: Mapping[str, object]) -> Settling: ...
    def setTimeout(self, callback: Callable[[], object], milliseconds: float) -> object: ...
    def clearTimeout(self, timer: object) -> object: ...


class Host(Protocol):
    """The objects that Python cannot reach itself, passed by `host.js`."""

    @property
    def window(self) -> Window: ...
    def isFromParent(self, event: object) -> bool: ...
    def postToParent(self, message: str, origin: str) -> object: ...

    def addTexts(self, strings: object, catalogue: Catalogue, language: str) -> Callable[[str], str | None]:
        """Add the texts that Flex does not have, and return the function that finds each text by its key."""

    def guardTemplates(
        self, templates: object, catalogue: Catalogue, render: Callable[[str, Any, object], object]
    ) -> object:
        """Pass each rendering of a key to `render`, with the template that was set last and the context."""
