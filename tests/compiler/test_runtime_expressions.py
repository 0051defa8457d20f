"""The values and exceptions of compiled expressions, compared with CPython's."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.compiler import v8
from build.compiler.compile import compile_program
from tests.compiler import python_expressions

FILES = [pytest.param(file, id=file.stem) for file in python_expressions.files()]


@pytest.mark.parametrize("file", FILES)
def test_compiled_expressions_give_what_cpython_gives(file: Path, tmp_path: Path) -> None:
    sheet = python_expressions.read(file)
    source = tmp_path / "expressions.py"
    source.write_text(python_expressions.program(sheet), encoding="utf-8")
    compiled = compile_program(source, root=tmp_path, runtime_roots=("$uncaught",))
    printed = v8.run(compiled.code, seconds=20).text("out").split("\n")
    wrong = [
        f"{expression.text}\n  CPython  {expression.result}\n  compiled {line}"
        for expression, line in zip(sheet.expressions, printed, strict=False)
        if expression.result != line
    ]
    assert not wrong, "\n".join(wrong)
    assert len(printed) == len(sheet.expressions) + 1
