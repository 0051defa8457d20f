"""`package.py run FILE`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from build import cli as commands
from build.cli import ROOT
from build.cli import run as run_command
from tests.support.checkout import make_checkout


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return tmp_path / "program.py"


def run(program: Path, text: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    program.write_text(text, "utf-8")
    code = commands.main(["run", str(program)])
    output = capsys.readouterr()
    return code, output.out, output.err


def test_a_programs_output_is_on_standard_output(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(program, 'print("ä", [1, 2.0])\n', capsys) == (0, "ä [1, 2.0]\n", "")


def test_an_uncaught_exception_is_exit_code_1_after_the_output(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(program, 'print("before")\nraise ValueError("no")\n', capsys)
    assert (code, out) == (1, "before\n")
    assert "ValueError: no" in err


def test_a_program_may_import_modules_from_its_folder(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program.with_name("beside.py").write_text("ANSWER = 42\n", "utf-8")
    assert run(program, "from beside import ANSWER\nprint(ANSWER)\n", capsys)[:2] == (0, "42\n")


@pytest.mark.parametrize("name", ["my-program.py", "my program.py", "1.2.py", "größe.py", "a+b.py"])
def test_a_file_of_any_name_runs(program: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = "def f(x: int) -> int:\n    return x\n\n\nx = 1\nprint(f(x))\n"
    assert run(program.with_name(name), text, capsys) == (0, "1\n", "")


def test_any_file_of_the_project_runs_with_what_it_imports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_checkout(
        tmp_path / "tiny",
        {
            "utils/__init__.py": "",
            "utils/rule.py": (
                "from flex_sfdc.greeting import greeting\nfrom . import other\nprint(greeting(other.NAME))\n"
            ),
            "utils/other.py": "NAME = 'you'\n",
        },
    )
    monkeypatch.setattr(run_command, "ROOT", root)
    assert commands.main(["run", str(root / "flex_sfdc" / "utils" / "rule.py")]) == 0
    assert capsys.readouterr().out == "hello you\n"
    monkeypatch.chdir(root)
    scratch = root / "scratch" / "try.py"
    scratch.parent.mkdir()
    text = "from beside import NAME\nfrom flex_sfdc.greeting import greeting\n\nprint(greeting(NAME))\n"
    scratch.write_text(text, "utf-8")
    scratch.with_name("beside.py").write_text("NAME = 'there'\n", "utf-8")
    assert commands.main(["run", "scratch/try.py"]) == 0
    assert capsys.readouterr().out == "hello there\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [('print("x")\neval("1")\n', "2:1"), ("print(1)\ndef f(:\n", "2:7"), ("import nowhere\n", "1:1")],
)
def test_a_refused_program_is_exit_code_2_without_output(
    program: Path, capsys: pytest.CaptureFixture[str], text: str, place: str
) -> None:
    code, out, err = run(program, text, capsys)
    assert (code, out) == (2, "")
    assert f"program.py:{place}: " in err


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("nowhere.py", None, "cannot be read: No such file or directory"),
        ("folder.py", b"/", "cannot be read: Is a directory"),
        ("pipe.py", b"|", "cannot be read: Is a pipe"),
        ("notes.txt", b"print(1)", "expected a Python file, with a name that ends in .py"),
        ("latin.py", b"print('\xff')\n", "is not text in the encoding it declares: "),
        ("cookie.py", b"# coding: nonsense\n", "is not text in the encoding it declares: "),
    ],
)
def test_a_file_that_is_not_python_is_reported_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes | None, reason: str
) -> None:
    file = tmp_path / name
    if data == b"/":
        file.mkdir()
    elif data == b"|":
        os.mkfifo(file)
    elif data is not None:
        file.write_bytes(data)
    assert commands.main(["run", str(file)]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith(f"{file}: {reason}")
    assert output.err.count("\n") == 1


def test_sys_exit_sets_the_exit_code(program: Path) -> None:
    program.write_text("raise SystemExit(7)\n", "utf-8")
    command = [sys.executable, str(ROOT / "package.py"), "run", program.name]
    done = subprocess.run(command, cwd=program.parent, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (7, "")


def test_an_uncaught_exception_is_reported_with_its_python_lines(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = 'def f(x):\n    return g(x)\n\n\ndef g(x):\n    return {}[x]\n\n\nprint("before")\nf("a")\n'
    code, out, err = run(program, text, capsys)
    places = "".join(f'  File "program.py", line {line}\n' for line in (10, 2, 6))
    assert (code, out) == (1, "before\n")
    assert err == f"Traceback (most recent call last):\n{places}KeyError: 'a'\n"
