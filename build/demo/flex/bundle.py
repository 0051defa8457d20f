"""The real Flex UI as one file a page can load: installed from npm and bundled once, cached, and served.

Over loopback, because sixteen megabytes take seconds through the debugging channel; an address of 127.0.0.1
counts as secure, so the https page may load it.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from build.demo import npm

HERE = Path(__file__).parent
BUNDLE_SOURCES = (*npm.MANIFESTS, "bundle.mjs", "page/entry.js", "page/node_globals.js")
BUNDLE_TIMEOUT = 300.0


def is_bundled() -> bool:
    """Return whether everything is in the cache."""
    return (
        npm.folder_of("npm", HERE, npm.MANIFESTS).exists()
        and npm.folder_of("flex", HERE, BUNDLE_SOURCES).exists()
    )


def flex_bundle() -> Path:
    """Return the folder with `flex.js`, `react.js`, `react-dom.js` and `axe.js`.

    Install and bundle the parts that are not in the cache yet. Raises `npm.Missing` if that is impossible.
    """
    modules = npm_modules()
    return npm.cached("flex", HERE, BUNDLE_SOURCES, lambda into: _bundle(modules, into))


def npm_modules() -> Path:
    """Return `node_modules` with everything in package.json; install it if the cache lacks it."""
    return npm.modules("npm", HERE, "the real Flex UI")


def _bundle(modules: Path, into: Path) -> None:
    command = [npm.node(), str(HERE / "bundle.mjs"), str(modules), str(into)]
    npm.run(command, HERE, BUNDLE_TIMEOUT, "the real Flex UI could not be bundled")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve the folder's files during the `with` block; its value is their address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
