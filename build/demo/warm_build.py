"""A process that builds the plugin for every line it reads, and stays warm: `python -m ... ROOT OUT`."""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path

from build.bundle.products import compile_plugin, make_products, write_products
from build.bundle.settings import load_settings
from build.compiler.emit.transcrypt import generate
from build.errors import ToolChainError


def main(root: Path, out: Path) -> None:
    """Build for each line of input, and print a JSON object: `seconds`, or `error`."""
    gc.disable()  # a build ends before collecting garbage pays
    generate([])  # loads Transcrypt before the first build needs it
    gc.freeze()
    while sys.stdin.readline():
        print(json.dumps(_build(root, out)), flush=True)
        gc.collect()


def _build(root: Path, out: Path) -> dict[str, object]:
    began = time.perf_counter()
    try:
        settings = load_settings(root)
        build = make_products(root, settings, compile_plugin(root, settings.extensions))
        write_products(build.products, out)
    except ToolChainError as error:
        return {"error": str(error)}
    return {"seconds": round(time.perf_counter() - began, 2)}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
