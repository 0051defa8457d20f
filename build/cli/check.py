"""`package.py check`: the dialect, ruff and mypy, over the sources or the files named; without files also the
strings, the settings and `host.js`.

With --fix ruff first applies its safe fixes and formats. Otherwise no source is changed; ruff and mypy keep
their caches in .cache/.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from build.cli import ROOT
from build.cli.arguments import Parser
from build.cli.steps import Step, run_steps, summary
from build.errors import ToolChainError, UserError

NEVER_COMPILED = ("build", "tests", "benchmarks", "package.py", ".venv", ".cache")
"""What stands beside the plugin is ordinary Python, which the rules of the dialect do not bind."""
LIBRARY = ROOT / "build" / "compiler" / "stdlib"
RUFF = (sys.executable, "-m", "ruff")


def main(arguments: Sequence[str]) -> int:
    """0 when all is well, 1 when something was found."""
    options = _parser().parse_args(arguments)
    files = [_existing(file) for file in options.files]
    if options.fix:
        run_steps(fixes(files))
    dialect_is_kept = _check_dialect(files or sorted((ROOT / "flex_sfdc").rglob("*.py")))
    results = [("dialect", dialect_is_kept)]
    if not files:
        results += [
            ("strings", _check_strings()),
            ("settings", _check_settings()),
            ("host.js", _check_host()),
        ]
    results += run_steps(lint(files))
    print(summary(results), flush=True)
    return 0 if all(passed for _, passed in results) else 1


def lint(files: Sequence[Path]) -> list[Step]:
    """Ruff and mypy over the files, or the project."""
    names = list(map(str, files))
    return [
        Step("format", [*RUFF, "format", "--check", "--quiet", "--diff", *(names or ["."])]),
        Step("lint", [*RUFF, "check", "--quiet", *(names or ["."])]),
        Step("types", [sys.executable, "-m", "mypy", "--no-error-summary", *names]),
    ]


def fixes(files: Sequence[Path]) -> list[Step]:
    """Ruff's safe fixes, then its format, which they may need. What cannot be fixed, `lint` reports."""
    names = list(map(str, files)) or ["."]
    return [
        Step("fix", [*RUFF, "check", "--fix-only", "--quiet", *names]),
        Step("reformat", [*RUFF, "format", "--quiet", *names]),
    ]


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="package.py check", description=__doc__)
    parser.add_argument("--fix", action="store_true", help="format, and apply ruff's safe fixes")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="Python files (all the sources)")
    return parser


def _existing(file: Path) -> Path:
    if file.suffix != ".py" or not file.is_file():
        raise UserError(f"{file}: is not a Python file")
    return file.resolve()


def _check_dialect(files: Iterable[Path]) -> bool:
    from build.compiler.compile import check_files

    compiled = [file for file in files if _is_compiled(file)]
    inside = [file for file in compiled if file.is_relative_to(ROOT)]
    findings = check_files(inside, ROOT)
    for file in compiled:
        if file not in inside:
            findings += check_files([file], file.parent)
    for finding in sorted(findings):
        print(finding, file=sys.stderr)
    return not findings


def _check_strings() -> bool:
    from build.bundle.catalogue import read_catalogues

    def look() -> None:
        for warning in read_catalogues(ROOT).warnings:
            print(f"warning: {warning}", file=sys.stderr)

    return _is_well(look)


def _check_settings() -> bool:
    from build.bundle.settings import load_settings

    return _is_well(lambda: load_settings(ROOT))


def _check_host() -> bool:
    from build.bundle.products import check_host, read_host

    return _is_well(lambda: check_host(read_host(ROOT)))


def _is_well(look: Callable[[], object]) -> bool:
    try:
        look()
    except ToolChainError as error:
        print(error, file=sys.stderr)
        return False
    return True


def _is_compiled(file: Path) -> bool:
    if not file.is_relative_to(ROOT) or file.is_relative_to(LIBRARY):
        return True
    return file.relative_to(ROOT).parts[0] not in NEVER_COMPILED
