"""`package.py serve`: a plugin server for a Flex of one's own, on this machine or elsewhere; built on change.

A Flex that is told so in its appConfig loads the plugin from here, as it is in this checkout at the moment of
loading: a build that fails is said, and the last good one stays. Pages of this machine and those of
--flex-origin are answered.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build.cli import ROOT
from build.cli.arguments import Parser
from build.cli.signals import ended_by_sigterm
from build.errors import UserError

if TYPE_CHECKING:
    from build.bundle.plugin_server.builds import Shelf
    from build.bundle.plugin_server.listener import PluginServer

EVERY_ADDRESS = ("0.0.0.0", "::")


def main(arguments: Sequence[str]) -> int:
    """Serves until Ctrl-C. Raises UserError where it cannot begin."""
    options = _parser().parse_args(arguments)
    if not 0 <= options.port <= 65535:
        raise UserError(f"--port {options.port}: expected a number up to 65535")
    if options.key and not options.cert:
        raise UserError("--key: needs --cert, the certificate it belongs to")

    from build.bundle.plugin_server.answers import answer
    from build.bundle.plugin_server.builds import Shelf
    from build.bundle.plugin_server.listener import PluginServer, tls_from
    from build.bundle.plugin_server.origins import HOSTED_FLEX, Origins
    from build.bundle.settings import load_settings

    # Before anything is built: a mistake on the command line would fail every build.
    load_settings(ROOT, environment=options.env, name=options.name, version=options.plugin_version)
    origins = Origins((HOSTED_FLEX, *options.flex_origin))
    tls = tls_from(options.cert, options.key) if options.cert else None
    shelf = Shelf()
    respond = partial(answer, shelf=shelf, origins=origins)
    with (
        ended_by_sigterm(),  # the folder below goes with the server
        PluginServer(options.host, options.port, respond, _say, tls) as server,
        tempfile.TemporaryDirectory(prefix="flex-sfdc-") as folder,
    ):
        _serve(server, _Builder(options, Path(folder), shelf), _how_to(options.host, server, origins.named))
    return 0


class _Builder:
    """Builds into a folder of its own, so that `dist/` stays what `build` made, and puts it on the shelf."""

    def __init__(self, options: argparse.Namespace, folder: Path, shelf: Shelf) -> None:
        self._folder = folder
        self._shelf = shelf
        self._command = [sys.executable, str(ROOT / "package.py"), "build", "--json", "--out", str(folder)]
        chosen = {"--env": options.env, "--name": options.name, "--plugin-version": options.plugin_version}
        for option, value in chosen.items():
            if value is not None:
                self._command += [option, value]

    def build(self) -> None:
        """A process of its own, as `build --watch` has it: a change of the tool chain takes part too."""
        from build.bundle.plugin_server.builds import read_build

        done = subprocess.run(self._command, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode == 0:
            self._shelf.put(read_build(self._folder))
            _say(_report(json.loads(done.stdout)))
        elif self._shelf.newest:
            _say("not built: the last build that succeeded is still served")
        else:
            _say("not built: there is nothing to serve until this is mended")


def _serve(server: PluginServer, builder: _Builder, how_to: str) -> None:
    from build.bundle.watch import look, wait_for_change

    seen = look(ROOT)
    builder.build()  # a Flex that asks already waits for this, instead of going on without the plugin
    with server.answering():
        _say(how_to)
        while True:
            wait_for_change(ROOT, seen)
            seen = look(ROOT)
            builder.build()


def _report(build: dict[str, Any]) -> str:
    warnings = [f"  warning: {warning}" for warning in build["warnings"]]
    return "\n".join([f"{build['name']} {build['version']}, built in {build['seconds']:.1f} s", *warnings])


def _how_to(host: str, server: PluginServer, named: Sequence[str]) -> str:
    shown = "localhost" if host in EVERY_ADDRESS else f"[{host}]" if ":" in host else host
    lines = [
        "what to put into the appConfig of your Flex:",
        "",
        f'  pluginService: {{ enabled: true, url: "{server.scheme}://{shown}:{server.port}/plugins" }},',
        "",
        f"answering pages of this machine and of {', '.join(named)} (--flex-origin adds to these)",
    ]
    if host in EVERY_ADDRESS:
        lines.append("other machines can reach it, and read the plugin's sources")
    return "\n".join([*lines, "watching for changes, Ctrl-C ends it"])


def _say(text: str) -> None:
    """In one piece: requests have threads of their own."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="package.py serve", description=__doc__)
    parser.add_argument("--port", type=int, default=3000, metavar="N", help="where to listen (3000); 0: any")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument(
        "--flex-origin",
        action="append",
        default=[],
        metavar="URL",
        help="the origin of a Flex that is not on this machine; may be repeated",
    )
    parser.add_argument("--cert", type=Path, metavar="FILE", help="serve https, with this certificate (PEM)")
    parser.add_argument("--key", type=Path, metavar="FILE", help="its key, unless it is in the same file")
    parser.add_argument("--env", metavar="NAME", help="an environment of settings.yaml")
    parser.add_argument("--name", help="the plugin's name, instead of the one in settings.yaml")
    parser.add_argument("--plugin-version", metavar="X.Y.Z", help="its version, likewise")
    return parser
