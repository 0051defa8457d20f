"""The fake as a server: one address on loopback for all of Twilio's hosts, which `Host` names."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from build.demo.twilio_api import (
    accounts,
    flex_configuration,
    plugin_releases,
    plugins,
    serverless_assets,
    serverless_builds,
    serverless_domain,
    serverless_services,
)
from build.demo.twilio_api.account import Account, Row
from build.demo.twilio_api.answers import Answer, Refused
from build.demo.twilio_api.faults import Fault, Faults
from build.demo.twilio_api.request import Request, Unreadable, Upload, read
from build.demo.twilio_api.routes import dispatch

if TYPE_CHECKING:
    from typing_extensions import Self

APIS = (
    accounts.API,
    flex_configuration.API,
    plugins.API,
    plugin_releases.API,
    serverless_services.API,
    serverless_assets.API,
    serverless_assets.UPLOAD,
    serverless_builds.API,
    serverless_domain.API,
)


END_SEEN_WITHIN = 0.01
"""Seconds within which a server notices that it has to end: tests start and end hundreds of them."""


class FakeServer:
    """A fake on loopback during the `with` block. Its end fails if a fault met no request."""

    faults: Faults
    requests: list[Request]
    _lock: threading.Lock

    def listen(self, port: int) -> None:
        """Bind the port, or any free one if it is 0."""
        self._errors: list[BaseException] = []
        self._server = Server(port, self)
        serve = self._server.serve_forever
        self._thread = threading.Thread(target=serve, args=(END_SEEN_WITHIN,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        if error is None:
            if self._errors:
                raise AssertionError("the fake itself is broken") from self._errors[0]
            if unmet := self.faults.unmet():
                raise AssertionError(f"faults that no request met: {'; '.join(unmet)}")

    def noticed(self, error: BaseException) -> None:
        """Record an error in the fake itself."""
        self._errors.append(error)

    def respond(self, request: Request, password: str) -> tuple[Answer, Fault]:
        """Return the answer, and how the connection ends. Called by many threads."""
        with self._lock:
            self.requests.append(request)
            due = self.faults.due(request)
        for fault in due:
            if fault.before:
                fault.before()
        special = (fault for fault in due if fault.answer or fault.silent or fault.halved)
        outcome = next(special, Fault("none"))
        answer = Answer(204)
        with self._lock:
            if all(fault.takes_effect for fault in due):
                answer = self.act(request, password, due)
        answer = outcome.answer or answer
        request.status = None if outcome.silent or outcome.halved else answer.status
        self.answered(request)
        return answer, outcome

    def act(self, request: Request, password: str, due: Sequence[Fault]) -> Answer:
        """Do what a request asks, and return the answer. Called by one thread at a time."""
        raise NotImplementedError

    def answered(self, request: Request) -> None:
        """Note a request that has its answer; by default do nothing."""

    def refuse_unreadable(self, method: str, target: str, host: str, reason: str) -> Answer:
        """Answer a request with an unreadable body."""
        raise NotImplementedError


class FakeTwilio(FakeServer):
    """A Twilio of one account.

    with FakeTwilio() as twilio:
        headers = {"Host": "flex-api.twilio.com"}
        httpx.get(twilio.base_url + "/v1/Configuration", headers=headers, auth=twilio.token)

    On leaving, a fault that no request met and an error of the fake's own are failures.
    """

    def __init__(self, *, port: int = 0, on_request: Callable[[Request], None] | None = None) -> None:
        """`on_request` is called with every request after its answer."""
        self.account = Account()
        self.requests: list[Request] = []
        """All requests in order, including those without credentials and those that met a fault."""
        self.faults = Faults()
        self._on_request = on_request
        self._lock = threading.Lock()
        self.listen(port)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def token(self) -> tuple[str, str]:
        """User and password: the account with its auth token."""
        return self.account.credentials.account_sid, self.account.credentials.auth_token

    @property
    def key(self) -> tuple[str, str]:
        """User and password: an API key with its secret."""
        return self.account.credentials.api_key, self.account.credentials.api_secret

    @property
    def environ(self) -> dict[str, str]:
        """The environment variables that lead the project's commands to this server."""
        account, token = self.token
        return {
            "TWILIO_ACCOUNT_SID": account,
            "TWILIO_AUTH_TOKEN": token,
            "FLEX_SFDC_API_BASE": self.base_url,
        }

    @property
    def changes(self) -> list[Request]:
        """The requests that may have changed something."""
        return [request for request in self.requests if request.changes]

    def do(
        self,
        method: str,
        url: str,
        fields: Mapping[str, str | Sequence[str]] | None = None,
        *,
        json: Any = None,
        file: bytes | None = None,
    ) -> Row:
        """Send a request as if to Twilio itself, but not counted and without faults. Raises Refused.

        Use it for what others do on the account, before our requests or between them.
        """
        address = urlsplit(url)
        sent = [
            (name, value)
            for name, values in (fields or {}).items()
            for value in ([values] if isinstance(values, str) else values)
        ]
        request = Request(method, address.netloc, address.path, fields=tuple(sent), json=json)
        request.user = self.account.sid
        if file is not None:
            request.files["Content"] = Upload("file.js", "application/javascript", file)
        with self._lock:
            answer = dispatch(APIS, self.account, request)
        return _row(answer)

    def act(self, request: Request, password: str, due: Sequence[Fault]) -> Answer:
        """Return the account's answer."""
        for fault in due:
            self.account.next_build_ends = fault.build_ends or self.account.next_build_ends
        return self._answer(request, password)

    def answered(self, request: Request) -> None:
        """Pass the request on to the watcher."""
        if self._on_request:
            self._on_request(request)

    def refuse_unreadable(self, method: str, target: str, host: str, reason: str) -> Answer:
        """Answer a request with an unreadable body; it counts as a request too."""
        request = Request(method, host.split(":")[0], target, status=400)
        with self._lock:
            self.requests.append(request)
        return Refused(400, reason).answer()

    def _answer(self, request: Request, password: str) -> Answer:
        public = any(api.public and api.serves(request.host) for api in APIS)
        try:
            if not public and not self.account.credentials.allow(request.user, password):
                return Refused(401).answer({"WWW-Authenticate": 'Basic realm="Twilio API"'})
            return dispatch(APIS, self.account, request)
        except Refused as refused:
            return refused.answer()


class Server(ThreadingHTTPServer):
    """A fake on loopback."""

    daemon_threads = True

    def __init__(self, port: int, fake: FakeServer) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.fake = fake

    def handle_error(self, request: object, client_address: object) -> None:
        """Log nothing: the fake has recorded the request."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""

    def _handle(self) -> None:
        try:
            answer, fault = self._respond()
        except Exception as error:
            self.server.fake.noticed(error)
            answer, fault = Refused(500, "The fake itself is broken").answer(), Fault("none")
        if fault.silent:
            self._break()
            return
        with contextlib.suppress(ConnectionError):
            self._send(answer, halved=fault.halved)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _handle

    def _respond(self) -> tuple[Answer, Fault]:
        fake = self.server.fake
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            if "chunked" in (self.headers.get("Transfer-Encoding") or ""):
                self.close_connection = True
                raise Unreadable("A body needs a Content-Length")
            headers = {name.title(): value for name, value in self.headers.items()}
            request, password = read(self.command, self.path, headers, body)
        except Unreadable as error:
            host = self.headers.get("Host") or ""
            return fake.refuse_unreadable(self.command, self.path, host, str(error)), Fault("none")
        return fake.respond(request, password)

    def _send(self, answer: Answer, *, halved: bool) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body[: len(answer.body) // 2] if halved else answer.body)
        if halved:
            self.close_connection = True

    def _break(self) -> None:
        """End the connection with a reset, as a machine that goes down does."""
        self.wfile.flush()
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()


def _row(answer: Answer) -> Row:
    value: Row = json.loads(answer.body) if answer.body else {}
    return value
