"""Methods with a known receiver: what they do without asking the runtime, and where they must ask."""

from __future__ import annotations

import contextlib
import io

import pytest

from tests.compiler.compiled import compiled, printed

COUNTER = """
class Counter:
    def __init__(self, start):
        self._count = start
        self._items = []

    def add(self, n=1, *more):
        self._items.append(n)
        self._count = self._bumped(n)
        return self._count

    def _bumped(self, n, factor=1):
        return self._count + n * factor

    def twice(self):
        return [self._bumped(factor=2, n=n) for n in (1, 2)], (lambda: self._count)(), self._items

counter = Counter(1)
print(counter.add(), counter.add(5), counter.twice())
"""

# Each has a receiver that is not what it seems, or lacks what it seems to have.
STRANGE = {
    "another receiver": "class A:\n    def __init__(self): self._x = 1\n    def get(self): return self._x\n"
    "    def own(self): return self.get()\nclass B: pass\ntry:\n    A.own(B())\nexcept AttributeError as e:\n    print(e)",
    "a subclass": "class A:\n    def __init__(self): self._x = 1\n    def get(self): return self._x\n"
    "    def own(self): return self.get()\nclass B(A):\n    def __init__(self): pass\n    def get(self): return 2\n"
    "print(B().own())\ntry:\n    A.get(B())\nexcept AttributeError as e:\n    print(e)",
    "an attribute that is not set yet": "class A:\n    def __init__(self):\n        self.show()\n        self._x = 1\n"
    "    def show(self):\n        try:\n            print(self._x)\n        except AttributeError as e:\n            print(e)\nA().show()",
    "an attribute that is set after the instance was shown": "class A:\n    def __init__(self, show):\n"
    "        self._y = show(self)\n        self._x = 1\n    def get(self): return self._x\n"
    "def show(a):\n    try:\n        return a.get()\n    except AttributeError as e:\n        return str(e)\nprint(A(show)._y)",
    "an attribute that is set on one way": "class A:\n    def __init__(self, x):\n        if x:\n            return\n"
    "        self._x = 1\n    def get(self):\n        try:\n            return self._x\n        except AttributeError as e:\n"
    "            return str(e)\nprint(A(0).get(), A(1).get())",
    "an attribute that is deleted": "class A:\n    def __init__(self): self._x = 1\n    def get(self):\n"
    "        del self._x\n        return self._x\ntry:\n    A().get()\nexcept AttributeError as e:\n    print(e)",
    "an attribute of its class": "class A:\n    _x = 3\n    def __init__(self): self._x = 1\n    def get(self): return self._x\n"
    "print(A().get(), A._x)",
    "a property": "class A:\n    def __init__(self): self._x = 1\n    @property\n    def x(self): return self._x\n"
    "    def get(self): return self.x\nprint(A().get())",
    "a receiver that is assigned": "class B:\n    _x = 5\n    def go(self): return 6\nclass A:\n    def __init__(self): self._x = 1\n"
    "    def go(self): return 2\n    def get(self):\n        self = B()\n        return self._x, self.go()\nprint(A().get())",
    "a receiver that a function inside assigns": "class B:\n    _x = 5\nclass A:\n    def __init__(self): self._x = 1\n"
    "    def get(self):\n        def put():\n            nonlocal self\n            self = B()\n        put()\n        return self._x\nprint(A().get())",
    "another `self` inside": "class B:\n    _x = 5\n    def go(self): return 6\nclass A:\n    def __init__(self): self._x = 1\n"
    "    def go(self): return 2\n    def get(self):\n"
    "        return [self.go() for self in [B()]], (lambda self: (self._x, self.go()))(B()), self._x\nprint(A().get())",
    "a method that is replaced": "class A:\n    def go(self): return 1\n    def get(self): return self.go()\n"
    "a = A()\na.go = lambda: 2\nprint(a.get())",
    "a method that is replaced by a computed name": "class A:\n    def start(self): return 1\n"
    "    def get(self): return self.start()\n"
    "a = A()\nsetattr(a, 'st' + 'art', lambda: 2)\nprint(a.get())",
    "a method that is made twice": "class A:\n    def go(self): return 1\n    def go(self): return 2\n"
    "    def get(self): return self.go()\nprint(A().get())",
    "a private method that is read": "class A:\n    def _go(self): return 1\n    def get(self): return self._go(), self._go\n"
    "print(A().get()[1](), A()._go())",
    "a private method that is asked for": "class A:\n    def _go(self): return 1\n    def get(self): return self._go()\n"
    "a = A()\nprint(a.get(), hasattr(a, '_go'), getattr(a, '_' + 'go')())",
    "the class of an instance": "class A:\n    def __init__(self): self._x = 1\n    def get(self): return self._x\n"
    "class B: pass\ntry:\n    type(A()).get(B())\nexcept AttributeError as e:\n    print(e)",
    "a method called inside the class": "class A:\n    def get(self): return self._x()\n    def _x(self): return 1\n    try:\n"
    "        get(5)\n    except AttributeError as e:\n        print(e)\nprint(A().get())",
    "`__getattr__`": "class A:\n    def __init__(self): self._x = 1\n    def __getattr__(self, name): return name\n"
    "    def get(self): return self._x, self._y\nprint(A().get())",
    "its attributes as a whole": "class A:\n    def __init__(self): self._x = 1\n    def get(self): return self._x\n"
    "a = A()\nprint(a.__dict__, vars(a), a.get())",
    "a wrong number of arguments": "class A:\n    def _go(self, x): return x\n    def get(self):\n        try:\n"
    "            return self._go()\n        except TypeError as e:\n            return str(e)\nprint(A().get())",
    "two methods of one name": "class A:\n    def _go(self, f): return f(1)\n    def get(self): return self._go(lambda x: x)\n"
    "class B:\n    def _go(self, f): return f()\n    def get(self): return self._go(lambda: 2)\nprint(A().get(), B().get())\n"
    "try:\n    A()._go(lambda: 3)\nexcept TypeError as e:\n    print(e)",
}  # fmt: skip


def in_cpython(source: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(source, {"__name__": "__main__"})
    return out.getvalue()


def test_a_method_reads_its_attributes_and_calls_its_methods_without_looking_them_up() -> None:
    code = compiled(COUNTER).code
    assert printed(COUNTER) == in_cpython(COUNTER)
    assert '"_count"' not in code
    assert '"_items"' not in code
    assert '"_bumped"' not in code
    assert "._count" in code


@pytest.mark.parametrize("name", STRANGE)
def test_a_receiver_that_may_be_another_is_asked(name: str) -> None:
    assert printed(STRANGE[name]) == in_cpython(STRANGE[name])
