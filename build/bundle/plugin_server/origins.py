"""Decide which pages may read the answers.

Flex sends its requests with credentials, so the answer has to name the page's origin. If every origin were
allowed, any website that a developer visits could read the plugin's sources. So only pages of this machine,
and those named on the command line, are allowed.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from build.errors import UserError

HOSTED_FLEX = "https://flex.twilio.com"
"""The hosted Flex; it reaches this server if the account's `custom_plugins_url` names it."""

_ORIGIN = re.compile(r"(https?)://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?", re.ASCII)
_USUAL_PORTS = {"http": "80", "https": "443"}


class Origins:
    """The allowed origins."""

    def __init__(self, named: Iterable[str], hosts: Iterable[str] = ()) -> None:
        """Allow these origins, and requests to these names of the server.

        Raises UserError with a one-line message for a string that is not an origin.
        """
        self.named: tuple[str, ...] = tuple(dict.fromkeys(map(_parsed, named)))
        self._hosts = frozenset(host.lower() for host in hosts)

    def serves(self, host: str) -> bool:
        """Return whether a request may use that name or address of the server, taken from the header Host.

        A website could make its own name resolve to this machine, and its pages could then read the answers.
        Nobody else can redirect an address, or a name of this machine.
        """
        name = re.sub(r":[0-9]*$", "", host.lower())
        return not name or name in self._hosts or _is_local(name) or _address(name) is not None

    def allow(self, origin: str) -> bool:
        """Return whether a page of that origin, in the form that browsers send, may read the answers."""
        return origin in self.named or _is_of_this_machine(origin)

    def refusal(self, origin: str) -> str:
        """Return the reason for refusing pages of an origin, and the option that allows them."""
        if _ORIGIN.fullmatch(origin) is None:  # a browser says "null" for a file, or for a frame in a sandbox
            return f"pages whose origin is {origin} may not read this: serve them by http or https"
        return f"pages of {origin} may not read this: allow them with `--flex-origin {origin}`"


def _parsed(text: str) -> str:
    """Return an origin in the form that browsers send: in lower case, without the default port."""
    parts = _ORIGIN.fullmatch(text.lower())
    if parts is None:
        raise UserError(
            f'--flex-origin: expected an origin such as {HOSTED_FLEX}, without a path, got "{text}"'
        )
    scheme, host, port = parts.groups()
    return f"{scheme}://{host}" if port in (None, _USUAL_PORTS[scheme]) else f"{scheme}://{host}:{port}"


def _is_of_this_machine(origin: str) -> bool:
    parts = _ORIGIN.fullmatch(origin)
    if parts is None:
        return False
    address = _address(parts[2])
    return _is_local(parts[2]) if address is None else address.is_loopback


def _is_local(name: str) -> bool:
    return name == "localhost" or name.endswith(".localhost")


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:  # a name, not an address
        return None
