"""Make the products of a build in memory, then write all of them or none."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from build.bundle.catalogue import Catalogues, read_catalogues
from build.bundle.extension_module import GENERATED, MODULE, generated
from build.bundle.extension_schema import FILE as SCHEMA_FILE
from build.bundle.extensions import Extension
from build.bundle.manifest import FILE, BuildContents, make_manifest, read_manifest
from build.bundle.product_file import LibraryCost, ProductFile, library_costs
from build.bundle.script_check import check, check_load
from build.bundle.settings import Settings
from build.bundle.templates import render
from build.compiler.compile import LinkedProgram, compile_program
from build.compiler.link.source_map import source_map
from build.compiler.v8 import syntax_error
from build.errors import ProductError, ToolChainError, UserError
from build.files import read, read_text, unreadable
from build.locks import exclusive

ENTRY = "flex_sfdc/plugin.py"
HOST = "flex_sfdc/host.js"
CLASS = "SalesforceIntegrationPlugin"
_STAGING = ".new-"


@dataclass(frozen=True)
class Build:
    """The results of a build."""

    settings: Settings
    products: tuple[ProductFile, ...]
    """The script, the module, the source map, the manifest."""
    runtime_bytes: int
    notes: tuple[str, ...]
    """Notes about how it was made, a line each."""
    warnings: tuple[str, ...] = ()
    """Warnings about the sources, a line each."""
    library: tuple[LibraryCost, ...] = ()
    """The standard modules in the script."""


def compile_plugin(root: Path, extensions: Sequence[Extension]) -> LinkedProgram:
    """Compile the plugin with these extensions, whose rules replace ours.

    Raises RefusedError, or UserError if the entry's file cannot be read.
    """
    try:
        read(root / ENTRY)
    except OSError as error:
        raise UserError(unreadable(ENTRY, error)) from error
    replaced = {MODULE: (GENERATED, generated(root, extensions))} if extensions else {}
    return compile_program(root / ENTRY, root=root, replaced=replaced)


def make_products(root: Path, settings: Settings, program: LinkedProgram) -> Build:
    """Make everything for `dist/` from the compiled program of the plugin.

    Raises ToolChainError: ProductError if a product does not parse or Flex could not read the manifest,
    RefusedError if the script raises while it loads, UserError for mistakes in `host.js`, the string
    catalogues and the table of defaults.
    """
    host = read_host(root)
    check_host(host)
    catalogues = read_catalogues(root, [extension.folder for extension in settings.extensions])
    texts, notes = _scripts(root, settings, program, _values(settings, program, host, catalogues))
    products = tuple(ProductFile(name, text.encode()) for name, text in texts.items())
    sources = {**_sources(root, settings, program, catalogues), HOST: host}
    contents = BuildContents(products, sources, program.runtime_bytes)
    last = ProductFile(FILE, make_manifest(root, settings, contents).encode())
    return Build(
        settings,
        (*products, last),
        program.runtime_bytes,
        notes,
        (*catalogues.warnings, *_warnings(settings, program)),
        library_costs(program),
    )


def _scripts(
    root: Path, settings: Settings, program: LinkedProgram, values: dict[str, object]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the two scripts and their source map, by name, and the notes of the checks."""
    script = render(root, "plugin.js.j2", values)
    module = render(root, "plugin.mjs.j2", values)
    line = _line_of(program.code, script)
    if _line_of(program.code, module) != line:
        raise ProductError(
            "templates: the program begins on different lines of the two scripts, which share a map"
        )
    texts = {f"{settings.name}.js": script, f"{settings.name}.mjs": module}
    notes = {check(name, code) for name, code in texts.items()}
    check_load(f"{settings.name}.js", script, program, line)
    texts[f"{settings.name}.js.map"] = source_map(f"{settings.name}.js", program.sources, program.lines, line)
    return texts, tuple(sorted(note for note in notes if note))


def _warnings(settings: Settings, program: LinkedProgram) -> list[str]:
    used = {source.name.partition("/")[0] for source in program.sources}
    left_out = [
        f"the bundle does not contain {name}/: list it under `extensions:` in settings.yaml"
        for name in settings.unlisted
        if name not in used
    ]
    return [*(line for extension in settings.extensions for line in extension.warnings), *left_out]


def _sources(
    root: Path, settings: Settings, program: LinkedProgram, catalogues: Catalogues
) -> dict[str, str]:
    """Return the texts that the products are made from, by their path, without `host.js`."""
    schemas = [extension.folder / SCHEMA_FILE for extension in settings.extensions if extension.schema]
    return {
        **{source.name: source.text for source in program.sources if source.name != GENERATED},
        **{file.relative_to(root).as_posix(): file.read_text("utf-8") for file in catalogues.files},
        **{file.relative_to(root).as_posix(): file.read_text("utf-8") for file in schemas},
    }


def _values(
    settings: Settings, program: LinkedProgram, host: str, catalogues: Catalogues
) -> dict[str, object]:
    if "start" not in program.exports:
        raise ToolChainError(f"{ENTRY}: has no `start`, which the plugin's class calls")
    exports = [
        identifier if name == identifier else f"{identifier} as {name}"
        for name, identifier in sorted(program.exports.items())
    ]
    return {
        "banner": f"{settings.name} {settings.version} | MIT, the flex-sfdc authors | see also NOTICE",
        "program": program.code.rstrip("\n"),
        "host": "\n".join(line for line in host.splitlines() if not line.lstrip().startswith("//")),
        "start": program.exports["start"],
        "exports": [CLASS, *exports],
        "map": f"{settings.name}.js.map",
        "build": {
            "name": settings.name,
            "version": settings.version,
            "strings": catalogues.packed(),
        },
    }


def read_host(root: Path) -> str:
    """Read the hand-written JavaScript.

    Raises UserError if it cannot be read or is not UTF-8.
    """
    try:
        return read_text(root / HOST)
    except OSError as error:
        raise UserError(unreadable(HOST, error)) from error
    except UnicodeDecodeError as error:
        raise UserError(f"{HOST}: not UTF-8 text: save the file as UTF-8") from error


def check_host(host: str) -> None:
    """Raise UserError if the hand-written JavaScript does not parse, or does not define `$host`."""
    error = syntax_error(host)
    if error:
        reason, _, line = error.removesuffix(")").rpartition(" (line ")
        raise UserError(f"{HOST}:{line}: is not JavaScript: {reason}")
    if syntax_error(f"{host}\nlet $host;") is None:  # a second declaration would be an error
        raise UserError(f"{HOST}: must define `function $host(window)`, which the plugin starts with")


def _line_of(code: str, script: str) -> int:
    before, program, _ = script.partition(code.rstrip("\n"))
    if not program:
        raise ProductError("templates: the program is not in the script as it was compiled")
    return before.count("\n")


def write_products(products: Sequence[ProductFile], out: Path) -> None:
    """Write all products to a folder; after a failure the previous ones are back.

    Write the manifest last, so that its readers find the files that it names. Remove unchanged files of an
    earlier build that this build does not make, but nothing else. Raises UserError if the folder cannot be
    written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with exclusive(out / ".lock"):
            # Under the lock no other build runs here, so these folders are from builds that were killed.
            for abandoned in out.glob(_STAGING + "*"):
                shutil.rmtree(abandoned, ignore_errors=True)
            staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=out))
            try:
                for product in products:
                    (staging / product.name).write_bytes(product.data)
                _swap(staging, out, [product.name for product in products], _stale(out, products))
            finally:
                shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        place, reason = error.filename or out, _why_not_written(out, error)
        raise UserError(
            f"{place}: cannot be written: {reason}: the previous products are unchanged"
        ) from error


def _why_not_written(out: Path, error: OSError) -> str | None:
    if out.is_symlink() and not out.exists():
        return f"it is a link to {os.readlink(out)}, which does not exist"
    return error.strerror


def _swap(staging: Path, out: Path, names: Sequence[str], stale: Iterable[str]) -> None:
    previous = staging / "previous"
    previous.mkdir()
    touched: list[str] = []
    try:
        for name in (*names, *stale):
            if (out / name).exists():
                _keep(out / name, previous / name)
        if (out / FILE).exists():  # if this build is killed, no manifest is better than one of other files
            touched.append(FILE)
            (out / FILE).unlink()
        for name in names:
            touched.append(name)
            os.replace(staging / name, out / name)
        for name in stale:
            touched.append(name)
            (out / name).unlink()
    except BaseException:
        _restore(previous, out, dict.fromkeys(touched))
        raise


def _restore(previous: Path, out: Path, names: Iterable[str]) -> None:
    for name in names:
        with suppress(OSError):
            if (previous / name).exists():
                os.replace(previous / name, out / name)
            else:
                (out / name).unlink()


def _keep(file: Path, copy: Path) -> None:
    try:
        os.link(file, copy)
    except OSError:  # a file system without links
        shutil.copy2(file, copy)


def _stale(out: Path, products: Sequence[ProductFile]) -> list[str]:
    """List the unchanged files of an earlier build that the new build does not replace."""
    new_names = {product.name for product in products}
    earlier = read_manifest(out)
    return sorted(
        name
        for name, digest in (earlier.digests if earlier else {}).items()
        if name not in new_names and Path(name).name == name and _is_unchanged(out / name, digest)
    )


def _is_unchanged(file: Path, digest: str) -> bool:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest() == digest
    except OSError:
        return False
