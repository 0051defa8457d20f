from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from build.cli import ROOT
from build.locks import exclusive
from tests.support.processes import PATIENCE


def test_one_process_at_a_time_holds_the_lock_and_the_second_reports_that_it_waits(tmp_path: Path) -> None:
    inside: list[str] = []
    waiting = threading.Event()

    def second() -> None:
        with exclusive(tmp_path / "lock", on_wait=waiting.set):
            inside.append("second")

    thread = threading.Thread(target=second)
    with exclusive(tmp_path / "lock"):
        thread.start()
        assert waiting.wait(PATIENCE)
        inside.append("first")
    thread.join(PATIENCE)
    assert inside == ["first", "second"]
    assert not (tmp_path / "lock").exists()


def test_a_child_that_inherited_the_lock_holds_it_after_its_parent(tmp_path: Path) -> None:
    code = (
        f"import sys, os, subprocess; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path; from build.locks import exclusive\n"
        f"with exclusive(Path({str(tmp_path / 'lock')!r})) as lock:\n"
        "    subprocess.Popen([sys.executable, '-c', 'import sys; sys.stdin.read()'], pass_fds=[lock])\n"
        "    os._exit(9)\n"
    )
    waited: list[bool] = []

    def end_child() -> None:
        waited.append(True)
        child_reads.close()

    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE) as parent:
        assert parent.stdin is not None
        child_reads = parent.stdin
        assert parent.wait(PATIENCE) == 9
        with exclusive(tmp_path / "lock", on_wait=end_child):
            assert waited == [True]


def test_a_holder_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    code = (
        f"import sys, os; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path; from build.locks import exclusive\n"
        f"with exclusive(Path({str(tmp_path / 'lock')!r})):\n    os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    assert (tmp_path / "lock").exists()
    with exclusive(tmp_path / "lock"):
        pass
