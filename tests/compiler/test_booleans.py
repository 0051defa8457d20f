"""Values that are certainly True or False are tested without the runtime; all others as in CPython."""

from __future__ import annotations

from tests.compiler.compiled import compiled, in_cpython, printed
from tests.support.cases import each

CERTAIN = {
    "a function": "def f(x): return x == 1\nprint([1 if f(x) else 2 for x in (1, 2)])",
    "a function of several results": "def f(x):\n    if x == 1:\n        return True\n    elif x == 2:\n        raise ValueError\n"
    "    try:\n        return x in (3, 4)\n    except TypeError:\n        return False\n    else:\n        return False\nprint([1 if f(x) else 2 for x in (1, 3, 5)])",
    "functions that call each other": "def f(n): return n == 0 or g(n - 1)\ndef g(n): return False if n == 0 else f(n - 1)\n"
    "print([1 if f(n) else 2 for n in range(4)])",
    "a variable": "def f(x):\n    found = x == 1\n    if x == 2:\n        found = not found\n    found = found and found\n"
    "    return 1 if found else 2\nprint([f(x) for x in (1, 2, 3)])",
    "an assignment in an expression": "def f(x):\n    return [1 if (b := x == y) or b else 2 for y in (1, 2)]\nprint(f(1))",
    "an attribute": "class A:\n    def __init__(self): self._on = False\n    def turn(self):\n        self._on = not self._on\n"
    "        return 1 if self._on else 2\na = A()\nprint(a.turn(), a.turn())",
    "a method": "class A:\n    def _is(self, x): return x == 1\n    def get(self): return 1 if self._is(1) else 2\nprint(A().get())",
}

UNCERTAIN = {
    "a function that may end": "def f(x):\n    if x:\n        return True\nprint(f([]) or 5, f([1]) and 5, [f([])] or 1)",
    "a function that returns nothing": "def f(x):\n    if x:\n        return\n    return True\nprint([1 if f(x) else 2 for x in ([], [1])], f(1) or 7)",
    "a function with another result": "def f(x):\n    if len(x) == 1:\n        return True\n    return x\nprint([1 if f(x) else 2 for x in ([], [1], [1, 2])])",
    "functions that call another one": "def f(x): return g(x)\ndef g(x): return h(x)\ndef h(x): return x == 1 or x\nprint([1 if f(x) else 2 for x in ([], 1, {})])",
    "a function in a function": "def f(x): return True\ndef g(x):\n    def f(x): return x\n    return 1 if f(x) else 2\nprint(g([]), g([1]))",
    "a generator": "def f(x):\n    yield x\n    return True\ndef g(): return f(1) and []\nprint(1 if g() else 2)",
    "a decorated function": "def wrap(f): return lambda x: []\n@wrap\ndef f(x): return True\nprint(1 if f(1) else 2)",
    "a function that is assigned": "def f(x): return True\ndef put():\n    global f\n    f = lambda x: []\nput()\nprint(1 if f(1) else 2)",
    "a parameter": "def f(x, y=True):\n    if y:\n        y = False\n    return 1 if y else 2\nprint(f(1, []), f(1, [1]), f(1))",
    "an augmented assignment": "def f(x):\n    y = False\n    y += x\n    return 1 if y else 2\nprint(f(0), f(1.5), f(-0.0))",
    "a loop": "def f(xs):\n    y = True\n    for y in xs:\n        pass\n    return 1 if y else 2\nprint(f([[], {}]), f([]), f([[1]]))",
    "an unpacking": "def f(xs):\n    y = True\n    y, *z = xs\n    return 1 if y else 2, 1 if z else 2\nprint(f([[]]), f([[1], 2]))",
    "a variable that a function inside assigns": "def f():\n    y = True\n    def put():\n        nonlocal y\n        y = []\n    put()\n"
    "    return 1 if y else 2\nprint(f())",
    "a variable of a class inside": "def f():\n    y = True\n    class C:\n        y = []\n        z = 1 if y else 2\n    return C.z, y\nprint(f())",
    "a variable without a value": "def f(x):\n    if x:\n        y = True\n    return 1 if y else 2\ntry:\n    f(0)\nexcept NameError as e:\n    print(e)",
    "a caught exception": "def f():\n    y = True\n    try:\n        raise ValueError\n    except ValueError as y:\n        return 1 if y else 2\nprint(f())",
    "a pattern": "def f(x):\n    y = True\n    match x:\n        case [y]:\n            pass\n    return 1 if y else 2\nprint(f([[]]), f([1]), f(1))",
    "another variable of the name": "def f(xs):\n    y = True\n    return [1 if y else 2 for y in xs], (lambda y: 1 if y else 2)([]), y\nprint(f([[], [1]]))",
    "a comparison of a class": "class A:\n    def __eq__(self, other): return []\ndef f(a): return a == 1\nprint(1 if f(A()) else 2, f(A()))",
    "an attribute that is set elsewhere": "class A:\n    def __init__(self): self._on = True\n    def get(self): return 1 if self._on else 2\n"
    "a = A()\na._on = []\nprint(a.get())",
    "an attribute that is set by a name": "class A:\n    def __init__(self): self._on = True\n    def get(self): return 1 if self._on else 2\n"
    "a = A()\nsetattr(a, '_on', [])\nprint(a.get())",
    "an attribute that is set by a computed name": "class A:\n    def __init__(self): self._on = True\n    def get(self): return 1 if self._on else 2\n"
    "a = A()\nfor name in ('_o', '_n'):\n    setattr(a, name[:2] + 'n', [])\nprint(a.get())",
    "an attribute that is unpacked": "class A:\n    def __init__(self): self._on = True\n    def put(self, x): self._on, self._y = x\n"
    "    def get(self): return 1 if self._on else 2\na = A()\na.put(([], 1))\nprint(a.get())",
    "an attribute of a loop": "class A:\n    def __init__(self): self._on = True\n    def put(self, xs):\n        for self._on in xs: pass\n"
    "    def get(self): return 1 if self._on else 2\na = A()\na.put([[]])\nprint(a.get())",
    "an attribute of another class": "class A:\n    def __init__(self): self._on = True\n    def get(self, b): return 1 if self._on else 2, 1 if b._on else 2\n"
    "class B:\n    _on = []\nprint(A().get(B()))",
    "a method that is replaced": "class A:\n    def is_on(self): return True\n    def get(self): return 1 if self.is_on() else 2\n"
    "a = A()\na.is_on = lambda: []\nprint(a.get())",
    "a method of a base": "class A:\n    def is_on(self): return True\n    def get(self): return 1 if self.is_on() else 2\n"
    "class B(A):\n    def is_on(self): return []\nprint(B().get(), A().get())",
    "a built-in that is replaced": "def any(x): return x\nprint(1 if any([]) else 2)",
}  # fmt: skip


@each("name", CERTAIN)
def test_a_certain_value_is_tested_by_javascript(name: str) -> None:
    assert printed(CERTAIN[name]) == in_cpython(CERTAIN[name])
    program = compiled(CERTAIN[name])
    assert "$truth" not in program.code[program.runtime_bytes :]


@each("name", UNCERTAIN)
def test_any_other_value_is_tested_as_in_cpython(name: str) -> None:
    assert printed(UNCERTAIN[name]) == in_cpython(UNCERTAIN[name])
