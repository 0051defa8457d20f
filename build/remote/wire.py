"""The HTTP layer below every client: one connection pool, limits for each answer, repeated attempts."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Mapping
from functools import cache
from itertools import count
from typing import NamedTuple, TypeVar
from urllib.request import getproxies, proxy_bypass

import httpx

from build.remote.errors import InputError, ReleaseError
from build.remote.retry import Clock, Retry, parse_retry_after

LIMITS = httpx.Timeout(connect=10, read=30, write=60, pool=10)
MAX_ANSWER_SECONDS = 120.0
"""The time limit of a whole answer, however steadily it arrives."""
MAX_ANSWER_BYTES = 32 * 1024 * 1024
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""Errors without a connection: the other side has not seen the request."""

T = TypeVar("T")


class Failure(NamedTuple):
    """A failed attempt, and whether another attempt is allowed."""

    error: ReleaseError
    may_repeat: bool = False
    retry_after: float | None = None


class Wire:
    """Send messages unchanged, and follow no redirects. Close it at the end."""

    def __init__(
        self,
        clock: Clock,
        *,
        retry: Retry | None = None,
        limits: httpx.Timeout = LIMITS,
        auth: tuple[str, str] | None = None,
        trust_env: bool = True,
        wire: httpx.BaseTransport | None = None,
    ) -> None:
        """`trust_env`: use the proxies that the environment names. `wire` replaces the network in tests.

        Raises InputError if the environment names a proxy or a certificate file that cannot be used.
        """
        self.clock = clock
        self._retry = retry or Retry()
        self._trust_env = trust_env
        self.requests = 0
        """The number of requests sent, counting every attempt."""
        try:
            self._client = httpx.Client(
                verify=trust(),
                auth=auth,
                timeout=limits,
                transport=wire,
                follow_redirects=False,
                trust_env=trust_env,
                headers={"Accept": "application/json", "User-Agent": "flex-sfdc"},
            )
        except OSError:
            raise InputError("SSL_CERT_FILE, SSL_CERT_DIR", "contain no trusted certificates") from None
        except (ImportError, ValueError, httpx.InvalidURL):
            # Leave out the proxy's address, which may contain a password.
            raise InputError(
                "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY", "one of them is not the address of an http proxy"
            ) from None
        self.message = self._client.build_request

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def exchange(self, message: httpx.Request, *, anonymous: bool = False) -> tuple[httpx.Response, bytes]:
        """Return the answer and its content. Raises httpx.RequestError."""
        self.requests += 1
        end = self.clock.seconds() + MAX_ANSWER_SECONDS
        content = bytearray()
        auth = None if anonymous else httpx.USE_CLIENT_DEFAULT
        response = self._client.send(message, stream=True, auth=auth)
        try:
            for piece in response.iter_bytes():
                content += piece
                if len(content) > MAX_ANSWER_BYTES or self.clock.seconds() > end:
                    raise httpx.ReadTimeout("the answer does not end")
        finally:
            response.close()
        return response, bytes(content)

    def reason(self, error: httpx.RequestError) -> str:
        """Return an error of httpx in one line; name the proxy if there was no connection through it."""
        text = " ".join(str(error).split()) or type(error).__name__
        proxy = self._proxy(error)
        return f"through the proxy {proxy.address} of {proxy.variable}: {text}" if proxy else text

    def next_step(self, error: httpx.RequestError) -> str:
        """Return what to do about a connection that could not be made."""
        proxy = self._proxy(error)
        if re.search("certificate is not yet valid|certificate has expired", str(error)):
            check = "Check the clock of this machine"
        elif "CERTIFICATE_VERIFY_FAILED" in str(error):
            check = "Set SSL_CERT_FILE to a file with your company's certificate"
        elif proxy:
            check = f"Check {proxy.variable}"
        else:
            check = "Check the network (if it needs a proxy, set HTTPS_PROXY)"
        return f"{check}, then run the same command again."

    def _proxy(self, error: httpx.RequestError) -> _Proxy | None:
        return _proxy(error.request.url) if self._trust_env and isinstance(error, NEVER_SENT) else None

    def repeat(self, attempt: Callable[[], T | Failure]) -> T:
        """Return the result of the first attempt that does not fail; raise the error of the last one."""
        for number in count():
            outcome = attempt()
            if not isinstance(outcome, Failure):
                return outcome
            if not outcome.may_repeat or number + 1 >= self._retry.tries:
                raise outcome.error
            pause = self._retry.pause(number, outcome.retry_after, self.clock.chance())
            self.clock.sleep(pause)
        raise AssertionError("count() has no end")

    def retry_after(self, headers: Mapping[str, str]) -> float | None:
        """Return the seconds that the answer's Retry-After asks for."""
        return parse_retry_after(headers.get("Retry-After"), self.clock.wall())


@cache
def trust() -> ssl.SSLContext:
    """Read the trusted certificates only once, because this takes a tenth of a second."""
    return httpx.create_ssl_context()


class _Proxy(NamedTuple):
    """A proxy that the environment names."""

    address: str
    """Without the password."""
    variable: str


def _proxy(url: httpx.URL) -> _Proxy | None:
    proxies = getproxies()
    kind = url.scheme if url.scheme in proxies else "all"
    if kind not in proxies or proxy_bypass(url.host):
        return None
    address = proxies[kind]
    proxy = httpx.URL(address if "://" in address else f"http://{address}")
    return _Proxy(proxy.netloc.decode(), f"{kind.upper()}_PROXY")
