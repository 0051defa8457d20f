"""The browser, as far as the plugin touches it. Source: the HTML and DOM standards (WHATWG), MDN for what
browsers lack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from flex_sfdc.contracts.flex import Promise, React


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
    """`window.sessionStorage`, `window.localStorage`. Reading the property itself may throw, where the frame
    is denied storage; writing throws when it is full."""

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
    def getElementsByTagName(self, name: str) -> Elements: ...


class Json(Protocol):
    """`window.JSON`."""

    def stringify(self, value: object) -> str: ...
    def parse(self, text: str) -> object: ...


class Math(Protocol):
    """`window.Math`."""

    def random(self) -> float: ...


class Date(Protocol):
    """A Date: a moment. `getTimezoneOffset`: minutes that the agent's time is behind UTC then."""

    def getTimezoneOffset(self) -> float: ...
    def toISOString(self) -> str: ...


class Dates(Protocol):
    """`window.Date`, the class."""

    def now(self) -> int: ...


class Reflect(Protocol):
    """`window.Reflect`: what `new` does, which Python cannot say."""

    def construct(self, kind: Dates, arguments: list[float]) -> Date: ...


class DateFormat(Protocol):
    """An Intl.DateTimeFormat."""

    def format(self, milliseconds: int) -> str: ...


class Intl(Protocol):
    """`window.Intl` (ECMA-402). `DateTimeFormat` needs no `new`, and throws for a malformed tag.

    An empty list is the browser's own language.
    """

    def DateTimeFormat(self, locale: str | list[str], options: Mapping[str, str]) -> DateFormat: ...


class Window(Protocol):
    """`window`: the frame Flex runs in. `sforce` is put there by Salesforce's scripts: see
    `contracts.open_cti`."""

    @property
    def React(self) -> React: ...
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
    def Date(self) -> Dates: ...
    @property
    def Reflect(self) -> Reflect: ...
    @property
    def Intl(self) -> Intl: ...
    def encodeURIComponent(self, text: str) -> str: ...
    def fetch(self, url: str, request: Mapping[str, object]) -> Promise: ...
    def setTimeout(self, callback: Callable[[], object], milliseconds: float) -> object: ...
    def clearTimeout(self, timer: object) -> object: ...


class Host(Protocol):
    """What `host.js` hands over: the things Python cannot reach."""

    @property
    def window(self) -> Window: ...
