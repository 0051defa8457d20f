"""The plugin's script as `package.py build` makes it, without writing it anywhere."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path

from build.bundle.extensions import Extension
from build.bundle.products import compile_plugin, make_products
from build.bundle.settings import load_settings
from build.cli import ROOT


@cache
def script() -> str:
    """Return the text of the product. `MATRIX_PRODUCTS` names a folder with existing products to test."""
    ready = os.environ.get("MATRIX_PRODUCTS")
    return next(Path(ready).glob("*.js")).read_text(encoding="utf-8") if ready else script_with(ROOT)


def script_with(root: Path, *extensions: Extension) -> str:
    """Return the script with these extensions, and without those of settings.yaml."""
    settings = replace(load_settings(ROOT), extensions=extensions)
    made = make_products(root, settings, compile_plugin(root, extensions))
    return next(product.data.decode() for product in made.products if product.name.endswith(".js"))
