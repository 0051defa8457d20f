"""`package.py check`."""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from build.bundle.catalogue import read_catalogues
from build.bundle.extension_module import SEAM, generated
from build.bundle.extensions import Extension
from build.bundle.products import check_host, compile_plugin, make_products, read_host
from build.bundle.settings import load_settings
from build.bundle.versions import project_value
from build.bundle.watch import file_states
from build.cli import ROOT
from build.cli.processes import Step, run_steps, summary
from build.compiler.compile import check_files
from build.compiler.load.modules import package_root
from build.errors import Diagnostic, ToolChainError, UserError
from build.files import read

NEVER_COMPILED = ("build", "tests", "benchmarks", "package.py", ".venv", ".cache")
"""Ordinary Python next to the plugin, to which the rules of the dialect do not apply."""
LIBRARY = ROOT / "build" / "compiler" / "stdlib"
CONNECTED = ".cache/extensions.py"
"""The file in which mypy finds the module that the build generates for extensions."""
PASSED = ".cache/bundle-checked"
"""The digest of the sources whose bundle passed last."""
RUFF = (sys.executable, "-m", "ruff")
MYPY = (sys.executable, "-m", "mypy", "--no-error-summary")
FORMATTED = ("build/demo", "flex_sfdc", "tests")
"""Folders with JavaScript to format. The runtime keeps its lines: the linker reads it line by line."""
UNTYPED_RULES = '# mypy: disable-error-code="no-untyped-call, no-any-return"\n'
"""A rule without types is a finding in its own module: the module that calls it would only repeat it."""
TYPES = "types"
NO_PYTHON = ("not valid Python", "not UTF-8", "cannot be read")
"""The beginnings of findings about files that cannot be parsed."""
FIXABLE = ("format", "lint", "JavaScript format", "JavaScript lint")
LINTED = (*FORMATTED, "build/compiler/runtime")
MODULES = (".mjs", ".cjs")


def main(options: argparse.Namespace) -> int:
    """Return 0 if there are no findings, 1 if there are any."""
    files = [file for path in options.files for file in _python_files(path)]
    if options.fix:
        run_steps(fixes(files))
    extensions = extensions_of(ROOT)
    findings = _dialect(files or _sources(extensions))
    results = {"dialect": not findings}
    if not files:
        results |= _check_project(extensions)
        if all(results.values()):  # a build would only repeat the findings
            results["bundle"] = _succeeds(_check_bundle_once)
    steps = lint(files, extensions)
    if not results.get("settings", True):
        # mypy does not know which packages are extensions, and would pass without checking them.
        steps = [step for step in steps if step.name != TYPES]
    if any(finding.message.startswith(NO_PYTHON) for finding in findings):
        steps = []  # ruff and mypy would only repeat it
    results |= run_steps(steps)
    _report(results)
    return 0 if all(results.values()) else 1


def _report(results: Mapping[str, bool]) -> None:
    skipped = [name for name in ("format", "lint", TYPES) if name not in results]
    print(summary(results), end=f", {', '.join(skipped)}: skipped\n" if skipped else "\n", flush=True)
    if not all(results.get(name, True) for name in FIXABLE):
        print("`package.py check --fix` repairs the format, and much of what lint finds", flush=True)


def _check_project(extensions: Sequence[Extension]) -> dict[str, bool]:
    """Check the files of the project that are not Python. Return which checks passed."""
    return {
        "strings": _succeeds(lambda: _check_strings(extensions)),
        "settings": _succeeds(lambda: load_settings(ROOT)),
        "host.js": _succeeds(lambda: check_host(read_host(ROOT))),
    }


def extensions_of(root: Path) -> tuple[Extension, ...]:
    """Return the extensions of a checkout; none if the settings, or an extension, cannot be read."""
    try:
        return load_settings(root).extensions
    except ToolChainError:
        return ()


def _sources(extensions: Sequence[Extension]) -> list[Path]:
    """Return the files that are compiled: the plugin's, the examples' and those of the extensions."""
    folders = [ROOT / "flex_sfdc", ROOT / "examples", *(extension.folder for extension in extensions)]
    return [file for folder in folders for file in sorted(folder.rglob("*.py")) if _is_compiled(file)]


def _typed(extensions: Sequence[Extension]) -> list[str]:
    """Return mypy's arguments. With extensions, it checks the module that connects their rules to ours."""
    if not extensions:
        return []
    text = UNTYPED_RULES + generated(ROOT, extensions)
    file = ROOT / CONNECTED
    if not file.is_file() or file.read_text("utf-8") != text:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    return [
        "--shadow-file",
        SEAM,
        CONNECTED,
        *project_value(ROOT, "tool", "mypy", "files"),
        *_names(extensions),
    ]


def _vendored(extensions: Sequence[Extension]) -> list[str]:
    """Return mypy's options for rules that call third-party code without types."""
    return [f"--untyped-calls-exclude={extension.package}.vendored" for extension in extensions]


def _names(extensions: Sequence[Extension]) -> list[str]:
    return [extension.folder.relative_to(ROOT).as_posix() for extension in extensions]


def lint(files: Sequence[Path], extensions: Sequence[Extension] = ()) -> list[Step]:
    """Return the steps that run ruff and mypy over the files, or also oxc's tools over the whole project."""
    names = list(map(str, files))
    javascript = [
        Step("JavaScript format", [_program("oxfmt"), "--check", *_scripts(FORMATTED)]),
        Step("JavaScript lint", [_program("oxlint"), "--quiet", *_scripts(LINTED, *MODULES)]),
    ]
    return [
        Step("format", [*RUFF, "format", "--check", "--quiet", "--diff", *(names or ["."])]),
        Step("lint", [*RUFF, "check", "--quiet", *(names or ["."])]),
        *([] if files else javascript),
        Step(TYPES, [*MYPY, *_vendored(extensions), *(names or _typed(extensions))]),
    ]


def fixes(files: Sequence[Path]) -> list[Step]:
    """Return the steps that apply safe fixes and then format. `lint` reports the remaining findings."""
    names = list(map(str, files)) or ["."]
    javascript = [
        Step("fix JavaScript", [_program("oxlint"), "--fix", "--silent", *_scripts(LINTED, *MODULES)]),
        Step("reformat JavaScript", [_program("oxfmt"), *_scripts(FORMATTED)]),
    ]
    return [
        Step("fix", [*RUFF, "check", "--fix-only", "--quiet", *names]),
        Step("reformat", [*RUFF, "format", "--quiet", *names]),
        *([] if files else javascript),
    ]


def _program(name: str) -> str:
    """Return a program of the environment, for a package without a module to run."""
    return shutil.which(name, path=str(Path(sys.executable).parent)) or name


def _scripts(folders: Iterable[str], *suffixes: str) -> list[str]:
    """Return the scripts of the folders, without pipes, for which oxlint would wait."""
    files = (file for folder in folders for file in (ROOT / folder).rglob("*") if file.is_file())
    return sorted(file.relative_to(ROOT).as_posix() for file in files if file.suffix in (".js", *suffixes))


def _python_files(path: Path) -> list[Path]:
    """Return the file, or those of the folder. Raises UserError, in one line."""
    if not path.exists():
        raise UserError(f"{path}: does not exist{_elsewhere(path)}")
    if path.is_dir():
        files = sorted(file.resolve() for file in path.rglob("*.py") if not _is_hidden(file, path))
        if not files:
            raise UserError(f"{path}: has no Python files")
        return files
    if path.suffix != ".py":
        raise UserError(f"{path}: is not a Python file; without files, `check` looks at everything")
    return [path.resolve()]


def _is_hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _elsewhere(path: Path) -> str:
    """Suggest the project's file with this path, if the current folder has none."""
    return f": did you mean {ROOT / path}?" if (ROOT / path).exists() else ""


def _dialect(files: Iterable[Path]) -> list[Diagnostic]:
    """Print and return the findings of the dialect."""
    compiled = [file for file in files if _is_compiled(file)]
    inside = [file for file in compiled if file.is_relative_to(ROOT)]
    findings = check_files(inside, ROOT)
    for file in compiled:
        if file not in inside:
            findings += check_files([file], package_root(file), ROOT)
    for finding in sorted(findings):
        print(finding, file=sys.stderr)
    return findings


def _check_bundle_once() -> None:
    """Check the bundle, unless the same sources have passed before: the check is slow."""
    digest = hashlib.sha256()
    for name in sorted(file_states(ROOT)):
        digest.update(name.encode() + b"\0" + read(Path(name)))
    passed = ROOT / PASSED
    if passed.is_file() and passed.read_text() == digest.hexdigest():
        return
    _check_bundle()
    passed.parent.mkdir(exist_ok=True)
    passed.write_text(digest.hexdigest())


def _check_bundle() -> None:
    """Make all products without writing them: a module may raise while the plugin loads."""
    settings = load_settings(ROOT)
    make_products(ROOT, settings, compile_plugin(ROOT, settings.extensions))


def _check_strings(extensions: Sequence[Extension]) -> None:
    of_texts = read_catalogues(ROOT, [extension.folder for extension in extensions]).warnings
    for warning in (*of_texts, *(line for extension in extensions for line in extension.warnings)):
        print(f"warning: {warning}", file=sys.stderr)


def _succeeds(work: Callable[[], object]) -> bool:
    try:
        work()
    except ToolChainError as error:
        print(error, file=sys.stderr)
        return False
    return True


def _is_compiled(file: Path) -> bool:
    if not file.is_relative_to(ROOT) or file.is_relative_to(LIBRARY):
        return True
    parts = file.relative_to(ROOT).parts
    return parts[0] not in NEVER_COMPILED and "tests" not in parts  # an extension has its tests inside
