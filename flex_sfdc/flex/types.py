"""Describe the parts of Twilio Flex UI that the plugin uses.

Source: @twilio/flex-ui 2.17.1 as observed in Chromium, and its own type definitions (`src/*.d.ts` of the npm
package).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any, Literal, Protocol, TypedDict

from typing_extensions import NotRequired


class Promise(Protocol):
    """A JavaScript promise."""

    def then(
        self, fulfilled: Callable[[object], object] | None, rejected: Callable[[object], object]
    ) -> object: ...
    def __await__(self) -> Generator[Any, Any, Any]: ...


class Task(Protocol):
    """An `ITask`. Its properties are getters, read with `dig`. Each update makes a new object.

    `setAttributes` replaces all attributes.
    """

    def setAttributes(self, attributes: Mapping[str, object]) -> Promise: ...


class OutboundCall(TypedDict):
    """The payload of `StartOutboundCall`. Flex normalises the number, and fills in missing values."""

    destination: str
    taskAttributes: Mapping[str, str]
    callerId: NotRequired[str]
    queueSid: NotRequired[str]


class Actions(Protocol):
    """`flex.Actions`: listeners of actions, and blocked payloads.

    A `before…` listener gets the payload and `abort`. If an `after…` listener throws synchronously, Flex
    skips the listeners after it. Flex refuses an action if its payload has all keys of a blocked payload with
    the same values. Buttons and `unblockAction` may pass a predicate of blocked payloads. Registering
    a function as a blocked payload blocks nothing.
    """

    def addListener(self, event: str, listener: Callable[..., object]) -> object: ...
    def blockAction(self, name: str, payload: object) -> object: ...
    def unblockAction(self, name: str, payload: object) -> object: ...
    def invokeAction(self, name: Literal["StartOutboundCall"], payload: OutboundCall) -> Promise: ...


class NotificationTypes(Protocol):
    """`flex.NotificationType`."""

    @property
    def error(self) -> str: ...


class Notification(TypedDict):
    """A notification to register. `content`: the key of a string; `timeout`: milliseconds, 0 for no end."""

    id: str
    content: str
    type: str
    timeout: int


class NotificationManager(Protocol):
    """`flex.Notifications`. `registerNotification` throws for an id that is registered already."""

    def registerNotification(self, notification: Notification) -> object: ...
    def showNotification(self, id: str, context: Mapping[str, object]) -> object: ...
    def dismissNotificationById(self, id: str) -> object: ...
    def isNotificationActive(self, id: str) -> bool: ...


class StateHelper(Protocol):
    """`flex.StateHelper`: returns the active phone call, if any, and whether a call rings."""

    def getCurrentPhoneCallState(self) -> object: ...
    def hasPendingCall(self) -> bool: ...


class React(Protocol):
    """`window.React` 17, Flex's own. A component is a function that returns an element, or None."""

    def createElement(self, component: object, props: Mapping[str, object], *children: object) -> object: ...
    def useState(self, initial: str) -> tuple[str, Callable[[str], object]]: ...
    def useEffect(self, effect: Callable[[], object], dependencies: list[object]) -> None: ...


class Call(Protocol):
    """A call of the Voice SDK. An `error` does not always end it; after its end, `status()` is `closed`."""

    def on(self, event: str, listener: Callable[[object], object]) -> object: ...
    def status(self) -> str: ...


class VoiceClient(Protocol):
    """`manager.voiceClient`, the Voice SDK's Device. `calls`: the ringing calls."""

    @property
    def calls(self) -> list[Call] | None: ...
    def on(self, event: str, listener: Callable[[Call], object]) -> object: ...


class TaskHelper(Protocol):
    """`flex.TaskHelper`."""

    def isCallTask(self, task: object) -> bool: ...


class Capabilities(Protocol):
    """A `Set` of what a channel of tasks can do."""

    def has(self, name: str) -> bool: ...


class TaskChannel(Protocol):
    """The definition of a channel, Flex's own or a plugin's."""

    @property
    def capabilities(self) -> Capabilities: ...


class TaskChannels(Protocol):
    """`flex.TaskChannels`."""

    def getForTask(self, task: object) -> TaskChannel: ...


class ReactRedux(Protocol):
    """`window.ReactRedux`, Flex's own: a component renders again when the result of its selector changes."""

    def useSelector(self, selector: Callable[[object], object]) -> object: ...


class Content(Protocol):
    """`flex.TaskCanvas.Content`. The element gets `task` as a prop."""

    def add(self, element: object, options: Mapping[str, object]) -> object: ...


class Component(Protocol):
    """A part of Flex that other parts can be added to."""

    @property
    def Content(self) -> Content: ...


class Styled(Protocol):
    """`flex.styled`, from Emotion: makes a component from a tag and style rules that get Flex's theme."""

    def div(self, rules: Callable[[object], Mapping[str, object]]) -> object: ...


class Flex(Protocol):
    """The first argument of `init`: a proxy of `Twilio.Flex` for this plugin."""

    @property
    def Actions(self) -> Actions: ...
    @property
    def NotificationType(self) -> NotificationTypes: ...
    @property
    def Notifications(self) -> NotificationManager: ...
    @property
    def StateHelper(self) -> StateHelper: ...
    @property
    def TaskHelper(self) -> TaskHelper: ...
    @property
    def TaskChannels(self) -> TaskChannels: ...
    @property
    def TaskCanvas(self) -> Component: ...
    @property
    def styled(self) -> Styled: ...
    @property
    def templates(self) -> object: ...


class Events(Protocol):
    """`manager.events`: pluginsInitialized, taskReceived, taskAccepted, …"""

    def addListener(self, event: str, listener: Callable[[object], object]) -> object: ...


class Store(Protocol):
    """`manager.store`, from Redux. Read its state with `browser.page_objects.dig`.

    Any part of the state may be absent after a logout or a degraded boot.
    """

    def getState(self) -> object: ...
    def dispatch(self, action: object) -> object: ...
    def addReducer(self, name: str, reducer: Callable[[Any, Any], object]) -> object: ...
    def subscribe(self, listener: Callable[[], object]) -> Callable[[], object]: ...


class Manager(Protocol):
    """The second argument of `init`.

    Read `configuration` and `serviceConfiguration` with `dig`. `workerClient` may be undefined. `strings` is
    a plain object of Handlebars templates; setting a key makes `flex.templates[key]` render it.
    """

    @property
    def configuration(self) -> object: ...
    @property
    def serviceConfiguration(self) -> object: ...
    @property
    def voiceClient(self) -> VoiceClient | None: ...
    @property
    def workerClient(self) -> object: ...
    @property
    def events(self) -> Events: ...
    @property
    def store(self) -> Store: ...
    @property
    def strings(self) -> object: ...
    def updateConfig(self, configuration: Mapping[str, object]) -> object: ...


class Catalogue(TypedDict):
    """The texts: their keys, and for each language (`en-US` is always there) the texts in the same order."""

    keys: list[str]
    texts: dict[str, list[str]]


class Build(TypedDict):
    """The facts of the build, which `templates/plugin.js.j2` passes to `start`."""

    name: str
    version: str
    strings: Catalogue
