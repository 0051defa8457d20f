"""Send requests to one org over HTTP: authorize, repeat if that is safe, return the answer or raise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import urlsplit

import httpx

from build.remote.errors import (
    AnswerLost,
    CredentialsError,
    InputError,
    NotFound,
    ReleaseError,
    RemoteRefused,
    RemoteUnavailable,
    UnexpectedAnswer,
)
from build.remote.retry import Clock, Retry
from build.remote.wire import LIMITS, NEVER_SENT, Failure, Wire
from build.salesforce.client.address import check_address, is_encrypted
from build.salesforce.client.credentials import Credentials

TOKEN_PATH = "/services/oauth2/token"
GRANT_RIGHTS = 'The user needs "API Enabled" and "Modify Metadata Through Metadata API Functions".'
REJECTED = (
    "INVALID_SESSION_ID",
    "INVALID_AUTH_HEADER",
    "invalid_client",
    "invalid_client_id",
    "invalid_grant",
)
RENEW_TOKEN = "Get a new token, or log in again; check that it belongs to this org."
CHECK_CLIENT = (
    "See the external client app in Setup: its client credentials flow, run-as user, consumer key and secret."
)
LIMITED = "REQUEST_LIMIT_EXCEEDED"
NO_API = ("API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED")


@dataclass(frozen=True)
class Request:
    """A GET, or a POST of JSON with or without a zip."""

    step: str
    """Its purpose, which begins its errors: "start the deploy"."""
    path: str
    """Already quoted, with its query."""
    body: Mapping[str, object] | None = None
    zip: bytes | None = field(default=None, repr=False)

    @property
    def method(self) -> str:
        """GET or POST."""
        return "GET" if self.body is None else "POST"


@dataclass(frozen=True)
class _Received:
    """The JSON of an answer: an object, or a list."""

    value: object


class OrgTransport:
    """One org over HTTP. Close it, or use it in a `with`."""

    def __init__(
        self,
        credentials: Credentials,
        *,
        retry: Retry | None = None,
        clock: Clock | None = None,
        limits: httpx.Timeout = LIMITS,
        wire: httpx.BaseTransport | None = None,
    ) -> None:
        """`wire` replaces the network in tests. Raises InputError for a proxy that cannot be used."""
        self._credentials = credentials
        self._address = credentials.address
        self._token = credentials.token
        # A proxy from the environment must not see unencrypted loopback requests.
        is_private = is_encrypted(credentials.address)
        self._wire = Wire(clock or Clock(), retry=retry, limits=limits, trust_env=is_private, wire=wire)

    @property
    def requests(self) -> int:
        """The number of requests sent, counting every attempt."""
        return self._wire.requests

    @property
    def address(self) -> str:
        """The origin of the org."""
        return self._address

    def __enter__(self) -> OrgTransport:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wire.close()

    def send(self, request: Request) -> object:
        """Return the JSON of the answer. Repeat requests that read, and those that the org did not act on.

        Raises AnswerLost if the request may have changed something, RemoteUnavailable if it has not,
        RemoteRefused (NotFound) for a refusal, CredentialsError for 401 and 403, UnexpectedAnswer for an
        answer that is not Salesforce's. These errors have no cause, because httpx's errors hold the token.
        """
        if not self._token:
            self._authorize()
        try:
            return self._wire.repeat(lambda: self._attempt(request, self._message(request))).value
        except _Expired as expired:
            if not self._credentials.client_secret:
                raise expired.error from None
        # A client's token may expire during a long deploy. A request with 401 had no effect: repeat it once.
        self._authorize()
        try:
            return self._wire.repeat(lambda: self._attempt(request, self._message(request))).value
        except _Expired as expired:
            raise expired.error from None

    def _authorize(self) -> None:
        """Get a token for the client, at the org's own address."""
        credentials = self._credentials
        request = Request("get an access token", TOKEN_PATH)
        message = self._wire.message(
            "POST", f"{credentials.address}{TOKEN_PATH}", data={"grant_type": "client_credentials"}
        )
        auth = httpx.BasicAuth(credentials.client_id, credentials.client_secret)
        message = next(auth.auth_flow(message))
        answer = self._wire.repeat(lambda: self._attempt(request, message)).value
        token = answer.get("access_token") if isinstance(answer, dict) else None
        address = answer.get("instance_url") if isinstance(answer, dict) else None
        if not isinstance(token, str) or not token:
            raise UnexpectedAnswer(request.step, "Salesforce's answer has no access token")
        self._token = token
        if isinstance(address, str) and address:
            hosts = [urlsplit(credentials.address).hostname or ""]
            try:
                self._address = check_address("instance_url", address, hosts)
            except InputError as error:
                raise UnexpectedAnswer(request.step, f"instance_url: {error.problem}") from None

    def _message(self, request: Request) -> httpx.Request:
        url = f"{self._address}{request.path}"
        headers = {"Authorization": f"Bearer {self._token}"}
        if request.body is None:
            return self._wire.message("GET", url, headers=headers)
        text = json.dumps(request.body)
        if request.zip is None:
            headers["Content-Type"] = "application/json"
            return self._wire.message("POST", url, headers=headers, content=text.encode())
        files: list[tuple[str, tuple[str | None, str | bytes, str]]] = [
            ("json", (None, text, "application/json")),
            ("file", ("deploy.zip", request.zip, "application/zip")),
        ]
        return self._wire.message("POST", url, headers=headers, files=files)

    def _attempt(self, request: Request, message: httpx.Request) -> _Received | Failure:
        try:
            response, content = self._wire.exchange(message)
        except NEVER_SENT as error:
            problem = f"no connection to {self._address} ({self._wire.reason(error)})"
            then = self._wire.next_step(error)
            return Failure(RemoteUnavailable(request.step, self._hide(problem), then), may_repeat=True)
        except httpx.RequestError as error:
            return self._unknown(request, f"no answer from {self._address} ({self._wire.reason(error)})")
        status, value = response.status_code, _json(content)
        if status == 429 or status >= 500:
            problem = f"{self._address} is not available ({self._details(status, value)})"
            if status == 503:
                problem += "; the org may be in maintenance, see https://status.salesforce.com"
            after = self._wire.retry_after(response.headers)
            if status == 429:
                error_ = RemoteUnavailable(request.step, problem, status=status)
                return Failure(error_, may_repeat=True, retry_after=after)
            return self._unknown(request, problem, status, after)
        if status >= 400:
            return Failure(self._refusal(request, status, value))
        if 200 <= status < 300 and isinstance(value, dict | list):
            return _Received(value)
        return self._unexpected(request, response)

    def _unexpected(self, request: Request, response: httpx.Response) -> Failure:
        """Return the error for an answer that is not JSON, such as a proxy's page, or that is a redirect."""
        status = response.status_code
        host = urlsplit(response.headers.get("Location", "")).hostname
        to = f" to {host}" if host else ""
        problem = f"HTTP {status}{to} from {self._address} is not an answer from Salesforce's API"
        if request.body is None or status >= 300:
            then = "Check the org's address and its maintenance; a proxy may answer instead."
            return Failure(UnexpectedAnswer(request.step, problem, then))
        return self._unknown(request, problem, status)

    def _unknown(
        self, request: Request, problem: str, status: int | None = None, retry_after: float | None = None
    ) -> Failure:
        """Return the error for an unknown outcome. A request that only reads may be repeated."""
        problem = self._hide(problem)
        if request.body is None:
            error = RemoteUnavailable(request.step, problem, status=status)
            return Failure(error, may_repeat=True, retry_after=retry_after)
        return Failure(AnswerLost(request.step, problem, status=status))

    def _refusal(self, request: Request, status: int, value: object) -> ReleaseError:
        code, _ = _explained(value)
        details, source = self._details(status, value), self._credentials.source
        if status == 401 or code in REJECTED:
            then = CHECK_CLIENT if request.path == TOKEN_PATH else RENEW_TOKEN
            problem = f"Salesforce rejected the credentials: {source} ({details})"
            error = CredentialsError(request.step, problem, then)
            return error if request.path == TOKEN_PATH else _Expired(error)
        if code == LIMITED:
            problem = f"the org has used up its API requests of the last 24 hours ({details})"
            then = 'See Setup, "Company Information"; try again later.'
            return RemoteUnavailable(request.step, problem, then, status=status)
        if code in NO_API:
            problem = f"the API is not available to this org or user ({details})"
            return CredentialsError(request.step, problem, GRANT_RIGHTS)
        if status == 403:
            return CredentialsError(
                request.step,
                f"these credentials lack a permission: {source} ({details})",
                GRANT_RIGHTS,
            )
        kind = NotFound if status == 404 else RemoteRefused
        return kind(request.step, f"refused by {self._address} ({details})", status=status, code=code)

    def _details(self, status: int, value: object) -> str:
        """Return the status, with Salesforce's own explanation if there is one."""
        code, message = _explained(value)
        words = [f"HTTP {status}, {code}" if code else f"HTTP {status}", message]
        return self._hide(": ".join(filter(None, words)))[:500]

    def _hide(self, text: str) -> str:
        return self._credentials.hide(text, self._token)


class _Expired(ReleaseError):
    """The token is invalid or has expired. A client can get a new one."""

    def __init__(self, error: CredentialsError) -> None:
        self.error = error
        super().__init__(error.step, error.problem, error.next)


def _explained(value: object) -> tuple[str | None, str]:
    """Return Salesforce's code and message, from the API's list or the token endpoint's object."""
    first = value[0] if isinstance(value, list) and value else value
    if not isinstance(first, dict):
        return None, ""
    code = first.get("errorCode") or first.get("error")
    message = first.get("message") or first.get("error_description") or ""
    return (code if isinstance(code, str) else None), " ".join(str(message).split())


def _json(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
