"""Every Python that the tool chain supports makes the same code and the same map, with any hash seed.

The oldest and the newest compile the plugin too; all of them a program that has every construct.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import shutil
import subprocess
import sys
from pathlib import Path

from build.cli import ROOT
from build.compiler.compile import compile_program
from package import NEWEST, OLDEST

MINORS = range(OLDEST[1], NEWEST[1] + 1)


def digest_in(root: Path, entry: str) -> str:
    """Return a digest of the program that this Python compiles."""
    program = compile_program(root / entry, root=root)
    return hashlib.sha256(repr((program.code, program.lines, program.exports)).encode()).hexdigest()


SCRIPT = f"""
import hashlib, sys
from pathlib import Path
from build.compiler.compile import compile_program

{inspect.getsource(digest_in)}

for entry in sys.argv[2:]:
    print(digest_in(Path(sys.argv[1]), entry))
"""
EVERY_CONSTRUCT, PLUGIN = "tests/compiler/every_construct.py", "flex_sfdc/plugin.py"


def interpreter(minor: int) -> str | None:
    """Return a Python 3.<minor> of this machine: on the path, or one of pyenv's."""
    path = shutil.which(f"python3.{minor}")
    versions = Path(os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))) / "versions"
    candidates = [*([path] if path else []), *map(str, sorted(versions.glob(f"3.{minor}.*/bin/python3")))]
    for candidate in candidates:  # a shim of pyenv may be for a version that is not active
        if subprocess.run([candidate, "-c", "pass"], capture_output=True).returncode == 0:
            return candidate
    return None


def digests_with(python: str, seed: int, *entries: str) -> list[str]:
    """Return the digests of another Python. It uses our packages, which are pure Python."""
    packages = [str(ROOT), *(path for path in sys.path if path.endswith("site-packages"))]
    environment = {
        "PYTHONPATH": os.pathsep.join(packages),
        "PYTHONPYCACHEPREFIX": str(ROOT / ".cache" / "bytecode"),
        "PYTHONHASHSEED": str(seed),
    }
    command = [python, "-W", "ignore", "-c", SCRIPT, str(ROOT), *entries]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout.split()


def test_every_version_of_python_makes_the_same_code_with_any_hash_seed() -> None:
    """One test: several workers would each compile with this Python, whose seed is a random one."""
    others = [interpreter(minor) for minor in MINORS if minor != sys.version_info.minor]
    pythons = list(filter(None, others)) or [sys.executable]
    expected = [digest_in(ROOT, entry) for entry in (EVERY_CONSTRUCT, PLUGIN)]
    for seed, python in enumerate(pythons, start=1):
        entries = (EVERY_CONSTRUCT, PLUGIN) if python in (pythons[0], pythons[-1]) else (EVERY_CONSTRUCT,)
        assert digests_with(python, seed, *entries) == expected[: len(entries)], python
