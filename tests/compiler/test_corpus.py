"""The corpus: compiled programs print what CPython prints, or are refused, or raise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest

from build.compiler.compile import RefusedError
from tests.compiler.compiled import compiled, ran

CORPUS: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parent / "corpus" / "python.json").read_text("utf-8")
)

# Programs that the dialect refuses, each with its reason in docs/dialect.md.
REFUSED: frozenset[str] = frozenset()


PARTS = 6
"""Parts of the corpus. Each is a test, so that several workers share them."""


def ending(source: str, expected: str) -> Literal["same", "refused", "raised", "silently different"]:
    try:
        outcome = ran(compiled(source))
    except RefusedError:
        return "refused"
    if outcome.exit_code:
        return "raised"
    return "same" if outcome.text("out").rstrip("\n") == expected else "silently different"


@pytest.mark.parametrize("part", range(PARTS))
def test_compiled_programs_print_what_cpython_prints(part: int) -> None:
    names = list(CORPUS)[part::PARTS]
    found = {name: ending(CORPUS[name]["source"], CORPUS[name]["cpython"]) for name in names}
    assert found == {name: "refused" if name in REFUSED else "same" for name in names}
