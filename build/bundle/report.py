"""Report a build, in words and as JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path

from build.bundle.product_file import ProductFile
from build.bundle.products import Build


def in_words(build: Build, out: Path, seconds: float) -> str:
    """Return the files with their sizes and digests, and the time."""
    settings = build.settings
    target = f" for {settings.environment}" if settings.environment else ""
    rows = [_row(product, out) for product in build.products]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    script = build.products[0]
    return "\n".join(
        [
            f"{settings.name} {settings.version}{target}",
            *(f"  {a:<{widths[0]}}  {b:>{widths[1]}}  {c:>{widths[2]}}  {d}" for a, b, c, d in rows),
            f"  runtime: {build.runtime_bytes:,} of the {len(script.data):,} bytes of {script.name}",
            *(f"  {cost}" for cost in build.library),
            f"  integrity: {script.integrity}",
            *(f"  note: {note}" for note in build.notes),
            *(f"  warning: {warning}" for warning in build.warnings),
            f"built in {seconds:.2f} s",
        ]
    )


def _row(product: ProductFile, out: Path) -> tuple[str, str, str, str]:
    return (
        shown(out / product.name),
        f"{len(product.data):,} bytes",
        f"{product.gzip_bytes:,} gzip",
        f"sha256 {product.sha256[:16]}",
    )


def for_machines(build: Build, out: Path, seconds: float) -> str:
    """Return the report as one line of JSON."""
    settings = build.settings
    document = {
        "name": settings.name,
        "version": settings.version,
        "environment": settings.environment,
        "out": str(out),
        "seconds": round(seconds, 3),
        "runtimeBytes": build.runtime_bytes,
        "library": [
            {"module": cost.module, "gzipBytes": cost.gzip_bytes, "importedBy": cost.imported_by}
            for cost in build.library
        ],
        "files": [
            {
                "path": str(out / product.name),
                "bytes": len(product.data),
                "gzipBytes": product.gzip_bytes,
                "sha256": product.sha256,
                "integrity": product.integrity,
            }
            for product in build.products
        ],
        "notes": list(build.notes),
        "warnings": list(build.warnings),
    }
    return json.dumps(document)


def shown(path: Path) -> str:
    """Return a path relative to the current folder, if it is inside."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        return str(path)
    return str(path) if relative.startswith("..") else relative
