"""Read `--api-base`, another address for every request, such as a company's proxy or a fake on loopback."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from build.remote.errors import InputError

VARIABLE = "FLEX_SFDC_API_BASE"


@dataclass(frozen=True)
class ApiBase:
    """A checked address. The Host header keeps the original host."""

    url: str
    """Without a trailing slash."""
    is_encrypted: bool


def find_api_base(option: str | None, environ: Mapping[str, str]) -> ApiBase | None:
    """Return the base from `--api-base` or the environment; None if requests go to Twilio itself.

    Every request has credentials, so plain http is only for loopback. Raises InputError for any other.
    """
    if option is not None:
        return _checked("--api-base", option)
    text = environ.get(VARIABLE, "").strip()
    return _checked(VARIABLE, text) if text else None


def _checked(name: str, text: str) -> ApiBase:
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if (
        not host
        or parts.scheme not in ("http", "https")
        or parts.query
        or parts.fragment
        or not _is_clean(text)
    ):
        raise InputError(
            name, "expected an address such as https://proxy.example.com/twilio, nothing after it"
        )
    if parts.username is not None:
        raise InputError(name, "must not contain a user name or a password")
    if parts.scheme == "http" and not _is_loopback(host):
        raise InputError(name, f"plain http is only for this machine, not for {host}: use https")
    return ApiBase(text.rstrip("/"), parts.scheme == "https")


def _is_clean(text: str) -> bool:
    return text.isprintable() and " " not in text


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
