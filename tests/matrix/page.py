"""The built plugin in V8, in a page of fakes (`fakes/*.js`) whose clock a test moves: hours pass in no time.

world = engine.world(ALL_ON)
tab = world.open()
task = world.offer(1, "voice", {"from": NUMBER})
tab.accept(task)
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

from py_mini_racer import MiniRacer

from .bundle import script

Json = dict[str, Any]
FAKES = Path(__file__).parent / "fakes"
FILES = ("promises", "clock", "react", "browser", "open_cti", "flex", "world")
BORROWED = (  # what the bundle may find as a global is its own tab's
    "window globalThis self document location localStorage sessionStorage navigator console fetch React"
    " Date Math setTimeout clearTimeout"
)
SECOND, MINUTE, HOUR = 1, 60, 3600
NAME = "Zq9Customer"  # in names, notes and texts of errors: nothing of it may be printed
NUMBER = "+14155557391"  # a customer's
NOT_TO_BE_PRINTED = (NAME, "5557391", "5557392")


class Engine:
    """One V8 for many worlds; the bundle is parsed once."""

    def __init__(self, bundle: str | None = None) -> None:
        self._engine = MiniRacer()
        for file in FILES:
            self._engine.eval((FAKES / f"{file}.js").read_text(encoding="utf-8"))
        source = json.dumps(script() if bundle is None else bundle)
        names = ",".join(json.dumps(name) for name in BORROWED.split())
        self._engine.eval(f"var $plugin = new Function({names}, {source}); var worlds = {{}};")
        self._numbers = itertools.count(1)

    def world(self, settings: Json, **options: Any) -> World:
        """A new world, in which only the plugin is as it was."""
        number = next(self._numbers)
        self.run(f"worlds[{number}] = new World({json.dumps({'settings': settings, **options})})")
        self.value("unhandled()")
        return World(self, f"worlds[{number}]")

    def close(self) -> None:
        """End V8."""
        self._engine.close()

    def forget(self, world: World) -> None:
        """Let go of a world."""
        self.run(f"delete {world.name}")

    def run(self, code: str) -> None:
        """Run statements; promises that can be settled are."""
        self._engine.eval(f"{{ {code}; }} 0")

    def value(self, expression: str) -> Any:
        """The value of an expression, by JSON."""
        text = self._engine.eval(f"JSON.stringify({expression})")
        return None if text is None or not isinstance(text, str) else json.loads(text)

    def used_heap(self) -> int:
        """Bytes in use after a collection."""
        self._engine.low_memory_notification()
        return int(self._engine.heap_stats()["used_heap_size"])


class World:
    """A browser, an org and TaskRouter around the plugin."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine = engine
        self.name = name
        self._tabs = itertools.count(1)
        self._steps: list[str] = []

    def run(self, code: str) -> None:
        """Have statements run before the next value is asked for; `world` is this one, `await` is allowed."""
        self._steps.append(f"async (world) => {{ {code}; }}")

    def value(self, expression: str) -> Any:
        """The value of an expression, when what is to be done is done; `world` is this one."""
        if self._steps:
            steps, self._steps = ",\n".join(self._steps), []
            self.engine.run(f"{self.name}.does([{steps}])")
            broken = self.engine.value(f"{self.name}.doing")
            assert broken is None, broken
        return self.engine.value(f"((world) => {expression})({self.name})")

    def open(self) -> Tab:
        """A tab of Salesforce with Flex and the plugin in it, booted."""
        tab = Tab(self, next(self._tabs))
        self.run(f"world.tab{tab.number} = world.open(); world.tab{tab.number}.boot()")
        self.passes(2)
        return tab

    def passes(self, seconds: float) -> None:
        """Let time pass."""
        self.run(f"await world.passes({seconds * 1000})")

    def fails(self, method: str, fault: str | None) -> None:
        """How `method` goes wrong from now on; None: it does not."""
        self.run(f"world.faults[{json.dumps(method)}] = {json.dumps(fault)} ?? undefined")

    def offer(self, number: int, channel: str, attributes: Json, transferred: bool = False) -> str:
        """TaskRouter offers a task: the reservation's sid."""
        sid = f"WR{number:032x}"
        options = {"channel": channel, "attributes": attributes, "transferred": transferred}
        self.run(f"world.offer({number}, {json.dumps(options)}); await world.passes(1000)")
        return sid

    def cancel(self, sid: str) -> None:
        """The customer has gone before the agent was through."""
        self.run(f"world.ended('{sid}', 'canceled', 'taskUpdated', 'taskCanceled')")
        self.passes(1)

    def reservation_wraps(self, sid: str) -> None:
        """The customer has hung up."""
        self.run(f"world.reservation('{sid}', 'wrapping', 'taskUpdated', 'taskWrapup')")
        self.passes(1)

    def complete_elsewhere(self, sid: str) -> None:
        """The task is completed by TaskRouter's API, not by this agent's desktop."""
        self.run(f"world.ended('{sid}', 'completed', 'taskUpdated', 'taskCompleted')")
        self.passes(1)

    @property
    def saved(self) -> list[Json]:
        """The activities in the org."""
        return list(self.value("Object.values(world.org.saved)"))

    @property
    def calls(self) -> list[Json]:
        """Every call of Salesforce's: method, args, at, tab."""
        return list(self.value("world.calls"))

    def calls_of(self, method: str) -> list[Json]:
        """The calls of one method."""
        return [call for call in self.calls if call["method"] == method]

    @property
    def printed(self) -> str:
        """Everything in the consoles."""
        return "\n".join(text for _, text in self.value("world.printed"))

    @property
    def stored(self) -> Json:
        """What the browser keeps for all tabs."""
        return dict(self.value("Object.fromEntries(world.local.items)"))

    @property
    def mistakes(self) -> list[str]:
        """What a browser would report as an uncaught error or an unhandled rejection."""
        return [*self.value("world.uncaught"), *self.engine.value("unhandled()")]

    def attributes(self, sid: str) -> Json:
        """A task's attributes as TaskRouter has them."""
        return dict(self.value(f"world.tasks.get('{sid}').attributes"))


class Tab:
    """Flex in one tab, and the agent in front of it."""

    def __init__(self, world: World, number: int) -> None:
        self.world = world
        self.number = number

    def run(self, code: str) -> None:
        """Run statements; `tab` is this one."""
        self.world.run(f"const tab = world.tab{self.number}; {code}")

    def value(self, expression: str) -> Any:
        """The value of an expression; `tab` is this one."""
        return self.world.value(f"((tab) => {expression})(world.tab{self.number})")

    def act(self, action: str, payload: Json, patience: float = 2 * MINUTE) -> str:
        """Invoke an action: `done`, `blocked`, `aborted`, `failed`; or `under way` after all that time."""
        self.run(f"await tab.actAndWait('{action}', {json.dumps(payload)}, {patience})")
        return str(self.value("tab.outcome"))

    def accept(self, sid: str) -> str:
        """The agent accepts the task and looks at it."""
        outcome = self.act("AcceptTask", {"sid": sid})
        self.select(sid)
        return outcome

    def select(self, sid: str) -> None:
        """The agent looks at the task."""
        self.run(f"tab.select('{sid}'); await world.passes(100)")

    def complete(self, sid: str) -> str:
        """The agent presses Complete."""
        return self.act("CompleteTask", {"sid": sid, "reason": "complete"})

    def has(self, sid: str) -> bool:
        """Whether Flex still shows the task."""
        return bool(self.value(f"tab.flex.tasks.has('{sid}')"))

    @property
    def shown(self) -> list[str]:
        """The notifications the agent was shown, by id."""
        return [name for name, _ in self.value("tab.flex.notifications.shown")]

    @property
    def active(self) -> list[str]:
        """The notifications that can be seen now."""
        return list(self.value("[...tab.flex.notifications.active]"))

    def click(self, payload: Json) -> None:
        """The agent clicks a number in Salesforce."""
        self.says("onClickToDial", payload)

    def says(self, event: str, payload: Json) -> None:
        """Salesforce sends an event: `onClickToDial`, `onNavigationChange`, `subscribe Channel__c`."""
        self.run(f"tab.salesforceSays({json.dumps(event)}, {json.dumps(payload)})")
        self.world.passes(1)

    def notes(self, payload: Json) -> None:
        """Copilot submits notes."""
        self.run(f"tab.flex.events.emit('notesSubmitted', {json.dumps(payload)})")
        self.world.passes(0.1)

    def reload(self, says: bool = True) -> None:
        """Load the frame again."""
        name = f"world.tab{self.number}"
        self.run(f"{name} = tab.reload({json.dumps(says)}); {name}.boot()")
        self.world.passes(2)

    def close(self, says: bool = False) -> None:
        """The tab goes: it crashes, or with `says` it is closed."""
        self.run(f"tab.close({json.dumps(says)})")

    def selects(self) -> list[Json]:
        """The selects on the canvas: label, value, disabled and options as they are shown now."""
        return list(self.value("controls(tab, 'select')"))

    def choose(self, value: str, place: int = 0) -> None:
        """The agent picks an option of a select."""
        self.run(f"change(tab, 'select', {place}, {json.dumps(value)})")
        self.world.passes(0.1)
