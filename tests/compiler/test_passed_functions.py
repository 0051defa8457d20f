"""Functions that are passed on: where the compiler counts arguments, and where they count them."""

from __future__ import annotations

import contextlib
import io

import pytest

from tests.compiler.compiled import compiled, printed

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
    "a method that a function makes": "def f(self, g): return g(1)\nclass C:\n    m = f\nrun(lambda: C().m(lambda: 1))",
}  # fmt: skip


@pytest.mark.parametrize("way", WRONG)
def test_a_wrong_number_of_arguments_raises(way: str) -> None:
    source = f"{HEAD}{WRONG[way]}\n"
    expected = io.StringIO()
    with contextlib.redirect_stdout(expected):
        exec(compile(source, "program.py", "exec"), {"__name__": "__main__"})
    assert "TypeError" in expected.getvalue() or way == "a parameter that is assigned"
    assert printed(source) == expected.getvalue()


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
