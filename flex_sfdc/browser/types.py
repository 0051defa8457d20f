"""The browser, as far as the plugin uses it.

Source: the HTML and DOM standards (WHATWG); MDN for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, overload

from flex_sfdc.flex.types import Promise as Settling
from flex_sfdc.flex.types import React, ReactRedux


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
    """An element of the page, as far as a `<script>` needs it."""

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
    def createElement(self, name: str) -> Element: ...
    def execCommand(self, name: str) -> bool: ...
    def getElementsByTagName(self, name: str) -> Elements: ...


class Json(Protocol):
    """`window.JSON`."""

    def stringify(self, value: object) -> str: ...
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
    """A Date: a moment. `getTimezoneOffset`: minutes that the agent's time is behind UTC then.

    `toLocaleString` throws for a malformed tag; an empty list is the browser's own language.
    """

    def getTimezoneOffset(self) -> float: ...
    def toISOString(self) -> str: ...
    def toLocaleString(self, locale: str | list[str], style: Mapping[str, str]) -> str: ...


class Dates(Protocol):
    """`window.Date`, the class."""

    def now(self) -> int: ...


class Promises(Protocol):
    """`window.Promise`, the class. It takes a function of two callbacks: one resolves it, one rejects it."""

    def resolve(self, value: object) -> Settling: ...


class Reflect(Protocol):
    """`window.Reflect`: it does what JavaScript's `new` does, which Python cannot express."""

    def has(self, target: object, name: str) -> bool: ...

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
    """`window`: the frame that Flex runs in. Salesforce's scripts add `sforce` (`salesforce.types`)."""

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
    """The things that Python cannot reach, passed by `host.js`."""

    @property
    def window(self) -> Window: ...
    def isFromParent(self, event: object) -> bool: ...
    def postToParent(self, message: str, origin: str) -> object: ...
