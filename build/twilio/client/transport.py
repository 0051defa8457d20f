"""HTTP: send a request, repeat it where that is safe, and return its answer or raise our own error."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from functools import cache
from itertools import count
from types import TracebackType
from typing import NamedTuple
from urllib.parse import urlencode

import httpx

from build.twilio.client.answers import Answer
from build.twilio.client.api_base import ApiBase
from build.twilio.client.credentials import Credentials
from build.twilio.client.request import Request
from build.twilio.client.retry import Clock, Retry, parse_retry_after
from build.twilio.errors import (
    AnswerLost,
    CredentialsError,
    InputError,
    NotFound,
    ReleaseError,
    RemoteRefused,
    RemoteUnavailable,
    UnexpectedAnswer,
)

LIMITS = httpx.Timeout(connect=10, read=30, write=60, pool=10)
MAX_ANSWER_SECONDS = 120.0
"""For a whole answer, however steadily it arrives."""
MAX_ANSWER_BYTES = 32 * 1024 * 1024
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""Errors without a connection: Twilio has not seen the request."""


class _Failure(NamedTuple):
    error: ReleaseError
    may_repeat: bool = False
    retry_after: float | None = None


class HttpTransport:
    """Twilio over HTTP. Close it, or use it in a `with`."""

    def __init__(
        self,
        credentials: Credentials,
        base: ApiBase | None = None,
        *,
        retry: Retry | None = None,
        clock: Clock | None = None,
        limits: httpx.Timeout = LIMITS,
        wire: httpx.BaseTransport | None = None,
    ) -> None:
        """Connect as `credentials`. `base` replaces every request's host, `wire` the network in tests.

        Raises InputError if the environment names a proxy or a certificate file that cannot be used.
        """
        self._credentials = credentials
        self._base = base
        self._retry = retry or Retry()
        self._clock = clock or Clock()
        self.requests = 0
        """The number of requests sent, counting every attempt."""
        try:
            self._client = httpx.Client(
                verify=_trust(),
                auth=(credentials.username, credentials.secret),
                timeout=limits,
                transport=wire,
                follow_redirects=False,
                # A proxy from the environment must not see unencrypted loopback requests.
                trust_env=base is None or base.is_encrypted,
                headers={"Accept": "application/json", "User-Agent": "flex-sfdc"},
            )
        except OSError:
            raise InputError("SSL_CERT_FILE, SSL_CERT_DIR", "contain no trusted certificates") from None
        except (ImportError, ValueError, httpx.InvalidURL):
            # Without its address, which may hold a password.
            raise InputError(
                "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY", "one of them is not the address of an http proxy"
            ) from None

    def __enter__(self) -> HttpTransport:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def send(self, request: Request) -> Answer:
        """Return the answer; repeat requests that only read, and those that Twilio certainly did not act on.

        Raises AnswerLost if the request may have changed something, RemoteUnavailable if it has not,
        RemoteRefused (NotFound) for a refusal, CredentialsError for 401 and 403, UnexpectedAnswer for an
        answer that is not Twilio's. They have no cause: httpx's errors hold the request's Authorization.
        """
        for attempt in count():
            outcome = self._attempt(request)
            if isinstance(outcome, Answer):
                return outcome
            if not outcome.may_repeat or attempt + 1 >= self._retry.tries:
                raise outcome.error
            self._wait(attempt, outcome.retry_after)
        raise AssertionError("count() has no end")

    def fetch(self, step: str, host: str, path: str, headers: Mapping[str, str]) -> bytes | None:
        """Fetch a file as a browser does, without the credentials; None if it is refused or missing.

        Raises RemoteUnavailable once every allowed try has failed.
        """
        status, content = self._fetched(step, host, path, headers)
        return content if status == 200 else None

    def status(self, step: str, host: str, path: str) -> int:
        """Return the status that a page without credentials gets. Raises RemoteUnavailable like `fetch`."""
        return self._fetched(step, host, path, {})[0]

    def _fetched(self, step: str, host: str, path: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
        address = f"{self._base.url if self._base else 'https://' + host}{path}"
        for attempt in count():
            self.requests += 1
            message = self._client.build_request(
                "GET", address, headers={"Accept": "*/*", **headers, "Host": host}
            )
            try:
                response, content = self._exchange(message, anonymous=True)
            except httpx.RequestError as error:
                problem, retry_after = f"no answer from {host} ({_reason(error)})", None
            else:
                if response.status_code < 500 and response.status_code != 429:
                    return response.status_code, content
                problem = f"{host} is not available (HTTP {response.status_code})"
                retry_after = self._retry_after(response)
            if attempt + 1 >= self._retry.tries:
                raise RemoteUnavailable(step, problem)
            self._wait(attempt, retry_after)
        raise AssertionError("count() has no end")

    def _wait(self, attempt: int, retry_after: float | None) -> None:
        self._clock.sleep(self._retry.pause(attempt, retry_after, self._clock.chance()))

    def _retry_after(self, response: httpx.Response) -> float | None:
        return parse_retry_after(response.headers.get("Retry-After"), self._clock.wall())

    def _attempt(self, request: Request) -> Answer | _Failure:
        self.requests += 1
        try:
            response, content = self._exchange(self._message(request))
        except NEVER_SENT as error:
            problem = f"no connection to {self._place(request)} ({_reason(error)})"
            return _Failure(RemoteUnavailable(request.step, problem), may_repeat=True)
        except httpx.RequestError as error:
            return self._unknown(request, f"no answer from {self._place(request)} ({_reason(error)})")
        status, data = response.status_code, _json_object(content)
        if status == 429 or status >= 500:
            problem = f"{self._place(request)} is not available ({self._details(status, data)})"
            retry_after = self._retry_after(response)
            if status == 429:
                error_ = RemoteUnavailable(request.step, problem, status=status)
                return _Failure(error_, may_repeat=True, retry_after=retry_after)
            return self._unknown(request, problem, status, retry_after)
        if status >= 400:
            return _Failure(self._refusal(request, status, data))
        if 200 <= status < 300 and data is not None:
            return Answer(request.step, data)
        problem = f"HTTP {status} from {self._place(request)} is not an answer of Twilio"
        if request.is_safe or status >= 300:
            return _Failure(UnexpectedAnswer(request.step, problem))
        return self._unknown(request, problem, status)

    def _unknown(
        self, request: Request, problem: str, status: int | None = None, retry_after: float | None = None
    ) -> _Failure:
        """Return the error for an unknown outcome: a request that only reads may be repeated."""
        if request.is_safe:
            return _Failure(RemoteUnavailable(request.step, problem, status=status), True, retry_after)
        return _Failure(AnswerLost(request.step, problem, status=status))

    def _exchange(self, message: httpx.Request, *, anonymous: bool = False) -> tuple[httpx.Response, bytes]:
        end = self._clock.seconds() + MAX_ANSWER_SECONDS
        content = bytearray()
        auth = None if anonymous else httpx.USE_CLIENT_DEFAULT
        response = self._client.send(message, stream=True, auth=auth)
        try:
            for piece in response.iter_bytes():
                content += piece
                if len(content) > MAX_ANSWER_BYTES or self._clock.seconds() > end:
                    raise httpx.ReadTimeout("the answer does not end")
        finally:
            response.close()
        return response, bytes(content)

    def _message(self, request: Request) -> httpx.Request:
        url = f"{self._base.url if self._base else 'https://' + request.host}{request.path}"
        headers = {"Host": request.host}
        if request.file:
            # The fields are parts without a file name: httpx does not keep the order of a mapping's fields.
            parts = [(name, (None, value)) for name, value in request.fields]
            content = ("Content", (request.file.name, request.file.content, request.file.media_type))
            return self._client.build_request(request.method, url, headers=headers, files=[*parts, content])
        if request.body is not None:
            headers["Content-Type"] = "application/json"
            return self._client.build_request(
                request.method, url, headers=headers, content=json.dumps(request.body).encode()
            )
        if request.is_safe:
            return self._client.build_request(request.method, url, headers=headers)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        form = urlencode(request.fields).encode()
        return self._client.build_request(request.method, url, headers=headers, content=form)

    def _refusal(self, request: Request, status: int, data: dict[str, object] | None) -> ReleaseError:
        details = self._details(status, data)
        if status == 401:
            return CredentialsError(
                request.step,
                f"Twilio rejected the credentials: {self._credentials.source} ({details})",
                "Check that they belong to this account and are still valid.",
            )
        if status == 403:
            return CredentialsError(
                request.step,
                f"these credentials lack the permission: {self._credentials.source} ({details})",
                "Use a main API key, or one that may use Serverless, Flex and its plugins.",
            )
        kind = NotFound if status == 404 else RemoteRefused
        code, more = (data or {}).get("code"), (data or {}).get("more_info")
        return kind(
            request.step,
            f"refused by {self._place(request)} ({details})",
            status=status,
            code=code if isinstance(code, int) else None,
            more_info=more if isinstance(more, str) else None,
        )

    def _details(self, status: int, data: dict[str, object] | None) -> str:
        """Return the status, with Twilio's own explanation if there is one."""
        answer = data or {}
        number = f"HTTP {status}, error {answer['code']}" if answer.get("code") else f"HTTP {status}"
        words = [str(answer[name]) for name in ("message", "more_info") if answer.get(name)]
        return self._credentials.hide(" ".join(": ".join([number, *words]).split()))

    def _place(self, request: Request) -> str:
        return f"{request.host} through {self._base.url}" if self._base else request.host


@cache
def _trust() -> ssl.SSLContext:
    """Read the trusted certificates, once: it takes a tenth of a second."""
    return httpx.create_ssl_context()


def _reason(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _json_object(content: bytes) -> dict[str, object] | None:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None
