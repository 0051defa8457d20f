"""Call the whole runtime in an embedded V8 with Python values; its results and errors come back as text."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from functools import cached_property

from py_mini_racer import MiniRacer

from build.compiler.runtime.library import ORDER, RUNTIME

_OUTCOME = """
function outcome(f) {
  try { return $repr(f()); } catch (error) {
    return error[$_py] === true ? `${$type_name(error)}: ${$str(error)}` : `JavaScript: ${error.stack}`;
  }
}
"""


def literal(value: object) -> str:
    """Return a JavaScript expression for a Python value."""
    if value is None or isinstance(value, bool | str):
        return json.dumps(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        return f"$float({value!r})"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return "$dict([" + ",".join(f"[{literal(key)},{literal(item)}]" for key, item in value.items()) + "])"
    if isinstance(value, list | tuple | set):
        items = "[" + ",".join(literal(item) for item in value) + "]"
        return (
            items
            if isinstance(value, list)
            else f"$tuple({items})"
            if isinstance(value, tuple)
            else f"$set({items})"
        )
    raise TypeError(f"no literal for {type(value).__name__}")


def sources() -> str:
    """Return the whole runtime."""
    return "\n".join((RUNTIME / name).read_text(encoding="utf-8") for name in ORDER)


class RuntimeEngine:
    @cached_property
    def _engine(self) -> MiniRacer:
        engine = MiniRacer()  # not on import: every worker of a run imports all tests
        engine.eval(sources() + _OUTCOME)
        return engine

    def outcome(self, expression: str) -> str:
        return str(self._engine.eval(f"outcome(() => {expression})"))

    def call(self, name: str, *arguments: object) -> str:
        return self.outcome(f"{name}({','.join(literal(argument) for argument in arguments)})")


def outcome_in_cpython(function: Callable[[], object]) -> str:
    try:
        return repr(function())
    except Exception as error:
        return f"{type(error).__name__}: {error}"
