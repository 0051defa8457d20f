"""The compiler's table of the runtime's built-ins, compared with the JavaScript."""

from __future__ import annotations

import builtins
import re
from pathlib import Path
from types import GeneratorType

from build.compiler.runtime.arguments import ARITY, KEYWORDS
from build.compiler.runtime.library import ORDER, RUNTIME
from tests.support.cases import each

# Read as an attribute of a type, `dict.fromkeys`; or methods that have no limit of arguments.
STATIC_METHODS = {"dict_fromkeys", "str_maketrans"}
ANY_NUMBER = {
    *("update", "union", "intersection", "difference", "intersection_update", "difference_update", "format"),
    "with_traceback",
}
TEXT = "\n".join((RUNTIME / name).read_text(encoding="utf-8") for name in ORDER if (RUNTIME / name).exists())
FUNCTIONS = dict(re.findall(r"^function (\$[bm]_\w+)\(([^)]*)\)", TEXT, re.MULTILINE))
NAMES = set(re.findall(r"^(?:function\*?|const|class) (\$[bm]_\w+)", TEXT, re.MULTILINE))
TYPES: tuple[type, ...] = (
    *(str, bytes, int, float, list, tuple, dict, set, frozenset, slice, type, GeneratorType, BaseException),
)


def parameters(name: str) -> list[str]:
    return [parameter for parameter in FUNCTIONS[name].split(", ") if parameter]


def test_every_built_in_of_the_runtime_is_one_of_python() -> None:
    names = {name.removeprefix("$b_") for name in NAMES if name.startswith("$b_")} - STATIC_METHODS
    assert names <= set(dir(builtins))


def test_every_method_of_the_runtime_is_one_of_a_built_in_type() -> None:
    methods = {name.removeprefix("$m_") for name in NAMES if name.startswith("$m_")}
    assert methods <= {name for kind in TYPES for name in dir(kind)}


@each("name", KEYWORDS)
def test_keyword_arguments_have_a_position_in_the_javascript(name: str) -> None:
    unit = f"$m_{name}" if f"$m_{name}" in NAMES and f"$b_{name}" not in NAMES else f"$b_{name}"
    assert unit in NAMES
    if unit not in FUNCTIONS:  # a type: `const $b_int = $type(...)`
        return
    expected = [parameter for parameter in KEYWORDS[name] if parameter not in ("flush", "errors")]
    arguments = parameters(unit)[1:] if unit.startswith("$m_") else parameters(unit)
    assert len(arguments) >= len(expected)


def test_methods_say_how_many_arguments_they_take() -> None:
    methods = {name.removeprefix("$m_") for name in NAMES if name.startswith("$m_")}
    assert set(ARITY) == methods - ANY_NUMBER


def test_the_javascript_takes_as_many_arguments() -> None:
    for name, (least, most) in ARITY.items():
        count = len(parameters(f"$m_{name}")) - 1
        if name in ("sort", "decode"):  # keyword arguments only; or one that is accepted and changes nothing
            assert count >= most or name == "decode", name
        else:
            assert least <= most == count, name


def test_a_runtime_file_is_a_list_of_declarations() -> None:
    allowed = re.compile(r"^(?:(?:async )?function\*? \$|const \$\w+ =|class \$|//|[ }\])]|$)")
    for file in sorted(Path(RUNTIME).glob("*.js")):
        wrong = [line for line in file.read_text(encoding="utf-8").split("\n") if not allowed.match(line)]
        assert not wrong, f"{file.name}: {wrong}"


def test_a_name_is_declared_once() -> None:
    matches = re.findall(r"^(?:async )?(?:function\*?|const|class) (\$\w+)", TEXT, re.MULTILINE)
    assert sorted(matches) == sorted(set(matches))


def test_every_name_that_is_called_exists() -> None:
    declared = set(re.findall(r"^(?:async )?(?:function\*?|const|class) (\$\w+)", TEXT, re.MULTILINE))
    called = set(
        re.findall(r"(?<![.\w])(\$[A-Za-z_]\w*)\(", re.sub(r"^\s*//.*$", "", TEXT, flags=re.MULTILINE))
    )
    assert called <= declared
