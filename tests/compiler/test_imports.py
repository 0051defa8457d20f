"""The time of imports: programs of several modules print what CPython prints."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from build.compiler import v8
from build.compiler.compile import RefusedError, compile_program
from tests.compiler.compiled import compiled, printed

PROGRAMS = {
    "an import runs where it is written": {
        "program": "import config\nconfig.setup('v1')\nimport user\nprint(user.value)\nfrom last import x\nprint(x)",
        "config": "state = {'v': 'unset'}\ndef setup(v):\n    state['v'] = v",
        "user": "from config import state\nvalue = state['v']\nstate['v'] = 'used'",
        "last": "import config, user\nx = [config.state['v'], user.value]",
    },
    "a module runs once, at its first import": {
        "program": "print('start')\nimport a\nprint('between')\nimport b, a\nfrom b import seen\nprint(seen)",
        "a": "print('a')\nimport c",
        "b": "print('b')\nfrom c import seen\nseen.append('b')",
        "c": "print('c')\nseen = []",
    },
    "a package runs before its modules": {
        "program": "from handlers.base import seen\nprint(seen)\nimport handlers.deep.leaf\nprint(handlers.deep.leaf.x, handlers.count)",
        "handlers/__init__": "from handlers.base import register\nregister('default')\ncount = 3",
        "handlers/base": "seen = []\ndef register(name):\n    seen.append(name)",
        "handlers/deep/__init__": "print('deep')\nfrom ..base import seen\nseen.append('deep')",
        "handlers/deep/leaf": "from .. import count\nfrom . import seen\nx = [count, *seen]",
    },
    "a module of a package that is being imported": {
        "program": "import pkg\nprint(pkg.total, pkg.one.value, pkg.two.value)",
        "pkg/__init__": "from .one import value\nfrom . import two\ntotal = value + two.value",
        "pkg/one": "print('one')\nvalue = 1",
        "pkg/two": "print('two')\nfrom pkg.one import value as before\nvalue = before + 1",
    },
    "an import under a branch": {
        "program": """
import log
flag = len(log.lines) > 5
if flag:
    import never
elif log.lines == []:
    import first as chosen
    print(chosen.x, chosen.f(2))
else:
    from second import y
try:
    print(never.x)
except NameError as e:
    print(type(e).__name__)
for i in range(3):
    import loop
    print(i, loop.count)
with log.scope():
    from second import y, Second
print(y, Second(4).double(), log.lines)
""",
        "log": """
lines = []
class scope:
    def __enter__(self): lines.append('in')
    def __exit__(self, *args): lines.append('out')
""",
        "never": "import log\nlog.lines.append('never')\nx = 1",
        "first": "import log\nlog.lines.append('first')\nx = 'x'\ndef f(n, *, k=3): return n * k + len(log.lines)",
        "second": """
import log
log.lines.append('second')
y = [n for n in range(3)]
class Second:
    kind = 'second'
    def __init__(self, n): self.n = n
    def double(self): return self._twice() + self.kind
    def _twice(self): return str(self.n * 2)
""",
        "loop": "import log\nlog.lines.append('loop')\ncount = len(log.lines)\ncount += 1",
    },
    "an import in a function": {
        "program": """
from registry import names
def load(kind):
    if kind == 'a':
        from plugins import a
        return a.make()
    import plugins.b as b
    return b.make()
print(names)
print(load('b'), names)
print(load('a'), load('b'), load('a'), names)
class Late:
    def run(self):
        import lazily
        from lazily import counter, bump
        bump()
        return counter, lazily.counter, lazily.Thing(3)
print(Late().run(), Late().run())
""",
        "registry": "names = []",
        "plugins/__init__": "from registry import names\nnames.append('plugins')",
        "plugins/a": "from registry import names\nnames.append('a')\ndef make(): return ['a', *names]",
        "plugins/b": "from registry import names\nfrom plugins import a\nnames.append('b')\ndef make(): return ['b', a.make()]",
        "lazily": """
from dataclasses import dataclass
counter = 0
print('lazily', __name__)
def bump():
    global counter
    counter += 1
@dataclass(frozen=True)
class Thing:
    n: int
    def __iter__(self): return iter([self.n])
for name in ('x', 'y'):
    last = name
a, *b = [1, 2, 3]
squares = {n: n * n for n in b if (half := n / 2)}
""",
    },
    "a late module that fails": {
        "program": """
import state
for _ in range(3):
    try:
        import broken
        print(broken.x)
    except ValueError as e:
        print('failed', e, state.tries)
""",
        "state": "tries = []",
        "broken": "import state\nstate.tries.append(1)\nif len(state.tries) < 2:\n    raise ValueError('no')\nx = 'fine'",
    },
    "a module that is imported late and then at the top": {
        "program": "def f():\n    import m\n    return m.x\nprint(f())\nimport m\nfrom other import y\nprint(m.x, y)",
        "m": "print('m runs')\nx = 1",
        "other": "import m\ny = m.x + 1",
    },
}


PROGRAMS |= {
    "a module's variables are assigned from outside": {
        "program": """
import state
import pkg.inner as inner
from state import value as before, read
state.value = 5
state.value += 1
state.fresh = [1]
inner.limit = 'new'
def change():
    state.value = state.value * 2
    state.pair, state.other = 'p', 'o'
    for state.last in range(3):
        pass
change()
state.double = lambda n, m=1: n * 20 + m
print(before, state.value, read(), state.fresh, inner.limit, inner.limited(), state.pair, state.other, state.last)
print(state.use_double(2), state.NAME, state.double(1))
try:
    print(state.double())
except TypeError as e:
    print(type(e).__name__)
del state
""".replace("del state\n", ""),
        "state": """
value = 1
NAME = 'constant'
def read(): return value
def double(n): return n * 2
def use_double(n): return double(n)
""",
        "pkg/__init__": "",
        "pkg/inner": "limit = 'old'\ndef limited(): return limit",
    },
    "a module as a value": {
        "program": """
import math, rules, sys
import pkg.inner
from pkg import inner
def call(module, name, *args):
    return getattr(module, name)(*args)
print(call(rules, 'score', 2), call(math, 'floor', 2.7), call(rules, 'Kind', 'x').name, rules is rules)
modules = {'a': rules, 'b': pkg.inner}
print(modules['a'].LIMIT, modules['b'] is inner, hasattr(rules, 'nope'), hasattr(rules, 'score'), getattr(rules, 'nope', 1))
def patch(module):
    module.LIMIT = 99
    module.added = 'added'
    setattr(module, 'score', lambda n: -n)
patch(rules)
print(rules.LIMIT, rules.limited(), rules.score(3), call(rules, 'twice', 4), getattr(rules, 'added'))
for bad in (lambda: call(rules, 'twice'), lambda: call(rules, 'missing'), lambda: modules['a'].twice(1, 2)):
    try:
        print(bad())
    except (TypeError, AttributeError) as e:
        print(type(e).__name__)
print(bool(rules), rules == rules, rules in [rules], {rules: 1}[rules], sorted(vars(pkg.inner))[-1:], rules.__name__)
""",
        "rules": """
LIMIT = 10
class Kind:
    def __init__(self, name): self.name = name
def score(n): return n + LIMIT
def limited(): return LIMIT
def twice(n): return score(n) * 2
""",
        "pkg/__init__": "",
        "pkg/inner": "z_last = 1",
    },
}


def in_cpython(entry: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-B", str(entry)], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


@pytest.mark.parametrize("name", PROGRAMS)
def test_modules_run_when_cpython_runs_them(tmp_path: Path, name: str) -> None:
    for module, text in PROGRAMS[name].items():
        path = tmp_path / f"{module}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    entry = tmp_path / "program.py"
    outcome = v8.run(compile_program(entry, root=tmp_path, runtime_roots=("$uncaught",)).code)
    assert outcome.exit_code == 0, outcome.text("err")
    assert outcome.text("out") == in_cpython(entry)


def test_a_module_that_only_defines_names_costs_nothing_late(tmp_path: Path) -> None:
    (tmp_path / "pure.py").write_text(
        "def used():\n    return 1\n\n\ndef unused():\n    return 'unused'\n", "utf-8"
    )
    entry = tmp_path / "program.py"
    entry.write_text("def f():\n    from pure import used\n    return used()\n\n\nprint(f())\n", "utf-8")
    code = compile_program(entry, root=tmp_path, readable=True).code
    assert "unused" not in code
    assert "$once" not in code


@pytest.mark.parametrize(
    ("source", "prints"),
    [
        ("from one import x\nprint(x)\nfrom two import x\nprint(x)\n", "1\n2\n"),
        ("try:\n    from one import x\nexcept ImportError:\n    from two import x\nprint(x)\n", "1\n"),
        ("flag = 0\nif flag:\n    from one import x\nelse:\n    from two import x\nprint(x)\n", "2\n"),
        ("def x():\n    return 0\n\n\nprint(x())\nfrom one import x\nprint(x)\n", "0\n1\n"),
        ("from one import x\n\n\ndef f():\n    return x\n\n\nfrom two import x\n\nprint(f())\n", "2\n"),
    ],
)
def test_a_name_of_several_imports_has_the_value_of_the_last_that_ran(source: str, prints: str) -> None:
    assert printed(source, one="x = 1\n", two="x = 2\n") == prints


@pytest.mark.parametrize(
    "source",
    [
        "import one as m\n\nprint(m.x)\nimport two as m\n",
        "def f(a):\n    if a:\n        import one as m\n    else:\n        import two as m\n    return m.x\n",
        "def f(a):\n    if a:\n        from one import x\n    else:\n        from two import x\n    return x\n",
        "import math as m\nfrom one import x as m\n",
        "from enum import Enum as E\nfrom abc import ABC as E\n",
    ],
)
def test_a_name_imported_from_two_modules_is_one_finding(source: str) -> None:
    with pytest.raises(
        RefusedError, match=r"`\w` is imported from two places: give each its own name"
    ) as found:
        compiled(source, one="x = 1\n", two="x = 2\n")
    assert len(found.value.diagnostics) == 1


def test_a_module_may_be_imported_twice() -> None:
    source = "import one\nfrom one import x\nimport one\nfrom one import x\n\n\ndef f():\n    import one\n    return one.x\n\n\n"
    assert printed(f"{source}print(f(), x, one.x)\n", one="x = 1\n") == "1 1 1\n"


SHAPES = """from enum import Enum as Base
from typing import Protocol, TypedDict as Shape


class Contact(Shape):
    name: str


class Color(Base):
    RED = 1


class Kind(Base):
    def text(self):
        return f"kind {self.value}"


class Host(Protocol):
    def open(self) -> None: ...
"""


def test_a_class_is_what_it_is_in_its_own_module() -> None:
    source = (
        "import shapes\nfrom shapes import Contact, Kind\n\n\n"
        "class Lead(Contact):\n    company: str\n\n\nclass Size(Kind):\n    BIG = 2\n\n\n"
        "print(Contact(name='Ada'), shapes.Contact(name='Bo'), Lead(name='Cy', company='Acme'), Size.BIG.text())\n"
    )
    assert printed(source, shapes=SHAPES) == (
        "{'name': 'Ada'} {'name': 'Bo'} {'name': 'Cy', 'company': 'Acme'} kind 2\n"
    )


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("class A(Color):\n    BLUE = 2\n", "program.py:4:9: an Enum that has members cannot be extended"),
        ("class A(Kind):\n    B = 1\n    B = 2\n", "program.py:4:1: a member of an Enum is defined twice"),
        (
            "class A(Host):\n    def open(self):\n        pass\n\n\nA()\n",
            "program.py:9:1: `A` is a Protocol, or derives from one: leave the Protocol out of its bases",
        ),
    ],
)
def test_a_class_of_another_module_is_refused_like_one_of_this_module(source: str, why: str) -> None:
    with pytest.raises(RefusedError, match=re.escape(why)):
        compiled(f"from shapes import Color, Host, Kind\n\n\n{source}", shapes=SHAPES)


def test_a_module_with_dataclasses_may_be_a_value() -> None:
    beside = "from dataclasses import dataclass\n\n\n@dataclass\nclass Call:\n    number: str = 'none'\n"
    source = "import calls\n\n\ndef made(module):\n    return module.Call('1'), getattr(module, 'Call')()\n\n\nprint(made(calls))\n"
    assert printed(source, calls=beside) == "(Call(number='1'), Call(number='none'))\n"


def test_a_function_that_is_replaced_through_its_module_may_return_anything() -> None:
    helper = "def check(x):\n    return True\ndef run():\n    return not check(1), check(1) or 'other', 1 if check(1) else 2\n"
    by_name = "import helper\nsetattr(helper, 'check', lambda x: [])\nprint(helper.run())\n"
    as_value = "import helper\ndef patch(module):\n    module.check = lambda x: []\npatch(helper)\nprint(helper.run())\n"
    assert printed(by_name, helper=helper) == "(True, 'other', 2)\n"
    assert printed(as_value, helper=helper) == "(True, 'other', 2)\n"
