from __future__ import annotations

import sys

import pytest

from build.compiler.v8 import Outcome, load_failure, run, syntax_error
from build.errors import ToolChainError
from tests.support.processes import PATIENCE

UNCAUGHT = "function $uncaught(error) { return [error.code || 1, `uncaught ${error.message}\\n`]; }\n"


def test_a_programs_output_keeps_its_order() -> None:
    outcome = run(UNCAUGHT + "console.log('a', 1); console.error('b'); __write('out', 'c');")
    assert outcome == Outcome((("out", "a 1\n"), ("err", "b\n"), ("out", "c")), 0)


def test_an_exception_ends_a_program_after_what_it_printed() -> None:
    outcome = run(UNCAUGHT + "console.log('before'); throw Object.assign(new Error('x'), { code: 7 });")
    assert outcome.written == (("out", "before\n"), ("err", "uncaught x\n"))
    assert outcome.exit_code == 7


def test_a_failing_handler_still_ends_the_program() -> None:
    outcome = run("function $uncaught() { throw new Error('again'); }\nconsole.log('before'); throw 1;")
    assert outcome.text("out") == "before\n"
    assert "again" in outcome.text("err")
    assert outcome.exit_code == 1


def test_deferred_work_is_done_before_the_end() -> None:
    outcome = run(UNCAUGHT + "Promise.resolve().then(() => console.log('later'));")
    assert outcome.text("out") == "later\n"


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # the engine's own, as it is stopped
def test_a_program_that_does_not_end_is_stopped() -> None:
    with pytest.raises(ToolChainError, match=r"did not end within 0\.3 s"):
        run(UNCAUGHT + "for (;;) {}", seconds=0.3)


def test_code_that_is_not_javascript_is_reported_with_its_line() -> None:
    with pytest.raises(
        ToolChainError, match=r"^V8 cannot parse the compiled program: SyntaxError: .* \(line \d+\)$"
    ):
        run(UNCAUGHT + "let = = 1;")


@pytest.mark.parametrize("script", ["throw new Error('run')", "while (true) {}", "f(); function f() {}"])
def test_parsing_runs_nothing(script: str) -> None:
    assert syntax_error(script) is None


@pytest.mark.parametrize("script", ["f();\n}\n\n", "f();\n})(); (function () {\n", "f();\nreturn 1;\n"])
def test_a_script_is_parsed_on_its_own_not_as_part_of_another(script: str) -> None:
    assert (syntax_error(script) or "").endswith(" (line 2)")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_too_few_addresses_are_reported_before_v8_crashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda _: (600_000 * 1024, 600_000 * 1024))
    for start in (run, syntax_error, lambda script: load_failure(script, PATIENCE)):
        with pytest.raises(
            ToolChainError, match=r"the limit of this shell, 600000 KB: run `ulimit -v unlimited`"
        ):
            start("1")


@pytest.mark.parametrize(
    ("thrown", "reason"),
    [("'no page'", "no page"), ("null", "null"), ("new RangeError('far')", "RangeError: far")],
)
def test_whatever_a_script_throws_while_it_loads_is_the_reason(thrown: str, reason: str) -> None:
    failure = load_failure(f"throw {thrown};", PATIENCE)
    assert failure is not None
    assert failure.reason == reason
