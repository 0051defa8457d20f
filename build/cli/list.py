"""`package.py list`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from build.bundle.settings import load_settings
from build.cli import ROOT
from build.cli.account import Account, check_account, run, table
from build.remote.errors import InputError
from build.twilio.client.plugins import ConfiguredPlugin, Release
from build.twilio.client.twilio import Twilio
from build.twilio.release.difference import differences
from build.twilio.release.released import read_released
from build.twilio.versions import newest_first

MAX_COMPARED = 20
"""The number of releases that `list releases` compares with the previous one."""


def main(options: argparse.Namespace) -> int:
    """List versions or releases. Change nothing."""
    if options.what == "releases":
        return run(options, _releases)
    name = options.name or load_settings(ROOT, environment=options.env).name
    return run(options, lambda account: _versions(account, name))


def _versions(account: Account, name: str) -> ListReport:
    check_account(account)
    twilio = account.twilio
    twilio.progress.step(f"read the versions of {name}")
    if twilio.plugins.find_plugin(name) is None:
        raise InputError(f"list the versions of {name}", "the account has no such plugin", "Is it deployed?")
    versions = {version.version: version for version in twilio.plugins.versions(name)}
    ordered = [versions[number] for number in newest_first(versions)]
    released = read_released(twilio).plugin(name)
    rows = [
        {
            "version": version.version,
            "sid": version.sid,
            "date": version.date_created,
            "live": released is not None and version.sid == released.version_sid,
            "private": version.private,
            "archived": version.archived,
            "changelog": version.changelog,
            "url": version.url,
        }
        for version in ordered
    ]
    shown = ("version", "sid", "date", "private", "archived", "changelog")
    return ListReport("versions", rows, shown, f"{name} has no versions", {"name": name})


def _releases(account: Account) -> ListReport:
    check_account(account)
    twilio = account.twilio
    twilio.progress.step("read the releases")
    history = twilio.plugins.releases()
    names = {configuration.sid: configuration.name for configuration in twilio.plugins.configurations()}
    changes = _changes(twilio, history)
    rows = [
        {
            "sid": release.sid,
            "date": release.date_created,
            "live": place == 0,
            "configurationSid": release.configuration_sid,
            "configurationName": names.get(release.configuration_sid, ""),
            "changes": changes[place],
        }
        for place, release in enumerate(history)
    ]
    shown = ("configurationSid", "date", "changes")
    return ListReport("releases", rows, shown, "nothing was ever released on this account", {})


def _changes(twilio: Twilio, history: Sequence[Release]) -> list[str]:
    """Return the changes of the newest releases, "" for older ones: each costs a request."""
    sids = [release.configuration_sid for release in history[: MAX_COMPARED + 1]]
    plugins = {sid: twilio.plugins.configured_plugins(sid) for sid in dict.fromkeys(sids)}
    states: list[Sequence[ConfiguredPlugin]] = [plugins[sid] for sid in sids]
    if len(history) <= MAX_COMPARED:
        states.append([])
    pairs = zip(states[1:], states, strict=False)
    lines = [", ".join(map(str, differences(before, after))) or "no change" for before, after in pairs]
    return lines + [""] * (len(history) - len(lines))


@dataclass(frozen=True)
class ListReport:
    """Rows of one kind."""

    kind: str
    rows: Sequence[Mapping[str, object]]
    shown: Sequence[str]
    """The columns for people; a flag that is on shows its name."""
    if_empty: str
    about: Mapping[str, object]
    exit_code: int = 0

    def in_words(self) -> str:
        """Return a line for each row. A * marks the released row."""
        if not self.rows:
            return self.if_empty
        cells = [
            ["*" if row["live"] else " ", *(_cell(name, row[name]) for name in self.shown)]
            for row in self.rows
        ]
        legend = ["* released"] if any(row["live"] for row in self.rows) else []
        return "\n".join([*table(cells, indent=""), *legend])

    def document(self) -> Mapping[str, object]:
        """Return the JSON object."""
        return {**self.about, self.kind: [dict(row) for row in self.rows]}


def _cell(name: str, value: object) -> str:
    if isinstance(value, bool):
        return name if value else ""
    text = " ".join(str(value).split())
    longest = 100 if name == "changes" else 60
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
