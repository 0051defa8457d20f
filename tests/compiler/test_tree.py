"""Syntax trees are gone through as `ast` does it, without the contexts."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from build.compiler.load.tree import Visitor, children, walk

SOURCES = sorted(Path(__file__).parents[2].joinpath("build", "compiler").rglob("*.py"))
EVERYTHING = """
async def f(a, /, b: int = 1, *c, d=2, **e) -> None:
    global g
    async with a as (x, y), b: await x
    try: del x.y[1:2]
    except (A, B) as error: raise error from None
    match a:
        case {"k": [1, *rest], **others} | P(q=2) as whole if whole: pass
    return [lambda: (yield), {**a, 1: 2}, f"{a!r:>{b}}", (n := -1), *[i async for i in a if not i < 2 <= 3]]
"""


def expected(nodes: Iterable[ast.AST]) -> list[ast.AST]:
    return [node for node in nodes if not isinstance(node, ast.expr_context)]


def test_no_node_is_missed_and_the_order_is_the_same() -> None:
    for text in (EVERYTHING, *(path.read_text("utf-8") for path in SOURCES)):
        tree = ast.parse(text)
        assert list(walk(tree)) == expected(ast.walk(tree))
        assert all(children(node) == expected(ast.iter_child_nodes(node)) for node in ast.walk(tree))


def test_a_visitor_comes_to_every_node() -> None:
    class Names(Visitor):
        def __init__(self) -> None:
            self.found: list[str] = []

        def visit_Name(self, node: ast.Name) -> None:
            self.found.append(node.id)

    names = Names()
    tree = ast.parse(EVERYTHING)
    names.visit(tree)
    assert sorted(names.found) == sorted(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
