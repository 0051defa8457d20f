"""Lower the Python tree, one file for each part of the language. Importing this package registers them all.

statements.py      if, while, for, import, assert
assignments.py     assignments of all kinds, `del`
exceptions.py      try, raise, with
patterns.py        match
functions.py       def, lambda, decorators, return; signatures.py, their parameters
classes.py         class; dataclasses.py, @dataclass
expressions.py     literals, f-strings, displays, subscripts, `x if y else z`, `:=`, await, yield
operators.py       arithmetic, comparison, `and`, `or`, `not`, conditions
calls.py           calls; attributes.py, getattr() and hasattr()
comprehensions.py  comprehensions and generator expressions, iteration anywhere
names.py           names, attributes, modules

context.py         the current place in the program; `lowers`, which registers a function
javascript.py      the nodes that lowering makes
refusals.py        the code that the dialect refuses
"""

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
]
