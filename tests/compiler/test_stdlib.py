"""The shims of standard modules, run in CPython: they return what the real modules return.

Python replaces what a shim takes from JavaScript here. Compiled, the same expressions are in
tests/compiler/test_runtime_expressions.py.
"""

from __future__ import annotations

import ast
import collections
import importlib.util
import json
import math
import statistics
import sys
import time
import types
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from build.compiler.runtime.library import names_with
from tests.compiler import python_expressions

SHIMS = Path(__file__).parents[2] / "build" / "compiler" / "stdlib"

# Regular expressions are JavaScript's own: they are tested compiled only.
SHEETS = [
    path
    for path in python_expressions.files()
    if path.stem.startswith("stdlib_") and path.stem != "stdlib_re"
]


def read_json(
    text: str,
    fail: Callable[[str, int], object],
    pairs_hook: Any,
    float_hook: Any,
    int_hook: Any,
    constant_hook: Any,
) -> object:
    hooks: dict[str, Any] = {
        "object_pairs_hook": pairs_hook,
        "parse_float": float_hook,
        "parse_int": int_hook,
        "parse_constant": constant_hook,
    }
    try:
        return json.loads(text, **hooks)
    except json.JSONDecodeError as error:
        return fail(error.msg, error.pos)


def is_instance(x: object) -> bool:
    return type(x).__module__.startswith("shim_")


def spread(values: list[float], divisor: int, is_root: bool) -> float:
    is_whole_population = divisor == len(values)
    if is_root:
        return statistics.pstdev(values) if is_whole_population else statistics.stdev(values)
    return statistics.pvariance(values) if is_whole_population else statistics.variance(values)


MATH_FUNCTIONS = [
    *(
        *("acos", "asin", "atan2", "ceil", "comb", "exp", "floor", "frexp", "hypot", "isqrt", "log", "tan"),
        "trunc",
    )
]
STANDINS: dict[str, object] = {
    "characters_to_units": lambda _, position: position,
    "clock_elapsed": lambda: time.perf_counter() * 1000,
    "clock_now": lambda: time.time() * 1000,
    "clock_offset": lambda _: 0,
    "dict_base": dict,
    "dict_update": dict.update,
    "exact_mean": statistics.mean,
    "exact_spread": spread,
    "is_instance": is_instance,
    "json_read": read_json,
    "json_text": lambda text, ascii: json.dumps(text, ensure_ascii=ascii),
    "math_call": lambda name, *numbers: float(getattr(math, name)(*numbers)),
    "math_real": lambda x: math.fabs(x) * (-1 if x < 0 else 1),
    "name_function": lambda function, name: setattr(function, "__name__", name),
    "namedtuple_class": lambda name, fields, defaults: collections.namedtuple(
        name, fields, defaults=defaults
    ),
    "quote": lambda text, safe: urllib.parse.quote(text, safe),
    "set_own": setattr,
    "unquote": urllib.parse.unquote,
    **{f"math_{name}": getattr(math, name) for name in MATH_FUNCTIONS},
}


@pytest.fixture(autouse=True)
def javascript(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("__js__")
    module.__dict__.update(STANDINS)
    monkeypatch.setitem(sys.modules, "__js__", module)


def hash_of(self: Any) -> int:
    return hash(self.__hash_key__())


def shim(name: str) -> types.ModuleType:
    path = SHIMS.joinpath(*name.split(".")).with_suffix(".py")
    spec = importlib.util.spec_from_file_location(f"shim_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for kind in vars(module).values():
        if isinstance(kind, type) and "__hash_key__" in vars(kind):
            kind.__hash__ = hash_of  # type: ignore[method-assign,assignment]
    return module


def names_from_shims(imports: str) -> dict[str, object]:
    names: dict[str, object] = {}
    for node in ast.parse(imports).body:
        if isinstance(node, ast.Import):
            names.update({alias.name: shim(alias.name) for alias in node.names})
        elif isinstance(node, ast.ImportFrom):
            module = shim(node.module or "")
            names.update({alias.name: getattr(module, alias.name) for alias in node.names})
    return names


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_a_shim_gives_what_the_real_module_gives(path: Path) -> None:
    sheet = python_expressions.read(path)
    names = names_from_shims(sheet.imports)
    wrong = [
        f"{expression.text}\n  CPython {expression.result}\n  shim    {expected}"
        for expression in sheet.expressions
        if (expected := python_expressions.result_in_cpython(expression.text, names)) != expression.result
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", sorted(SHIMS.rglob("*.py")), ids=lambda path: path.stem)
def test_javascript_that_a_shim_uses_exists(path: Path) -> None:
    platform = names_with("$js_")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "__js__":
            for alias in node.names:
                assert alias.name in platform


@pytest.mark.parametrize("path", sorted(SHIMS.rglob("*.py")), ids=lambda path: path.stem)
def test_a_shim_has_no_public_name_that_the_real_module_lacks(path: Path) -> None:
    name = ".".join(path.relative_to(SHIMS).with_suffix("").parts).removesuffix(".__init__")
    real = importlib.import_module(name)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = {
        target.id if isinstance(target, ast.Name) else target
        for node in tree.body
        for target in (
            [node.name]
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            else node.targets
            if isinstance(node, ast.Assign)
            else []
        )
        if isinstance(target, ast.Name | str)
    }
    added_later = {"NOFLAG", "UTC"}  # Python 3.11
    assert {item for item in public if not item.startswith("_")} - set(dir(real)) <= added_later
