"""The names that the runtime offers, read from its JavaScript so that the two cannot disagree."""

from __future__ import annotations

from build.compiler.runtime.arguments import KEYWORDS
from build.compiler.runtime.library import names_with

BUILTINS = names_with("$b_")
METHODS = names_with("$m_")

# Built-ins whose JavaScript takes the positional arguments as one array: as a value they are wrapped.
VARIADIC = frozenset(name for name, parameters in KEYWORDS.items() if parameters and parameters[0] == "*")

__all__ = ["BUILTINS", "KEYWORDS", "METHODS", "VARIADIC"]
