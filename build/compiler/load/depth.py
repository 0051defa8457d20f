"""Limit how deeply code may be nested, because each phase walks the tree by recursion."""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from build.compiler.load.tree import children, parent

TOO_DEEP = "this is nested too deeply: compute parts of it in variables"
TOO_MANY_BRANCHES = "there are too many `elif` before this one: write `match`, or look the value up in a dict"
MAX_DEPTH = 500
"""Levels of a statement's tree that every supported Python can walk."""
_FRAMES = 20_000


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Raise Python's recursion limit to what the tree of a module may need."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def too_deep(tree: ast.Module) -> ast.stmt | None:
    """Return the statement with the first code that is nested too deeply, None if there is none."""
    pending: list[tuple[ast.AST, int, ast.stmt | None]] = [(tree, 0, None)]
    while pending:
        node, depth, statement = pending.pop()
        statement = node if isinstance(node, ast.stmt) else statement
        if isinstance(node, ast.BoolOp):  # `a and b and c` becomes `a and (b and c)`
            depth += len(node.values)
        elif isinstance(node, ast.Compare):
            depth += len(node.ops)
        if depth > MAX_DEPTH:
            return statement
        pending.extend((child, depth + 1, statement) for child in children(node))
    return None


def reason_of(statement: ast.stmt) -> str:
    """Return the message for the statement that `too_deep` found."""
    around = parent(statement)
    is_branch = isinstance(around, ast.If) and isinstance(statement, ast.If) and around.orelse == [statement]
    return TOO_MANY_BRANCHES if is_branch else TOO_DEEP


def longest_line(text: str) -> tuple[int, int]:
    """Return line and column of the logical line with the most tokens, where Python's parser gave up."""
    longest, place = 0, (1, 1)
    begin, count = (1, 1), 0
    with suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type in (
                tokenize.NEWLINE,
                tokenize.NL,
                tokenize.COMMENT,
                tokenize.INDENT,
                tokenize.DEDENT,
            ):
                count = 0 if token.type == tokenize.NEWLINE else count
                continue
            begin = begin if count else (token.start[0], token.start[1] + 1)
            count += 1
            if count > longest:
                longest, place = count, begin
    return place
