"""Define the options of the commands of `package.py`, one function each. Its docstring is the command's help.

Bootstrap reads this before the environment exists, so it imports only the standard library. The module of a
command, build/cli/NAME.py with `-` as `_`, has `main(options) -> int`, which returns the exit code. To add a
command, add its module, a function here, and its line in commands.py.
"""

from __future__ import annotations

import argparse

from build.cli.arguments import (
    Parser,
    a_path,
    add_account,
    add_environment,
    add_json,
    add_org,
    add_plugin,
    add_yes,
)


def build(parser: Parser) -> None:
    """`package.py build`: build the plugin into `dist/`."""
    parser.add_argument("--watch", action="store_true", help="rebuild on every change, until Ctrl-C")
    parser.add_argument("--out", type=a_path, metavar="DIR", help="the output folder (default: dist)")
    add_plugin(parser)
    parser.add_argument(
        "--without-extensions", action="store_true", help="leave out the extensions in settings.yaml"
    )
    parser.add_argument("--json", action="store_true", help="print the report as one line of JSON")


def test(parser: Parser) -> None:
    """`package.py test`: run ruff, mypy and pytest. With arguments, run only pytest, and pass them on.

      --fast   ruff, mypy, the unit tests and a sample of the compiled code: before each commit

    The parts are folders of tests/: unit (the plugin in CPython), properties, compiler (compiled code in V8),
    bundle (the products), cli (the commands), twilio (deploying), salesforce (the org package), matrix (the
    compiled plugin), desktop (the real Flex UI; the slowest). For example `package.py test tests/unit -k
    choice`. Folders run on several workers (-n 0: in one process).
    """
    parser.usage = "package.py test [--fast] [ARGUMENTS OF PYTEST]"
    parser.formatter_class = argparse.RawDescriptionHelpFormatter


def check(parser: Parser) -> None:
    """`package.py check`: check the dialect, lint and types of all sources, or of FILES.

    Without files it also checks the strings, the settings and `host.js`. With --fix ruff first applies its
    safe fixes and formats. Otherwise no source is changed; ruff and mypy keep their caches in .cache/.
    """
    parser.add_argument("--fix", action="store_true", help="format, and apply ruff's safe fixes")
    parser.add_argument(
        "files",
        nargs="*",
        type=a_path,
        metavar="FILE",
        help="files or folders (default: all sources)",
    )


def run(parser: Parser) -> None:
    """`package.py run FILE`: compile a Python file and run it in V8, to see what it does in the browser."""
    parser.add_argument("file", type=a_path, metavar="FILE", help="a Python program")


def serve(parser: Parser) -> None:
    """`package.py serve`: serve the plugin to your own Flex, and rebuild it on every change.

    A Flex whose appConfig names this server loads the plugin of this checkout. The terminal reports failed
    builds, and the server keeps serving the last good build. It answers pages of this machine and those of
    --flex-origin.
    """
    parser.add_argument(
        "--port", type=int, default=3000, metavar="N", help="the port (default: 3000; 0: any free port)"
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    parser.add_argument(
        "--flex-origin",
        action="append",
        default=[],
        metavar="URL",
        help="the origin of a Flex that is not on this machine; may be repeated",
    )
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name that others use for this server, such as a tunnel's; may be repeated",
    )
    parser.add_argument(
        "--cert", type=a_path, metavar="FILE", help="serve https, with this certificate (PEM)"
    )
    parser.add_argument("--watch", action="store_true", help=argparse.SUPPRESS)  # `serve` always watches
    parser.add_argument(
        "--key",
        type=a_path,
        metavar="FILE",
        help="the certificate's private key, unless it is in the same file",
    )
    add_plugin(parser)


def demo(parser: Parser) -> None:
    """`package.py demo`: show the plugin in the real Flex UI, in a fake Salesforce, with a control room.

    No account is needed and nothing leaves the machine. The first run installs the Flex UI from npm. Close
    the window, or press Ctrl-C, to end it.
    """
    parser.add_argument(
        "--port", type=int, default=0, metavar="N", help="the control room's port (default: any free port)"
    )
    parser.add_argument("--scenario", metavar="NAME", help="start with this scenario")
    parser.add_argument("--list", action="store_true", help="list the scenarios and exit")
    parser.add_argument(
        "--crm-host",
        choices=("open_cti", "lightning"),
        help="what hosts Flex: Open CTI's softphone (default), or the org package's panel",
    )
    parser.add_argument(
        "--headless", action="store_true", help="open no window; the control room shows the page"
    )
    parser.add_argument(
        "--browser",
        metavar="PROGRAM",
        help="the path of a Chromium, Chrome or Edge (default: the first found)",
    )
    parser.add_argument(
        "--tour",
        type=a_path,
        metavar="DIR",
        help="play all scenarios without a window, and write a page of screenshots",
    )
    _demo_twilio(parser)


def _demo_twilio(parser: Parser) -> None:
    parser.add_argument(
        "--twilio",
        action="store_true",
        help="serve a fake Twilio account instead, to rehearse deploy and release",
    )
    parser.add_argument(
        "--others",
        type=int,
        default=0,
        metavar="N",
        help="with --twilio: how many plugins of other teams are released",
    )


def init_ci(parser: Parser) -> None:
    """`package.py init-ci`: write a workflow for GitHub Actions: a tag deploys, a person releases by hand.

    The file, .github/workflows/flex-plugin.yml, is yours to change. A file that differs is kept, unless you
    pass --force.
    """
    parser.add_argument("--force", action="store_true", help="replace a workflow that differs")
    parser.add_argument(
        "--staging",
        metavar="ENV",
        help="deploy to a test account first, with this environment of settings.yaml",
    )
    parser.add_argument(
        "--salesforce",
        action="store_true",
        help="also deploy the org package on a tag, with --staging to a sandbox first",
    )


def new_extension(parser: Parser) -> None:
    """`package.py new-extension NAME`: write a package for your own rules and hooks; settings.yaml lists it.

    It has a working rule, hook, text and setting, with tests. docs/extensions.md shows
    the rest.
    """
    parser.add_argument(
        "name",
        metavar="NAME",
        help="a package's name, such as acme_flex",
    )


def deploy(parser: Parser) -> None:
    """`package.py deploy`: build the plugin, put it on the account, register it; nothing is released."""
    add_account(parser, changes=True)
    parser.add_argument(
        "--changelog", metavar="TEXT", help="what is new (default: the commit and the bundle's digest)"
    )
    version = parser.add_mutually_exclusive_group()
    version.add_argument(
        "--bump", choices=("patch", "minor", "major"), help="increment the highest version on the account"
    )
    version.add_argument("--plugin-version", metavar="X.Y.Z", help="the version, instead of settings.yaml's")
    parser.add_argument(
        "--public",
        action="store_true",
        help="let anybody read the files (default: only people logged in to Flex)",
    )
    add_environment(parser)
    parser.add_argument(
        "--expect-sha256",
        metavar="HEX",
        help="deploy only this bundle, such as the one on the test account: `deploy --json` reports it",
    )
    parser.add_argument("--allow-dirty", action="store_true", help="deploy uncommitted changes")
    parser.add_argument(
        "--update-texts",
        action="store_true",
        help="replace the plugin's friendly name and description on the account with those of settings.yaml",
    )


def release(parser: Parser) -> None:
    """`package.py release`: release the currently released plugins with these changes.

    Without NAME@VERSION and --disable, release the newest version of this project's plugin on the account.
    """
    add_account(parser, changes=True)
    parser.add_argument(
        "plugins",
        nargs="*",
        metavar="NAME@VERSION",
        help="a version to release; NAME or NAME@latest means the newest",
    )
    parser.add_argument(
        "--disable",
        action="append",
        default=[],
        metavar="NAME",
        help="a plugin to remove; may be repeated",
    )
    parser.add_argument("--new", action="store_true", help="start from an empty release")
    add_yes(parser)
    add_environment(parser)


def rollback(parser: Parser) -> None:
    """`package.py rollback`: release an earlier configuration again, by default the previous one."""
    add_account(parser, changes=True)
    parser.add_argument(
        "configuration",
        nargs="?",
        metavar="CONFIGURATION_SID",
        help="a configuration's SID, from `package.py list releases` (default: the previous configuration)",
    )
    add_yes(parser)


def status(parser: Parser) -> None:
    """`package.py status`: show the released plugins, and whether the newest version is one of them."""
    add_account(parser, changes=False)
    add_environment(parser)


def list_(parser: Parser) -> None:
    """`package.py list versions|releases`: list them, the newest first, with the released one marked."""
    kinds = parser.add_subparsers(dest="what", required=True, metavar="versions|releases")
    versions = kinds.add_parser("versions", help="the versions of a plugin (default: this project's)")
    versions.add_argument("name", nargs="?", metavar="NAME", help="another plugin")
    add_environment(versions)
    releases = kinds.add_parser("releases", help="all releases, with the configurations to roll back to")
    for kind in (versions, releases):
        add_account(kind, changes=False)


def diff(parser: Parser) -> None:
    """`package.py diff [FROM] [TO]`: show the changes from one configuration to another.

    Each is a configuration's SID, or `live` for the released one. Without either: from the released one to
    what `package.py release` would release. With only FROM: from that one to the released one.
    """
    add_account(parser, changes=False)
    parser.add_argument("before", nargs="?", metavar="FROM", help="a configuration's SID, or live")
    parser.add_argument("after", nargs="?", metavar="TO", help="another SID, or live")
    add_environment(parser)


CONFIG_ACTIONS = {
    "show": "show the account's configuration next to settings.yaml and the defaults",
    "diff": "show what `push` would change",
    "push": "merge the configuration of settings.yaml into that of the account",
}


def config(parser: Parser) -> None:
    """`package.py config`: show, compare and push the feature's flags."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="|".join(CONFIG_ACTIONS))
    for name, summary in CONFIG_ACTIONS.items():
        action = actions.add_parser(name, help=summary, description=summary)
        add_environment(action)
        if name == "push":
            add_yes(action)
        add_account(action, changes=name == "push")


SALESFORCE_ACTIONS = {
    "deploy": "deploy the org package: the panel for the utility bar, with its class, fields and rules",
    "status": "show the latest deploys of the org, or follow one",
    "doctor": "check that the org has everything that Flex needs in Lightning Experience",
    "source": "write the org package, rendered for your settings, to deploy it with your own tools",
    "callcenter": "write the definition of the softphone for Open CTI, to import in Setup",
}


def salesforce(parser: Parser) -> None:
    """`package.py salesforce`: put Flex into Salesforce, by the org package or by Open CTI.

    docs/salesforce-setup.md says which of the two is for you, and what else to set up.
    """
    actions = parser.add_subparsers(dest="action", required=True, metavar="|".join(SALESFORCE_ACTIONS))
    parsers = {
        name: actions.add_parser(name, help=summary, description=summary)
        for name, summary in SALESFORCE_ACTIONS.items()
    }
    _add_call_center(parsers["callcenter"])
    _add_source(parsers["source"])
    parsers["deploy"].add_argument(
        "--check-only", action="store_true", help="have the org check and test everything; change nothing"
    )
    parsers["deploy"].add_argument(
        "--reset",
        action="store_true",
        help="replace what admins may have changed: search and pop rules, message channels, the Trusted URL, "
        "the permission set",
    )
    add_yes(parsers["deploy"])
    parsers["status"].add_argument(
        "deploy",
        nargs="?",
        metavar="ID",
        help="a deploy to follow to its end (default: list the latest)",
    )
    for action in parsers.values():
        add_environment(action)
    for name in ("deploy", "status", "doctor"):
        add_org(parsers[name])


def _add_source(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "folder", type=a_path, metavar="DIR", help="an empty folder, or one written by this command before"
    )
    action.add_argument("--force", action="store_true", help="also replace files that you have changed")
    add_json(action)


def _add_call_center(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "file",
        nargs="?",
        default="call-center.xml",
        metavar="FILE",
        help="the output file (default: call-center.xml; -: standard output)",
    )
    action.add_argument("--dry-run", action="store_true", help="show the file, and write nothing")
    add_json(action)


def doctor(parser: Parser) -> None:
    """`package.py doctor`: check that the account has everything the plugin needs."""
    add_account(parser, changes=False)
    add_environment(parser)
