"""The dialect's refusals: each with its place, its reason and what to write instead."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from build.compiler.compile import RefusedError, compile_program
from build.compiler.load.depth import MAX_DEPTH, TOO_DEEP, TOO_MANY_BRANCHES
from build.compiler.lower.context import MAX_ARGUMENTS, TOO_MANY
from build.compiler.lower.refusals import BASES_REFUSED, BUILTINS_REFUSED, CONSTRUCTS, SPECIAL_METHODS_REFUSED
from build.errors import Diagnostic
from tests.compiler.compiled import compiled, printed


def refused(tmp_path: Path, source: str, **beside: str) -> list[Diagnostic]:
    for name, text in beside.items():
        path = tmp_path / f"{name.replace('__', '/', 1)}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    entry = tmp_path / "program.py"
    entry.write_text(source, encoding="utf-8")
    with pytest.raises(RefusedError) as caught:
        compile_program(entry, root=tmp_path)
    return list(caught.value.diagnostics)


# Code that each construct's refusal rejects, and where it is reported.
EXAMPLES = {
    "star_import": ("from math import *\n", "1:1"),
    "module_in_class": ("class A:\n    import math\n", "2:5"),
    "async_for": ("async def f(x):\n    async for y in x:\n        pass\n", "2:5"),
    "async_with": ("async def f(x):\n    async with x:\n        pass\n", "2:5"),
    "async_generator": ("async def f():\n    yield 1\n", "2:5"),
    "async_comprehension": ("async def f(x):\n    return [y async for y in x]\n", "2:12"),
    "await_in_lambda": ("async def f(x):\n    return [await y for y in x]\n", "2:13"),
    "await_outside": ("def g():\n    pass\n\n\nasync def f(x=await g()):\n    pass\n", "5:15"),
    "yield_in_lambda": ("f = lambda: (yield 1)\n", "1:14"),
    "bytes": ('x = b"a"\n', "1:5"),
    "complex": ("x = 1j\n", "1:5"),
    "big_int": ("x = 9007199254740993\n", "1:5"),
    "ellipsis": ("x = ...\n", "1:5"),
    "metaclass": ("class A(metaclass=type):\n    pass\n", "1:19"),
    "mixed_enum": ("from enum import Enum\n\n\nclass A(float, Enum):\n    B = 1.5\n", "4:9"),
    "bare_raise": ("def f():\n    raise\n", "2:5"),
    "pattern_of_built_in": ("match 1:\n    case int(real=r):\n        pass\n", "2:19"),
    "nested_super": ("class A:\n    def f(self):\n        return [super().f() for _ in 'a']\n", "3:17"),
    "slice_in_tuple": ("class A:\n    pass\n\n\nA()[1:2, ::3]\n", "5:5"),
    "dataclass_of_function": (
        "from dataclasses import dataclass\n\n\n@dataclass\ndef f():\n    pass\n",
        "4:2",
    ),
    "dataclass_value": ("from dataclasses import dataclass\n\nprint(dataclass)\n", "3:7"),
    "enum_extended": (
        "from enum import Enum\n\n\nclass A(Enum):\n    B = 1\n\n\nclass C(A):\n    D = 2\n",
        "8:9",
    ),
    "enum_twice": ("from enum import StrEnum\n\n\nclass A(StrEnum):\n    B = '1'\n    B = '2'\n", "4:1"),
    "base_is_no_class": ("import math\n\n\nclass A(math):\n    pass\n", "4:9"),
    "class_in_function_global": ("x = 1\n\n\nclass A:\n    global x\n", "5:5"),
}

MISTAKES_OF_THE_COMPILER = [
    ("break\n", "1:1", "'break' outside loop"),
    ("for x in []:\n    def f():\n        continue\n", "3:9", "'continue' not properly in loop"),
    ("return 5\n", "1:1", "'return' outside function"),
    ("class A:\n    yield 1\n", "2:5", "'yield' outside function"),
    ("nonlocal x\n", "1:1", "nonlocal declaration not allowed at module level"),
    ("def f():\n    nonlocal x\n", "2:5", "no binding for nonlocal 'x' found"),
    ("def f():\n    x = 1\n    global x\n", "3:5", "name 'x' is assigned to before global declaration"),
    ("def f(a, a):\n    pass\n", "1:10", "duplicate argument 'a' in function definition"),
    ("print(end='', end='')\n", "1:15", "keyword argument repeated: end"),
    ("a, *b, *c = [1]\n", "1:1", "multiple starred expressions in assignment"),
    ("match 1:\n    case x:\n        pass\n    case 2:\n        pass\n", "2:10", "name capture 'x' makes"),
    ("match 1:\n    case [x, x]:\n        pass\n", "2:14", "multiple assignments to name 'x' in pattern"),
    ("x = 1\nfrom __future__ import annotations\n", "2:1", "from __future__ imports must occur"),
]


@pytest.mark.parametrize(("source", "place", "message"), MISTAKES_OF_THE_COMPILER)
def test_code_that_only_pythons_compiler_rejects_is_one_finding(
    tmp_path: Path, source: str, place: str, message: str
) -> None:
    (finding,) = refused(tmp_path, source)
    assert str(finding).startswith(f"program.py:{place}: not valid Python: {message}")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def f() -> Nope:\n    pass\n", "name `Nope` is not defined"),
        ("class A:\n    x: lst[int] = []\n", "name `lst` is not defined: did you mean `list`?"),
        ("def f(*a: int, k: nope = 1):\n    pass\n", "name `nope` is not defined"),
        ("from typing import Optinal\n", "`Optinal` cannot be imported from `typing`"),
    ],
)
@pytest.mark.skipif(sys.version_info >= (3, 14), reason="annotations are evaluated when they are read")
def test_a_name_that_python_misses_in_an_annotation_is_refused(
    tmp_path: Path, source: str, message: str
) -> None:
    (finding,) = refused(tmp_path, source)
    assert finding.message.startswith(message)


def test_names_in_annotations_that_python_does_not_evaluate_are_not_checked() -> None:
    source = "def f() -> None:\n    x: Nope = 1\n    print(x)\n\n\nf()\n"
    assert printed(source) == "1\n"
    assert printed(f"from __future__ import annotations\n\n\n{source}y: Nope\n") == "1\n"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("abs()", "`abs` is called with 0 arguments: it takes 1"),
        ("isinstance(1)", "`isinstance` is called with 1 argument: it takes 2"),
        ("int(1, 2, 3)", "`int` is called with 3 arguments: it takes 0 to 2"),
        ("round()", "`round` is called with 0 arguments: it takes 1 or 2"),
        ("enumerate(start=1, iterable=[], x=2)", "`enumerate` is called with 3 arguments: it takes 1 or 2"),
        ("sorted([1], abs)", "`sorted` is called with 2 arguments: it takes 1"),
        ("pow(2)", "`pow` is called with 1 argument: it takes 2 or 3"),
        ("type(1, 2)", "`type` is called with 2 arguments: it takes 1"),
    ],
)
def test_a_builtin_with_a_wrong_number_of_arguments_is_refused(
    tmp_path: Path, call: str, message: str
) -> None:
    (finding,) = refused(tmp_path, f"print({call})\n")
    assert finding.message == message


@pytest.mark.parametrize(
    ("source", "place", "message"),
    [
        ("class A(A):\n    pass\n", "", ""),
        ("# -*- coding: latin-1 -*-\n", "1:1", "the file claims to be latin-1"),
        ("#!x\n# vim: set fileencoding=cp1252 :\n", "2:1", "the file claims to be cp1252"),
        ("# coding: utf_8\n", "", ""),
        (
            "from dataclasses import dataclass\n\n\n@dataclass(True)\nclass A:\n    x: int\n",
            "4:12",
            "@dataclass",
        ),
        (
            "class A:\n    @staticmethod\n    def f():\n        return super().f\n",
            "4:16",
            "`super()` without",
        ),
        (
            "class A:\n    @staticmethod\n    def f(a):\n        return super().f\n",
            "4:16",
            "`super()` without",
        ),
        ("class A:\n    def f(self):\n        return lambda: super().f()\n", "3:24", "`super()` without"),
        ("class A:\n    def f(self):\n        return super(int, self).f()\n", "3:16", "`super` for another"),
    ],
)
def test_mistakes_are_one_finding_or_none_but_no_failure(
    tmp_path: Path, source: str, place: str, message: str
) -> None:
    if not place:
        assert compiled(source).code
        return
    (finding,) = refused(tmp_path, source)
    assert str(finding).startswith(f"program.py:{place}: {message}")


# The oldest supported Python cannot parse these.
NOT_TRIED = {"exception_group", "type_statement"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_construct_is_refused_at_its_place_with_what_to_write_instead(tmp_path: Path, name: str) -> None:
    source, place = EXAMPLES[name]
    findings = refused(tmp_path, source)
    assert f"program.py:{place}: {CONSTRUCTS[name]}" in [str(item) for item in findings]


def test_every_construct_of_the_rules_is_tried() -> None:
    assert set(EXAMPLES) | NOT_TRIED == set(CONSTRUCTS)


@pytest.mark.parametrize("name", BUILTINS_REFUSED)
def test_a_builtin_without_an_equivalent_is_refused_where_it_is_named(tmp_path: Path, name: str) -> None:
    findings = refused(tmp_path, f"x = 1\ny = {name}\n")
    assert [str(item) for item in findings] == [f"program.py:2:5: {BUILTINS_REFUSED[name]}"]


@pytest.mark.parametrize("name", SPECIAL_METHODS_REFUSED)
def test_a_special_method_that_nobody_would_call_is_refused(tmp_path: Path, name: str) -> None:
    findings = refused(tmp_path, f"class A:\n    def {name}(self, *args):\n        return 1\n")
    assert [str(item) for item in findings] == [f"program.py:2:5: {SPECIAL_METHODS_REFUSED[name]}"]


@pytest.mark.parametrize("name", BASES_REFUSED)
def test_a_class_made_from_a_builtin_type_is_refused(tmp_path: Path, name: str) -> None:
    findings = refused(tmp_path, f"class A({name}):\n    pass\n")
    assert [str(item) for item in findings] == [f"program.py:1:9: {BASES_REFUSED[name]}"]


@pytest.mark.parametrize(
    ("options", "body", "message"),
    [
        ("", "    x = field(default=1)", "`x` is a field without an annotation"),
        ("", "    x: list = list()", "every instance would share this default of `x`"),
        ("", "    x: list = field(default=[])", "every instance would share this default of `x`"),
        ("order=True", "    def __lt__(self, x):\n        return x", "@dataclass(order=True) makes `__lt__`"),
        ("frozen=True", "    def __setattr__(self, n, v):\n        pass", "@dataclass(frozen=True) makes"),
        (
            "unsafe_hash=True",
            "    def __hash__(self):\n        return 1",
            "@dataclass(unsafe_hash=True) makes",
        ),
        ("order=True, eq=False", "    x: int", "@dataclass(order=True) needs eq=True"),
        ("frozen=True", "    x: int\n\n\n@dataclass\nclass B(A):\n    y: int", "a frozen dataclass and"),
    ],
)
def test_a_dataclass_that_python_would_not_make_is_refused(
    tmp_path: Path, options: str, body: str, message: str
) -> None:
    head = "from dataclasses import dataclass, field\n\n\n"
    (finding,) = refused(tmp_path, f"{head}@dataclass({options})\nclass A:\n{body}\n")
    assert finding.message.startswith(message)


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("import time\ntime.sleep(1)", "2:1"),
        ("from time import sleep\nsleep(1)\nsleep(2)", "1:18"),
        ("import time as t\nf = t.sleep", "2:5"),
    ],
)
def test_a_pause_of_the_page_is_refused_once(tmp_path: Path, source: str, place: str) -> None:
    (finding,) = refused(tmp_path, source)
    assert str(finding).startswith(f"program.py:{place}: `time.sleep` would stop the page: write `await")


@pytest.mark.parametrize(
    ("head", "part", "tail"),
    [
        ("x = 'x'", ".strip()", ""),
        ("x = ", "not ", "1"),
        ("x = 1", " and 1", ""),
        ("x = 1", " == 1", ""),
        ("x = ", "1 if 0 else ", "2"),
        ("x = ", "lambda: ", "1"),
    ],
)
@pytest.mark.parametrize("count", [700, 20_000])
def test_code_that_is_nested_too_deeply_is_refused_at_its_statement(
    tmp_path: Path, head: str, part: str, tail: str, count: int
) -> None:
    (finding,) = refused(tmp_path, f"a = 1\n\n\n{head}{part * count}{tail}\nb = 2\n")
    assert (finding.line, finding.column, finding.message) == (4, 1, TOO_DEEP)


def test_too_many_branches_are_refused_with_another_way_to_write_them(tmp_path: Path) -> None:
    branches = "".join(f"elif x == {number}:\n    pass\n" for number in range(600))
    (finding,) = refused(tmp_path, f"x = 1\nif x is None:\n    pass\n{branches}")
    assert finding.message == TOO_MANY_BRANCHES
    assert finding.line > 900
    cases = "".join(f"    case {number}:\n        y = {number}\n" for number in range(600))
    assert printed(f"x = 599\nmatch x:\n{cases}print(y)") == "599\n"


def test_a_display_that_v8_cannot_make_is_refused_at_its_place(tmp_path: Path) -> None:
    for display in ("{%s, 'a': 1}", "(%s)"):
        item = "%d: 0" if "'a'" in display else "%d"
        items = ", ".join(item % number for number in range(MAX_ARGUMENTS + 1))
        (found,) = refused(tmp_path, f"a = 1\nb = {display % items}\n")
        assert (found.line, found.column, found.message) == (2, 5, TOO_MANY)


@pytest.mark.parametrize("depth", [100, MAX_DEPTH - 10])
def test_code_that_is_not_too_deep_runs(depth: int) -> None:
    parts = [f"x = {'not ' * depth}1", f"y = {'+'.join('1' * depth)}", f"z = {' and '.join('1' * depth)}"]
    assert printed("\n".join([*parts, "print(x, y, z)"])) == f"True {depth} 1\n"


def test_a_name_that_is_not_defined_is_refused(tmp_path: Path) -> None:
    assert [str(item) for item in refused(tmp_path, "print(nmae)\n")] == [
        "program.py:1:7: name `nmae` is not defined"
    ]


def test_a_name_that_is_not_defined_is_refused_once_where_an_attribute_of_it_is_set(tmp_path: Path) -> None:
    source = "class A:\n    def __init__(self):\n        nmae.x = 1\n"
    assert [str(item) for item in refused(tmp_path, source)] == ["program.py:3:9: name `nmae` is not defined"]


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("window", "Python code cannot use globals of the page: use `services.window`"),
        ("console", "Python code cannot use globals of the page: use `services.log`"),
        ("alert", "Python code cannot use globals of the page: use `services.window.alert`"),
        ("null", "write `None`"),
        ("true", "write `True`"),
    ],
)
def test_a_javascript_name_is_refused_with_the_alternative(tmp_path: Path, name: str, instead: str) -> None:
    (finding,) = refused(tmp_path, f"print({name})\n")
    assert finding.message.startswith(f"name `{name}` is not defined: {instead}")


def test_a_javascript_name_that_the_program_defines_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("window = {'a': 1}\nprint(window)\n", "utf-8")
    assert compile_program(tmp_path / "program.py", root=tmp_path).code


def test_every_mistake_is_named_not_just_the_first(tmp_path: Path) -> None:
    findings = refused(tmp_path, "import beside\nx = eval('1')\ny = b''\n", beside="z = 1j\n")
    assert [(item.path, item.line) for item in findings] == [
        ("beside.py", 1),
        ("program.py", 2),
        ("program.py", 3),
    ]


def test_a_syntax_error_of_an_imported_module_is_named_there(tmp_path: Path) -> None:
    findings = refused(tmp_path, "import beside\n", beside="def f(:\n    pass\n")
    assert (findings[0].path, findings[0].line) == ("beside.py", 1)
    assert "not valid Python" in findings[0].message


def test_modules_that_import_each_other_are_refused_with_the_cycle(tmp_path: Path) -> None:
    findings = refused(tmp_path, "import one\n", one="import two\n", two="import one\n")
    assert str(findings[0]).startswith("two.py:1:1: these modules import each other: one -> two -> one")


def test_a_module_that_does_not_exist_is_refused_where_it_is_imported(tmp_path: Path) -> None:
    missing = str(refused(tmp_path, "import nowhere\n")[0])
    assert "module `nowhere` cannot be imported" in missing
    assert "copy it into the folder `vendored/` of your extension" in missing


@pytest.mark.parametrize(
    ("source", "instead"),
    [
        ("import requests\n\nrequests.get('x')\nprint(requests)\n", "services.window.fetch"),
        ("import urllib.request\n\nurllib.request.urlopen('x')\n", "services.window.fetch"),
        ("import uuid as u\n\nprint(u.uuid4().hex)\n", "crypto.randomUUID()"),
        ("from decimal import Decimal\n\nprint(Decimal('1') + 1, Decimal)\n", "cents"),
        ("from zoneinfo import ZoneInfo\n\nx = ZoneInfo('UTC')\n", "Intl"),
        ("import threading\n\nt = threading.Timer(1, print)\nt.start()\n", "services.clock.after"),
        ("import os\n\nx = os.environ['A']\ny = os.path.join('a', 'b')\n", "configuration"),
        ("import os.path\n\nx = os.path.join('a')\n", "configuration"),
        ("from os import environ\n\nx = environ.get('A')\n", "configuration"),
        ("import base64\n\nx = base64.b64encode\n", "services.window.btoa"),
        ("from concurrent.futures import Future\n\n\nclass A(Future):\n    pass\n", "services.clock.after"),
        ("from pathlib import Path\n\nif isinstance(1, Path):\n    Path.cwd()\n", "files"),
        ("from tkinter import Tk\n\n\n@Tk\ndef f(x: Tk) -> Tk:\n    return Tk(x)\n", "docs/dialect.md"),
        ("import acme.deep\n\nacme.deep.run(acme.x)\n", "PyPI"),
        ("def f():\n    import acme\n\n    return acme.x()\n", "PyPI"),
        ("try:\n    import acme\nexcept ImportError:\n    acme = None\nprint(acme.x, acme)\n", "PyPI"),
        (
            "from enum import Flag\n\n\nclass A(Flag):\n    B = 1\n\n\nprint(A.B, Flag)\n",
            "`set` of an Enum's members",
        ),
        (
            "import enum\n\n\nclass A(enum.IntFlag):\n    B = 1\n\n\nprint(A.B)\n",
            "`set` of an Enum's members",
        ),
        ("from enum import IntFlag as F\n\n\nclass A(F):\n    B = 1\n\n\nprint(A.B)\n", "`set` of an Enum's"),
        ("import time\n\nx = time.strftime('%d')\n", "use `datetime`"),
        ("from time import localtime\n\nx = localtime().tm_hour\n", "use `datetime`"),
        ("import asyncio\n\n\nasync def f():\n    asyncio.create_task(f())\n", "asyncio.gather"),
        ("from asyncio import wait_for\n\n\nasync def f():\n    await wait_for(f(), 1)\n", "with_timeout"),
        ("from beside import nothing\n\nprint(nothing(1), nothing)\n", "not defined there"),
        ("import broken\n\nbroken.f()\nprint(broken.A)\n", "not valid Python"),
        ("from broken import A\n\n\nclass B(A):\n    pass\n\n\nprint(B(), A())\n", "not valid Python"),
        ("from pack import broken\n\nbroken.f()\n", "not valid Python"),
        ("from math import nothing\n\nmatch 1:\n    case nothing.A:\n        pass\n", "not defined there"),
        ("from acme import Lost\n\ntry:\n    pass\nexcept Lost as e:\n    raise Lost from e\n", "PyPI"),
    ],
)
def test_an_import_that_cannot_work_is_one_finding_with_the_replacement(
    tmp_path: Path, source: str, instead: str
) -> None:
    findings = refused(tmp_path, source, beside="x = 1\n", broken="def f(:\n", pack__broken="def f(:\n")
    assert len(findings) == 1, findings
    assert instead in findings[0].message


OWN = {"acme____init__": "", "acme__deep": "x = 1\n"}
"""A package of the program's own; two underscores are a slash."""


@pytest.mark.parametrize(
    ("source", "meant"),
    [
        ("def pretty():\n    return prety\n", ": did you mean `pretty`?"),
        ("def f(number):\n    return nummber\n", ": did you mean `number`?"),
        ("x = lenn([])\n", ": did you mean `len`?"),
        ("import re\n\nre.serach('a', 'b')\n", ": did you mean `search`?"),
        ("from datetime import datetme\n\ndatetme.now()\n", ": did you mean `datetime`?"),
        ("from beside import anser\n\nprint(anser)\n", ": did you mean `answer`?"),
        ("import jsno\n\njsno.dumps(1)\n", ": did you mean `json`?"),
        ("import besides\n\nprint(besides.answer)\n", ": did you mean `beside`?"),
        ("from pack.iners import x\n\nprint(x)\n", ": did you mean `pack.inner`?"),
        ("from deep import x\n\nprint(x)\n", ": did you mean `acme.deep`?"),
        ("from math import *\n\nprint(sqrt(2))\n", "import the names"),
        ("x = " + "-" * 5000 + "1\n", "too deeply"),
    ],
)
def test_a_mistyped_name_is_one_finding_with_the_nearest_name(
    tmp_path: Path, source: str, meant: str
) -> None:
    findings = refused(tmp_path, source, beside="answer = 42\n", pack__inner="x = 1\n", **OWN)
    assert len(findings) == 1, findings
    assert meant in findings[0].message


@pytest.mark.parametrize(
    "source",
    [
        "f = lambda: (new := 3) + new\n",
        "new = 5\nf = lambda: (new := 3) + new\nprint(new)\n",
        "def g(new):\n    return lambda: [new := x for x in range(3)]\n",
        "f = lambda new: lambda: (new := 1)\n",
    ],
)
def test_a_variable_of_a_lambda_is_one_finding(tmp_path: Path, source: str) -> None:
    """It is not the variable of that name outside."""
    (finding,) = refused(tmp_path, source)
    assert finding.message == "`:=` inside a lambda is not translated: use a function"


@pytest.mark.parametrize(
    "line", ["import beside", "import math as beside", "from pack import inner as beside"]
)
def test_a_module_in_a_class_is_one_finding(tmp_path: Path, line: str) -> None:
    source = f"class A:\n    {line}\n\n    x = beside\n"
    (finding,) = refused(tmp_path, source, beside="x = 1\n", pack__inner="x = 1\n", pack____init__="")
    assert finding.message == "a module cannot be an attribute of a class: import it at the top of the file"


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="it is a statement there")
@pytest.mark.parametrize("source", ["type X = int\n", "type Pair[T] = tuple[T, T]\n"])
def test_an_alias_of_a_newer_python_is_refused_with_the_older_form(tmp_path: Path, source: str) -> None:
    (finding,) = refused(tmp_path, source)
    assert finding.message.endswith("write `Alias: TypeAlias = …`")


def test_a_name_that_a_module_does_not_have_is_refused_where_it_is_imported(tmp_path: Path) -> None:
    findings = refused(tmp_path, "from beside import missing\n", beside="x = 1\n")
    assert (
        str(findings[0])
        == "program.py:1:20: `missing` cannot be imported from `beside`: it is not defined there"
    )


def test_a_relative_import_that_leaves_the_program_is_refused(tmp_path: Path) -> None:
    assert "leaves the program" in str(refused(tmp_path, "from ..beside import x\n")[0])


def test_a_file_that_is_not_utf8_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_bytes(b"# \xc3\xa4\nx = '\xff'\n")
    with pytest.raises(RefusedError, match=r"program.py:2:6: not UTF-8 text: save the file as UTF-8$"):
        compile_program(tmp_path / "program.py", root=tmp_path)


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_bytes(b"\xef\xbb\xbfprint(1)\n")
    assert compile_program(tmp_path / "program.py", root=tmp_path).code


def test_a_pipe_instead_of_a_module_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("import piped\nprint(piped.x)\n", "utf-8")
    os.mkfifo(tmp_path / "piped.py")
    with pytest.raises(RefusedError, match=r"^piped.py:1:1: cannot be read: Is a pipe$"):
        compile_program(tmp_path / "program.py", root=tmp_path)


def test_a_file_that_cannot_be_read_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=r"^program.py:1:1: cannot be read: No such file or directory$"):
        compile_program(tmp_path / "program.py", root=tmp_path)


def test_a_protocol_used_as_a_value_is_refused(tmp_path: Path) -> None:
    source = "from typing import Protocol\n\n\nclass P(Protocol):\n    pass\n\n\nprint(P)\n"
    assert "exists only for annotations" in str(refused(tmp_path, source)[0])


def test_a_union_of_types_as_a_value_is_refused_with_the_tuple(tmp_path: Path) -> None:
    source = "Kinds = int | str\ndef f():\n    local = int | None\n    return local\nprint(f(), Kinds)\n"
    union, alias = refused(tmp_path, source)
    assert "3:13: a union of types has no value in the browser: write the tuple `(int, None)`" in str(union)
    assert "5:12" in str(alias)
    assert str(alias).endswith(": write a tuple of its types")


def test_a_mutable_default_of_a_dataclass_is_refused(tmp_path: Path) -> None:
    source = "from dataclasses import dataclass\n\n\n@dataclass\nclass A:\n    x: list = []\n"
    assert "default_factory" in str(refused(tmp_path, source)[0])


@pytest.mark.parametrize("call", ["gather(f(), return_exceptions=True)", "sleep(delay=1)", "run(main=f())"])
def test_a_keyword_that_asyncio_does_not_take_in_the_browser_is_refused(tmp_path: Path, call: str) -> None:
    source = f"import asyncio\n\n\nasync def f():\n    return asyncio.{call}\n"
    (finding,) = refused(tmp_path, source)
    name = call.partition("(")[0]
    assert f"`asyncio.{name}` takes no keyword arguments in the browser" in str(finding)


def test_an_import_of_the_tests_is_refused_once(tmp_path: Path) -> None:
    for name in ("__init__", "support"):
        (tmp_path / "tests").mkdir(exist_ok=True)
        (tmp_path / "tests" / f"{name}.py").write_text("def f():\n    eval('1')\n    eval('2')\n", "utf-8")
    (finding,) = refused(tmp_path, "from tests.support import f\n")
    assert str(finding).endswith(
        "`tests.support` cannot be imported: tests/ runs in CPython only, never in the browser"
    )
