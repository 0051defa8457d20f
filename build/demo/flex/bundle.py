"""The real Flex UI as one file a page can load: installed from npm and bundled once, then cached."""

from __future__ import annotations

from pathlib import Path

from build.demo import npm
from build.demo.flex import node

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

    Installs and bundles what is not in the cache yet; raises `node.Missing` when it cannot.
    """
    modules = npm_modules()
    return npm.cached("flex", HERE, BUNDLE_SOURCES, lambda into: _bundle(modules, into))


def npm_modules() -> Path:
    """Return `node_modules` with everything in package.json; install it if the cache lacks it."""
    return npm.modules("npm", HERE, "the real Flex UI")


def _bundle(modules: Path, into: Path) -> None:
    command = [node.node(), str(HERE / "bundle.mjs"), str(modules), str(into)]
    npm.run(command, HERE, BUNDLE_TIMEOUT, "the real Flex UI could not be bundled")
