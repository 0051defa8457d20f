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

from build.cli import ROOT

from .bundle import script

Json = dict[str, Any]
OPEN_CTI, LIGHTNING = "open_cti", "lightning"
FAKES = Path(__file__).parent / "fakes"
FILES = ("promises", "clock", "react", "browser", "open_cti", "lightning", "flex", "world")
PROTOCOL = ROOT / "salesforce/force-app/main/default/lwc/flexProtocol/flexProtocol.js"  # judges requests
BORROWED = (  # the bundle sees these globals of its tab
    "window globalThis self document location localStorage sessionStorage navigator console fetch React"
    " Date Math setTimeout clearTimeout"
)
SECOND, MINUTE, HOUR = 1, 60, 3600
NAME = "Zq9Customer"  # part of names, notes and error texts: it must never be printed
NUMBER = "+14155557391"  # a customer's
NOT_TO_BE_PRINTED = (NAME, "5557391", "5557392")


class Engine:
    """One V8 for many worlds; the bundle is parsed once. `host`: what is around Flex, as in `crm_host`."""

    def __init__(self, bundle: str | None = None, host: str = OPEN_CTI) -> None:
        self.host = host
        self._engine = MiniRacer()
        for file in FILES:
            self._engine.eval((FAKES / f"{file}.js").read_text(encoding="utf-8"))
        module = PROTOCOL.read_text(encoding="utf-8").replace("\nexport ", "\n")
        names = "readHello, readRequest"
        self._engine.eval(f"const {{ {names} }} = (() => {{ {module}\n return {{ {names} }}; }})(); 0")
        source = json.dumps(script() if bundle is None else bundle)
        names = ",".join(json.dumps(name) for name in BORROWED.split())
        self._engine.eval(f"var $plugin = new Function({names}, {source}); var worlds = {{}};")
        self._numbers = itertools.count(1)
        self._worlds: list[World] = []

    def world(self, settings: Json, **options: Any) -> World:
        """Return a new world, with the same compiled plugin."""
        number = next(self._numbers)
        settings = settings if self.host == OPEN_CTI else {**settings, "crm_host": self.host}
        self.run(f"worlds[{number}] = new World({json.dumps({'settings': settings, **options})})")
        self.value("unhandled()")
        world = World(self, f"worlds[{number}]")
        self._worlds.append(world)
        return world

    def close(self) -> None:
        """End V8."""
        self._engine.close()

    def forget(self, world: World) -> None:
        """Release a world."""
        self._worlds.remove(world)
        self.run(f"delete {world.name}")

    def forget_all(self) -> list[str]:
        """Release all worlds, and return their mistakes."""
        mistakes = [mistake for world in self._worlds for mistake in world.mistakes]
        for world in [*self._worlds]:
            self.forget(world)
        return mistakes

    def run(self, code: str) -> None:
        """Run statements, and settle all promises that can be settled."""
        self._engine.eval(f"{{ {code}; }} 0")

    def value(self, expression: str) -> Any:
        """Return the value of an expression, by JSON."""
        text = self._engine.eval(f"JSON.stringify({expression})")
        return None if text is None or not isinstance(text, str) else json.loads(text)

    def used_heap(self) -> int:
        """Return the bytes in use after a collection."""
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
        """Have statements run before the next value is read; `world` is this world, `await` is allowed."""
        self._steps.append(f"async (world) => {{ {code}; }}")

    def value(self, expression: str) -> Any:
        """Return the value of an expression when all pending work is done; `world` is this world."""
        if self._steps:
            steps, self._steps = ",\n".join(self._steps), []
            self.engine.run(f"{self.name}.does([{steps}])")
        outcome = self.engine.value(f"{self.name}.outcome((world) => {expression})")
        assert "mistake" not in outcome, outcome["mistake"]
        return outcome.get("value")

    def open(self, **options: Any) -> Tab:
        """Open a Salesforce tab with Flex and the plugin, and boot it.

        Options: `browser` (a name), `org` (Salesforce's origin), `standalone` (Flex outside of Salesforce),
        `detects` (Flex finds another of the agent's sessions as soon as it starts).
        """
        return self.open_with({}, **options)

    def open_with(self, items: Json, **options: Any) -> Tab:
        """Open a tab, as `open` does, whose session storage has these items."""
        tab = Tab(self, next(self._tabs))
        name = f"world.tab{tab.number}"
        put = (
            f"for (const [key, text] of Object.entries({json.dumps(items)})) tab.session.items.set(key, text)"
        )
        self.run(f"const tab = {name} = world.open({json.dumps(options)}); {put}; tab.boot()")
        self.passes(2)
        return tab

    def passes(self, seconds: float) -> None:
        """Let time pass."""
        self.run(f"await world.passes({round(seconds * 1000)})")

    def fails(self, method: str, fault: str | None) -> None:
        """Set how `method` fails from now on; with None it succeeds."""
        self.run(f"world.faults[{json.dumps(method)}] = {json.dumps(fault)} ?? undefined")

    def saves_once(self, is_so: bool) -> None:
        """Set whether the component's org writes each key once; the pages have to load again to know."""
        self.run(f"world.savesOnce = world.org.savesOnce = {json.dumps(is_so)}")

    def offer(self, number: int, channel: str, attributes: Json, transferred: bool = False) -> str:
        """Have TaskRouter offer a task; return the reservation's SID."""
        sid = f"WR{number:032x}"
        options = {"channel": channel, "attributes": attributes, "transferred": transferred}
        self.run(f"world.offer({number}, {json.dumps(options)}); await world.passes(1000)")
        return sid

    def answers(self, method: str, answer: Json | None, effect: bool = False, times: int = 0) -> None:
        """Have calls of `method` answered with `answer` from now on, or this many `times`.

        With `effect` the call still takes effect in the org. With None the call throws.
        """
        fault = {"answer": answer, "throws": answer is None, "effect": effect, "times": times}
        self.run(f"world.faults[{json.dumps(method)}] = {json.dumps(fault)}")

    def rejects(self, error: Json, field: str | None = None, value: str | None = None) -> None:
        """Have the org reject activities with `error`: all, or those with that (value of that) field."""
        rule = {"error": error, "field": field, "value": value}
        self.run(f"world.org.rules.push({json.dumps(rule)})")

    def accepts(self, error: Json) -> None:
        """Have the org no longer reject activities with `error`."""
        code = json.dumps(error["statusCode"])
        self.run(f"world.org.rules = world.org.rules.filter((rule) => rule.error.statusCode !== {code})")

    def clear_storage(self, tab: Tab) -> None:
        """Have another plugin in `tab` call `localStorage.clear()`."""
        self.run(f"world.tab{tab.number}.window.localStorage.clear()")

    def keep(self, items: Json, browser: str = "first") -> None:
        """Put items into the browser's storage before a tab opens."""
        put = f"world.browser('{browser}').local.items.set(key, text)"
        self.run(f"for (const [key, text] of Object.entries({json.dumps(items)})) {put}")

    def vanish(self, sid: str) -> None:
        """Drop a task from Flex that continues."""
        self.run(f"world.vanishes('{sid}')")

    def bring_back(self, sid: str) -> None:
        """Show the task in Flex again."""
        self.run(f"world.returns('{sid}')")

    def sleep(self, seconds: float, browser: str = "first", offline: float = 3) -> None:
        """Let the computer sleep for some time. After it wakes, Flex is offline for some seconds more."""
        self.run(f"world.sleeps('{browser}')")
        self.passes(seconds)
        self.run(f"world.wakes('{browser}')")
        self.passes(offline)
        self.run(f"world.reconnects('{browser}')")

    def end_without_event(self, sid: str) -> None:
        """Complete the task while Flex has no connection to TaskRouter: it is missing afterwards."""
        self.run(f"world.ended('{sid}', 'completed')")

    def cancel(self, sid: str, reason: int | None = None) -> None:
        """Cancel the task, ringing or accepted; `reason`: TaskRouter's code for it."""
        if reason is not None:
            self.run(f"world.tasks.get('{sid}').canceledReasonCode = {reason}")
        self.run(f"world.ended('{sid}', 'canceled', 'taskUpdated', 'taskCanceled')")
        self.passes(1)

    def reservation_wraps(self, sid: str) -> None:
        """Hang up as the customer."""
        self.run(f"world.reservation('{sid}', 'wrapping', 'taskUpdated', 'taskWrapup')")
        self.passes(1)

    def complete_elsewhere(self, sid: str) -> None:
        """Complete the task by TaskRouter's API, not by this agent's desktop."""
        self.run(f"world.ended('{sid}', 'completed', 'taskUpdated', 'taskCompleted')")
        self.passes(1)

    @property
    def saved(self) -> list[Json]:
        """The activities in the org."""
        return list(self.value("Object.values(world.org.saved)"))

    def activities(self, sid: str) -> list[Json]:
        """Return the reservation's activities in the org."""
        return [value for value in self.saved if value.get("CallObject") == "WT" + sid[2:]]

    def creates(self, sid: str) -> int:
        """Return the number of requests to create the activity of a reservation."""
        sent = [call["args"]["value"] for call in self.calls_of("saveLog")]
        return len([item for item in sent if item.get("CallObject") == "WT" + sid[2:] and "Id" not in item])

    @property
    def calls(self) -> list[Json]:
        """Every call to Salesforce: method, args, at, tab."""
        return list(self.value("world.calls"))

    def calls_of(self, method: str) -> list[Json]:
        """Return the calls of one method."""
        return [call for call in self.calls if call["method"] == method]

    @property
    def printed(self) -> str:
        """Everything in the consoles."""
        return "\n".join(text for _, text in self.value("world.printed"))

    @property
    def stored(self) -> Json:
        """The first browser's local storage, which all tabs share."""
        return self.stored_in("first")

    def stored_in(self, browser: str) -> Json:
        """Return a browser's local storage, which all tabs share."""
        return dict(self.value(f"Object.fromEntries(world.browser('{browser}').local.items)"))

    @property
    def mistakes(self) -> list[str]:
        """The uncaught errors and unhandled rejections that a browser would report."""
        return [*self.value("world.uncaught"), *self.engine.value("unhandled()")]

    def attributes(self, sid: str) -> Json:
        """Return a task's attributes as TaskRouter stores them."""
        return dict(self.value(f"world.tasks.get('{sid}').attributes"))


class Tab:
    """A tab with Flex, and the agent's actions in it."""

    def __init__(self, world: World, number: int) -> None:
        self.world = world
        self.number = number

    def run(self, code: str) -> None:
        """Run statements; `tab` is this tab."""
        self.world.run(f"const tab = world.tab{self.number}; {code}")

    def value(self, expression: str) -> Any:
        """Return the value of an expression; `tab` is this tab."""
        return self.world.value(f"((tab) => {expression})(world.tab{self.number})")

    def act(self, action: str, payload: Json, patience: float = 2 * MINUTE) -> str:
        """Invoke an action: `done`, `blocked`, `aborted`, `failed`; or `under way` after all that time."""
        self.run(f"await tab.actAndWait('{action}', {json.dumps(payload)}, {patience})")
        return str(self.value("tab.outcome"))

    def accept(self, sid: str) -> str:
        """Accept the task as the agent, and look at it."""
        outcome = self.act("AcceptTask", {"sid": sid})
        self.select(sid)
        return outcome

    def select(self, sid: str) -> None:
        """Look at the task as the agent."""
        self.run(f"tab.select('{sid}'); await world.passes(100)")

    def complete(self, sid: str) -> str:
        """Press Complete as the agent."""
        return self.act("CompleteTask", {"sid": sid, "reason": "complete"})

    def press_complete(self, sid: str) -> None:
        """Press Complete as the agent, and let no time pass."""
        self.run(f"tab.act('CompleteTask', {{ sid: '{sid}', reason: 'complete' }})")

    def log_out(self) -> str:
        """Log the agent out; Flex then leaves the page. Return how the logout ended."""
        outcome = self.act("Logout", {})
        if outcome == "done":
            self.close(True)
        return outcome

    def detect_other_session(self) -> None:
        """Have Flex ask the agent, who is logged in elsewhere, which of the sessions should continue."""
        self.run("tab.detectsOtherSession()")

    def press(self, text: str, place: int = 0) -> bool:
        """Press the button with this text as the agent. Return False if there is none."""
        self.run(f"tab.render(tab.selected); tab.pressed = press(tab, {json.dumps(text)}, {place})")
        self.world.passes(1)
        return bool(self.value("tab.pressed"))

    def pick(self, sid: str, chance: float) -> str | None:
        """Pick a random record for the task as the agent. Return its value, None if there is none."""
        self.select(sid)
        self.run(f"tab.picked = pick(tab, {chance}); await world.passes(100)")
        picked = self.value("tab.picked")
        return None if picked is None else str(picked)

    @property
    def picks_second(self) -> bool:
        """Whether the last pick was in the dropdown of the second record."""
        return bool(self.value("tab.picksSecond"))

    def take_over(self) -> None:
        """Continue in this tab: every other session ends by force."""
        self.run("tab.takesOver()")
        self.world.passes(5)

    @property
    def unsaved(self) -> list[Json]:
        """The activities that the agent sees as unsaved or incomplete."""
        return list(self.value("tab.flex.store.getState().salesforceIntegration?.unsaved ?? []"))

    def state_of(self, sid: str) -> str | None:
        """Return the state in which the agent sees the activity of a reservation, None if it is not shown."""
        return next((item["state"] for item in self.unsaved if item["sid"] == sid), None)

    @property
    def kept(self) -> Json:
        """The tab's session storage."""
        return dict(self.value("Object.fromEntries(tab.session.items)"))

    def has(self, sid: str) -> bool:
        """Return whether Flex still shows the task."""
        return bool(self.value(f"tab.flex.tasks.has('{sid}')"))

    @property
    def shown(self) -> list[str]:
        """The notifications that the agent has seen, by id."""
        return [name for name, _ in self.value("tab.flex.notifications.shown")]

    @property
    def active(self) -> list[str]:
        """The notifications that can be seen now."""
        return list(self.value("[...tab.flex.notifications.active]"))

    def click(self, payload: Json) -> None:
        """Click a number in Salesforce as the agent."""
        self.says("onClickToDial", payload)

    def says(self, event: str, payload: Json) -> None:
        """Send an event as Salesforce: `onClickToDial`, `onNavigationChange`, `subscribe Channel__c`."""
        self.run(f"tab.salesforceSays({json.dumps(event)}, {json.dumps(payload)})")
        self.world.passes(1)

    def notes(self, payload: Json) -> None:
        """Submit notes as the copilot."""
        self.run(f"tab.flex.events.emit('notesSubmitted', {json.dumps(payload)})")
        self.world.passes(0.1)

    def reload(self, says: bool = True, detects: bool = False) -> None:
        """Load the frame again."""
        name = f"world.tab{self.number}"
        self.run(f"{name} = tab.reload({json.dumps(says)}, {json.dumps(detects)}); {name}.boot()")
        self.world.passes(2)

    def restore(self) -> None:
        """Open the closed tab again, with its stored items, as the browser does."""
        self.reload(says=False)

    def close(self, says: bool = False) -> None:
        """End the tab: it crashes, or with `says` the agent closes it."""
        self.run(f"tab.close({json.dumps(says)})")

    def dropdowns(self) -> list[Json]:
        """Return the dropdowns on the canvas: label, value, disabled and options as they are shown now."""
        return list(self.value("controls(tab, 'select')"))

    def choose(self, value: str, place: int = 0) -> None:
        """Pick an option of a dropdown as the agent."""
        self.run(f"change(tab, 'select', {place}, {json.dumps(value)})")
        self.world.passes(0.1)
