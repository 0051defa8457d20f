"""The components of the org package for the fake Lightning page, compiled by Salesforce's own compiler."""

from __future__ import annotations

import functools
import os
from pathlib import Path

from build.demo import npm

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
COMPONENTS = ROOT / "salesforce" / "force-app" / "main" / "default" / "lwc"
BUNDLE_TIMEOUT = 120.0
IN_SANDBOX = "FLEX_SFDC_LWS"
"""If it is set, the components run in Salesforce's own sandbox, whose terms you accept by setting it."""


@functools.cache
def panel_script() -> str:
    """Return the script with the components; compile it if the cache lacks it.

    Raises `npm.Missing` if the compiler cannot be installed, or refuses a component.
    """
    modules = npm.modules("lwc", HERE, "Salesforce's compiler of Lightning web components")
    sandbox = (
        npm.modules("lws", HERE / "lws", "Lightning Web Security") if os.environ.get(IN_SANDBOX) else None
    )
    files = [*HERE.rglob("*"), *COMPONENTS.rglob("*")]
    sources = sorted(str(file.relative_to(ROOT)) for file in files if file.suffix in _KINDS)
    name = "panel" if sandbox is None else "panel-in-sandbox"
    folder = npm.cached(name, ROOT, sources, lambda into: _bundle(modules, into, sandbox))
    return (folder / "panel.js").read_text()


_KINDS = (".js", ".mjs", ".json", ".html", ".css")


def _bundle(modules: Path, into: Path, sandbox: Path | None) -> None:
    command = [npm.node(), str(HERE / "bundle.mjs"), str(modules), str(COMPONENTS), str(into)]
    command += [str(sandbox)] if sandbox else []
    npm.run(command, HERE, BUNDLE_TIMEOUT, "the components of the org package could not be compiled")
