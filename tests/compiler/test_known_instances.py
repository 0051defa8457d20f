"""Methods with a known receiver: what they do without asking the runtime, and where they must ask."""

from __future__ import annotations

from tests.compiler.compiled import compiled, in_cpython, printed
from tests.support.cases import each

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
    "a private attribute that is asked for": "class A:\n    def __init__(self): self._x, self._y = 1, 2\n    def set(self):\n"
    "        self._z = 3\n        return self._z\na = A()\nprint(a.set(), getattr(a, '_' + 'z'), hasattr(a, '_z'), a._x, a._y)",
    "a private attribute that is set by a computed name": "class A:\n    def __init__(self): self._x = 1\n"
    "    def get(self): return self._x\nfor name in ['_x']:\n    a = A()\n    setattr(a, name, 2)\n    print(a.get())",
    "a private attribute of the page's name": "class A:\n    def __init__(self): self._x = 1\n    def get(self): return self._x\n"
    "a = A()\na._y = '_x'\nprint(a.get(), getattr(a, a._y))",
    "an attribute that `__init__` reads": "class A:\n    def __init__(self, f):\n        self._x = f\n        self._y = self._x(1)\n"
    "        self._z = [self._y for _ in (1, 2)]\n    def get(self): return self._x(2), self._y, self._z\n"
    "print(A(lambda n: n + 1).get())",
    "an attribute that `__init__` reads too early": "class A:\n    def __init__(self):\n        try:\n            self._y = self._x\n"
    "        except AttributeError as e:\n            print(e)\n        self._x = 1\n    def get(self): return self._x\nprint(A().get())",
    "a method that another instance keeps": "class K:\n    def __init__(self, act): self._act = act\n    def run(self): return self._act()\n"
    "class A:\n    def __init__(self):\n        self._k = K(self._go)\n        self._x = 1\n    def _go(self): return self._x\n"
    "    def get(self): return self._k.run(), self._x\nprint(A().get())",
    "a method that another instance calls at once": "class K:\n    def __init__(self, act): self._act = act()\n"
    "class A:\n    def __init__(self):\n        self._k = K(self._go)\n        self._x = 1\n    def _go(self):\n"
    "        try:\n            print(self._x)\n        except AttributeError as e:\n            print(e)\nA()",
    "a lambda that `__init__` calls": "class A:\n    def __init__(self):\n        self._f = lambda: self._go()\n        self._y = self._f()\n"
    "        self._x = 1\n    def _go(self):\n        try:\n            print(self._x)\n        except AttributeError as e:\n"
    "            print(e)\nA()",
    "a default that shows the instance": "class A:\n    def __init__(self):\n        self._f = lambda x=self._go(): x\n        self._x = 1\n"
    "    def _go(self):\n        try:\n            print(self._x)\n        except AttributeError as e:\n            print(e)\nA()",
    "itself that another instance reads": "class K:\n    def __init__(self, a):\n        self._y = a\n        self._x = a.x\n"
    "class A:\n    def __init__(self):\n        self._k = K(self)\n        self.x = 1\n"
    "try:\n    A()\nexcept AttributeError as e:\n    print(e)",
    "a private method as a value": "class A:\n    def __init__(self): self._n = 1\n    def _go(self, x): return self._n + x\n"
    "    def get(self): return [f(2) for f in (self._go, self._go)], self._go == self._go\nprint(A().get())",
    "an attribute with a property's name": "class A:\n    @property\n    def x(self): return 1\n    def put(self):\n        try:\n"
    "            self.x = 2\n        except AttributeError as e:\n            print('no')\nA().put()",
    "a wrong number of arguments": "class A:\n    def _go(self, x): return x\n    def get(self):\n        try:\n"
    "            return self._go()\n        except TypeError as e:\n            return str(e)\nprint(A().get())",
    "two methods of one name": "class A:\n    def _go(self, f): return f(1)\n    def get(self): return self._go(lambda x: x)\n"
    "class B:\n    def _go(self, f): return f()\n    def get(self): return self._go(lambda: 2)\nprint(A().get(), B().get())\n"
    "try:\n    A()._go(lambda: 3)\nexcept TypeError as e:\n    print(e)",
    "attributes of two classes": "class A:\n    def __init__(self): self._x, self._y = 1, 2\n    def get(self, b): return self._x, self._y, b._z\n"
    "    def read(self): return self._w\n"
    "class B:\n    def __init__(self): self._z, self._w = 3, 4\n    def get(self): return self._z, self._w, hasattr(self, '_x')\n"
    "    def read(self): return self._y\nprint(A().get(B()), B().get())\n"
    "for o in (A(), B()):\n    try:\n        o.read()\n    except AttributeError as e:\n        print(e)",
    "two private methods of one name, and one of them is read": "class A:\n    def _go(self): return 1\n    def get(self): return self._go\n"
    "class B:\n    def _go(self, x): return x\n    def get(self): return self._go(2)\nprint(A().get()(), B().get(), A()._go())\n"
    "try:\n    A().get()(3)\nexcept TypeError as e:\n    print(e)\ntry:\n    B()._go()\nexcept TypeError as e:\n    print(e)",
    "a private method that another class's method reads": "class A:\n    def _go(self): return 1\n    def get(self): return self._go()\n"
    "class B:\n    def _go(self): return 2\n    def get(self, other): return self._go(), other._go, [self._go() for self in [other]]\n"
    "a = A()\nprint(a.get(), B().get(a)[1](), B().get(a)[2])",
}  # fmt: skip


def test_a_method_reads_its_attributes_and_calls_its_methods_without_looking_them_up() -> None:
    code = compiled(COUNTER).code
    assert printed(COUNTER) == in_cpython(COUNTER)
    assert '"_count"' not in code
    assert '"_items"' not in code
    assert '"_bumped"' not in code
    assert "._count" not in code  # a shorter name


def test_private_methods_of_one_name_are_not_members_and_count_no_arguments() -> None:
    source = (
        "class A:\n    def _go(self, x): return x\n    def get(self): return [go(1) for go in (self._go,)]\n"
        "class B:\n    def _go(self): return 2\n    def get(self): return [go() for go in (self._go,)], self._go()\n"
        "print(A().get(), B().get())"
    )
    code = compiled(source).code
    assert printed(source) == in_cpython(source)
    assert '"_go"' not in code
    assert "$counted" not in code


@each("name", STRANGE)
def test_a_receiver_of_another_class_is_looked_up_at_run_time(name: str) -> None:
    assert printed(STRANGE[name]) == in_cpython(STRANGE[name])
