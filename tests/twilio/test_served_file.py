"""Reading a deployed file as it is served."""

from __future__ import annotations

import pytest

from build.demo.twilio_api import FakeTwilio, drop_before, others, refuse
from build.remote.errors import RemoteUnavailable
from build.remote.retry import Clock
from build.twilio.client.api_base import find_api_base
from build.twilio.client.credentials import Credentials
from build.twilio.client.served_file import ServedFiles
from build.twilio.client.transport import HttpTransport

PATH = "/plugins/plugin-x/1.0.0/bundle.js"


def _deployed(twilio: FakeTwilio, *, visibility: str = "Public") -> str:
    """Return the domain of an environment that serves the file."""
    service = others.service(twilio)
    version = others.asset(twilio, service, PATH, b"// live")
    twilio.account.asset_versions.latest(sid=version["sid"])["visibility"] = visibility.lower()
    domain: str = others.deployed_environment(twilio, service, "plugin-x", [version])["domain_name"]
    return domain


def _read(twilio: FakeTwilio, domain: str, *, public: bool, key: bool = False) -> bytes | None:
    user, secret = twilio.key if key else twilio.token
    credentials = Credentials(user, secret, twilio.account.sid, "a test")
    clock = Clock(sleep=lambda _: None)
    with HttpTransport(credentials, find_api_base(twilio.base_url, {}), clock=clock) as http:
        return ServedFiles(http, credentials).read(domain, PATH, public=public)


def test_a_public_file_is_read_without_the_credentials(twilio: FakeTwilio) -> None:
    assert _read(twilio, _deployed(twilio), public=True, key=True) == b"// live"
    assert twilio.requests[-1].user == ""


def test_a_protected_file_is_read_with_a_signature_made_from_the_auth_token(twilio: FakeTwilio) -> None:
    domain = _deployed(twilio, visibility="Protected")
    assert _read(twilio, domain, public=False) == b"// live"
    assert twilio.requests[-1].user == ""


def test_with_an_api_key_a_protected_file_is_not_requested(twilio: FakeTwilio) -> None:
    domain = _deployed(twilio, visibility="Protected")
    assert _read(twilio, domain, public=False, key=True) is None
    assert not twilio.requests


def test_a_missing_file_reads_as_none(twilio: FakeTwilio) -> None:
    assert _read(twilio, "nowhere-1234-abcde.twil.io", public=True) is None


@pytest.mark.parametrize(
    "fault", [refuse(503), refuse(429, retry_after=1), drop_before()], ids=lambda f: f.name
)
def test_a_read_is_repeated_after_a_temporary_failure(twilio: FakeTwilio, fault: object) -> None:
    domain = _deployed(twilio)
    twilio.faults.on("GET", PATH, fault, times=2)  # type: ignore[arg-type]
    assert _read(twilio, domain, public=True) == b"// live"


def test_a_domain_that_never_answers_is_reported_after_every_try(twilio: FakeTwilio) -> None:
    domain = _deployed(twilio)
    twilio.faults.on("GET", PATH, refuse(500), times=None)
    with pytest.raises(RemoteUnavailable, match=f"{domain} is not available"):
        _read(twilio, domain, public=True)


def test_a_web_page_is_read_without_the_credentials(twilio: FakeTwilio) -> None:
    domain = _deployed(twilio)
    user, secret = twilio.token
    clock = Clock(sleep=lambda _: None)
    twilio.faults.on("GET", "/nothing", drop_before())
    with HttpTransport(
        Credentials(user, secret, user, "a test"), find_api_base(twilio.base_url, {}), clock=clock
    ) as http:
        assert http.status("look", domain, PATH) == 200
        assert http.status("look", domain, "/nothing") == 404
    assert {request.user for request in twilio.requests} == {""}
