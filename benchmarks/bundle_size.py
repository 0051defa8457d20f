"""Measure the bundle, and attribute its size to the plugin, the runtime and the standard modules."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

from build.compiler.compile import compile_program

ROOT = Path(__file__).parents[1]


def main() -> None:
    program = compile_program(ROOT / "flex_sfdc" / "plugin.py", root=ROOT)
    code = program.code.encode()
    runtime = code[: program.runtime_bytes]
    for name, part in (("code", code), ("runtime", runtime), ("plugin", code[len(runtime) :])):
        print(f"{name:8} {len(part):8,} bytes {len(gzip.compress(part, 9, mtime=0)):8,} gzip")
    print(f"share of the runtime: {len(runtime) / len(code):.0%}")
    sizes: Counter[str] = Counter()
    for text, places in zip(program.code.split("\n"), program.lines, strict=False):
        ends = [*(place.column for place in places[1:]), len(text) + 1]
        for place, end in zip(places, ends, strict=False):
            sizes[program.sources[place.source].name] += end - place.column
        if not places:
            sizes["the runtime"] += len(text) + 1
    for name, size in sizes.most_common():
        print(f"  {size:8,}  {name}")


if __name__ == "__main__":
    main()
