"""The corpus: compiled programs print what CPython prints, or are refused, or raise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest

from build.compiler import v8
from build.compiler.compile import RefusedError
from tests.compiler.compiled import compiled

CORPUS: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parent / "corpus" / "python.json").read_text("utf-8")
)

# Programs that the dialect refuses, each with its reason in docs/dialect.md.
REFUSED: frozenset[str] = frozenset()


def ending(source: str, expected: str) -> Literal["same", "refused", "raised", "silently different"]:
    try:
        program = compiled(source)
    except RefusedError:
        return "refused"
    outcome = v8.run(program.code)
    if outcome.exit_code:
        return "raised"
    return "same" if outcome.text("out").rstrip("\n") == expected else "silently different"


@pytest.mark.parametrize("name", CORPUS)
def test_a_compiled_program_prints_what_cpython_prints(name: str) -> None:
    expected = "refused" if name in REFUSED else "same"
    assert ending(CORPUS[name]["source"], CORPUS[name]["cpython"]) == expected
