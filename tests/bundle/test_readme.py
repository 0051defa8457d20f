"""Examples in README.md work when they are copied."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from build.cli import ROOT
from build.compiler.compile import compile_program


def test_the_hook_to_start_from_is_a_new_one_that_the_linter_and_the_compiler_take(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    found = re.search(r"such as `(\w+)/hooks\.py`.*?```python\n(.*?)```", readme, re.DOTALL)
    assert found
    name, source = found.groups()
    assert not (ROOT / "flex_sfdc" / name).exists()

    shutil.copytree(ROOT / "flex_sfdc", tmp_path / "flex_sfdc")
    hook = tmp_path / "flex_sfdc" / name / "hooks.py"
    hook.parent.mkdir()
    hook.write_text(source, "utf-8")
    linter = [sys.executable, "-m", "ruff", "check", "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    linted = subprocess.run([*linter, str(hook)], capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout

    main = tmp_path / "main.py"
    main.write_text(f"from flex_sfdc.{name}.hooks import register\n\nprint(register)\n", "utf-8")
    assert "taken back" in compile_program(main, root=tmp_path).code
