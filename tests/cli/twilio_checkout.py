"""A small checkout under git, and a fake Twilio, for the commands that deploy and release."""

from __future__ import annotations

import copy
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from build import cli as commands
from build.demo.twilio_api import Account, FakeTwilio, others
from tests.support.checkout import make_checkout
from tests.support.command_line import retry_without_pauses, set_environ

COMMANDS = ("deploy", "release", "status", "list", "diff", "config", "doctor")
"""The commands that read the checkout."""


@dataclass
class Ended:
    """The way a command ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The only JSON document on standard output."""
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """The line that names the problem: the last one on standard error."""
        return self.err.splitlines()[-1]


@dataclass
class Desk:
    """A checkout and an account, as a user of the commands has them."""

    root: Path
    twilio: FakeTwilio
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> Ended:
        """Run `package.py ARGUMENTS`, whose output must not contain a secret.

        A release or rollback gets `--yes`, unless `--ask` is among the arguments.
        """
        if "--ask" in arguments:
            arguments = tuple(argument for argument in arguments if argument != "--ask")
        elif arguments[0] in ("release", "rollback"):
            arguments = (*arguments, "--yes")
        self.capsys.readouterr()
        try:
            code = commands.main(arguments)
        except SystemExit as exit_:  # argparse
            code = int(exit_.code or 0)
        output = self.capsys.readouterr()
        credentials = self.twilio.account.credentials
        for secret in (credentials.auth_token, credentials.api_secret):
            assert secret not in output.out + output.err
        assert "Traceback" not in output.err
        return Ended(code, output.out, output.err)

    def write(self, name: str, text: str) -> None:
        """Change a file of the checkout, and commit that."""
        (self.root / name).write_text(text, "utf-8")
        self.commit()

    def commit(self) -> None:
        """Commit everything."""
        _commit(self.root)


@contextmanager
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Desk]:
    """Yield a desk on an empty account."""
    root = tmp_path / "checkout"
    shutil.copytree(Path(_committed().name) / "checkout", root)
    with commands_in(root, monkeypatch) as twilio:
        yield Desk(root, twilio, capsys)


@dataclass
class Deployed:
    """A checkout and an account after a deploy. Tests copy both."""

    root: Path
    account: Account

    @contextmanager
    def desk(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> Iterator[Desk]:
        """Yield a desk with copies of both."""
        root = tmp_path / "checkout"
        shutil.copytree(self.root, root)
        with commands_in(root, monkeypatch) as twilio:
            twilio.account = copy.deepcopy(self.account)
            yield Desk(root, twilio, capsys)


def deployed(folder: Path) -> Deployed:
    """Deploy the plugin to an account with other people's released plugins."""
    root = folder / "checkout"
    shutil.copytree(Path(_committed().name) / "checkout", root)
    with pytest.MonkeyPatch.context() as monkeypatch, commands_in(root, monkeypatch) as twilio:
        others.released_plugins(twilio, 2)
        assert commands.main(["deploy", "--changelog", "First\nof all"]) == 0
        return Deployed(root, twilio.account)


@contextmanager
def commands_in(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeTwilio]:
    """Let the commands work in the checkout, on an empty account; repeated requests do not pause."""
    for name in COMMANDS:
        monkeypatch.setattr(import_module(f"build.cli.{name}"), "ROOT", root)
    retry_without_pauses(monkeypatch)
    monkeypatch.chdir(root)
    with FakeTwilio() as twilio:
        set_environ(monkeypatch, twilio.environ)
        yield twilio


@cache
def _committed() -> tempfile.TemporaryDirectory[str]:
    """Make the checkout and commit it, once: each test works on a copy."""
    folder = tempfile.TemporaryDirectory()
    root = make_checkout(Path(folder.name) / "checkout")
    (root / ".gitignore").write_text("dist/\n", "utf-8")
    _git(root, "init", "--quiet", "--template=")
    _commit(root)
    return folder


def _commit(root: Path) -> None:
    _git(root, "add", "-A")
    _git(root, "commit", "--quiet", "--allow-empty", "-m", "Change")


def _git(root: Path, *arguments: str) -> None:
    who = ["-c", "user.name=A Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)
