"""Syntax trees: all nodes in the order of `ast`, parsed only once, and never changed by a compilation."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterable
from pathlib import Path

import pytest

from build.compiler.analysis.name_uses import names_in
from build.compiler.compile import RefusedError, compile_program
from build.compiler.load import modules
from build.compiler.load.tree import Visitor, children, connect, parent, walk
from tests.compiler import python_programs

SOURCES = sorted(Path(__file__).parents[2].joinpath("build", "compiler", "lower").rglob("*.py"))
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


LEFT_OUT = ast.expr_context | ast.operator | ast.unaryop | ast.boolop | ast.cmpop


def expected(nodes: Iterable[ast.AST]) -> list[ast.AST]:
    return [node for node in nodes if not isinstance(node, LEFT_OUT)]


def test_no_node_is_missed_and_the_order_is_the_same() -> None:
    for text in (EVERYTHING, *(path.read_text("utf-8") for path in SOURCES)):
        tree = ast.parse(text)
        assert list(walk(tree)) == expected(ast.walk(tree))
        assert all(children(node) == expected(ast.iter_child_nodes(node)) for node in ast.walk(tree))
        connect(tree)
        assert list(walk(tree)) == expected(ast.walk(tree))
        assert all(parent(child) is node for node in walk(tree) for child in children(node))


def test_a_visitor_visits_every_node() -> None:
    class Names(Visitor):
        def __init__(self) -> None:
            self.found: list[str] = []

        def visit_Name(self, node: ast.Name) -> None:
            self.found.append(node.id)

    names = Names()
    tree = ast.parse(EVERYTHING)
    names.visit(tree)
    assert sorted(names.found) == sorted(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the files that have been parsed."""
    names: list[str] = []

    def parse(text: str, filename: str) -> ast.Module:
        names.append(filename)
        tree = compile(text, filename, "exec", ast.PyCF_ONLY_AST)
        assert isinstance(tree, ast.Module)
        return tree

    monkeypatch.setattr(ast, "parse", parse)
    return names


def test_only_a_changed_module_is_parsed_and_read_again(tmp_path: Path, parsed: list[str]) -> None:
    beside = f"def twice(text):\n    return text * 2  # {tmp_path}\n"
    (tmp_path / "beside.py").write_text(beside, "utf-8")
    entry = tmp_path / "program.py"
    entry.write_text(f"import json\nfrom beside import twice\nprint(twice('a'))  # {tmp_path}", "utf-8")
    first = compile_program(entry, root=tmp_path).code
    assert {"beside.py", "program.py"} <= set(parsed)
    parsed.clear()
    read = names_in.cache_info().misses
    assert compile_program(entry, root=tmp_path).code == first
    assert parsed == []
    assert names_in.cache_info().misses == read
    (tmp_path / "beside.py").write_text(beside.replace("2", "3"), "utf-8")
    assert compile_program(entry, root=tmp_path).code != first
    assert parsed == ["beside.py"]
    assert names_in.cache_info().misses == read + 1


def test_a_compilation_does_not_change_parsed_trees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored: dict[ast.Module, str] = {}
    parse_once = modules.parsed

    def keep(text: str, display: str) -> ast.Module:
        tree = parse_once(text, display)
        stored.setdefault(tree, whole(tree))
        return tree

    monkeypatch.setattr(modules, "parsed", keep)
    every = [program for theme in python_programs.themes() for program in python_programs.programs(theme)]
    for number, program in enumerate(every[::30]):
        entry = tmp_path / f"program{number}.py"
        entry.write_text(program.source, "utf-8")
        with contextlib.suppress(RefusedError):
            compile_program(entry, root=tmp_path)
    assert len(stored) > len(every) / 30
    assert all(whole(tree) == before for tree, before in stored.items())


def whole(tree: ast.Module) -> str:
    """Return everything that the nodes hold."""
    return "\n".join(str(vars(node)) for node in ast.walk(tree))
