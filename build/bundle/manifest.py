"""Write and read the manifest, which lists the build for Flex's plugin service and `custom_plugins_url`."""

from __future__ import annotations

import hashlib
import json
import re
import sys
import traceback
from collections.abc import Iterable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from importlib import import_module, invalidate_caches
from pathlib import Path

from jsonschema import Draft202012Validator

from build.bundle.product_file import ProductFile
from build.bundle.settings import Settings
from build.bundle.templates import render
from build.bundle.versions import project_value
from build.errors import ProductError, UserError
from build.files import read_text

FILE = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """A build in a folder, as its manifest describes it."""

    name: str
    version: str
    phase: int
    integrity: str
    environment: str | None
    digests: Mapping[str, str]
    """The SHA-256 of each product, by file name; the script comes first."""
    sources: Mapping[str, str]
    """The SHA-256 of each source's text, by file name."""


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest in the folder, or None if there is none or it lists no products."""
    try:
        entry = json.loads(read_text(folder / FILE))[0]
        build = entry["build"]
        environment = build.get("environment")
        return Manifest(
            name=str(entry.get("name", "")),
            version=str(entry.get("version", "")),
            phase=int(entry.get("phase", 0)),
            integrity=str(entry.get("integrity", "")),
            environment=None if environment is None else str(environment),
            digests={str(product["file"]): str(product["sha256"]) for product in build["products"]},
            sources={str(file): str(digest) for file, digest in build.get("sources", {}).items()},
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


SCHEMA = Path(__file__).parent / "schemas" / "manifest.schema.json"
TOOLS = ("Transcrypt", "Jinja2", "PyYAML", "jsonschema", "esbuild-py")
"""The packages that affect the products."""

_PIN = re.compile(r"([\w.-]+)==([^;\s]+)")


@dataclass(frozen=True)
class BuildContents:
    """The contents of the manifest, except the settings."""

    products: tuple[ProductFile, ...]
    """The script first."""
    sources: Mapping[str, str]
    """Text by file name."""
    runtime_bytes: int


def make_manifest(root: Path, settings: Settings, contents: BuildContents) -> str:
    """Return the manifest's text, checked against its schema.

    Leave out the sizes of compressed files: they differ between builds of zlib, but equal sources must give
    equal bytes.

    Raises ProductError if Flex could not read the result, ToolChainError if the plugin's table of
    configuration keys cannot be read.
    """
    script = contents.products[0]
    values: dict[str, object] = {
        "name": settings.name,
        "version": settings.version,
        "src": settings.base_url + script.name,
        "phase": settings.phase,
        "integrity": script.integrity,
        "friendly_name": settings.friendly_name,
        "description": settings.description,
        "environment": settings.environment,
        "flex_ui": settings.flex_ui,
        "runtime_bytes": contents.runtime_bytes,
        "products": [_digest_entry(product) for product in contents.products],
        "sources": {name: _sha256(text) for name, text in sorted(contents.sources.items())},
        "configuration": configuration_defaults(root),
        "tools": pinned(root, TOOLS),
    }
    text = render(root, "manifest.json.j2", values)
    check_manifest(text)
    return text


def check_manifest(text: str) -> None:
    """Raise ProductError unless the text is JSON that follows the schema."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise ProductError(f"{FILE}: is not JSON: {error}") from error
    validator = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    mistakes = [f"{FILE}: {error.json_path}: {error.message}" for error in validator.iter_errors(document)]
    if mistakes:
        raise ProductError("\n".join(sorted(mistakes)))


def configuration_defaults(root: Path) -> dict[str, object]:
    """Return the feature's configuration keys with their defaults, from the plugin's own table."""
    others = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_of_plugin(name)}
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.insert(0, str(root))
    invalidate_caches()
    try:
        with redirect_stdout(sys.stderr):  # standard output is the command's own
            return dict(import_module("flex_sfdc.configuration").DEFAULTS)
    except Exception as error:
        for place in reversed(traceback.extract_tb(error.__traceback__)):
            if Path(place.filename).is_relative_to(root / "flex_sfdc"):
                file = Path(place.filename).relative_to(root).as_posix()
                reason = " ".join(f"{type(error).__name__}: {error}".split())
                raise UserError(f"{file}:{place.lineno}: fails when it is imported: {reason}") from error
        raise UserError(f"flex_sfdc/configuration.py: DEFAULTS cannot be read: {error!r}") from error
    finally:
        sys.path.remove(str(root))
        sys.dont_write_bytecode = writes
        for name in filter(_is_of_plugin, list(sys.modules)):
            del sys.modules[name]
        sys.modules.update(others)


def _is_of_plugin(module: str) -> bool:
    return module.split(".")[0] == "flex_sfdc"


def pinned(root: Path, packages: Iterable[str]) -> dict[str, str]:
    """Return the versions of packages that `pyproject.toml` pins."""
    pins: dict[str, str] = {}
    for requirement in project_value(root, "project", "dependencies"):
        if match := _PIN.match(requirement):
            pins[match[1]] = match[2]
    return {name: pins[name] for name in packages}


def _digest_entry(product: ProductFile) -> dict[str, object]:
    return {
        "file": product.name,
        "bytes": len(product.data),
        "sha256": product.sha256,
        "integrity": product.integrity,
    }


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
