"""The tables of docs/dialect.md are those of the rules, and its examples hold."""

from __future__ import annotations

import re

import pytest

from build.compiler.compile import RefusedError
from build.compiler.document import DOCUMENT, with_tables
from tests.compiler.compiled import compiled, in_cpython, printed

TEXT = DOCUMENT.read_text("utf-8")


def examples(kind: str) -> list[str]:
    matches = re.findall(rf"```python {kind}\n(.*?)```", TEXT, re.DOTALL)
    assert matches
    return matches


def test_the_tables_are_those_of_the_rules() -> None:
    assert with_tables(TEXT) == TEXT, "run `python -m build.compiler.document`"


@pytest.mark.parametrize("source", examples("run"))
def test_an_example_prints_in_v8_what_it_prints_in_cpython(source: str) -> None:
    assert printed(source) == in_cpython(source)


@pytest.mark.parametrize("source", examples("refused"))
def test_a_refused_example_is_refused(source: str) -> None:
    with pytest.raises(RefusedError):
        compiled(source)
