"""Lowering, a file a part of the language. Importing this package registers them all."""

from build.compiler.lower import (
    assignments,
    calls,
    classes,
    comprehensions,
    exceptions,
    expressions,
    functions,
    names,
    operators,
    patterns,
    statements,
    texts,
)

__all__ = [
    "assignments",
    "calls",
    "classes",
    "comprehensions",
    "exceptions",
    "expressions",
    "functions",
    "names",
    "operators",
    "patterns",
    "statements",
    "texts",
]
