"""The plugin as `package.py build` builds it, once for all workers of a run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from build.bundle.products import compile_plugin, make_products, write_products
from build.bundle.settings import load_settings
from build.cli import ROOT
from build.demo.product import MANIFEST, Product, build
from build.locks import exclusive
from tests.support.plugin.extension import example


def built_once(shared: Path) -> Product:
    """Return the product in the folder that the workers share; the first that needs it builds it."""
    folder = shared / "plugin"
    with exclusive(shared / "plugin.lock"):
        return Product(folder) if (folder / MANIFEST).exists() else build(folder)


def with_example_built_once(shared: Path) -> Product:
    """Return the product with only the example of all extensions, and with another name."""
    folder = shared / "with-example"
    with exclusive(shared / f"{folder.name}.lock"):
        if not (folder / MANIFEST).exists():
            settings = replace(load_settings(ROOT), name="another-plugin", extensions=(example(),))
            program = compile_plugin(ROOT, settings.extensions)
            write_products(make_products(ROOT, settings, program).products, folder)
    return Product(folder)
