"""Twilio's own library from PyPI, connected to the fake: a client that we did not write."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from build.demo.twilio_api import FakeTwilio
from tests.support.processes import PATIENCE


class _LedAway(TwilioHttpClient):  # type: ignore[misc]
    """Send every request to one base, with the original host in the `Host` header."""

    def __init__(self, base_url: str) -> None:
        super().__init__(timeout=PATIENCE)
        self.session.trust_env = False
        self._base = urlsplit(base_url)

    def request(self, method: str, url: str, *args: Any, headers: Any = None, **options: Any) -> Any:
        original = urlsplit(url)
        address = urlunsplit((self._base.scheme, self._base.netloc, original.path, original.query, ""))
        headers = {**(headers or {}), "Host": original.netloc}
        return super().request(method, address, *args, headers=headers, **options)


def client_of(twilio: FakeTwilio, *, key: bool = False) -> Any:
    """Return a client with the auth token, or with the API key."""
    user, password = twilio.key if key else twilio.token
    return Client(user, password, twilio.account.sid, http_client=_LedAway(twilio.base_url))


def upload(client: Any, twilio: FakeTwilio, service: str, asset: str, path: str, content: bytes) -> str:
    """Upload through the library's session, as its makers advise; return the SID of the version."""
    answer = client.http_client.session.post(
        f"{twilio.base_url}/v1/Services/{service}/Assets/{asset}/Versions",
        headers={"Host": "serverless-upload.twilio.com"},
        auth=(client.username, client.password),
        files={
            "Path": (None, path),
            "Visibility": (None, "Public"),
            "Content": ("bundle.js", content, "application/javascript"),
        },
        timeout=PATIENCE,
    )
    answer.raise_for_status()
    return str(answer.json()["sid"])
