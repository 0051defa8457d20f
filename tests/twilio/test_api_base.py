"""The addresses that `--api-base` may have."""

from __future__ import annotations

import pytest

from build.remote.errors import InputError
from build.twilio.client.api_base import VARIABLE, find_api_base
from tests.support.cases import each


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1:8080", "http://127.9.9.9:1", "http://localhost", "http://LOCALHOST:5"),
        *("http://[::1]:80", "https://proxy.example.com", "https://proxy.example.com:8443/twilio"),
    ],
)
def test_https_may_lead_anywhere_and_http_to_loopback(url: str) -> None:
    base = find_api_base(url + "/", {})
    assert base is not None
    assert (base.url, base.is_encrypted) == (url, url.startswith("https"))


@pytest.mark.parametrize(
    "url",
    [
        *("http://proxy.example.com", "http://10.0.0.1", "http://127.0.0.1.example.com"),
        *("http://localhost.example.com", "http://0.0.0.0:80", "http://2130706433"),
        "http://localhost@example.com",
    ],
)
def test_http_to_elsewhere_would_show_the_credentials(url: str) -> None:
    with pytest.raises(InputError, match=r"^--api-base: (plain http|must not contain)") as caught:
        find_api_base(url, {})
    assert caught.value.exit_code == 2


@each(
    "url",
    [
        *("", "localhost:8080", "ftp://localhost", "https://", "https://a b.example"),
        *("https://x.example/?a=1", "https://x.example/#a", "https://x.example:port", "https://[x"),
        *("https://x.example/\n", "https://user:secret@x.example"),
    ],
)
def test_an_invalid_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(InputError) as caught:
        find_api_base(url, {})
    assert "secret" not in str(caught.value)


def test_the_option_precedes_the_environment_and_an_empty_variable_is_ignored() -> None:
    environ = {VARIABLE: "http://localhost:1"}
    option, variable = find_api_base("http://localhost:2", environ), find_api_base(None, environ)
    assert option is not None
    assert option.url == "http://localhost:2"
    assert variable is not None
    assert variable.url == "http://localhost:1"
    assert find_api_base(None, {VARIABLE: " "}) is None
    assert find_api_base(None, {}) is None


def test_an_error_names_the_wrong_variable() -> None:
    with pytest.raises(InputError, match=f"^{VARIABLE}: "):
        find_api_base(None, {VARIABLE: "http://example.com"})
