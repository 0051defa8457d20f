"""Answer a request: values in, values out.

The list of plugins has the form of Flex's plugin service, with one entry. Its `src` names one build, so that
the script matches the `integrity` next to it, even if another build finishes between the two requests.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import PurePosixPath

from build.bundle.plugin_server.builds import Builds, ServedBuild
from build.bundle.plugin_server.origins import Origins

PLUGINS = "/plugins"
METHODS = "GET, HEAD, OPTIONS"
FLEX_HEADERS = "X-Flex-JWE, X-Flex-Version, Content-Type"
"""The headers that Flex sends with its request for the list."""
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".map": "application/json",
}
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?", re.ASCII)


@dataclass(frozen=True)
class Request:
    """A request."""

    method: str
    target: str
    """Path and query."""
    headers: Mapping[str, str] = field(repr=False)
    """The headers by name in lower case. They include the agent's token, so they are never shown."""
    scheme: str = "http"

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


@dataclass(frozen=True)
class Answer:
    """An answer. For HEAD, only the length of its body is sent."""

    status: HTTPStatus
    headers: Mapping[str, str]
    body: bytes = b""
    note: str = ""
    """A note for the developer's terminal."""


def answer(request: Request, builds: Builds, origins: Origins) -> Answer:
    """Answer one request."""
    host = request.headers.get("host", "")
    if _HOST.fullmatch(host) and not origins.serves(host):
        refused = f"this server is not {host}: allow it with `--allow-host {host.partition(':')[0]}`"
        return replace(_text(HTTPStatus.MISDIRECTED_REQUEST, refused), note=refused)
    origin = request.headers.get("origin")
    if origin is not None and not origins.allow(origin):
        refused = origins.refusal(origin)
        return replace(_text(HTTPStatus.FORBIDDEN, refused), note=refused)
    response = _preflight(request) if request.method == "OPTIONS" else _content(request, builds)
    if origin is None:
        return response
    # Never `*`: browsers refuse that for requests with credentials, which Flex's are.
    allowed = {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true"}
    return replace(response, headers={**response.headers, **allowed})


def _preflight(request: Request) -> Answer:
    headers = {
        **_common(),
        "Allow": METHODS,
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": FLEX_HEADERS,
    }
    if request.headers.get("access-control-request-private-network") == "true":
        headers["Access-Control-Allow-Private-Network"] = "true"
    return Answer(HTTPStatus.OK, headers)


def _content(request: Request, builds: Builds) -> Answer:
    build = builds.newest
    if build is None:
        return _text(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "the plugin has no build yet: see the terminal of `package.py serve`",
        )
    if request.path == PLUGINS:
        return _list(request, build)
    product = _product(request.path, builds)
    if product is None:
        return _text(HTTPStatus.NOT_FOUND, f"there is nothing here: {PLUGINS} lists the plugin")
    name, data = product
    return Answer(HTTPStatus.OK, {**_common(), "Content-Type": TYPES[PurePosixPath(name).suffix]}, data)


def _product(path: str, builds: Builds) -> tuple[str, bytes] | None:
    """Find a product: `/plugins/NAME` in the newest build, `/plugins/KEY/NAME` in the build with that key.

    Products are looked up by name, so no path can leave the build.
    """
    match path.split("/"):
        case ["", "plugins", name]:
            build = builds.newest
        case ["", "plugins", key, name]:
            build = builds.find(key)
        case _:
            return None
    return (name, build.files[name]) if build and name in build.files else None


def _list(request: Request, build: ServedBuild) -> Answer:
    if "x-flex-jwe" not in request.headers and not _has_cookie(request):
        text = "No X-Flex-JWE was provided: Flex sends its session's token in that header"
        return _text(HTTPStatus.BAD_REQUEST, text)
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        return _text(HTTPStatus.BAD_REQUEST, "the request has no valid Host header")
    entry = {
        "name": build.name,
        "src": f"{request.scheme}://{host}{PLUGINS}/{build.key}/{build.script}",
        "version": build.version,
        "phase": build.phase,
        # The browser can check it only on a script that CORS lets it read, which every origin that gets
        # an answer may.
        "integrity": build.integrity,
    }
    body = json.dumps([entry]).encode()
    return Answer(HTTPStatus.OK, {**_common(), "Content-Type": "application/json"}, body)


def _has_cookie(request: Request) -> bool:
    cookies = request.headers.get("cookie", "").split(";")
    return any(cookie.partition("=")[0].strip() == "flex-jwe" for cookie in cookies)


def _text(status: HTTPStatus, text: str) -> Answer:
    return Answer(status, {**_common(), "Content-Type": "text/plain; charset=utf-8"}, f"{text}\n".encode())


def _common() -> dict[str, str]:
    # The answer depends on the origin, and the next answer may come from the next build.
    return {"Cache-Control": "no-store", "Vary": "Origin", "X-Content-Type-Options": "nosniff"}
