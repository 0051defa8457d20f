"""One Twilio account: the state of its APIs, and the credentials that they accept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

Row = dict[str, Any]
"""One resource, as the API's JSON shows it."""

BEGINNING = datetime(2026, 1, 1, tzinfo=timezone.utc)


class Table(list[Row]):
    """The resources of one kind, the oldest first."""

    def newest(self, **values: object) -> list[Row]:
        """Return the rows with these values, the newest first, as Twilio lists them."""
        return [row for row in reversed(self) if all(row[key] == value for key, value in values.items())]

    def find(self, **values: object) -> Row | None:
        """Return the newest row with these values, or None."""
        return next(iter(self.newest(**values)), None)

    def latest(self, **values: object) -> Row:
        """Return the newest row with these values, which must exist."""
        return self.newest(**values)[0]

    def get(self, identifier: str, *, name: str = "sid", **values: object) -> Row | None:
        """Return the row with this SID, or this value of `name`. Paths of Twilio's APIs allow both."""
        return self.find(sid=identifier, **values) or self.find(**{name: identifier}, **values)


@dataclass(frozen=True)
class Credentials:
    """The account's credentials: the account SID with the auth token, and an API key with its secret."""

    account_sid: str = "AC" + "ac0117" * 5 + "00"
    auth_token: str = "70" * 16
    api_key: str = "SK" + "5e" * 16
    api_secret: str = "Stand-In-Secret-" + "x" * 16

    def allow(self, user: str, password: str) -> bool:
        return (user, password) in ((self.account_sid, self.auth_token), (self.api_key, self.api_secret))

    def may_read_accounts(self, user: str) -> bool:
        """Return whether the credentials may read accounts and keys: a standard API key may not."""
        return user == self.account_sid


@dataclass
class Account:
    """All the state. SIDs and dates depend only on the order of events, so two runs are equal."""

    credentials: Credentials = field(default_factory=Credentials)
    friendly_name: str = "Stand-in"
    status: str = "active"
    """Or `suspended`, or `closed`."""
    services: Table = field(default_factory=Table)
    environments: Table = field(default_factory=Table)
    assets: Table = field(default_factory=Table)
    asset_versions: Table = field(default_factory=Table)
    function_versions: Table = field(default_factory=Table)
    """Set by tests: the fake has no APIs for functions. Once deployed, functions need a token, as those of
    the flex-project-template do."""
    builds: Table = field(default_factory=Table)
    deployments: Table = field(default_factory=Table)
    plugins: Table = field(default_factory=Table)
    versions: Table = field(default_factory=Table)
    configurations: Table = field(default_factory=Table)
    configured_plugins: Table = field(default_factory=Table)
    releases: Table = field(default_factory=Table)
    flex: Row = field(default_factory=dict)
    """The Flex configuration."""
    contents: dict[str, bytes] = field(default_factory=dict)
    """The uploaded contents, by the SID of the asset version."""
    polls_until_built: int = 1
    """The number of times that a build reports `building` before its final status."""
    next_build_ends: str = "completed"
    """The final status of the next build; with `building` it never ends."""
    builds_under_way: dict[str, tuple[int, str]] = field(default_factory=dict)
    """The remaining polls and the final status of each build, by its SID."""
    _made: int = 0

    def __post_init__(self) -> None:
        self.flex = self.flex or fresh_flex_configuration(self.sid, self.now())

    @property
    def sid(self) -> str:
        return self.credentials.account_sid

    def now(self) -> str:
        """Return the time; each call is a second after the previous one."""
        self._made += 1
        return (BEGINNING + timedelta(seconds=self._made)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def new(self, prefix: str, collection: str, values: Mapping[str, object]) -> Row:
        """Return a resource with a new SID, under the address of its collection; the caller stores it."""
        now = self.now()
        sid = prefix + hashlib.md5(f"{prefix}{self._made}".encode(), usedforsecurity=False).hexdigest()
        dates = {"date_created": now, "date_updated": now}
        return {"sid": sid, "account_sid": self.sid, **values, **dates, "url": f"{collection}/{sid}"}

    @property
    def active_release(self) -> Row | None:
        return self.releases.find()


def fresh_flex_configuration(account_sid: str, now: str) -> Row:
    """Return the configuration of a new Flex account; Twilio's has many more attributes."""
    return {
        "account_sid": account_sid,
        "date_created": now,
        "date_updated": now,
        "attributes": {},
        "status": "ok",
        "ui_version": "~2.17.0",
        "ui_language": "en-US",
        "ui_attributes": {"custom_data": {}, "theme": {"isLight": True}},
        "ui_dependencies": {},
        "public_attributes": {},
        "plugin_service_enabled": True,
        "plugin_service_attributes": {},
        "serverless_service_sids": None,
        "integrations": [],
        "crm_enabled": False,
        "runtime_domain": "https://fake.twil.io",
        "flex_service_instance_sid": "IS" + "0" * 32,
        "taskrouter_workspace_sid": "WS" + "0" * 32,
        "url": "https://flex-api.twilio.com/v1/Configuration",
    }
