"""Check the address of an org. Requests have credentials, so allow only https and Salesforce's own hosts."""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from build.remote.errors import InputError

HOSTS = (".salesforce.com", ".salesforce.mil", ".sfcrmproducts.cn")
"""The endings of the names of Salesforce's API hosts."""
LOGIN_HOSTS = ("login.salesforce.com", "test.salesforce.com", "welcome.salesforce.com")
MY_DOMAIN = ".my.salesforce.com"
LIGHTNING_HOSTS = {
    ".lightning.force.com": MY_DOMAIN,
    ".lightning.crmforce.mil": ".my.salesforce.mil",
    ".lightning.sfcrmapps.cn": ".my.sfcrmproducts.cn",
}
"""The endings of the hosts of Lightning pages, each with that of the org's API host."""
OTHER_HOSTS = {**LIGHTNING_HOSTS, ".my.salesforce-setup.com": MY_DOMAIN}
"""The endings of all hosts of an org that do not serve the API."""
_HOST = re.compile(r"[a-z0-9.-]+|[0-9a-f:.]+")
"""A name, or an address of IPv6. A backslash would end the host for some readers and not for others."""


def _parts(text: str) -> tuple[SplitResult, str, int | None]:
    """Return the parts of an address, its host and its port; an invalid address has no host."""
    try:
        parts = urlsplit(text)
        return parts, (parts.hostname or "").lower(), parts.port
    except ValueError:
        return urlsplit(""), "", None


def check_address(name: str, text: str, allowed: Collection[str] = ()) -> str:
    """Return the origin of an org. `name`: the variable or the field of an answer that has the address.

    `allowed`: other hosts that the user trusts. Raises InputError.
    """
    parts, host, port = _parts(text)
    if not _HOST.fullmatch(host) or not text.isascii() or not text.isprintable() or " " in text:
        raise InputError(name, "expected an address such as https://acme.my.salesforce.com")
    if parts.username is not None:
        raise InputError(name, "must not contain a user name or a password")
    is_loopback = _is_loopback(host)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback):
        raise InputError(name, "must begin with https://: credentials travel with every request")
    _check_host(name, host, is_loopback or host in {name.lower() for name in allowed})
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise InputError(name, f"expected nothing after the host, as in https://{host}")
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{f':{port}' if port else ''}"


def _check_host(name: str, host: str, is_allowed: bool) -> None:
    if is_allowed:
        return
    for end, of_api in OTHER_HOSTS.items():
        if host.endswith(end):
            api = host.removesuffix(end) + of_api
            raise InputError(name, f"{host} does not serve the API: use https://{api}")
    if host in LOGIN_HOSTS:
        raise InputError(name, f"{host} serves every org: use yours, such as https://acme{MY_DOMAIN}")
    if not host.endswith(HOSTS):
        raise InputError(
            name,
            f"{host} is not a Salesforce host, and would receive the credentials",
            f"If you trust it, pass --allow-host {host}.",
        )


def lightning_origin(address: str) -> str:
    """Return the origin of the org's Lightning pages, "" if this API address is not that of a My Domain."""
    for end, of_api in LIGHTNING_HOSTS.items():
        if address.endswith(of_api):
            return address.removesuffix(of_api) + end
    return ""


def is_encrypted(address: str) -> bool:
    """Return whether requests to this checked address are encrypted, which loopback need not be."""
    return address.startswith("https:")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
