"""`package.py serve`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from build.bundle.plugin_server.answers import answer
from build.bundle.plugin_server.builds import Builds, read_build
from build.bundle.plugin_server.listener import PluginServer, tls_from
from build.bundle.plugin_server.origins import HOSTED_FLEX, Origins
from build.bundle.settings import load_settings
from build.bundle.watch import file_states, wait_for_change
from build.cli import ROOT
from build.cli.processes import ended_by_sigterm
from build.errors import UserError

EVERY_ADDRESS = ("0.0.0.0", "::")


def main(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C. Raises UserError if it cannot start."""
    if not 0 <= options.port <= 65535:
        raise UserError(f"--port {options.port}: expected a number up to 65535")
    if options.key and not options.cert:
        raise UserError("--key: needs --cert, the certificate it belongs to")
    # Before the first build: a mistake on the command line would fail every build.
    load_settings(ROOT, environment=options.env, name=options.name, version=options.plugin_version)
    origins = Origins((HOSTED_FLEX, *options.flex_origin), (options.host, *options.allow_host))
    tls = tls_from(options.cert, options.key) if options.cert else None
    builds = Builds()
    respond = partial(answer, builds=builds, origins=origins)
    with (
        ended_by_sigterm(),  # so that the temporary folder is removed
        PluginServer(options.host, options.port, respond, _say, tls) as server,
        tempfile.TemporaryDirectory(prefix="flex-sfdc-") as folder,
    ):
        _serve(server, _Builder(options, Path(folder), builds), _how_to(options.host, server, origins.named))
    return 0


class _Builder:
    """Build into a temporary folder, so that `dist/` does not change, and keep the builds."""

    def __init__(self, options: argparse.Namespace, folder: Path, builds: Builds) -> None:
        self._folder = folder
        self._builds = builds
        self._command = [sys.executable, str(ROOT / "package.py"), "build", "--json", "--out", str(folder)]
        chosen = {"--env": options.env, "--name": options.name, "--plugin-version": options.plugin_version}
        for option, value in chosen.items():
            if value is not None:
                self._command += [option, value]

    def build(self) -> None:
        """Build in a separate process, like `build --watch`: changes of the tool chain take effect too."""
        done = subprocess.run(self._command, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode == 0:
            self._builds.put(read_build(self._folder))
            _say(_report(json.loads(done.stdout)))
        elif self._builds.newest:
            _say("not built: still serving the last good build")
        else:
            _say("not built: there is nothing to serve until this is fixed")


def _serve(server: PluginServer, builder: _Builder, how_to: str) -> None:
    states = file_states(ROOT)
    builder.build()  # before answering: early requests wait, because Flex needs the plugin to start
    with server.answering():
        _say(how_to)
        while True:
            wait_for_change(ROOT, states)
            states = file_states(ROOT)
            builder.build()


def _report(build: dict[str, Any]) -> str:
    warnings = [f"  warning: {warning}" for warning in build["warnings"]]
    return "\n".join([f"{build['name']} {build['version']}, built in {build['seconds']:.1f} s", *warnings])


def _how_to(host: str, server: PluginServer, named: Sequence[str]) -> str:
    shown = f"[{host}]" if ":" in host else host
    if host in EVERY_ADDRESS:
        shown = "localhost"
    lines = [
        "put this into the appConfig of your Flex:",
        "",
        f'  pluginService: {{ enabled: true, url: "{server.scheme}://{shown}:{server.port}/plugins" }},',
        "",
        f"answering pages of this machine and of {', '.join(named)} (--flex-origin adds to these)",
    ]
    if host in EVERY_ADDRESS:
        lines.append("other machines can reach it, and read the plugin's sources")
    return "\n".join([*lines, "watching for changes (Ctrl-C ends it)"])


def _say(text: str) -> None:
    """Print a whole line at once, because each request has its own thread."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
