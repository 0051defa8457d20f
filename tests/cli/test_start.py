"""`package.py` itself: the Python versions it accepts, and its messages before any command runs."""

from __future__ import annotations

import ast
import errno
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from unittest.mock import Mock

import pytest

import package
from build import cli as commands
from build.bootstrap import start
from build.cli import COMMANDS, ROOT, run


@pytest.mark.parametrize("version", [(3, 10, 0), (3, 11, 7), (3, 12, 1), (3, 13, 9)])
def test_python_3_10_to_3_13_are_accepted(version: tuple[int, ...]) -> None:
    assert package.refusal(version) is None


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 9, 18), (3, 14, 0), (4, 0, 0)])
def test_another_python_is_refused_in_one_line_that_names_it(version: tuple[int, ...]) -> None:
    text = package.refusal(version)
    dotted = ".".join(map(str, version))
    assert text is not None
    assert text.startswith(f"package.py: needs Python 3.10 to 3.13, and this is Python {dotted}: ")
    assert "\n" not in text


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pyproject.toml", 'requires-python = ">={oldest},<{next}"'),
        ("pyproject.toml", 'python_version = "{oldest}"'),
        ("pyproject.toml", 'target-version = "py{oldest}"'),
        ("README.md", "You need Python {oldest} to {newest} and git"),
        ("README.md", "| Python {oldest} to {newest}, git |"),
        ("CONTRIBUTING.md", "You need Python {oldest} to {newest} and git"),
        ("CONTRIBUTING.md", "--python-version {oldest} "),
        ("package.py", "Needs Python {oldest} to {newest} "),
        (".github/workflows/ci.yml", 'python-version: "{newest}"'),
    ],
)
def test_every_place_that_names_the_supported_pythons_agrees(file: str, text: str) -> None:
    major, minor = package.NEWEST
    names = {"oldest": ".".join(map(str, package.OLDEST)), "newest": f"{major}.{minor}"}
    expected = text.format(**names, next=f"{major}.{minor + 1}").replace("py3.", "py3")
    assert expected in (ROOT / file).read_text("utf-8")


def test_any_python_3_can_read_the_file_that_refuses_it() -> None:
    ast.parse((ROOT / "package.py").read_text("utf-8"), feature_version=(3, 4))


@pytest.mark.parametrize(
    ("file", "shadow"), [("json/__init__.py", "json/"), ("typing.py", "typing.py"), ("json/x.py", None)]
)
def test_a_file_that_hides_a_standard_module_is_reported_in_one_line(
    tmp_path: Path, file: str, shadow: str | None
) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).touch()
    shutil.copy(ROOT / "package.py", tmp_path)
    assert package.shadows(str(tmp_path)) == shadow
    if shadow:
        command = [sys.executable, str(tmp_path / "package.py"), "build"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        line = f"package.py: {shadow} hides Python's own module: rename it\n"
        assert (done.returncode, done.stdout, done.stderr) == (2, "", line)


@pytest.mark.parametrize("text", ["x = (", "import nowhere"])
def test_modules_of_pythonpath_do_not_hide_standard_ones(tmp_path: Path, text: str) -> None:
    for name in ("json", "typing", "re"):
        (tmp_path / f"{name}.py").write_text(text)
    command = [sys.executable, str(ROOT / "package.py"), "run", str(tmp_path / "program.py")]
    (tmp_path / "program.py").write_text("print('ran')")
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(["", str(tmp_path)])}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environ)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ran\n", "")


def test_package_py_without_its_checkout_is_one_line_of_error(tmp_path: Path) -> None:
    shutil.copy(ROOT / "package.py", tmp_path)
    command = [sys.executable, str(tmp_path / "package.py"), "build"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    line = f"package.py: there is no build/bootstrap.py in {tmp_path}: run it in a checkout\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", line)


def test_package_py_runs_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "package.py").symlink_to(ROOT / "package.py")
    command = [sys.executable, str(tmp_path / "package.py"), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_in_the_project_hides_a_standard_module() -> None:
    assert package.shadows(str(ROOT)) is None


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert start(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(f"  {name} " in text for name in COMMANDS)


@pytest.mark.parametrize("name", ["build", "release"])
def test_help_before_a_command_prints_its_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with suppress(SystemExit):
        start(["help", name])
    assert capsys.readouterr().out.startswith(f"usage: package.py {name} ")
    assert start(["help", "biuld"]) == 2
    assert "did you mean build?" in capsys.readouterr().err


def test_the_command_can_be_run_by_its_name() -> None:
    mode = subprocess.run(["git", "ls-files", "-s", "package.py"], cwd=ROOT, capture_output=True, text=True)
    assert mode.stdout.startswith("100755")


def test_code_that_is_nested_too_deeply_is_reported_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def deep(_: object) -> int:
        return deep(_)

    monkeypatch.setattr("build.cli.run.main", deep)
    assert commands.main(["run", "x.py"]) == 2
    assert capsys.readouterr().err == "run: a file or a response is nested too deeply\n"


def test_too_little_memory_is_reported_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("build.cli.run.main", Mock(side_effect=MemoryError))
    assert commands.main(["run", "x.py"]) == 1
    assert capsys.readouterr().err == "run: not enough memory: see `free` and `ulimit -v`\n"


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_name_that_no_file_can_have_is_reported_in_one_line(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "x" * 5000 + ".py"
    assert commands.main([command, name]) == 2
    text = capsys.readouterr().err
    assert text.startswith(name)
    assert text.endswith(f": {os.strerror(errno.ENAMETOOLONG)}\n")


def test_a_missing_command_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert start([]) == 2
    assert capsys.readouterr().out.startswith("usage: ")


def test_an_unknown_command_is_reported_in_one_line_with_the_nearest_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert start(["biuld"]) == 2
    assert capsys.readouterr().err == "package.py: no command 'biuld': did you mean build?\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_lists_its_options(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with suppress(SystemExit):
        start([name, "--help"])
    assert capsys.readouterr().out.startswith(f"usage: package.py {name} ")


def test_commands_and_their_help_need_nothing_but_the_standard_library() -> None:
    code = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from build.bootstrap import start
for name in {list(COMMANDS)!r}:
    try:
        start([name, '--help'])
    except SystemExit:
        pass
"""
    # -I and -S: no installed package can be imported.
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_ctrl_c_ends_a_command_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "main", interrupted)
    assert commands.main(["run", "x.py"]) == 130
    assert capsys.readouterr().err == ""


def test_ctrl_c_during_the_start_shows_no_traceback() -> None:
    """Before a command runs: Ctrl-C while the first module loads."""
    code = f"""
import builtins, runpy, sys
load = builtins.__import__

def interrupted(name, *rest):
    if name == "build.bootstrap":
        raise KeyboardInterrupt
    return load(name, *rest)

builtins.__import__ = interrupted
sys.argv = ["package.py", "status"]
runpy.run_path({str(ROOT / "package.py")!r}, run_name="__main__")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "")


def test_a_closed_pipe_is_not_an_error() -> None:
    script = f'"{sys.executable}" "{ROOT / "package.py"}" --help | true'
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert done.stderr == ""


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
@pytest.mark.parametrize("command", ["--help", "run"])
def test_output_that_cannot_be_written_is_one_line_of_error(tmp_path: Path, command: str) -> None:
    program = tmp_path / "program.py"
    program.write_text("print(1)\n")
    file = f'"{program}"' if command == "run" else ""
    script = f'"{sys.executable}" "{ROOT / "package.py"}" {command} {file} >/dev/full'
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    message = "package.py: the output cannot be written: No space left on device\n"
    assert (done.returncode, done.stderr) == (1, message)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_standard_stream_changes_nothing(tmp_path: Path, closed: str) -> None:
    (tmp_path / "program.py").write_text("print(1)\n")
    script = f'"{sys.executable}" "{ROOT / "package.py"}" run "{tmp_path / "program.py"}" {closed}'
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    expected = "" if ">&-" in closed.split() else "1\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")


def test_an_error_of_the_operating_system_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The commands report what they expect; this is for all other files that they touch."""
    for number, path, line in (
        (errno.EACCES, "/x/.cache", "/x/.cache: cannot be used: Permission denied\n"),
        (errno.ENOSPC, None, "No space left on device\n"),
    ):
        error = OSError(number, os.strerror(number), *([path] if path else []))
        monkeypatch.setattr(run, "main", Mock(side_effect=error))
        assert commands.main(["run", "x.py"]) == 2
        assert capsys.readouterr().err == line


def test_a_lost_file_of_the_checkout_is_named_with_advice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    error = FileNotFoundError(
        errno.ENOENT, "No such file", str(ROOT / "build" / "compiler" / "runtime" / "x.js")
    )
    monkeypatch.setattr(run, "main", Mock(side_effect=error))
    assert commands.main(["run", "x.py"]) == 2
    file = "build/compiler/runtime/x.js"
    assert capsys.readouterr().err == (
        f"{file}: cannot be read: No such file: restore it, for example with `git checkout -- {file}`\n"
    )


@pytest.mark.parametrize("file", ["dist/x.js", "elsewhere/x.js"])
def test_other_missing_files_are_bugs(monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    error = FileNotFoundError(errno.ENOENT, "No such file", str(ROOT / file))
    monkeypatch.setattr(run, "main", Mock(side_effect=error))
    with pytest.raises(FileNotFoundError):
        commands.main(["run", "x.py"])


def test_package_py_runs_in_pythons_isolated_mode() -> None:
    for options, variables in ((["-I"], {}), ([], {"PYTHONSAFEPATH": "1"})):
        command = [sys.executable, *options, str(ROOT / "package.py"), "--help"]
        environ = {**os.environ, **variables}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environ)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--out", ""],
        ["build", "--env", ""],
        ["check", ""],
        ["run", ""],
        ["serve", "--cert", " "],
        ["salesforce", "source", ""],
        ["init-ci", "--staging", ""],
        ["deploy", "--api-base", ""],
        ["demo", "--scenario", " "],
    ],
)
def test_an_empty_argument_is_reported_in_one_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """It comes from an unset variable: as a path it would be the current folder."""
    assert commands.main(arguments) == 2
    assert "expected a value, got an empty string" in capsys.readouterr().err
