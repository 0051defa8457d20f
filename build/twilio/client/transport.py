"""Send a request over HTTP, repeat it if that is safe, and return its answer or raise our own error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import TracebackType
from urllib.parse import urlencode

import httpx

from build.remote.errors import (
    AnswerLost,
    CredentialsError,
    NotFound,
    ReleaseError,
    RemoteRefused,
    RemoteUnavailable,
    UnexpectedAnswer,
)
from build.remote.retry import Clock, Retry
from build.remote.wire import LIMITS, NEVER_SENT, Failure, Wire
from build.twilio.client.answers import Answer
from build.twilio.client.api_base import ApiBase
from build.twilio.client.credentials import Credentials
from build.twilio.client.request import Request


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
        """Connect with `credentials`. `base` replaces every request's host; `wire` is the network in tests.

        Raises InputError if the environment names a proxy or a certificate file that cannot be used.
        """
        self._credentials = credentials
        self._base = base
        self._wire = Wire(
            clock or Clock(),
            retry=retry,
            limits=limits,
            auth=(credentials.username, credentials.secret),
            # A proxy from the environment must not see unencrypted loopback requests.
            trust_env=base is None or base.is_encrypted,
            wire=wire,
        )

    @property
    def requests(self) -> int:
        """The number of requests sent, counting every attempt."""
        return self._wire.requests

    def __enter__(self) -> HttpTransport:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    def send(self, request: Request) -> Answer:
        """Return the answer. Repeat requests that only read, and those that Twilio certainly did not act on.

        Raises AnswerLost if the request may have changed something, RemoteUnavailable if it has not,
        RemoteRefused (NotFound) for a refusal, CredentialsError for 401 and 403, UnexpectedAnswer for an
        answer that is not Twilio's. These errors have no cause, because httpx's errors hold the header
        Authorization.
        """
        return self._wire.repeat(lambda: self._attempt(request))

    def fetch(self, step: str, host: str, path: str, headers: Mapping[str, str]) -> bytes | None:
        """Fetch a file like a browser, without the credentials. Return None if it is refused or missing.

        Raises RemoteUnavailable after the last allowed try has failed.
        """
        status, content = self._fetched(step, host, path, headers)
        return content if status == 200 else None

    def status(self, step: str, host: str, path: str) -> int:
        """Return the status that a page without credentials gets. Raises RemoteUnavailable like `fetch`."""
        return self._fetched(step, host, path, {})[0]

    def _fetched(self, step: str, host: str, path: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
        return self._wire.repeat(lambda: self._fetch_once(step, host, path, headers))

    def _fetch_once(
        self, step: str, host: str, path: str, headers: Mapping[str, str]
    ) -> tuple[int, bytes] | Failure:
        address = f"{self._base.url if self._base else 'https://' + host}{path}"
        message = self._wire.message("GET", address, headers={"Accept": "*/*", **headers, "Host": host})
        try:
            response, content = self._wire.exchange(message, anonymous=True)
        except httpx.RequestError as error:
            problem, retry_after = f"no answer from {host} ({self._wire.reason(error)})", None
        else:
            if response.status_code < 500 and response.status_code != 429:
                return response.status_code, content
            problem = f"{host} is not available (HTTP {response.status_code})"
            retry_after = self._wire.retry_after(response.headers)
        return Failure(RemoteUnavailable(step, problem), may_repeat=True, retry_after=retry_after)

    def _attempt(self, request: Request) -> Answer | Failure:
        try:
            response, content = self._wire.exchange(self._message(request))
        except NEVER_SENT as error:
            problem = f"no connection to {self._place(request)} ({self._wire.reason(error)})"
            error_ = RemoteUnavailable(request.step, problem, self._wire.next_step(error))
            return Failure(error_, may_repeat=True)
        except httpx.RequestError as error:
            return self._unknown(
                request, f"no answer from {self._place(request)} ({self._wire.reason(error)})"
            )
        status, data = response.status_code, _json_object(content)
        if status == 429 or status >= 500:
            problem = f"{self._place(request)} is not available ({self._details(status, data)})"
            retry_after = self._wire.retry_after(response.headers)
            if status == 429:
                error_ = RemoteUnavailable(request.step, problem, status=status)
                return Failure(error_, may_repeat=True, retry_after=retry_after)
            return self._unknown(request, problem, status, retry_after)
        if status >= 400:
            return Failure(self._refusal(request, status, data))
        if 200 <= status < 300 and data is not None:
            return Answer(request.step, data)
        problem = f"HTTP {status} from {self._place(request)} is not an answer from Twilio"
        if request.is_safe or status >= 300:
            return Failure(UnexpectedAnswer(request.step, problem))
        return self._unknown(request, problem, status)

    def _unknown(
        self, request: Request, problem: str, status: int | None = None, retry_after: float | None = None
    ) -> Failure:
        """Return the error for an unknown outcome. A request that only reads may be repeated."""
        if request.is_safe:
            error = RemoteUnavailable(request.step, problem, status=status)
            return Failure(error, may_repeat=True, retry_after=retry_after)
        return Failure(AnswerLost(request.step, problem, status=status))

    def _message(self, request: Request) -> httpx.Request:
        url = f"{self._base.url if self._base else 'https://' + request.host}{request.path}"
        headers = {"Host": request.host}
        if request.file:
            # Send the fields as parts without a file name: httpx does not keep the order of a mapping.
            parts = [(name, (None, value)) for name, value in request.fields]
            content = ("Content", (request.file.name, request.file.content, request.file.media_type))
            return self._wire.message(request.method, url, headers=headers, files=[*parts, content])
        if request.body is not None:
            headers["Content-Type"] = "application/json"
            return self._wire.message(
                request.method, url, headers=headers, content=json.dumps(request.body).encode()
            )
        if request.is_safe:
            return self._wire.message(request.method, url, headers=headers)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        form = urlencode(request.fields).encode()
        return self._wire.message(request.method, url, headers=headers, content=form)

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


def _json_object(content: bytes) -> dict[str, object] | None:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None
