"""The plugin as `package.py build` makes it, built once for all workers of a run."""

from __future__ import annotations

from pathlib import Path

from build.demo.product import MANIFEST, Product, build
from build.locks import exclusive


def built_once(shared: Path, name: str | None = None) -> Product:
    """Return the product in the folder that the workers share; the first that needs it builds it."""
    folder = shared / (name or "plugin")
    with exclusive(shared / f"{folder.name}.lock"):
        return Product(folder) if (folder / MANIFEST).exists() else build(folder, name)
