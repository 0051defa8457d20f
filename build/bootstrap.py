"""Create the project's environment `.venv`, keep it up to date with `pyproject.toml`, and enter it.

It imports only the standard library. If there is nothing to do, it only reads two small files. An environment
is valid only with its stamp, which is written in the last step, so an interrupted set-up is never used.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import sys
import time
import traceback
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from build.cli import ROOT, find, guarded, main, usage
from build.files import read, unreadable
from build.locks import exclusive

HELP = ("-h", "--help")
LOG = "set-up.log"
STAMP = "set-up.json"
LOCK = ".lock"
OWN = ("build", "flex_sfdc")
"""The packages of the checkout that commands import."""
REQUIREMENTS = "requirements"
"""The folder of the lock files."""
LOCKS = ("build", "demo", "release", "test")
"""The lock files: the others include `build.txt`; `test.txt` includes all."""
SECRETS = ("SALESFORCE_", "TWILIO_")
"""The beginnings of variables that the installation must not see."""
OTHER_ENVIRONMENTS = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSAFEPATH",
    "PIP_PREFIX",
    "PIP_REQUIRE_VIRTUALENV",
    "PIP_TARGET",
    "PIP_USER",
)
"""Variables that would make Python or pip use another environment than ours."""


_PROXY = "Set HTTPS_PROXY to your company's proxy, or PIP_INDEX_URL to its mirror"
UNREACHABLE = (
    (
        r"certificate is not yet valid|certificate has expired",
        "its certificate is not valid at this time",
        "Check the clock of this machine",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|certificate verify failed",
        "its certificate is not trusted",
        "Set PIP_CERT to a file with your company's certificate",
    ),
    (
        r"407 Proxy Authentication",
        "the proxy asks for a password",
        "Set HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT",
    ),
    (r"Proxy ?Error|Cannot connect to proxy", "the proxy does not answer", "Check HTTPS_PROXY"),
    (
        r"(?i)\b401 (Client )?Error|HTTP error 401|Unauthorized",
        "it asks for a password",
        "Check PIP_INDEX_URL",
    ),
    (
        r"Name or service not known|name resolution|getaddrinfo failed|nodename nor servname",
        "its name cannot be resolved",
        _PROXY,
    ),
    (r"Connection refused|actively refused", "connection refused", _PROXY),
    (r"(?i)timed out|ConnectTimeout", "no answer in time", _PROXY),
    (r"NewConnectionError|(?i:connection broken)|Network is unreachable", "no connection", _PROXY),
)
"""A pattern in pip's log when the index is out of reach, with the reason and the next step."""


class SetUpError(Exception):
    """The environment cannot be created: one line with the reason and what to do."""


def start(arguments: Sequence[str]) -> int:
    """Run one command of `package.py` inside the project's environment. Create the environment if needed."""
    return guarded(lambda: _start(arguments))


def _start(arguments: Sequence[str]) -> int:
    arguments = list(arguments)
    if arguments[:1] == ["help"] and len(arguments) > 1:
        arguments = [arguments[1], HELP[1]]
    if not arguments or arguments[0] in (*HELP, "help"):
        print(usage())
        return 0 if arguments else 2
    try:
        command = find(arguments[0])
    except LookupError as error:
        print(error, file=sys.stderr)
        return 2
    if arguments[1:2] and arguments[1] in HELP:
        return main(arguments)
    environment = Environment(ROOT)
    try:
        environment.prepare(command.extras)
    except SetUpError as error:
        return _fail(str(error))
    if not environment.is_active():
        return environment.run_again(arguments)
    return _run_inside(environment, arguments)


def _run_inside(environment: Environment, arguments: Sequence[str]) -> int:
    try:
        return main(arguments)
    except ModuleNotFoundError as error:  # a part of the checkout or of .venv was deleted
        return _fail(incomplete(ROOT, error.name or ""))
    except Exception as error:
        damage = damaged(environment.folder, error)
        if damage is None:
            raise
        return _fail(damage)


def _fail(message: str) -> int:
    print(f"package.py: {message}", file=sys.stderr)
    return 1


def incomplete(root: Path, module: str) -> str:
    """Return a message with the missing package and advice, for a module that cannot be found."""
    top = module.partition(".")[0]
    if top in OWN:
        path = module.replace(".", "/")
        return f"{root / top}: {path} is missing: restore it, for example with `git checkout -- {top}`"
    return f"{root / '.venv'} is incomplete (there is no {module}): delete it and run this again"


def damaged(folder: Path, error: Exception) -> str | None:
    """Return a message if a module or library of the environment cannot be loaded; None for other errors."""
    steps = traceback.extract_tb(error.__traceback__)
    loading = [step.filename for step in steps if step.name == "<module>" or "ctypes" in step.filename]
    files = [getattr(error, name, None) for name in ("path", "filename")]
    if type(error).__name__ == "LibNotFoundError":  # V8
        files += [step.filename for step in steps]
    if not any(
        Path(file).is_relative_to(folder) for file in [*files, *loading[-1:]] if isinstance(file, str)
    ):
        return None
    problem = f"{error}".partition("\n")[0]
    return f"{folder} is damaged ({problem}): delete it and run this again"


class Stamp(NamedTuple):
    """The inputs that determine an environment."""

    python: str
    """The Python and the folder: another one needs a new environment."""
    project: str
    """The dependencies in `pyproject.toml`: a change is installed on top."""
    extras: tuple[str, ...]

    def covers(self, needed: Stamp) -> bool:
        return (
            self.python == needed.python
            and self.project == needed.project
            and set(needed.extras) <= set(self.extras)
        )


class Environment:
    """The virtual environment `.venv` of a checkout."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

    def is_active(self) -> bool:
        """Return whether this process runs in the environment."""
        return Path(sys.prefix).resolve() == self.folder.resolve()

    def prepare(self, extras: tuple[str, ...]) -> None:
        """Create the environment, or bring it up to date, if something is missing. Raises SetUpError."""
        needed = self._wanted(extras)
        if self._is_ready(needed):
            return
        if self.folder.is_symlink() or self.folder.is_file():  # never change the target of a link
            raise self._not_ours()
        try:
            self.folder.mkdir(exist_ok=True)
            with exclusive(
                self.folder / LOCK, on_wait=lambda: _say("waiting for the set-up of .venv")
            ) as lock:
                if not self._is_ready(needed):
                    self._check_ours()
                    self._make(needed, lock)
        except OSError as error:
            place = error.filename or self.folder
            raise SetUpError(f"{place}: cannot be written: {error.strerror}") from error

    def run_again(self, arguments: Sequence[str]) -> int:
        """Run the command with the environment's Python. Replace this process if the system can."""
        command = [str(self.python), str(self.root / "package.py"), *arguments]
        environ = {name: value for name, value in os.environ.items() if name not in OTHER_ENVIRONMENTS}
        if sys.getfilesystemencoding() != "utf-8":
            # V8 cannot be loaded from a folder whose name the locale cannot decode.
            environ["PYTHONUTF8"] = "1"
            environ.setdefault("PYTHONIOENCODING", sys.stdout.encoding or "utf-8")
        if sys.platform == "win32":
            import subprocess

            return subprocess.run(command, env=environ, check=False).returncode
        try:
            os.execve(command[0], command, environ)
        except OSError as error:  # such as a disk from which no program can run
            print(f"package.py: {command[0]}: cannot be run: {error.strerror}", file=sys.stderr)
            return 1

    def _wanted(self, extras: tuple[str, ...]) -> Stamp:
        text = self._content("pyproject.toml").decode("utf-8", "surrogateescape")
        # Only these decide what is installed, without the project's own version: neither a new version nor
        # another setting of a tool installs anything.
        tables = re.findall(r"(?ms)^\[(?:build-system|project).*?(?=^\[|\Z)", text)
        dependencies = [re.sub(r"(?m)^version *=.*$", "", table).strip() for table in tables]
        for lock in LOCKS:
            content = self._content(f"{REQUIREMENTS}/{lock}.txt")
            dependencies.append(f"{lock}.txt {hashlib.sha256(content).hexdigest()}")
        version = ".".join(map(str, sys.version_info[:3]))
        folder = os.fsencode(self.folder).decode("utf-8", "surrogateescape")  # the same in every locale
        return Stamp(
            python=f"{sys.implementation.name} {version} in {folder}",
            project="\n".join(dependencies),
            extras=extras,
        )

    def _content(self, file: str) -> bytes:
        try:
            return read(self.root / file)
        except OSError as error:
            raise SetUpError(unreadable(file, error)) from error

    def _stamp(self) -> Stamp | None:
        try:
            data = json.loads((self.folder / STAMP).read_text("utf-8"))
            return Stamp(data["python"], data["project"], tuple(data["extras"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def _is_ready(self, needed: Stamp) -> bool:
        stamp = self._stamp()
        return stamp is not None and stamp.covers(needed) and self.python.exists()

    def _check_ours(self) -> None:
        """Refuse a folder that is not ours. Call this under the lock: our folder has a log from the start."""
        names = set(os.listdir(self.folder))
        if names != {LOCK} and LOG not in names:
            raise self._not_ours()

    def _not_ours(self) -> SetUpError:
        return SetUpError(
            f"{self.folder} was not created by package.py: move it elsewhere and run this again"
        )

    def _make(self, needed: Stamp, lock: int) -> None:
        began = time.monotonic()
        old = self._stamp()
        keep = old is not None and old.python == needed.python and self.python.exists()
        extras = tuple(sorted({*needed.extras, *(old.extras if keep and old else ())}))
        base = "" if keep else _base_python()
        (self.folder / STAMP).unlink(missing_ok=True)
        if keep:
            is_same = old is not None and old.project == needed.project
            _say(
                "adding what this command needs to .venv (only once)"
                if is_same
                else "bringing .venv up to date with pyproject.toml"
            )
        else:
            _say("setting up .venv (only once, about half a minute)")
            self._clear()
        with open(self.folder / LOG, "w", encoding="utf-8") as log:
            step = partial(self._step, log.fileno(), lock)
            if not keep:
                step([base, "-m", "venv", str(self.folder)], "could not create .venv")
            step(self._installation(extras), "could not install the pinned dependencies")
        draft = self.folder / (STAMP + ".new")
        draft.write_text(json.dumps(needed._replace(extras=extras)._asdict()), "utf-8")
        os.replace(draft, self.folder / STAMP)
        _say(f"ready after {time.monotonic() - began:.0f} s")

    def _installation(self, extras: tuple[str, ...]) -> list[str]:
        locks = ["test"] if "test" in extras else [name for name in ("release", "demo") if name in extras]
        # Not compiled now: most modules are never imported, and Python compiles the others on import.
        options = ["--quiet", "--no-input", "--no-compile", "--disable-pip-version-check"]
        options += ["--require-hashes", "--only-binary", ":all:"]
        for lock in locks or ["build"]:
            options += ["--requirement", str(self.root / REQUIREMENTS / f"{lock}.txt")]
        return [str(self.python), "-m", "pip", "install", *options]

    def _clear(self) -> None:
        import shutil

        for entry in self.folder.iterdir():
            if entry.name in (LOCK, LOG):  # the log always marks the folder as ours
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    def _step(self, log: int, lock: int, command: list[str], failure: str) -> None:
        """Run a step in a process that inherits the lock, and keeps it even if this process is killed."""
        import subprocess

        environ = {
            name: value
            for name, value in os.environ.items()
            if name not in OTHER_ENVIRONMENTS and not name.startswith(SECRETS)
        }
        environ["PYTHONUTF8"] = "1"  # the folder's name may have letters that the locale cannot encode
        inherited = () if sys.platform == "win32" else (lock,)
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environ,
            pass_fds=inherited,
            check=False,
        )
        if done.returncode:
            log_text = (self.folder / LOG).read_text("utf-8", errors="replace")
            reason = _unreachable(log_text) or f"{_last_error(log_text)}; fix that, then run this again"
            raise SetUpError(f"{failure}: {reason} (log: {self.folder / LOG})")


def _base_python() -> str:
    """Return the Python that makes the environment. Raises SetUpError if it cannot."""
    base = str(getattr(sys, "_base_executable", None) or sys.executable)
    if not base:
        raise SetUpError("this Python cannot tell where it is, as PATH is not set: run it by its full path")
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        raise SetUpError(
            f"this Python lacks {' and '.join(missing)}, which `package.py` needs to create .venv: "
            f"install it (Debian, Ubuntu: apt-get install {package}) and run this again"
        )
    return base


def _unreachable(log: str) -> str | None:
    """Return why pip cannot reach the package index and which variable to set, None if it can.

    pip's own message, "No matching distribution found", is the same as for a version that does not exist.
    """
    for words, reason, advice in UNREACHABLE:
        if re.search(words, log):
            return f"pip cannot reach the package index ({reason}). {advice}, and run this again"
    return None


def _last_error(log: str) -> str:
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    if broken := re.search(r"(?ms)^(Configuration file |An error occurred during configuration).*", log):
        return " ".join(broken[0].split())  # the first lines of the message name the file
    errors = [line for line in lines if re.match(r"(?i)(\w*error|fatal)\b", line)]
    return (errors or lines or ["no reason given"])[-1]


def _say(text: str) -> None:
    print(f"package.py: {text}", file=sys.stderr, flush=True)
