"""`package.py list versions|releases`: what is on the account, the newest first, with what is live marked."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from build.cli import ROOT
from build.cli.arguments import Parser

if TYPE_CHECKING:
    from build.cli.remote import Account


def main(arguments: Sequence[str]) -> int:
    """Reads, and changes nothing."""
    from build.cli.remote import run

    options = _parser().parse_args(arguments)
    if options.what == "releases":
        return run(options, _releases)
    name = options.name
    if name is None:
        from build.bundle.settings import load_settings

        name = load_settings(ROOT, environment=options.env).name
    return run(options, lambda account: _versions(account, name))


def _parser() -> argparse.ArgumentParser:
    from build.cli.remote import add_options, given

    parser = Parser(prog="package.py list", description=__doc__)
    kinds = parser.add_subparsers(dest="what", required=True, metavar="versions|releases")
    versions = kinds.add_parser("versions", help="of a plugin, this project's unless said")
    versions.add_argument("name", nargs="?", type=given, metavar="NAME", help="another plugin")
    versions.add_argument("--env", metavar="NAME", help="an environment of settings.yaml")
    releases = kinds.add_parser("releases", help="all of them, with the configurations to roll back to")
    for kind in (versions, releases):
        add_options(kind, changes=False)
    return parser


def _versions(account: Account, name: str) -> ListReport:
    from build.cli.remote import check_account
    from build.twilio.client import plugins
    from build.twilio.errors import InputError
    from build.twilio.release.active import read_live_plugins
    from build.twilio.versions import newest_first

    check_account(account)
    account.progress.step(f"read the versions of {name}")
    if plugins.find_plugin(account.transport, name) is None:
        raise InputError(f"list the versions of {name}", "the account has no such plugin", "Is it deployed?")
    found = {one.version: one for one in plugins.versions(account.transport, name)}
    live = read_live_plugins(account.transport).plugin(name)
    rows = [
        {
            "version": one.version,
            "sid": one.sid,
            "date": one.date_created,
            "live": live is not None and one.sid == live.version_sid,
            "private": one.private,
            "archived": one.archived,
            "changelog": one.changelog,
            "url": one.url,
        }
        for one in (found[version] for version in newest_first(found))
    ]
    shown = ("version", "sid", "date", "private", "archived", "changelog")
    return ListReport("versions", rows, shown, f"{name} has no versions", {"name": name})


def _releases(account: Account) -> ListReport:
    from build.cli.remote import check_account
    from build.twilio.client import plugins

    check_account(account)
    account.progress.step("read the releases")
    history = plugins.releases(account.transport)
    names = {one.sid: one.name for one in plugins.configurations(account.transport)}
    rows = [
        {
            "sid": one.sid,
            "date": one.date_created,
            "live": place == 0,
            "configurationSid": one.configuration_sid,
            "configurationName": names.get(one.configuration_sid, ""),
        }
        for place, one in enumerate(history)
    ]
    shown = ("configurationSid", "date", "sid", "configurationName")
    return ListReport("releases", rows, shown, "nothing was ever released on this account", {})


@dataclass(frozen=True)
class ListReport:
    """Rows of one kind."""

    kind: str
    rows: Sequence[Mapping[str, object]]
    shown: Sequence[str]
    """The columns for people; a flag shows its name where it is on."""
    if_empty: str
    about: Mapping[str, object]
    exit_code: int = 0

    def in_words(self) -> str:
        """A line each; what is live has a * before it."""
        from build.cli.remote import table

        if not self.rows:
            return self.if_empty
        cells = [
            ["*" if row["live"] else " ", *(_cell(name, row[name]) for name in self.shown)]
            for row in self.rows
        ]
        legend = ["* live"] if any(row["live"] for row in self.rows) else []
        return "\n".join([*table(cells, indent=""), *legend])

    def document(self) -> Mapping[str, object]:
        """The same for machines."""
        return {**self.about, self.kind: [dict(row) for row in self.rows]}


def _cell(name: str, value: object) -> str:
    if isinstance(value, bool):
        return name if value else ""
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else f"{text[:59]}…"
