"""A process with everything loaded that builds the plugin once it reads a line: `python -m ... ROOT OUT`."""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path

from build.bundle.products import compile_plugin, make_products, write_products
from build.bundle.settings import load_settings
from build.errors import ToolChainError


def main(root: Path, out: Path) -> None:
    """Build once, and print a JSON object: `seconds`, or `error`."""
    if not sys.stdin.readline():
        return  # who started this is gone
    began = time.perf_counter()
    gc.disable()  # a build ends before collecting garbage pays
    try:
        settings = load_settings(root)
        made = make_products(root, settings, compile_plugin(root, settings.extensions))
        write_products(made.products, out)
        print(json.dumps({"seconds": round(time.perf_counter() - began, 2)}))
    except ToolChainError as error:
        print(json.dumps({"error": str(error)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
