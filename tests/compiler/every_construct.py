"""A bit of everything, which each version of Python compiles: the results must be equal."""

# ruff: noqa
# mypy: ignore-errors
from __future__ import annotations
from typing import Protocol, TypedDict, NamedTuple as NT, Generic, TypeVar, cast, TYPE_CHECKING
from enum import Enum, auto
from dataclasses import dataclass, field, replace

if TYPE_CHECKING:
    from foo import Bar
T = TypeVar("T")


class Shape(Protocol):
    x: int

    def area(self) -> float: ...


class Rec(TypedDict, total=False):
    a: int


Alias = dict[str, int]


class Color(Enum):
    RED = auto()
    GREEN = "g"

    @property
    def label(self) -> str:
        return f"<{self.name}>"


@dataclass(frozen=True, order=True)
class P:
    x: int
    y: list[int] = field(default_factory=list)

    def moved(self, dx: int = 1) -> P:
        return replace(self, x=self.x + dx)


print(
    Color.RED,
    Color.GREEN.value,
    Color("g"),
    [c.name for c in Color],
    Color["RED"].label,
    repr(Color.GREEN),
    Color.RED == Color.RED,
    len(Color),
)
p = P(1)
print(p, p.moved(dx=4), p < P(2), p == P(1), {p: 1} if False else "")
r: Rec = Rec(a=1)
print(r["a"], cast("int", 5))


def f(a, /, b, *args, c=3, **kw):
    return (a, b, args, c, kw)


print(f(1, 2), f(1, b=2, d=5), f(1, 2, 3, 4, c=9))
try:
    f()
except TypeError as e:
    print(e)
try:
    f(1, 2, a=3)
except TypeError as e:
    print("TE", e)


def g(n):
    if n > 1:
        v = 5
    try:
        return v
    except UnboundLocalError as e:
        return str(e)


print(g(2), g(0))


class Ctx:
    def __enter__(self):
        print("in")
        return self

    def __exit__(self, t, e, tb):
        print("out", t.__name__ if t else None, e)
        return False


try:
    with Ctx() as c:
        raise KeyError("z")
except KeyError as e:
    print("caught", e)


def gen():
    x = yield 1
    print("got", x)
    yield from [2, 3]
    return 7


it = gen()
print(next(it), it.send("hi"), list(it))
match {"kind": "call", "to": [1, 2, 3]}:
    case {"kind": "mail"}:
        print("no")
    case {"kind": "call", "to": [first, *rest]} if first == 1:
        print("call", first, rest)
    case _:
        print("other")


class A:
    def __init__(self):
        self.log = []

    def hi(self):
        self.log.append("A")


class B(A):
    def hi(self):
        self.log.append("B")
        super().hi()


class C(A):
    def hi(self):
        self.log.append("C")
        super().hi()


class D(B, C):
    def hi(self):
        self.log.append("D")
        super().hi()


d = D()
d.hi()
print(d.log, [k.__name__ for k in D.__mro__])
import asyncio


async def work(n):
    await asyncio.sleep(n)
    print("w", n)
    return n


async def main():
    print(await asyncio.gather(work(2), work(1)))
    try:
        await boom()
    except ValueError as e:
        print("async", e)


async def boom():
    raise ValueError("x")


asyncio.run(main())
x = 5


def outer():
    global x, newglobal
    x += 1
    newglobal = 3

    def inner():
        nonlocal_list.append(1)

    nonlocal_list = []
    inner()
    return nonlocal_list


print(outer(), x, newglobal)
for i in range(3):
    if i == 5:
        break
else:
    print("else", i)
print((lambda a, b=2, *c: (a, b, c))(1), [y for y in range(3) if (z := y * 2) > 1], z)
print(1 < 2 < 3, not [], 5 if x else 6, x and "yes", "" or "no", None or 0 or "last")
print(f"{3.14159:8.2f}|{'a':>5}|{42:#x}|{1e3}|{10 / 2}|{x!r:>4}")
del x
try:
    print(x)
except NameError as e:
    print("NE", type(e).__name__)
print(sum([1.0, 2]), 7 // 2, -7 // 2, -7 % 3, 2**-1, 10**3, round(2.675, 2), 1e16, 1 / 3)
a, (b, *c2), d2 = 1, (2, 3, 4), 5
print(a, b, c2, d2)
raise SystemExit(3)
