"""Attributes that are read by a computed name: a method that no such name can be needs no arity check."""

from __future__ import annotations

from tests.compiler.compiled import compiled, in_cpython, printed
from tests.support.cases import each

HEAD = """
class Box:
    def __init__(self, kind): self.kind = kind
    def open(self, a): return a
    def shut(self, a): return a
box = Box("x")
box.open(1)
box.shut(1)
def run(f):
    try:
        print(f())
    except TypeError as error:
        print(error)
"""

# Each calls `open` with a wrong number of arguments, under a name that takes its own way.
WAYS = {
    "a string": "run(lambda: getattr(box, *['open'])())",
    "a variable": "name = 'open'\nrun(lambda: getattr(box, name)())",
    "a parameter": "def read(name): return getattr(box, name)\nrun(lambda: read('open')())",
    "a parameter with a default": "def read(o, name='open'): return getattr(o, name)\nrun(lambda: read(box)())",
    "a parameter of a method": "class R:\n    def read(self, name): return getattr(box, name)()\n"
    "run(lambda: R().read('open'))",
    "a parameter by keyword": "def read(o, *, name): return getattr(o, name)\nrun(lambda: read(box, name='open')())",
    "a parameter of a function that is passed on": "def read(name): return getattr(box, name)()\nrun(lambda: [read(n) for n in ['open']])\n"
    "run(lambda: list(map(read, ['open'])))",
    "a method that is passed on": "class R:\n    def read(self, name): return getattr(box, name)()\nrun(lambda: list(map(R().read, ['open'])))",
    "a method under a computed name": "class R:\n    def read(self, name): return getattr(box, name)()\n"
    "run(lambda: getattr(R(), 're' + 'ad')('open'))",
    "a path": "def dig(o, path):\n    for name in path.split('.'):\n        o = getattr(o, name)\n    return o\nbox.box = box\n"
    "run(lambda: dig(box, 'box.open')())",
    "an f-string": "def read(how): return getattr(box, f'o{how}n')\nrun(lambda: read('pe')())",
    "a sum": "def read(how): return getattr(box, 'op' + how)\nrun(lambda: read('en')())",
    "an attribute": "box.kind = 'open'\nrun(lambda: getattr(box, box.kind)())",
    "an attribute from `__init__`": "run(lambda: getattr(box, Box('open').kind)())",
    "an attribute that is set by name": "setattr(box, 'kind', 'open')\nrun(lambda: getattr(box, box.kind)())",
    "a field": "from dataclasses import dataclass\n@dataclass\nclass F:\n    name: str\nrun(lambda: getattr(box, F('open').name)())",
    "a field that is replaced": "from dataclasses import dataclass, replace\n@dataclass\nclass F:\n    name: str\n"
    "run(lambda: getattr(box, replace(F('shut'), name='open').name)())",
    "a result": "def which(): return 'open' if box else 'shut'\nrun(lambda: getattr(box, which())())",
    "one of several results": "def which():\n    return 1, 'open'\ndef go():\n    _, name = which()\n    return getattr(box, name)()\nrun(go)",
    "a loop": "def go():\n    for name in ('shut', 'open'):\n        print(getattr(box, name)(1))\n    return getattr(box, name)()\nrun(go)",
    "a list": "names = [('open', 1)]\nrun(lambda: [getattr(box, name)() for name, _ in names])",
    "a list that grows": "names = []\nnames.append('open')\nrun(lambda: [getattr(box, name)() for name in names])",
    "a table": "NAMES = {'a': ('shut', 'open')}\ndef read(key): return getattr(box, NAMES[key][1])()\nrun(lambda: read('a'))",
    "a table that grows": "NAMES = {'a': 'shut'}\ndef read(key): return getattr(box, NAMES[key])()\nNAMES['b'] = 'open'\nrun(lambda: read('b'))",
    "a table that is passed on": "NAMES = {'a': 'shut'}\ndef add(to): to.update({'b': 'open'})\ndef read(key): return getattr(box, NAMES[key])()\nadd(NAMES)\nrun(lambda: read('b'))",
    "a list in a table": "NAMES = {'a': ['shut']}\ndef read(key): return getattr(box, NAMES[key][-1])()\nNAMES['a'].append('open')\nrun(lambda: read('a'))",
    "a dict": "names = {'a': {'b': 'open'}}\nrun(lambda: getattr(box, names['a'].get('b'))())",
    "a character": "Box.o = Box.open\nrun(lambda: getattr(box, 'only'[0])(1, 2))",
    "a slice": "run(lambda: getattr(box, 'reopen'[2:])())",
    "a variable that a function assigns": "name = ''\ndef put():\n    global name\n    name = 'open'\nput()\nrun(lambda: getattr(box, name)())",
    "a variable from around": "def f():\n    name = 'open'\n    def g(): return getattr(box, name)()\n    return g\nrun(f())",
    "an assignment in an expression": "def go(): return getattr(box, (n := 'open'))()\nrun(go)",
    "an exception": "def go():\n    try:\n        raise ValueError('open')\n    except ValueError as e:\n"
    "        return getattr(box, e.args[0])()\nrun(go)",
}  # fmt: skip


@each("way", WAYS)
def test_a_method_that_a_computed_name_reaches_counts_its_arguments(way: str) -> None:
    source = HEAD + WAYS[way]
    expected = in_cpython(source)
    assert "argument" in expected
    assert printed(source) == expected


@each(
    "way",
    [
        *("a parameter", "a path", "an f-string", "a result", "one of several results", "a loop", "a field"),
        "a table",
    ],
)
def test_a_method_that_no_computed_name_reaches_does_not(way: str) -> None:
    source = HEAD.replace("shut", "closed") + WAYS[way].replace("open", "other").replace("o{", "x{")
    assert "Box.closed self" not in compiled(source).code


def test_a_docstring_does_not_name_an_attribute() -> None:
    source = f'"""closed"""\n{HEAD.replace("shut", "closed")}def read(o, n): return getattr(o, n)\nread(box, str(1))'
    assert "Box.closed self" not in compiled(source).code
    assert "Box.closed self" in compiled(f"{source}\nprint('closed')").code
