"""The plugin's script as `package.py build` makes it, without writing it anywhere."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from build.cli import ROOT


@cache
def script() -> str:
    """Return the text of the product. `MATRIX_PRODUCTS` names a folder with existing products to test."""
    ready = os.environ.get("MATRIX_PRODUCTS")
    if ready:
        return next(Path(ready).glob("*.js")).read_text(encoding="utf-8")
    from build.bundle.products import ENTRY, make_products
    from build.bundle.settings import load_settings
    from build.compiler.compile import compile_program

    settings = load_settings(ROOT)
    made = make_products(ROOT, settings, compile_program(ROOT / ENTRY, root=ROOT))
    return next(product.data.decode() for product in made.products if product.name.endswith(".js"))
