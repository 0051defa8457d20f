"""Small programs and their output in CPython 3.11, kept in `programs/*.txt` and `programs/*.out.json`.

In a text, `# --- name` begins a program. After a program is added, `python -m tests.compiler.python_programs`
records its output and how it ends (with Python 3.11, whose messages are the reference).
"""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import PATIENCE

FOLDER = Path(__file__).parent / "programs"
_BEGIN = re.compile(r"^# --- (\w+)\n", re.MULTILINE)


@dataclass(frozen=True)
class PythonProgram:
    name: str
    source: str


@dataclass(frozen=True)
class Recorded:
    printed: str
    fails: bool
    """It ends with an exception that nothing catches."""


def themes() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def programs(theme: str) -> list[PythonProgram]:
    parts = _BEGIN.split((FOLDER / f"{theme}.txt").read_text("utf-8"))[1:]
    return [PythonProgram(name, source) for name, source in zip(parts[::2], parts[1::2], strict=True)]


def recorded(theme: str) -> dict[str, Recorded]:
    result = json.loads((FOLDER / f"{theme}.out.json").read_text("utf-8"))
    return {name: Recorded(text, fails) for name, (text, fails) in result.items()}


def _in_cpython(source: str) -> tuple[str, bool]:
    command = [sys.executable, "-I", "-X", "utf8", "-"]
    done = subprocess.run(command, input=source.encode(), capture_output=True, timeout=PATIENCE, check=False)
    return done.stdout.decode(), done.returncode != 0


def record() -> None:
    if not platform.python_version().startswith("3.11."):
        raise SystemExit("record with Python 3.11")
    for theme in themes():
        expected = {program.name: _in_cpython(program.source) for program in programs(theme)}
        text = json.dumps(expected, indent=0, ensure_ascii=False) + "\n"
        (FOLDER / f"{theme}.out.json").write_text(text, "utf-8")
        for name in (name for name, (_, fails) in expected.items() if fails):
            print(f"{theme}.{name} ends with an exception")


if __name__ == "__main__":
    record()
