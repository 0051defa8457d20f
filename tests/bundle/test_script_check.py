from __future__ import annotations

import sys

import pytest

from build.bundle import script_check
from build.errors import ProductError

BROKEN = "(function () {\n  let a = ;\n})();\n"


def test_code_that_parses_passes_without_a_message() -> None:
    assert (
        script_check.check("x.js", "(function () { 'use strict'; class A { #b = 1n ?? 2; } })();\n") is None
    )


def test_a_module_that_parses_passes() -> None:
    assert script_check.check("x.mjs", "class A {}\nexport { A, A as default };\n") is None


@pytest.mark.parametrize(
    "code",
    [
        *(BROKEN, "let match = 1; match x:\n", "(function () { import 'x'; })();"),
        *("'use strict'; with (a) {}", "<a"),
    ],
)
def test_code_that_does_not_parse_is_a_failed_build(code: str) -> None:
    with pytest.raises(ProductError, match=r"^x\.js: is not JavaScript: "):
        script_check.check("x.js", code)


def test_the_error_names_the_reason_and_the_line() -> None:
    with pytest.raises(
        ProductError, match=r"^x\.js: is not JavaScript: SyntaxError: Unexpected token ';' \(line 2\)$"
    ):
        script_check.check("x.js", BROKEN)


def test_without_esbuild_v8_checks_and_a_note_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "esbuild_py", None)
    assert script_check.check("x.mjs", "class A {}\n\nexport { A };\n") == script_check.WITHOUT_ESBUILD
    with pytest.raises(ProductError, match=r"\(line 2\)$"):
        script_check.check("x.js", BROKEN)


def test_distutils_is_provided_and_removed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "esbuild_py", raising=False)
    monkeypatch.delitem(sys.modules, "esbuild_py.esbuild", raising=False)
    before = sys.modules.get("distutils")
    assert script_check.check("x.js", "f();\n") is None
    assert sys.modules.get("distutils") is before
