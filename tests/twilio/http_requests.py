"""Single requests to the fake, as any HTTP client sends them."""

from __future__ import annotations

from typing import Any

import httpx

from build.demo.twilio_api import FakeTwilio

SERVICE = "flex-api.twilio.com/v1/PluginService"


def send(twilio: FakeTwilio, method: str, address: str, **options: Any) -> httpx.Response:
    """Send a request on a new connection. `address` begins with the host; `options` are those of httpx."""
    host, _, path = address.partition("/")
    headers = {"Host": host, **options.pop("headers", {})}
    options.setdefault("auth", twilio.token)
    options |= {"timeout": 5, "trust_env": False, "verify": False}
    return httpx.request(method, f"{twilio.base_url}/{path}", headers=headers, **options)


def post(twilio: FakeTwilio, address: str, **fields: str | list[str]) -> Any:
    """Post, and return the JSON document of a successful answer."""
    answer = send(twilio, "POST", address, data=fields)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def refusal(twilio: FakeTwilio, address: str, **fields: str | list[str]) -> tuple[int, str]:
    """Return status and message of an error."""
    answer = send(twilio, "POST", address, data=fields)
    return answer.status_code, answer.json()["message"]
