"""Bind the API of one org once. Steps receive this object and no other part of the connection."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, urlencode

from build.remote.errors import InputError, RemoteRefused, UnexpectedAnswer
from build.remote.progress import Progress
from build.remote.retry import Clock
from build.salesforce.client.transport import Request

Row = Mapping[str, object]
MAX_PAGES = 100
_DEPLOY_ID = re.compile(r"0Af[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?")


class Transport(Protocol):
    """Send requests to one org."""

    @property
    def address(self) -> str:
        """The origin of the org."""

    def send(self, request: Request) -> object:
        """Return the JSON of the answer. Raises ReleaseError."""


@dataclass(frozen=True)
class Identity:
    """The name, id and kind of an org."""

    id: str
    name: str
    is_sandbox: bool
    edition: str

    @property
    def kind(self) -> str:
        """The kind of org, in words, to warn of mistakes in production."""
        if self.is_sandbox:
            return "sandbox"
        return "Developer Edition" if self.edition == "Developer Edition" else "production"

    def __str__(self) -> str:
        return f'"{self.name}" ({self.kind}, {self.id})'


class Org:
    """One org: its REST, Tooling and Metadata API."""

    def __init__(self, transport: Transport, api_version: str, clock: Clock, progress: Progress) -> None:
        self._transport = transport
        self._base = f"/services/data/v{api_version}"
        self.api_version = api_version
        self.clock = clock
        self.progress = progress

    @property
    def address(self) -> str:
        """The origin of the org."""
        return self._transport.address

    def with_version(self, api_version: str) -> Org:
        """Return the same org through another version of its API."""
        return Org(self._transport, api_version, self.clock, self.progress)

    def newest_version(self) -> str:
        """Return the newest version of the API that the org serves."""
        step = "read the versions of the API"
        answer = self._transport.send(Request(step, "/services/data/"))
        rows = answer if isinstance(answer, list) else []
        versions = [str(row.get("version")) for row in rows if isinstance(row, dict)]
        valid = [version for version in versions if re.fullmatch(r"\d{1,4}\.\d", version)]
        if not valid:
            raise UnexpectedAnswer(step, "the answer lists no versions")
        return max(valid, key=float)

    def identity(self) -> Identity:
        """Return which org this is."""
        soql = "SELECT Id, Name, IsSandbox, OrganizationType FROM Organization"
        rows = self.query("read the organization", soql)
        if not rows:
            raise UnexpectedAnswer("read the organization", "the answer is empty")
        row = rows[0]
        edition = str(row.get("OrganizationType"))
        return Identity(str(row.get("Id")), str(row.get("Name")), flag(row.get("IsSandbox")), edition)

    def query(self, step: str, soql: str, *, tooling: bool = False) -> list[Row]:
        """Return all rows of a query, of the Tooling API or of the org's data."""
        path = f"{self._base}{'/tooling' if tooling else ''}/query?{urlencode({'q': soql})}"
        rows: list[Row] = []
        for _ in range(MAX_PAGES):
            answer = self._object(step, Request(step, path))
            records, following = answer.get("records"), answer.get("nextRecordsUrl")
            if not isinstance(records, list) or (answer.get("done") is False and not following):
                raise UnexpectedAnswer(step, "the answer is not the result of a query")
            rows += objects(records)
            if not following:
                return rows
            if not isinstance(following, str) or not following.startswith("/services/data/"):
                raise UnexpectedAnswer(step, "the next page's address does not belong to Salesforce's API")
            path = quote(following, safe="/?=&%-._~")
        raise UnexpectedAnswer(step, "the pages of the answer do not end")

    def rows(self, step: str, soql: str, *, tooling: bool = False) -> list[Row]:
        """Return the rows of a query; none if the org lacks the object, or this user cannot see it."""
        return self.rows_if_visible(step, soql, tooling=tooling) or []

    def rows_if_visible(self, step: str, soql: str, *, tooling: bool = False) -> list[Row] | None:
        """Return the rows of a query, None if the org lacks the object, or this user cannot see it."""
        try:
            return self.query(step, soql, tooling=tooling)
        except RemoteRefused as refusal:
            if refusal.code != "INVALID_TYPE":
                raise
            return None

    def start_deploy(self, zip: bytes, options: Mapping[str, object]) -> str:
        """Start a deploy and return its id. Raises AnswerLost if it may have started."""
        step = "start the deploy"
        path = f"{self._base}/metadata/deployRequest"
        answer = self._object(step, Request(step, path, {"deployOptions": dict(options)}, zip))
        deploy_id = str(answer.get("id"))
        if not _DEPLOY_ID.fullmatch(deploy_id):
            raise UnexpectedAnswer(step, "the answer has no deploy id", "See Setup, Deployment Status.")
        return deploy_id

    def deploy_status(self, deploy_id: str) -> Row:
        """Return the state of a deploy with its failures. Raises NotFound."""
        step = f"read the deploy {deploy_id}"
        path = f"{self._base}/metadata/deployRequest/{deploy_id}?includeDetails=true"
        answer = self._object(step, Request(step, path)).get("deployResult")
        if not isinstance(answer, dict):
            raise UnexpectedAnswer(step, "the answer has no deployResult")
        return answer

    def recent_deploys(self) -> list[Row]:
        """Return the latest deploys of all users, the newest first."""
        fields = "Id, Status, CheckOnly, CreatedDate, CreatedBy.Name"
        soql = f"SELECT {fields} FROM DeployRequest ORDER BY CreatedDate DESC LIMIT 10"
        return self.query("list the deploys", soql, tooling=True)

    def activity_fields(self) -> list[str]:
        """Return the custom fields of activities, such as `Flex_Key__c`."""
        own = "TableEnumOrId = 'Activity' AND NamespacePrefix = null"
        soql = f"SELECT DeveloperName FROM CustomField WHERE {own}"
        rows = self.query("list the fields of activities", soql, tooling=True)
        return [f"{text(row.get('DeveloperName'))}__c" for row in rows]

    def _object(self, step: str, request: Request) -> dict[str, object]:
        answer = self._transport.send(request)
        if not isinstance(answer, dict):
            raise UnexpectedAnswer(step, "the answer should be an object")
        return answer


def check_deploy_id(text: str) -> str:
    """Return a valid deploy id. Raises InputError for anything else."""
    if not _DEPLOY_ID.fullmatch(text):
        raise InputError("the deploy's id", f'expected an id such as 0Af5g00000AbCdEFGH, got "{text}"')
    return text


def objects(value: object) -> list[Row]:
    """Return the objects of a list. Accept a single object, which converters from XML write for one item."""
    several: Sequence[object] = value if isinstance(value, list) else [value]
    return [item for item in several if isinstance(item, dict)]


def flag(value: object) -> bool:
    """Return a flag, which may also be a string."""
    return value is True or value == "true"


def number(value: object) -> int:
    """Return a whole number, which may also be a string; 0 for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value[:15])
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0


def name_list(names: Iterable[str]) -> str:
    """Return names for `IN (…)`, whose list must not be empty."""
    return ", ".join(f"'{name}'" for name in sorted(names)) or "''"


def text(value: object) -> str:
    """Return a string on one line, "" for anything else."""
    return " ".join(str(value).split()) if isinstance(value, str | int) else ""
