"""A small checkout with a plugin of a few lines, for the tests of the products."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from build.cli import ROOT

SETTINGS = """\
plugin:
  name: plugin-tiny
  friendly_name: Tiny
  phase: 3
  version: 1.2.3
flex_ui: ">=2.7.0 <3.0.0"
environments:
  staging:
    plugin:
      friendly_name: Tiny (staging)
      phase: 4
"""

PLUGIN = {
    "__init__.py": "",
    "configuration.py": 'DEFAULTS = {"enabled": False, "open_cti_version": "66.0"}\n',
    "greeting.py": (
        "def greeting(name):\n"
        '    """A pure function."""\n'
        "    if not name:\n"
        '        raise ValueError("no name")\n'
        '    return f"hello {name}"\n'
    ),
    "host.js": "// Said to developers alone.\nfunction $host(window) {\n    return { page: window };\n}\n",
    "plugin.py": (
        "from flex_sfdc.greeting import greeting\n\n\n"
        "def start(host, flex, manager, build):\n"
        "    return greeting(f\"{build.name} {build.version} {build.strings.texts['en-US'][0]}\")\n"
    ),
    "strings/en-US.yaml": "PSTinyHello: Grüße, {{name}} </script> 'quoted'\n",
}


def make_checkout(root: Path, files: Mapping[str, str] | None = None) -> Path:
    """Write the checkout; `files` adds files of `flex_sfdc`, or replaces them."""
    shutil.copytree(ROOT / "templates", root / "templates")
    shutil.copy(ROOT / "pyproject.toml", root)
    (root / "settings.yaml").write_text(SETTINGS, "utf-8")
    for name, text in {**PLUGIN, **(files or {})}.items():
        path = root / "flex_sfdc" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def make_runnable(root: Path) -> Path:
    """Give the small checkout a `package.py` that runs this project's commands on it."""
    script = [
        "import sys",
        "from pathlib import Path",
        f"sys.path.insert(0, {str(ROOT)!r})",
        "from build.cli import build, main, serve",
        "build.ROOT = serve.ROOT = Path(__file__).parent",
        "sys.exit(main(sys.argv[1:]))",
    ]
    (root / "package.py").write_text("\n".join(script), "utf-8")
    return root
