"""The parts of Flex that the plugin uses."""

from __future__ import annotations

import inspect
import sys
import traceback
from collections.abc import Callable, Coroutine, Generator, Mapping
from types import SimpleNamespace
from typing import Any

from tests.support.plugin.browser import JsError

OFFLINE_SID = "WA" + "0" * 32
ACCOUNT_SID = "AC" + "0" * 32
WORKER_SID = "WK" + "0" * 32
AVAILABLE_SID = "WA" + "1" * 32


class Awaitable:
    """A promise that compiled code, and CPython with `promise_of`, can await."""

    def __await__(self) -> Generator[Any, Any, Any]:
        return (yield self)


Fulfilled = Callable[[object], object] | None


class FakePromise(Awaitable):
    """A promise that the test settles."""

    def __init__(self) -> None:
        self.fulfilled: list[Callable[[object], object]] = []
        self.rejected: list[Callable[[object], object]] = []

    def then(self, fulfilled: Fulfilled, rejected: Callable[[object], object]) -> None:
        self.fulfilled += [fulfilled] if fulfilled else []
        self.rejected.append(rejected)

    def resolve(self, value: object = None) -> None:
        for listener in self.fulfilled:
            listener(value)

    def reject(self, reason: object) -> None:
        for listener in self.rejected:
            listener(reason)


class Running(FakePromise):
    """The promise of a coroutine, which runs until it waits for a promise that is not settled."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        super().__init__()
        self._coroutine = coroutine
        self._end: tuple[Callable[[object], None], object] | None = None
        self._step(lambda: coroutine.send(None))

    def then(self, fulfilled: Fulfilled, rejected: Callable[[object], object]) -> None:
        super().then(fulfilled, rejected)
        if self._end:
            settle, value = self._end
            settle(value)

    def _step(self, run: Callable[[], Any]) -> None:
        try:
            waits_for = run()
        except StopIteration as end:
            self._ends(self.resolve, end.value)
        except Exception as error:
            traceback.print_exc(file=sys.stdout)  # pytest shows it if the test fails
            self._ends(self.reject, error)
        else:
            waits_for.then(
                lambda value: self._step(lambda: self._coroutine.send(value)),
                lambda reason: self._step(lambda: self._coroutine.throw(JsError(reason))),
            )

    def _ends(self, settle: Callable[[object], None], value: object) -> None:
        self._end = (settle, value)
        settle(value)


def promise_of(value: Any) -> Any:
    """Do what `Promise.resolve` does: return a promise unchanged, and make one for a coroutine or a value."""
    if inspect.iscoroutine(value):
        return Running(value)
    return value if hasattr(value, "then") else Settled(value)


class Settled(Awaitable):
    """A settled promise."""

    def __init__(self, value: object = None, reason: object = None) -> None:
        self.value = value
        self.reason = reason

    def then(self, fulfilled: Fulfilled, rejected: Callable[[object], object]) -> None:
        if self.reason is not None:
            rejected(self.reason)
        elif fulfilled:
            fulfilled(self.value)


class FakeTask:
    """An ITask. `written` keeps what is written to it; `promises` are the results of the next writes."""

    def __init__(self, number: int, attributes: object, status: str = "accepted") -> None:
        self.sid = f"WR{number:032x}"
        self.taskSid = f"WT{number:032x}"
        self.status = status
        self.attributes = attributes
        self.taskChannelUniqueName = self.channelType = "default"
        self.queueName = "Everyone"
        self.conference: object = None
        self.dateUpdated: object = SimpleNamespace(getTime=lambda: 0)
        self.incomingTransferObject: object = None
        self.canceledReasonCode: object = None
        self.written: list[Mapping[str, object]] = []
        self.promises: list[Settled] = []

    def setAttributes(self, attributes: Mapping[str, object]) -> Settled:
        self.written.append(attributes)
        return self.promises.pop(0) if self.promises else Settled()


class Emitter:
    """`addListener`, and the event itself."""

    def __init__(self) -> None:
        self.listeners: dict[str, list[Callable[..., object]]] = {}

    def addListener(self, event: str, listener: Callable[..., object]) -> None:
        self.listeners.setdefault(event, []).append(listener)

    def emit(self, event: str, payload: object = None) -> None:
        for listener in self.listeners.get(event, []):
            listener(payload)


class FakeActions(Emitter):
    """Keep the invoked actions; each call returns a promise."""

    def __init__(self) -> None:
        super().__init__()
        self.invoked: list[tuple[str, Mapping[str, Any]]] = []
        self.promises: list[FakePromise] = []
        self.throws: Exception | None = None
        self.blocked: list[tuple[str, Any]] = []

    def blockAction(self, name: str, payload: Mapping[str, Any]) -> None:
        theirs = {key: SimpleNamespace(**value) if key == "task" else value for key, value in payload.items()}
        self.blocked.append((name, SimpleNamespace(**theirs)))

    def unblockAction(self, name: str, matches: Callable[[object], bool]) -> None:
        self.blocked = [item for item in self.blocked if item[0] != name or not matches(item[1])]

    def completes(self, task: Any) -> bool:
        """Return whether the button of a task can be pressed and the listeners let it through, as in Flex."""
        aborted: list[bool] = []
        if any(payload is not None and payload.task.sid == task.sid for _, payload in self.blocked):
            return False
        for listener in self.listeners.get("beforeCompleteTask", []):
            listener(SimpleNamespace(task=task, sid=task.sid), lambda: aborted.append(True))
        return not aborted

    def invokeAction(self, name: str, payload: Mapping[str, Any]) -> FakePromise:
        self.invoked.append((name, payload))
        if self.throws is not None:
            raise self.throws
        self.promises.append(FakePromise())
        return self.promises[-1]


class FakeNotifications:
    """Keep the notifications that were registered, shown and dismissed."""

    def __init__(self) -> None:
        self.registered: dict[str, Mapping[str, object]] = {}
        self.shown: list[tuple[str, Mapping[str, object]]] = []
        self.active: list[str] = []
        self.cancelled: list[str] = []  # by another plugin's `beforeAddNotification`

    def registerNotification(self, notification: Mapping[str, object]) -> None:
        name = str(notification["id"])
        if name in self.registered:
            raise JsError("NOTIFICATION_ALREADY_REGISTERED", "FlexError")
        self.registered[name] = notification

    def showNotification(self, id: str, context: Mapping[str, object]) -> object:
        if id not in self.registered or id in self.cancelled:
            return None
        self.shown.append((id, context))
        self.active.append(id)
        return self.registered[id]

    def dismissNotificationById(self, id: str) -> None:
        self.active = [name for name in self.active if name != id]

    def isNotificationActive(self, id: str) -> bool:
        return id in self.active


# Other components of Flex to whose `Content` an extension may add elements.
COMPONENTS = (
    *(
        "AgentDesktopView",
        "CallCanvas",
        "CallCanvasActions",
        "CRMContainer",
        "MainContainer",
        "MessagingCanvas",
    ),
    *("NoTasksCanvas", "ParticipantCanvas", "QueueStats", "RootContainer", "SideNav", "WorkerDirectory"),
    *(
        "TaskCanvasHeader",
        "TaskCanvasTabs",
        "TaskInfoPanel",
        "TaskListContainer",
        "TaskListItem",
        "TeamsView",
    ),
)


class FakeContent:
    """The `Content` of a component, with the keys of its elements."""

    def __init__(self, *keys: str) -> None:
        self.parts: dict[str, Any] = dict.fromkeys(keys)
        self.options: Mapping[str, object] | None = None

    def add(self, element: Any, options: Mapping[str, object] | None = None) -> None:
        self.parts[element.key] = element
        self.options = options

    replace = add

    def remove(self, key: str) -> None:
        self.parts.pop(key, None)


class FakeReact:
    """Elements, and the effects of the rendered component."""

    def __init__(self) -> None:
        self.effects: list[Callable[[], object]] = []
        self.state: Any = None  # of the only component that has any
        self.refs: list[Callable[[object], object]] = []  # of the elements in the canvas

    def useState(self, initial: object) -> tuple[Any, Callable[[object], None]]:
        return initial if self.state is None else self.state, self.set_state

    def set_state(self, state: object) -> None:
        self.state = state

    def createElement(self, component: object, props: Mapping[str, Any], *children: object) -> object:
        return SimpleNamespace(component=component, key=props.get("key"), props=props, children=children)

    def useEffect(self, effect: Callable[[], object], dependencies: list[object]) -> None:
        assert dependencies == []
        self.effects.append(effect)

    def mount(self, element: Any) -> list[Any]:
        """Show the element, and return the functions that undo its effects."""
        assert element.component({}) is None
        effects, self.effects = self.effects, []
        return [effect() for effect in effects]


class FakeTemplates:
    """`flex.templates`: the strings in a form that a test can read."""

    def __init__(self) -> None:
        self.PSSalesforceIncomingTaskLabel = lambda _: "Incoming Task"
        self.PSSalesforceTasksLabel = lambda context: (
            f"{context['numTasks']} {'Task' if context['singular'] else 'Tasks'}"
        )

    def __getattr__(self, key: str) -> Callable[[Mapping[str, object]], str]:
        return lambda _: key


class FakeStore:
    """Redux: the manager keeps the state; `changes` tells every listener."""

    def __init__(self, manager: FakeManager) -> None:
        self.manager = manager
        self.listeners: list[Callable[[], object]] = []
        self.reducers: dict[str, Callable[[Any, Any], object]] = {}
        self.slices: dict[str, Any] = {}

    def getState(self) -> object:
        return SimpleNamespace(flex=self.manager.flex_state, **self.slices)

    def addReducer(self, name: str, reducer: Callable[[Any, Any], object]) -> None:
        self.reducers[name] = reducer
        self.slices[name] = None
        self.dispatch({"type": "@@redux/REPLACE"})

    def dispatch(self, action: Mapping[str, object]) -> None:
        for name, reducer in self.reducers.items():
            state = reducer(self.slices[name], action)
            assert state is not None
            self.slices[name] = state
        self.changes()

    def subscribe(self, listener: Callable[[], object]) -> Callable[[], object]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def changes(self) -> None:
        for listener in list(self.listeners):
            listener()


class FakeCall:
    """A call of the Voice SDK."""

    def __init__(self) -> None:
        self.state = "pending"
        self.listeners: dict[str, list[Callable[[object], object]]] = {}

    def on(self, event: str, listener: Callable[[object], object]) -> None:
        self.listeners.setdefault(event, []).append(listener)

    def status(self) -> str:
        return self.state

    def emit(self, event: str) -> None:
        for listener in self.listeners.get(event, []):
            listener(None)

    def ends(self, event: str = "disconnect") -> None:
        self.state = "closed"
        self.emit(event)


class FakeVoiceClient(FakeCall):
    """The Voice SDK's device; `calls` ring."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[FakeCall] = []

    def rings(self) -> FakeCall:
        call = FakeCall()
        for listener in self.listeners.get("incoming", []):
            listener(call)
        return call


class FakeStateHelper:
    """Flex's helper for the state of the phone."""

    def __init__(self) -> None:
        self.call: object = None
        self.pending = False

    def getCurrentPhoneCallState(self) -> object:
        return self.call

    def hasPendingCall(self) -> bool:
        return self.pending


def channel_of(task: Any) -> object:
    """Return the definition of the task's channel: tasks of other channels have no wrap-up."""
    names = {"Info", "Wrapup"} if task.taskChannelUniqueName in ("voice", "chat") else {"Info"}
    return SimpleNamespace(capabilities=SimpleNamespace(has=lambda name: name in names))


class FakeFlex:
    """The plugin's `flex`."""

    def __init__(self) -> None:
        self.Actions: Any = FakeActions()
        self.NotificationType: Any = SimpleNamespace(error="error")
        self.Notifications: Any = FakeNotifications()
        self.StateHelper: Any = FakeStateHelper()
        self.TaskHelper: Any = SimpleNamespace(isCallTask=lambda task: task.taskChannelUniqueName == "voice")
        self.TaskChannels: Any = SimpleNamespace(getForTask=channel_of)
        self.MainHeader: Any = SimpleNamespace(Content=FakeContent("logo"))
        self.TaskCanvas: Any = SimpleNamespace(Content=FakeContent())
        self.VERSION = ""
        self.templates: Any = FakeTemplates()
        self.styled: Any = SimpleNamespace(div=lambda _: "div")

    def __getattr__(self, name: str) -> Any:
        """Make a component that only an extension uses."""
        if name not in COMPONENTS:
            raise AttributeError(name)
        vars(self)[name] = SimpleNamespace(Content=FakeContent())
        return vars(self)[name]


class FakeManager:
    """The plugin's `manager`; `flex_state` is `state.flex`."""

    def __init__(self, settings: object) -> None:
        self.configuration: Any = SimpleNamespace(
            custom_data={"features": {"salesforce_integration": settings}}
        )
        self.serviceConfiguration: Any = SimpleNamespace(
            taskrouter_offline_activity_sid=OFFLINE_SID, account_sid=ACCOUNT_SID
        )
        self.workerClient: Any = SimpleNamespace(attributes={}, sid=WORKER_SID)
        self.user: Any = SimpleNamespace(token="")
        self.events: Any = Emitter()
        self.flex_state: Any = SimpleNamespace(
            session=SimpleNamespace(singleSessionGuard=None),
            featureFlags=SimpleNamespace(
                features=SimpleNamespace(**{"flex-single-session": SimpleNamespace(enabled=True)})
            ),
            worker=SimpleNamespace(
                activity=SimpleNamespace(sid=AVAILABLE_SID, name="Available", available=True), tasks={}
            ),
        )
        self.store: Any = FakeStore(self)
        self.voiceClient: Any = None
        self.strings: Any = SimpleNamespace()
        self.localization: Any = None
        self.updates: list[Mapping[str, object]] = []

    def updateConfig(self, configuration: Mapping[str, object]) -> None:
        self.updates.append(configuration)
