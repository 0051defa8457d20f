"""A window whose time passes only when a test lets it."""

from __future__ import annotations

import functools
import json
import math
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone, tzinfo
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import quote

from flex_sfdc.browser.types import Element

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
STARTED_MS = 1_800_000_000_000  # 2027-01-15T08:00:00Z
SALESFORCE = "https://acme.lightning.force.com"
FRAME_QUERY = f"?sfdcIframeOrigin={SALESFORCE}&mode=Lightning&nonce=n1"


class JsError(Exception):
    """An error as JavaScript throws it: with a message, a name and perhaps a code."""

    def __init__(self, message: str, name: str = "Error", code: object = None) -> None:
        super().__init__(message)
        self.message = message
        self.name = name
        self.code = code


class FakeConsole:
    """Keep the printed lines as (level, text), and print them too: pytest shows them if the test fails."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []

    def log(self, text: str) -> None:
        self._print("log", text)

    def warn(self, text: str) -> None:
        self._print("warn", text)

    def error(self, text: str) -> None:
        """Print a problem, with the traceback of the exception that the plugin reports in it."""
        self._print("error", text)
        if sys.exc_info()[0]:
            traceback.print_exc(file=sys.stdout)

    def _print(self, level: str, text: str) -> None:
        self.lines.append((level, text))
        print(text)

    def of(self, level: str) -> list[str]:
        """Return the texts of one level."""
        return [text for kind, text in self.lines if kind == level]


class FakeOriginList:
    """A DOMStringList."""

    def __init__(self, *origins: str) -> None:
        self.origins = origins

    def item(self, index: int) -> str | None:
        return self.origins[index] if index < len(self.origins) else None


@dataclass
class FakeLocation:
    """The frame's address."""

    pathname: str = "/agent-desktop"
    search: str = FRAME_QUERY
    hash: str = ""
    ancestorOrigins: FakeOriginList | None = field(default_factory=lambda: FakeOriginList(SALESFORCE))

    @property
    def address(self) -> str:
        return f"{self.pathname}{self.search}{self.hash}"

    def go(self, url: str) -> None:
        """Show another address, as `history.pushState` does."""
        rest, _, fragment = url.partition("#")
        self.pathname, question, query = rest.partition("?")
        self.search = question + query
        self.hash = f"#{fragment}" if fragment else ""


class FakeHistory:
    """Show addresses, and keep them."""

    def __init__(self, location: FakeLocation) -> None:
        self.state: object = {"key": "flex"}
        self.location = location
        self.replaced: list[str] = []
        self.throws = False

    def replaceState(self, state: object, unused: str, url: str) -> None:
        if self.throws:
            raise JsError("too many calls", "SecurityError")
        assert state is self.state, "Flex's own history state is kept"
        assert unused == ""
        self.replaced.append(url)
        self.location.go(url)


class FakeStorage:
    """A Storage, which may be denied."""

    def __init__(self) -> None:
        self.items: dict[str, str] = {}
        self.read: list[str] = []  # the keys that were asked for
        self.denied = False
        self.room = 5_000_000  # characters
        self.removed: Callable[[str], object] = lambda _: None  # what another tab does after a removal

    def getItem(self, key: str) -> str | None:
        if self.denied:
            raise JsError("denied", "SecurityError")
        self.read.append(key)
        return self.items.get(key)

    def setItem(self, key: str, value: str) -> None:
        if self.denied:
            raise JsError("denied", "SecurityError")
        if sum(len(text) for text in self.items.values()) + len(value) > self.room:
            raise JsError("full", "QuotaExceededError")
        self.items[key] = value

    def removeItem(self, key: str) -> None:
        if self.denied:
            raise JsError("denied", "SecurityError")
        self.items.pop(key, None)
        self.removed(key)

    def key(self, place: int) -> str | None:
        return list(self.items)[place] if place < len(self.items) else None

    @property
    def length(self) -> int:
        return len(self.items)


class FakeElement:
    """An element. `inserted` is called with each child that is inserted."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.src = ""
        self.attributes: dict[str, str] = {}
        self.children: list[FakeElement] = []
        self.parentNode: FakeElement | None = None
        self.listeners: dict[str, list[Callable[[object], object]]] = {}
        self.inserted: Callable[[FakeElement], object] = lambda _: None

    def setAttribute(self, name: str, value: str) -> None:
        self.attributes[name] = value

    def addEventListener(self, name: str, listener: Callable[[object], object]) -> None:
        self.listeners.setdefault(name, []).append(listener)

    def insertBefore(self, child: Any, before: Element | None) -> None:
        place = self.children.index(before) if before in self.children else len(self.children)
        self.children.insert(place, child)
        child.parentNode = self
        self.inserted(child)

    def removeChild(self, child: Any) -> None:
        self.children.remove(child)
        child.parentNode = None

    def happens(self, event: str) -> None:
        """Call the listeners of an event."""
        for listener in self.listeners.get(event, []):
            listener({"type": event})


class FakeElements:
    """An HTMLCollection."""

    def __init__(self, elements: list[FakeElement]) -> None:
        self.elements = elements

    def item(self, index: int) -> FakeElement | None:
        return self.elements[index] if index < len(self.elements) else None


class FakeDocument:
    """A document with one script in its head, unless a test removes it."""

    def __init__(self) -> None:
        self.referrer = ""
        self.documentElement: Any = SimpleNamespace(lang="en")
        self.head = FakeElement("head")
        self.head.insertBefore(FakeElement("script"), None)
        self.commands: list[str] = []
        self.body = self.activeElement = object()
        self.is_focused = True  # by the window

    def hasFocus(self) -> bool:
        return self.is_focused

    def execCommand(self, command: str) -> None:
        self.commands.append(command)

    def createElement(self, name: str) -> FakeElement:
        return FakeElement(name)

    def getElementsByTagName(self, name: str) -> FakeElements:
        return FakeElements([child for child in self.head.children if child.name == name])


class FakeDate:
    """A Date in a time zone, which formats some locales as Chromium does and refuses malformed ones."""

    PATTERNS: ClassVar = {"de-DE": "%d.%m.%Y, %H:%M", "en-US": "%b %d, %Y, %I:%M %p"}

    def __init__(self, milliseconds: float, zone: tzinfo) -> None:
        self.moment = EPOCH + timedelta(milliseconds=milliseconds)
        self.zone = zone

    def getHours(self) -> int:
        return self.moment.astimezone(self.zone).hour

    def getMinutes(self) -> int:
        return self.moment.astimezone(self.zone).minute

    def getTimezoneOffset(self) -> float:
        ahead = self.moment.astimezone(self.zone).utcoffset()
        assert ahead is not None
        return -ahead.total_seconds() / 60

    def toLocaleString(self, locale: str | list[str], style: Mapping[str, str]) -> str:
        assert style == {"dateStyle": "medium", "timeStyle": "short"}
        tag = "en-US" if isinstance(locale, list) else locale
        if not tag or "_" in tag or " " in tag:
            raise JsError(f"Incorrect locale information provided: {tag}", "RangeError")
        return f"{self.moment.astimezone(self.zone):{self.PATTERNS.get(tag, self.PATTERNS['en-US'])}}"

    def toISOString(self) -> str:
        return f"{self.moment:%Y-%m-%dT%H:%M:%S}.{self.moment.microsecond // 1000:03}Z"


def in_locale(number: int, locale: str) -> str:
    """Format a small number as `Number.prototype.toLocaleString` does; refuse malformed locales."""
    if not locale or "_" in locale:
        raise JsError(f"Incorrect locale information provided: {locale}", "RangeError")
    digits = "٠١٢٣٤٥٦٧٨٩" if locale == "ar-EG" else "0123456789"
    return "".join(digits[int(digit)] for digit in str(number))


class FakeLocks:
    """`navigator.locks`: one holder of a name at a time, across the windows that share it."""

    def __init__(self) -> None:
        self.waiting: list[tuple[str, Callable[[object], Any]]] = []
        self.held: set[str] = set()
        self.works = True

    def request(self, name: str, *arguments: Any) -> SimpleNamespace:
        """Take `request(name, callback)`, or options before the callback."""
        if not self.works:
            return SimpleNamespace(then=lambda _, rejected: rejected(JsError("no", "SecurityError")))
        if len(arguments) > 1 and arguments[0]["ifAvailable"] and name in self.held:
            arguments[-1](None)
        else:
            self.waiting.append((name, arguments[-1]))
            self.grant()
        return SimpleNamespace(then=lambda *_: None)

    def grant(self) -> None:
        """Give each free lock to the next waiting request."""
        for name, callback in list(self.waiting):
            if name not in self.held:
                self.waiting.remove((name, callback))
                self.held.add(name)
                executor = callback(SimpleNamespace(name=name))
                release = functools.partial(self.let_go, name)
                if executor is None:
                    release()
                else:
                    executor(release, None)

    def let_go(self, name: str, _: object = None) -> None:
        """Release a lock: the holder's promise is resolved, or its page is gone."""
        self.held.discard(name)
        self.grant()


class FakeParent:
    """The window of the page around Flex: a page of another origin, which receives what is posted to it."""

    def __init__(self) -> None:
        self.posted: list[tuple[str, str]] = []
        self.heard: Callable[[str], object] = lambda _: None

    def postMessage(self, message: str, origin: str) -> None:
        self.posted.append((message, origin))
        if origin == SALESFORCE:
            self.heard(message)


@dataclass
class Timer:
    """A waiting callback."""

    at: float
    callback: Callable[[], object]


class FakeWindow:
    """The frame's window. Embedded unless `top` is itself."""

    def __init__(self) -> None:
        self.self: object = self
        self.top: object = object()
        self.parent: Any = FakeParent()
        self.console = FakeConsole()
        self.document: Any = FakeDocument()
        self.location: Any = FakeLocation()
        self.history: Any = FakeHistory(self.location)
        self.sessionStorage = FakeStorage()
        self.localStorage = FakeStorage()
        self.sforce: Any = None
        self.React: Any = None
        self.ReactRedux: Any = None
        self.Handlebars: Any = None
        self.navigator: Any = SimpleNamespace(language="en-US", locks=FakeLocks())
        self.Promise: Any = object()
        self.listeners: dict[str, list[Callable[[object], object]]] = {}
        self.Math: Any = SimpleNamespace(random=lambda: 0.25, floor=math.floor)
        self.JSON: Any = SimpleNamespace(
            stringify=lambda value, _=None, indent=None: json.dumps(value, indent=indent), parse=json.loads
        )
        prototype = SimpleNamespace(toLocaleString=SimpleNamespace(call=in_locale))
        self.Number: Any = SimpleNamespace(prototype=prototype)
        self.requests: list[tuple[str, Mapping[str, Any]]] = []
        self.promises: list[Any] = []
        self.opened = STARTED_MS
        self.now: float = 0  # since the page was opened
        self.zone: tzinfo = timezone.utc
        self.Date: Any = SimpleNamespace(now=lambda: self.opened + int(self.now))
        self.Reflect: Any = SimpleNamespace(construct=self.construct, has=hasattr, set=setattr)
        self.AbortSignal: Any = SimpleNamespace(timeout=lambda milliseconds: f"ends after {milliseconds} ms")
        self.timers: list[Timer] = []

    def construct(self, kind: object, arguments: list[Any]) -> Any:
        """Do what `new` does: here a promise is its executor."""
        return arguments[0] if kind is self.Promise else FakeDate(arguments[0], self.zone)

    def addEventListener(
        self, name: str, listener: Callable[[object], object], _capture: bool = False
    ) -> None:
        self.listeners.setdefault(name, []).append(listener)

    def encodeURIComponent(self, text: str) -> str:
        return quote(text, safe="")

    def fetch(self, url: str, request: Mapping[str, Any]) -> Any:
        """Answer each request with the next of `promises`."""
        self.requests.append((url, request))
        assert self.promises, f"nothing answers the request to {url}: add a promise to `window.promises`"
        return self.promises.pop(0)

    def setTimeout(self, callback: Callable[[], object], milliseconds: float) -> Timer:
        timer = Timer(self.now + milliseconds, callback)
        self.timers.append(timer)
        return timer

    def clearTimeout(self, timer: object) -> None:
        self.timers = [other for other in self.timers if other is not timer]

    def passes(self, milliseconds: int) -> None:
        """Let time pass, and run what is due in order."""
        end = self.now + milliseconds
        while due := [timer for timer in self.timers if timer.at <= end]:
            timer = min(due, key=lambda waiting: waiting.at)
            self.timers.remove(timer)
            self.now = timer.at
            timer.callback()
        self.now = end


@dataclass
class FakeHost:
    """The host that host.js passes to the plugin."""

    window: Any

    def isFromParent(self, event: Any) -> bool:
        return event.source is self.window.parent

    def postToParent(self, message: str, origin: str) -> None:
        self.window.parent.postMessage(message, origin)

    def addTexts(self, strings: Any, catalogue: Any, language: str) -> Callable[[str], str | None]:
        own = dict(zip(catalogue["keys"], catalogue["texts"][language], strict=True))
        for key, text in own.items():
            if not isinstance(getattr(strings, key, None), str):
                setattr(strings, key, text)
        return own.get

    def guardTemplates(
        self, templates: Any, catalogue: Any, render: Callable[[str, object, object], object]
    ) -> None:
        def guarded(key: str) -> property:
            current = [templates.__dict__.pop(key, getattr(templates, key))]
            return property(
                lambda _: lambda context: render(key, current[-1], context),
                lambda _, value: current.append(value),
            )

        accessors = {key: guarded(key) for key in catalogue["keys"]}
        templates.__class__ = type("GuardedTemplates", (type(templates),), accessors)
