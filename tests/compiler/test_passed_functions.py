"""Functions that are passed on: where the compiler counts arguments, and where they count them."""

from __future__ import annotations

import sys
import types

import pytest

from tests.compiler.compiled import compiled, in_cpython, printed

HEAD = """
def run(f, *a):
    try:
        print(f(*a))
    except TypeError as error:
        print(type(error).__name__, error)
class Log:
    def __init__(self): self.kept = None
    def attempt(self, act): return act()
    def keep(self, act): self.kept = act
    def twice(self, act, x): return self.attempt(lambda: act(x, x))
    def three(self, a, b, c): return (a, b, c)
    def one(self, a): return a
class Other(Log):
    def attempt(self, act): return act(1)
log = Log()
"""

# Each calls something with a wrong number of arguments, in its own way.
WRONG = {
    "a lambda through a method": "run(lambda: log.attempt(lambda x: 1))",
    "a lambda through two methods and a lambda": "run(lambda: log.twice(lambda a: a, 2))",
    "a method through two methods": "run(lambda: log.twice(log.three, 2))",
    "a method as a value": "run(log.one)\ng = log.one\nrun(lambda: g(1, 2))",
    "a method of two classes": "run(lambda: Other().attempt(lambda: 1))",
    "a method of the class": "run(lambda: Log.attempt(log, lambda x: 7))\nrun(lambda: Log.attempt(log, lambda: 7))",
    "a method that the class is asked for": "k = Log.one\nrun(lambda: k(1))\nrun(lambda: k(log, 1))",
    "a function inside": "def f():\n    def g(a, b): return a\n    run(lambda: g(1))\nf()",
    "a function inside that is made again":
        "def f():\n    def g(a): return a\n    def g(a, b): return b\n    run(lambda: g(1))\nf()",
    "a function inside that is kept": "def f():\n    def g(): return 1\n    log.keep(g)\nf()\nrun(lambda: log.kept(1))",
    "a function inside that is looped over": "def f():\n    def g(): return 1\n    return [h(1) for h in [g]]\nrun(f)",
    "a loop over a variable of the same name":
        "def f(g):\n    return [g(2) for g in g]\ndef h():\n    def k(): return 1\n    run(lambda: f([k]))\nh()",
    "a list": "for item in [lambda: 1, lambda x: x]:\n    run(lambda: item())",
    "a default": "k = lambda a, b=2: a\nrun(lambda: k())",
    "a built-in": "run(lambda: sorted([2, 1], key=lambda: 1))\nrun(lambda: list(map(lambda a, b: a, [1])))",
    "an argument by keyword": "def f(*, g): return g(1)\nrun(lambda: f(g=lambda: 1))",
    "the rest of the arguments": "def f(*g): return g[0](1)\nrun(lambda: f(lambda: 1))",
    "a parameter with a default": "def f(g=None): return g(1, 2) if g is not None else 0\nrun(lambda: f(lambda a: a))",
    "a result": "def f(g): return g\nrun(lambda: f(lambda: 1)(2))",
    "a parameter that is assigned": "def f(g):\n    g = len\n    return g('abc')\nrun(lambda: f(lambda: 1))",
    "a recursion": "def f(g, n): return g(1) if n == 0 else f(g, n - 1)\nrun(lambda: f(lambda: 1, 3))",
    "a condition": "def f(g, x):\n    h = g if x else None\n    return h(1)\nrun(lambda: f(lambda: 1, True))",
    "an attribute": "log.act = lambda: 1\nrun(lambda: log.act(1))",
    "an attribute set by name": "setattr(log, 'own', lambda f: f(1))\nrun(lambda: log.own(lambda: 1))",
    "getattr": "run(lambda: getattr(log, 'at' + 'tempt')(lambda x: 1))",
    "__getattr__": "class P:\n    def __getattr__(self, name): return lambda f: f(1)\nrun(lambda: P().any(lambda: 1))",
    "a class inside": "def f():\n    class C:\n        def m(self, g): return g(1)\n    return C().m(lambda: 1)\nrun(f)",
    "an attribute that the class sets":
        "class K:\n    def __init__(self, act): self._act = act\n    def go(self): return self._act(1)\n"
        "run(lambda: K(lambda: 1).go())",
    "an attribute of a class": "Log.act = lambda: 1\nrun(lambda: log.act())",
    "an attribute read by a known name": "log.act = lambda: 1\nrun(lambda: getattr(log, 'act')(1))",
    "an attribute read by a name that is made": "log.act = lambda: 1\nrun(lambda: getattr(log, 'a' + 'ct')(1))",
    "an attribute read from a dict": "log.act = lambda: 1\nrun(lambda: vars(log)['act'](1))",
    "an attribute of a pattern":
        "log.act = lambda: 1\ndef f(x):\n    match x:\n        case Log(act=g): return g(1)\nrun(lambda: f(log))",
    "an attribute of a dataclass":
        "from dataclasses import dataclass\n@dataclass\nclass D:\n    f: object\nrun(lambda: D(lambda: 1).f(1))",
    "a property that is set":
        "class P:\n    @property\n    def x(self): return 0\n    @x.setter\n    def x(self, f): f(1)\n"
        "def g():\n    P().x = lambda: 1\nrun(g)",
    "a list in an attribute":
        "class K:\n    def __init__(self): self._acts = []\n    def wait(self, act): self._acts.append(act)\n"
        "    def go(self): return [act(1) for act in [*self._acts, *self._acts]]\n"
        "k = K()\nk.wait(lambda: 1)\nrun(k.go)",
    "append of the program": "class K:\n    def append(self, f): f(1)\nrun(lambda: K().append(lambda: 1))",
    "a table": "f = lambda: 1\nT = {'a': f}\nrun(lambda: T['a'](1))",
    "a table that gives a part": "f = lambda: 1\nT = {'a': f}\ndef g():\n    h = T.get('a')\n    return h(1)\nrun(g)",
    "a table in a table": "f = lambda: 1\nS = {'a': f}\nT = {1: {**S}}\nrun(lambda: T[1].get('b', T[1]['a'])(1))",
    "the items of a table":
        "f = lambda: 1\nT = {'a': f}\ndef g():\n    for _, h in T.items(): h(1)\nrun(g)",
    "a loop over a table": "f = lambda: 1\nT = (f, f)\ndef g():\n    for h in T[1:]: h(1)\nrun(g)",
    "a table that is passed": "f = lambda: 1\nT = [f]\ndef g(fs): return [h(1) for h in fs]\nrun(lambda: g(T))",
    "a table that is copied": "f = lambda: 1\nT = [f]\nrun(lambda: list(T)[0](1))",
    "a table that is unpacked": "f = lambda: 1\nT = [f, f]\ndef g():\n    h, *i = T\n    i[0](1)\nrun(g)",
    "two variables at once": "f = lambda: 1\ndef g():\n    h, i = f, f\n    return h(1)\nrun(g)",
    "two variables of one value": "f = lambda: 1\ndef g():\n    h = i = f\n    return h(1)\nrun(g)",
    "an item that is set": "f = lambda: 1\nT = {}\nT['a'] = f\nrun(lambda: T['a'](1))",
    "an item of the program":
        "class K:\n    def __setitem__(self, k, f): f(1)\ndef g():\n    K()[0] = lambda: 1\nrun(g)",
    "setdefault": "f = lambda: 1\nrun(lambda: {}.setdefault('a', f)(1))",
    "a field of a dataclass":
        "from dataclasses import dataclass\n@dataclass\nclass D:\n    f: object\n    def go(self): return self.f(1)\n"
        "run(lambda: D(lambda: 1).go())",
    "a key": "run(lambda: max([2, 1], key=lambda: 1))\nrun(lambda: sorted([1], key=lambda a, b: 1))",
    "a list that others have too": "def add(x): x.append(lambda: 1)\nL = []\nadd(L)\nrun(lambda: L[0](1))",
    "a list of a dict in a variable":
        "class K:\n    def __init__(self): self._d = {'a': []}\n    def go(self):\n        x = self._d['a']\n"
        "        x.append(lambda: 1)\n        return self._d['a'][0](1)\nrun(K().go)",
    "a list of two variables": "def f():\n    x = y = []\n    x.append(lambda: 1)\n    return y[0](1)\nrun(f)",
    "a list in a list": "def f():\n    x = []\n    y = [x]\n    y[0].append(lambda: 1)\n    return x[0](1)\nrun(f)",
    "an item of a list that others have": "def f():\n    x = [1]\n    y = x\n    y[0] = lambda: 1\n    return x[0](1)\nrun(f)",
    "a class inside that has an attribute":
        "def f():\n    class C: pass\n    C.act = lambda: 1\n    return C().act()\nrun(f)",
    "a list that holds itself": "x = []\nx.append(x)\nx.append(lambda: 1)\nrun(lambda: x[0][0][0][1](1))",
    "a global variable": "f = lambda: 1\nh = None\ndef g():\n    global h\n    h = f\ng()\nrun(lambda: h(1))",
    "a class": "class K:\n    def __init__(self, f): f(1)\nrun(lambda: K(lambda: 1))",
    "what an attribute holds": "class K:\n    def __init__(self): self._do = log.attempt\n    def go(self): self._do(lambda x: 1)\nrun(K().go)",
    "a name of a class": "class K:\n    def f(self): return 1\n    g = f\nrun(lambda: K().g(1))",
    "a method that a function makes": "def f(self, g): return g(1)\nclass C:\n    m = f\nrun(lambda: C().m(lambda: 1))",
    "a field that is called":
        "from dataclasses import dataclass\n@dataclass\nclass D:\n    f: object\n"
        "run(lambda: D(lambda g: g(1)).f(lambda: 1))\ndef h():\n    k = D(f=lambda g: g(1)).f\n    return k(lambda: 1)\nrun(h)",
    "a field of a named tuple":
        "from typing import NamedTuple\nclass N(NamedTuple):\n    f: object\nrun(lambda: N(lambda g: g(1)).f(lambda: 1))",
    "a field of namedtuple":
        "from collections import namedtuple\nN = namedtuple('N', 'e, f')\nrun(lambda: N(1, lambda g: g(1)).f(lambda: 1))",
    "a list in a field":
        "from dataclasses import dataclass\n@dataclass\nclass D:\n    xs: list\ndef f(x):\n    d = D(x)\n"
        "    d.xs.append(lambda: 1)\n    d.xs = []\n    return x[0](1)\nrun(lambda: f([]))",
    "a field that fields names":
        "from dataclasses import dataclass, fields\n@dataclass\nclass D:\n    f: object\ndef g():\n"
        "    d = D(lambda: 1)\n    return [getattr(d, part.name)(1) for part in fields(d)]\nrun(g)",
    "a field in a tuple":
        "from dataclasses import astuple, dataclass\n@dataclass\nclass D:\n    f: object\nrun(lambda: astuple(D([lambda: 1]))[0][0](1))",
    "an attribute that a decorator sets":
        "def deco(c):\n    c.act = lambda self: 1\n    return c\n@deco\nclass C: pass\nrun(lambda: C().act(1))",
    "a method in a branch": "class C:\n    if True:\n        def use(self, g): return g(1)\nrun(lambda: C().use(lambda: 1))",
    "a function of a module": "import m\ndef f():\n    g = m.call\n    return g(lambda: 1)\nrun(f)",
    "a function of a module in an attribute":
        "import m\nclass K:\n    def __init__(self): self.f = m.call\n    def go(self): return self.f(lambda: 1)\nrun(K().go)",
    "a function of a module that is a value": "import m\ndef f(n): return n.call(lambda: 1)\nrun(lambda: f(m))",
    "a function of a standard module": "import functools\ndef f():\n    p = functools.partial\n    return p(lambda: 1, 2)()\nrun(f)",
    "an attribute that setattr sets as a value":
        "class K:\n    def __init__(self): self.waiting = []\ndef f():\n    k, other, put = K(), [], setattr\n"
        "    put(k, 'waiting', other)\n    k.waiting.append(lambda: 1)\n    return other[0](1)\nrun(f)",
    "an attribute that getattr reads as a value": "log.act = lambda: 1\nread = getattr\nrun(lambda: read(log, 'act')(1))",
}  # fmt: skip
MODULE = "def call(g): return g(1)\n"


@pytest.mark.parametrize("way", WRONG)
def test_a_wrong_number_of_arguments_raises(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source = f"{HEAD}{WRONG[way]}\n"
    module = types.ModuleType("m")
    exec(MODULE, module.__dict__)
    monkeypatch.setitem(sys.modules, "m", module)
    expected = in_cpython(source)
    assert "TypeError" in expected or way == "a parameter that is assigned"
    assert printed(source, m=MODULE) == expected


@pytest.mark.parametrize(
    "within",
    ["from m import g\n    return g()", "import m\n    return m.g()", "from m import T\n    return T[0]()"],
)
def test_a_function_that_a_function_imports_counts_its_arguments(within: str) -> None:
    source = f"def f():\n    {within}\ntry:\n    f()\nexcept TypeError as error:\n    print(error)\n"
    wrong = "g() missing 1 required positional argument: 'a'\n"
    assert printed(source, m="def g(a):\n    return a\nT = [g]\n") == wrong


def test_a_function_whose_calls_can_be_counted_has_no_check() -> None:
    source = """
class _Log:
    def attempt(self, act):
        act()
    def guarded(self, act, page):
        self.attempt(lambda: act(1))
        page.then(lambda answer: act(answer), self.failed)
    def failed(self, reason): ...
def _listen(log, page):
    def heard(value):
        page.say(value)
    log.guarded(heard, page)
    log.guarded(lambda value: heard(value), page)
def start(page):
    _listen(_Log(), page)
"""
    program = compiled(source)
    own = program.code[program.runtime_bytes :]
    assert own.count("(arguments,") == 2  # anyone may call what the entry itself defines
    assert own.count("(arguments,2,2,") == own.count("(arguments,1,1,") == 1


def test_a_function_is_followed_into_attributes_and_tables() -> None:
    source = """
from m import Waiting, hear, TABLE, Buttons
def start(page):
    waiting = Waiting(hear)
    waiting.wait(lambda: page.say(1))
    waiting.go()
    waiting.tell(page)
    for step in TABLE:
        step(page)
    Buttons(page).show(lambda event: page.say(event))
"""
    beside = """
class Waiting:
    def __init__(self, heard):
        self._heard = heard
        self._acts = []
    def wait(self, act):
        self._acts.append(act)
    def go(self):
        for act in [*self._acts]:
            act()
        self._acts = []
    def tell(self, page):
        if self._heard is not None:
            self._heard(page)
class Buttons:
    def __init__(self, page):
        self._make = page.createElement
    def show(self, click):
        self._make("button", {"onClick": lambda event: click(event)})
def hear(page):
    page.say(2)
def first(page):
    page.say(3)
TABLE = (first, hear)
"""
    program = compiled(source, m=beside)
    assert program.code[program.runtime_bytes :].count("(arguments,") == 1  # `start` of the entry
