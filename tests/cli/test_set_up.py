"""The environment of `package.py`: made once, completely or not, and by one run at a time."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from build.bootstrap import Environment, SetUpError, damaged, incomplete
from build.cli import COMMANDS

PROJECT = '[project]\nname = "x"\nversion = "1.0.0"\n'


class Installer:
    """A fake of `python -m venv` and pip: records its commands, and fails or is interrupted on demand."""

    def __init__(self) -> None:
        self.ran: list[Sequence[str]] = []
        self.fails_at: str | None = None
        self.log = ""
        self.interrupted_at: str | None = None

    def __call__(self, command: Sequence[str], *, stdout: int, **_: Any) -> subprocess.CompletedProcess[str]:
        name = command[2]
        self.ran.append(command)
        time.sleep(0.02)
        if name == self.interrupted_at:
            raise KeyboardInterrupt
        if name == self.fails_at:
            os.write(stdout, f"Collecting x\n{self.log}\n".encode())
            os.write(stdout, b"ERROR: No matching distribution found for x==9\n\n")
            return subprocess.CompletedProcess(command, 1)
        if name == "venv":
            python = Path(command[3]) / "bin" / "python"
            python.parent.mkdir(parents=True)
            python.touch()
        return subprocess.CompletedProcess(command, 0)

    @property
    def steps(self) -> list[str]:
        return [command[2] for command in self.ran]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "a checkout"
    root.mkdir()
    (root / "pyproject.toml").write_text(PROJECT, "utf-8")
    (root / "requirements").mkdir()
    for name in ("build", "release", "demo", "test"):
        (root / "requirements" / f"{name}.txt").write_text("", "utf-8")
    return root


def lock(root: Path, name: str) -> list[str]:
    """Return the end of the command that installs from a lock file."""
    return [
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--requirement",
        str(root / "requirements" / f"{name}.txt"),
    ]


@pytest.fixture
def installer(monkeypatch: pytest.MonkeyPatch) -> Installer:
    installer = Installer()
    monkeypatch.setattr(subprocess, "run", installer)
    return installer


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fake for venv makes bin/, not Scripts/")


def test_the_first_run_creates_the_environment_and_later_runs_use_it(
    root: Path, installer: Installer, capsys: pytest.CaptureFixture[str]
) -> None:
    Environment(root).prepare(())
    assert installer.steps == ["venv", "pip"]
    assert installer.ran[1][-5:] == lock(root, "build")
    capsys.readouterr()
    Environment(root).prepare(())
    assert installer.steps == ["venv", "pip"]
    assert capsys.readouterr().err == ""


def test_packages_for_tests_are_added_when_tests_run(root: Path, installer: Installer) -> None:
    Environment(root).prepare(())
    Environment(root).prepare(("test",))
    Environment(root).prepare(())
    assert installer.steps == ["venv", "pip", "pip"]
    assert installer.ran[2][-5:] == lock(root, "test")


def test_two_extras_are_installed_together(root: Path, installer: Installer) -> None:
    Environment(root).prepare(("release",))
    Environment(root).prepare(("demo",))
    assert installer.ran[2][-2:] == lock(root, "demo")[-2:]
    assert installer.ran[2][-4:-2] == lock(root, "release")[-2:]


def test_an_added_extra_is_not_mistaken_for_a_changed_pyproject(
    root: Path, installer: Installer, capsys: pytest.CaptureFixture[str]
) -> None:
    Environment(root).prepare(())
    Environment(root).prepare(("release",))
    assert installer.steps == ["venv", "pip", "pip"]
    assert "adding what this command needs to .venv (only once)" in capsys.readouterr().err
    (root / "pyproject.toml").write_text(PROJECT + "dependencies = []\n", "utf-8")
    Environment(root).prepare(())
    assert "bringing .venv up to date with pyproject.toml" in capsys.readouterr().err


def test_after_the_tests_no_command_installs_anything(root: Path, installer: Installer) -> None:
    Environment(root).prepare(COMMANDS["test"].extras)
    for command in COMMANDS.values():
        Environment(root).prepare(command.extras)
    assert installer.steps == ["venv", "pip"]


def test_changed_dependencies_are_installed_over_the_old_ones_and_extras_kept(
    root: Path, installer: Installer
) -> None:
    Environment(root).prepare(("test",))
    (root / "pyproject.toml").write_text(PROJECT + "dependencies = []\n", "utf-8")
    Environment(root).prepare(())
    assert installer.steps == ["venv", "pip", "pip"]
    assert installer.ran[2][-5:] == lock(root, "test")


def test_a_new_project_version_or_tool_setting_installs_nothing(root: Path, installer: Installer) -> None:
    Environment(root).prepare(())
    other = PROJECT.replace("1.0.0", "1.1.0") + "\n[tool.ruff]\nline-length = 80\n"
    (root / "pyproject.toml").write_text(other, "utf-8")
    Environment(root).prepare(())
    assert installer.steps == ["venv", "pip"]


@pytest.mark.parametrize("file", ["pyproject.toml", "requirements/build.txt"])
def test_a_project_file_that_cannot_be_read_is_named(root: Path, installer: Installer, file: str) -> None:
    (root / file).unlink(missing_ok=True)
    (root / file).mkdir()
    with pytest.raises(SetUpError, match=rf"{file}: cannot be read: Is a directory: restore it, for example"):
        Environment(root).prepare(())
    assert installer.steps == []


def test_a_missing_lock_file_is_named_before_anything_is_installed(root: Path, installer: Installer) -> None:
    Environment(root).prepare(())
    (root / "requirements" / "demo.txt").unlink()
    with pytest.raises(
        SetUpError, match=r"requirements/demo\.txt: cannot be read: .*: restore it, for example"
    ):
        Environment(root).prepare(())
    assert installer.steps == ["venv", "pip"]
    (root / "requirements" / "demo.txt").write_text("", "utf-8")
    Environment(root).prepare(())
    assert installer.steps == ["venv", "pip"]


def test_another_python_or_folder_needs_another_environment(root: Path, installer: Installer) -> None:
    Environment(root).prepare(())
    moved = root.rename(root.parent / "moved")
    Environment(moved).prepare(())
    assert installer.steps == ["venv", "pip", "venv", "pip"]


def test_an_environment_without_its_python_is_made_again(root: Path, installer: Installer) -> None:
    Environment(root).prepare(())
    (root / ".venv" / "bin" / "python").unlink()
    Environment(root).prepare(())
    assert installer.steps == ["venv", "pip", "venv", "pip"]


@pytest.mark.parametrize("step", ["venv", "pip"])
def test_a_set_up_that_was_interrupted_is_never_used(root: Path, installer: Installer, step: str) -> None:
    installer.interrupted_at = step
    with pytest.raises(KeyboardInterrupt):
        Environment(root).prepare(())
    installer.interrupted_at = None
    installer.ran.clear()
    Environment(root).prepare(())
    assert installer.steps == ["venv", "pip"]


def test_an_unreadable_stamp_is_ignored(root: Path, installer: Installer) -> None:
    Environment(root).prepare(())
    for text in ("", "[]", json.dumps({"python": 1})):
        (root / ".venv" / "set-up.json").write_text(text, "utf-8")
        installer.ran.clear()
        Environment(root).prepare(())
        assert installer.steps == ["venv", "pip"]


def test_a_failed_installation_says_why_and_where_the_log_is(root: Path, installer: Installer) -> None:
    installer.fails_at = "pip"
    with pytest.raises(SetUpError) as failed:
        Environment(root).prepare(())
    assert str(failed.value) == (
        "could not install the pinned dependencies: ERROR: No matching distribution found for x==9; "
        f"fix that, then run this again (log: {root / '.venv' / 'set-up.log'})"
    )


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        (
            "WARNING: Retrying after connection broken by 'ProxyError('Cannot connect to proxy.', "
            "NewConnectionError('Failed to establish a new connection: [Errno 111] Connection refused'))'",
            "(the proxy does not answer). Check HTTPS_PROXY, and run this again",
        ),
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError('Failed to establish a new "
            "connection: [Errno 111] Connection refused')'",
            "(connection refused). Set HTTPS_PROXY to your company's proxy, or PIP_INDEX_URL to its mirror",
        ),
        (
            "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution",
            "(its name cannot be resolved). Set HTTPS_PROXY",
        ),
        (
            "OSError('Tunnel connection failed: 407 Proxy Authentication Required')': /simple/x/",
            "(the proxy asks for a password). Set HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT",
        ),
        (
            "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify'",
            "(its certificate is not trusted). Set PIP_CERT",
        ),
        (
            "SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
            "certificate is not yet valid (_ssl.c:1006)')",
            "(its certificate is not valid at this time). Check the clock",
        ),
        ('ReadTimeoutError("HTTPSConnectionPool: Read timed out.")', "(no answer in time). Set HTTPS"),
        (
            "ERROR: HTTP error 401 while getting https://mirror/x.whl",
            "(it asks for a password). Check PIP_IN",
        ),
    ],
)
def test_an_unreachable_package_index_is_named_with_the_variable_to_set(
    root: Path, installer: Installer, log: str, reason: str
) -> None:
    installer.fails_at, installer.log = "pip", log
    with pytest.raises(SetUpError) as failed:
        Environment(root).prepare(())
    begin = "could not install the pinned dependencies: pip cannot reach the package index "
    assert str(failed.value).startswith(f"{begin}{reason}")
    assert "\n" not in str(failed.value)


@pytest.mark.parametrize(
    "log",
    [
        "Configuration file could not be loaded.\nFile contains no section headers.\n"
        "file: '/home/x/pip.conf', line: 1\n'garbage\\n'\n",
        "Configuration file could not be loaded.\n"
        "Source contains parsing errors: '/home/x/pip.conf'\n\t[line  2]: 'timeout'\n",
        "Configuration file contains invalid UTF-8 characters in /home/x/pip.conf.",
    ],
)
def test_a_broken_configuration_of_pip_is_named(root: Path, installer: Installer, log: str) -> None:
    installer.fails_at, installer.log = "pip", log
    with pytest.raises(SetUpError, match=r"Configuration file .*/home/x/pip\.conf.*; fix that, then run"):
        Environment(root).prepare(())


def test_a_changed_lock_file_is_installed(root: Path, installer: Installer) -> None:
    Environment(root).prepare(())
    (root / "requirements" / "release.txt").write_text("x==1\n", "utf-8")
    Environment(root).prepare(())
    assert installer.steps == ["venv", "pip", "pip"]


def test_two_simultaneous_runs_make_the_environment_once(root: Path, installer: Installer) -> None:
    runs = [threading.Thread(target=Environment(root).prepare, args=((),)) for _ in range(3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert installer.steps == ["venv", "pip"]


def test_an_environment_of_the_users_own_is_not_touched(root: Path, installer: Installer) -> None:
    (root / ".venv").mkdir()
    (root / ".venv" / "pyvenv.cfg").touch()
    with pytest.raises(SetUpError, match=r"\.venv was not created by package\.py: move it elsewhere"):
        Environment(root).prepare(())
    assert os.listdir(root / ".venv") == ["pyvenv.cfg"]
    assert installer.ran == []


def test_an_environment_that_a_link_leads_to_is_not_touched(
    root: Path, installer: Installer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "set-up.log").write_text("another checkout's", "utf-8")
    (root / ".venv").symlink_to(elsewhere)
    with pytest.raises(SetUpError, match=r"\.venv was not created by package\.py: move it elsewhere"):
        Environment(root).prepare(())
    assert os.listdir(elsewhere) == ["set-up.log"]
    assert installer.ran == []


def test_a_file_in_its_place_is_not_touched(root: Path, installer: Installer) -> None:
    (root / ".venv").write_text("mine", "utf-8")
    with pytest.raises(SetUpError, match=r"was not created by package\.py: move it elsewhere and"):
        Environment(root).prepare(())
    assert (root / ".venv").read_text("utf-8") == "mine"
    assert installer.ran == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("yaml", "/x/.venv is incomplete (there is no yaml): delete it and run this again"),
        (
            "flex_sfdc.utils.log_activity",
            "/x/flex_sfdc: flex_sfdc/utils/log_activity is missing: "
            "restore it, for example with `git checkout -- flex_sfdc`",
        ),
    ],
)
def test_a_missing_part_of_the_environment_is_named(module: str, line: str) -> None:
    assert incomplete(Path("/x"), module) == line


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x = (", "'(' was never closed (broken.py, line 1)"),
        ("from json import nothing", "cannot import name 'nothing' from 'json'"),
        ("raise OSError('file too short')", "file too short"),
    ],
)
def test_a_module_of_the_environment_that_cannot_be_loaded_is_named(
    tmp_path: Path, text: str, problem: str
) -> None:
    folder = tmp_path / ".venv"
    (folder / "lib").mkdir(parents=True)
    (folder / "lib/broken.py").write_text(text)
    spec = importlib.util.spec_from_file_location("broken", folder / "lib/broken.py")
    assert spec
    assert spec.loader
    with pytest.raises((SyntaxError, ImportError, OSError)) as caught:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    line = damaged(folder, caught.value)
    assert line
    assert line.startswith(f"{folder} is damaged ({problem}")
    assert line.endswith("): delete it and run this again")
    assert damaged(tmp_path / "elsewhere", caught.value) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permission")
def test_a_python_that_cannot_be_run_is_one_line_of_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = Environment(tmp_path)
    environment.python.parent.mkdir(parents=True)
    environment.python.touch(0o600)
    assert environment.run_again(["build"]) == 1
    assert capsys.readouterr().err == f"package.py: {environment.python}: cannot be run: Permission denied\n"


def test_a_python_without_venv_is_reported_in_one_line_that_names_the_package_to_install(
    root: Path, installer: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(
        SetUpError, match=r"^this Python lacks ensurepip, [^\n]+apt-get install python3\.\d+-venv"
    ):
        Environment(root).prepare(())
    assert installer.ran == []


def test_a_python_that_cannot_make_an_environment_leaves_the_present_one_alone(
    root: Path, installer: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    Environment(root).prepare(())
    installer.ran.clear()
    monkeypatch.setattr(sys, "executable", "")  # Python was found without PATH
    monkeypatch.setattr(sys, "_base_executable", "")
    Environment(root).prepare(())
    with monkeypatch.context() as another:
        another.setattr(sys, "version_info", (3, 99, 0))
        with pytest.raises(SetUpError, match=r"^this Python cannot tell where it is"):
            Environment(root).prepare(())
    Environment(root).prepare(())
    assert installer.ran == []


def test_variables_that_point_elsewhere_or_hold_a_secret_do_not_reach_the_installation(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environments: list[dict[str, str]] = []

    def installer(
        command: Sequence[str], *, env: dict[str, str], **_: Any
    ) -> subprocess.CompletedProcess[str]:
        environments.append(env)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", installer)
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "secret")
    monkeypatch.setenv("SALESFORCE_ACCESS_TOKEN", "secret")
    Environment(root).prepare(())
    assert environments
    hidden = {"PIP_TARGET", "PYTHONPATH", "TWILIO_AUTH_TOKEN", "SALESFORCE_ACCESS_TOKEN"}
    assert not any(hidden & set(env) for env in environments)


def test_a_folder_that_the_locale_cannot_decode_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the locale C the name of the folder is a text that only Python can turn into bytes again."""
    ran: list[tuple[object, ...]] = []
    monkeypatch.setattr(os, "execve", lambda *call: ran.append(call))
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "ascii")
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    Environment(tmp_path).run_again(["build"])
    (_, command, environ), *_ = ran
    assert isinstance(environ, dict)
    assert command == [str(tmp_path / ".venv/bin/python"), str(tmp_path / "package.py"), "build"]
    assert environ["PYTHONUTF8"] == "1"
    assert environ["PYTHONIOENCODING"] == sys.stdout.encoding
