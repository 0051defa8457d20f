"""`package.py check` and the steps of `package.py test`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from build import cli as commands
from build.bundle.extensions import Extension
from build.cli import ROOT, check, processes
from build.cli import test as test_command
from build.compiler import compile as compile_module
from build.compiler.analysis.program import Program
from build.compiler.emit.units import Unit, units_of
from build.compiler.load.modules import Module
from build.errors import Diagnostic
from tests.support.checkout import make_checkout
from tests.support.plugin.extension import make_extension
from tests.support.processes import wait_until


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Record the programs that should run; those with `fails` among their arguments fail."""
    ran: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        words = command[2:] if command[0] == sys.executable else [Path(command[0]).stem, *command[1:]]
        ran.append(words)
        return subprocess.CompletedProcess(command, 1 if "-fails" in words else 0)

    @contextmanager
    def meanwhile(command: list[str]) -> Iterator[None]:
        ran.append(["meanwhile", *command[2:]])
        yield
        ran.append(["end of meanwhile"])

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(test_command, "meanwhile", meanwhile)
    return ran


def test_the_tests_are_lint_types_and_pytest_in_this_order(ran: list[list[str]]) -> None:
    assert commands.main(["test"]) == 0
    assert [words[:2] for words in ran] == [
        ["meanwhile", "build.demo.prerequisites"],
        ["ruff", "format"],
        ["ruff", "check"],
        ["oxfmt", "--check"],
        ["oxlint", "--quiet"],
        ["mypy", "--no-error-summary"],
        ["pytest"],
        ["end of meanwhile"],
    ]


def test_a_command_that_runs_meanwhile_ends_with_the_block(tmp_path: Path) -> None:
    started = tmp_path / "started"
    command = [sys.executable, "-c", f"open({str(started)!r}, 'w'); import time; time.sleep(600)"]
    with processes.meanwhile(command) as process:
        wait_until(started.exists, "it has started")
        assert process.poll() is None
    assert process.returncode is not None


def test_with_arguments_only_pytest_runs_and_gets_them(ran: list[list[str]]) -> None:
    assert commands.main(["test", "-k", "some", "tests/cli"]) == 0
    assert ran == [["pytest", "-k", "some", "tests/cli"]]


def test_the_exit_code_is_pytests(ran: list[list[str]]) -> None:
    assert commands.main(["test", "-fails"]) == 1
    assert len(ran) == 1


def test_a_run_without_tests_explains_how_tests_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 5))
    assert commands.main(["test", "acme_flex"]) == 5
    assert (
        capsys.readouterr().err == "no tests: pytest runs functions named test_... in files named test_*.py\n"
    )


def test_a_lint_failure_stops_nothing_and_fails_the_run(
    monkeypatch: pytest.MonkeyPatch, ran: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        test_command, "lint", lambda *_, **__: [processes.Step("lint", [sys.executable, "-m", "-fails"])]
    )
    assert commands.main(["test"]) == 1
    assert ["pytest"] in ran
    assert "== lint: FAILED\n" in capsys.readouterr().out


def test_fast_is_lint_types_and_a_sample_that_exists(ran: list[list[str]]) -> None:
    assert commands.main(["test", "--fast", "-x"]) == 0
    assert [words[0] for words in ran] == ["ruff", "ruff", "oxfmt", "oxlint", "mypy", "pytest"]
    assert ran[-1] == ["pytest", *test_command.SAMPLE, test_command.FEW_EXAMPLES, "-x"]
    assert [place for place in test_command.SAMPLE if not (ROOT / place).exists()] == []


def test_the_caches_are_kept_where_git_ignores_them(tmp_path: Path) -> None:
    root = make_checkout(tmp_path / "tiny")
    program = root / "flex_sfdc" / "greeting.py"
    for step in check.lint([program]):
        subprocess.run(step.command, cwd=root, capture_output=True, check=False)
    assert {path.name for path in (root / ".cache").iterdir()} == {"mypy", "ruff"}
    assert {path.name for path in root.iterdir() if path.name.startswith(".")} == {".cache"}
    assert "/.cache/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_third_party_code_of_an_extension_keeps_its_style_and_needs_no_types(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    root = make_checkout(tmp_path / "tiny")
    monkeypatch.setattr(check, "ROOT", root)
    rules = root / "acme_flex" / "rules.py"
    library = root / "acme_flex" / "vendored" / "slugs.py"
    library.parent.mkdir(parents=True)
    library.write_text("def slug( text ):\n  return '%s' % text.replace(' ', '-')\n", "utf-8")
    rules.write_text('from .vendored.slugs import slug\n\nVIP: str = slug("Very important")\n', "utf-8")
    extension = Extension("acme_flex", "acme_flex", rules.parent, "acme_flex")
    for step in check.lint([rules, library], [extension]):
        done = subprocess.run(step.command, cwd=root, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), step.name


def test_fix_formats_and_repairs_what_ruff_can(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "program.py"
    file.write_text("import os\nimport sys\nprint( sys.argv )\n", "utf-8")
    assert commands.main(["check", str(file)]) == 1
    assert file.read_text("utf-8") == "import os\nimport sys\nprint( sys.argv )\n"
    capsys.readouterr()
    commands.main(["check", "--fix", str(file)])
    assert file.read_text("utf-8") == "import sys\n\nprint(sys.argv)\n"
    assert "format: ok, lint: ok" in capsys.readouterr().out


@pytest.mark.usefixtures("ran")
def test_a_refused_file_is_a_finding_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "program.py"
    file.write_text('eval("1")\n', "utf-8")
    assert commands.main(["check", str(file)]) == 1
    output = capsys.readouterr()
    assert "program.py:1:1: " in output.err
    assert output.out.endswith("== dialect: FAILED, format: ok, lint: ok, types: ok\n")


@pytest.mark.parametrize("content", [b'print "hi"\n', b"x = '\xff'\n"])
def test_a_file_that_is_not_python_is_one_finding(
    tmp_path: Path, ran: list[list[str]], capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    """Ruff and mypy would only repeat it."""
    file = tmp_path / "program.py"
    file.write_bytes(content)
    assert commands.main(["check", str(file)]) == 1
    output = capsys.readouterr()
    assert len(output.err.splitlines()) == 1
    assert output.out == "== dialect: FAILED, format, lint, types: skipped\n"
    assert ran == []


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the small checkout, with the command set to it."""
    root = make_checkout(tmp_path / "tiny")
    monkeypatch.setattr(check, "ROOT", root)
    return root


@pytest.mark.usefixtures("ran")
def test_a_text_that_a_language_lacks_is_only_a_warning(
    tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tiny / "flex_sfdc" / "strings" / "de-DE.yaml").write_text("{}\n", "utf-8")
    assert commands.main(["check"]) == 0
    output = capsys.readouterr()
    assert (
        output.err == "warning: flex_sfdc/strings: not translated, so shown in English: PSTinyHello (de-DE)\n"
    )
    assert "strings: ok" in output.out


@pytest.mark.usefixtures("ran")
def test_a_mistake_in_a_translation_is_a_finding(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tiny / "flex_sfdc" / "strings" / "de-DE.yaml").write_text("PSTinyHello: Hallo\n", "utf-8")
    assert commands.main(["check"]) == 1
    output = capsys.readouterr()
    assert (
        output.err
        == "flex_sfdc/strings/de-DE.yaml:1: PSTinyHello: {{name}} is missing, which the English text has\n"
    )
    assert "strings: FAILED" in output.out


@pytest.mark.usefixtures("ran")
def test_a_mistake_in_the_settings_is_a_finding(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = tiny / "settings.yaml"
    settings.write_text(
        settings.read_text("utf-8").replace("friendly_name: Tiny\n", "freindly_name: Tiny\n"), "utf-8"
    )
    assert commands.main(["check"]) == 1
    output = capsys.readouterr()
    assert "settings.yaml:3: plugin.freindly_name: unknown key" in output.err
    assert "settings: FAILED, host.js: ok" in output.out


@pytest.mark.usefixtures("ran")
def test_types_are_skipped_where_the_extensions_cannot_be_read(
    tiny: Path, ran: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        make_extension(tiny, rules="def pops(task): return True\n", name=name)
    settings = tiny / "settings.yaml"
    settings.write_text("extensions: [one, two]\n" + settings.read_text("utf-8"), "utf-8")
    assert commands.main(["check"]) == 1
    assert not any(words[0] == "mypy" for words in ran)
    assert capsys.readouterr().out.endswith(", types: skipped\n")


@pytest.mark.usefixtures("ran")
def test_a_module_that_raises_while_the_plugin_loads_is_a_finding(
    tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    greeting = tiny / "flex_sfdc" / "greeting.py"
    greeting.write_text(greeting.read_text("utf-8") + '\n\nLIMIT = {"a": 1}["b"]\n', "utf-8")
    assert commands.main(["check"]) == 1
    output = capsys.readouterr()
    assert output.err.startswith("flex_sfdc/greeting.py:8:1: KeyError: 'b' while the plugin loads")
    assert "host.js: ok, bundle: FAILED" in output.out


def test_a_finding_that_fix_can_repair_names_the_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "program.py"
    file.write_text("x = [ 1 ]\n", "utf-8")
    assert commands.main(["check", str(file)]) == 1
    assert "`package.py check --fix` repairs the format" in capsys.readouterr().out


@pytest.mark.usefixtures("ran")
def test_a_mistake_in_the_javascript_is_a_finding(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tiny / "flex_sfdc" / "host.js").write_text("function $host(window) {\n  return { window ;\n}\n", "utf-8")
    assert commands.main(["check"]) == 1
    output = capsys.readouterr()
    assert output.err.startswith("flex_sfdc/host.js:2: is not JavaScript: ")
    assert "settings: ok, host.js: FAILED" in output.out


@pytest.mark.usefixtures("ran")
def test_javascript_that_is_not_utf_8_is_a_finding(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tiny / "flex_sfdc" / "host.js").write_bytes(b"// gr\xfc\xdfe\n")
    assert commands.main(["check"]) == 1
    assert capsys.readouterr().err == "flex_sfdc/host.js: not UTF-8 text: save the file as UTF-8\n"


@pytest.mark.usefixtures("ran")
def test_a_missing_file_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["check", "nowhere.py"]) == 2
    assert capsys.readouterr().err == "nowhere.py: does not exist\n"


@pytest.mark.usefixtures("ran")
def test_a_file_named_from_another_folder_is_suggested(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert commands.main(["check", "flex_sfdc/plugin.py"]) == 2
    expected = f"flex_sfdc/plugin.py: does not exist: did you mean {tiny / 'flex_sfdc/plugin.py'}?\n"
    assert capsys.readouterr().err == expected


def test_a_folder_is_its_python_files(
    tiny: Path, ran: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    (tiny / "flex_sfdc" / "utils").mkdir()
    (tiny / "flex_sfdc" / "utils" / "rule.py").write_text('eval("1")\n', "utf-8")
    (tiny / "flex_sfdc" / "plugin.py").write_text('exec("1")\n', "utf-8")
    assert commands.main(["check", str(tiny / "flex_sfdc" / "utils")]) == 1
    assert [line.split(": ")[0] for line in capsys.readouterr().err.splitlines()] == [
        "flex_sfdc/utils/rule.py:1:1"
    ]
    assert ran[0][-1].endswith("rule.py")
    (tiny / "docs").mkdir()
    assert commands.main(["check", str(tiny / "docs")]) == 2
    assert capsys.readouterr().err == f"{tiny / 'docs'}: has no Python files\n"


@pytest.mark.usefixtures("ran")
def test_every_file_is_checked_even_if_nothing_imports_it_or_it_imports_a_broken_one(
    tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tiny / "flex_sfdc"
    (package / "alone.py").write_text('eval("1")\n', "utf-8")
    (package / "broken.py").write_text("def f(:\n", "utf-8")
    (package / "needs_it.py").write_text('from flex_sfdc.broken import f\n\nf(eval("1"))\n', "utf-8")
    assert commands.main(["check"]) == 1
    places = [line.split(": ")[0] for line in capsys.readouterr().err.splitlines()]
    assert places == ["flex_sfdc/alone.py:1:1", "flex_sfdc/broken.py:1:7", "flex_sfdc/needs_it.py:3:3"]


def test_a_module_is_lowered_once_however_many_import_it(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    requests: list[str] = []

    def lowered(program: Program, module: Module) -> tuple[list[Unit], list[Diagnostic]]:
        requests.append(module.name)
        return units_of(program, module)

    monkeypatch.setattr(compile_module, "units_of", lowered)
    assert compile_module.check_files(sorted((tiny / "flex_sfdc").rglob("*.py")), tiny) == []
    assert sorted(requests) == [
        "flex_sfdc",
        "flex_sfdc.configuration",
        "flex_sfdc.greeting",
        "flex_sfdc.plugin",
    ]


@pytest.mark.parametrize(
    ("file", "is_compiled"),
    [
        ("flex_sfdc/plugin.py", True),
        ("build/compiler/stdlib/json.py", True),
        ("build/bundle/products.py", False),
        ("tests/cli/test_check.py", False),
        ("package.py", False),
        ("../elsewhere/program.py", True),
    ],
)
def test_only_compiled_files_must_keep_to_the_dialect(file: str, is_compiled: bool) -> None:
    assert check._is_compiled((ROOT / file).resolve()) is is_compiled


def test_every_module_can_be_checked_on_its_own() -> None:
    """If a folder and a module share a name, mypy takes the folder unless it gets both."""
    folders = ("build", "flex_sfdc", "tests", "benchmarks")
    modules = [module for folder in folders for module in (ROOT / folder).rglob("*.py")]
    assert [str(module) for module in modules if module.with_suffix("").is_dir()] == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes")
def test_lint_does_not_wait_for_a_pipe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "flex_sfdc").mkdir()
    (tmp_path / "flex_sfdc" / "other.js").touch()
    os.mkfifo(tmp_path / "flex_sfdc" / "host.js")
    monkeypatch.setattr(check, "ROOT", tmp_path)
    linted = {step.name: step.command for step in check.lint([])}
    assert linted["JavaScript lint"][2:] == ["flex_sfdc/other.js"]
    assert linted["JavaScript format"][2:] == ["flex_sfdc/other.js"]
