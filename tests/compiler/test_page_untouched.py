"""Loading a bundle changes nothing on the page, and two bundles do not affect each other."""

from __future__ import annotations

import json

from py_mini_racer import MiniRacer

from tests.compiler.compiled import compiled

# Everything of the language, so that all of the runtime's own types are made.
BUSY = """
from dataclasses import dataclass, field
from enum import Enum

class Colour(Enum):
    RED = 1

@dataclass(order=True)
class Point:
    x: int
    y: list = field(default_factory=list)

class Base:
    @property
    def name(self):
        return "base"

class Derived(Base):
    def __iter__(self):
        yield from [1, 2]

CONSTANT = {"a": (1, 2.0), "b": {3}, "c": frozenset([4])}
print(Colour.RED, Point(1), sorted([Point(2), Point(1)]), list(Derived()), Derived().name, CONSTANT, f"{1.5:.2f}")
try:
    raise ValueError("x")
except ValueError as error:
    print(error)
"""

# Names and attributes of every own property of everything that can be reached from the global object.
SNAPSHOT = """
function snapshot() {
    const seen = new Map(), lines = [];
    const visit = (o, path) => {
        if (o === null || (typeof o !== 'object' && typeof o !== 'function') || seen.has(o)) return;
        seen.set(o, path);
        const parent = Object.getPrototypeOf(o);
        for (const key of Reflect.ownKeys(o)) {
            if (typeof key === 'string' && key.startsWith('$test')) continue;
            const d = Object.getOwnPropertyDescriptor(o, key);
            const flags = [d.enumerable, d.writable, d.configurable, typeof d.value, !!d.get, !!d.set].join();
            lines.push(path + '.' + String(key) + ' ' + flags);
            for (const part of [d.value, d.get, d.set]) visit(part, path + '.' + String(key));
        }
        visit(parent, path + '.[[Prototype]]');
    };
    visit(globalThis, 'globalThis');
    return lines;
}
"""


def test_loading_adds_no_global_and_no_property_to_any_builtin() -> None:
    with MiniRacer() as engine:
        engine.eval(
            "globalThis.$test_output = []; var console = { log(x) { $test_output.push(x); } };" + SNAPSHOT
        )
        before = json.loads(str(engine.eval("JSON.stringify(snapshot())")))
        engine.eval(f"(function () {{ 'use strict';\n{compiled(BUSY).code}\n}})()")
        after = json.loads(str(engine.eval("JSON.stringify(snapshot())")))
        assert "Point(x=1, y=[])" in str(engine.eval("$test_output.join()"))
        assert len(before) > 1000
        assert set(after) ^ set(before) == set()


def test_two_bundles_in_one_page_do_not_touch_each_other() -> None:
    first = "class Thing:\n    def __eq__(self, other):\n        return True\n\n\ndef f(x):\n    return [isinstance([], list), [1].index(1), Thing() == 2]\n"
    second = "class Thing:\n    pass\n\n\ndef f(x):\n    return [isinstance([], list), [1].index(1), Thing() == 2]\n"
    with MiniRacer() as engine:
        for name, source in (("first", first), ("second", second)):
            program = compiled(source)
            engine.eval(
                f"var {name} = (function () {{ 'use strict';\n{program.code}return {program.exports['f']}; }})()"
            )
        assert engine.eval("JSON.stringify([first(0), second(0), first(0)])") == (
            "[[true,0,true],[true,0,false],[true,0,true]]"
        )
