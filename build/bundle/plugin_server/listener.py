"""Listen for requests: a socket, a thread for each request, optional TLS."""

from __future__ import annotations

import errno
import os
import socket
import socketserver
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from build.bundle.plugin_server.answers import Answer, Request
from build.errors import UserError
from build.files import read

PATIENCE = 30.0
"""Seconds that a client has for its request."""
END_SEEN_WITHIN = 0.1
"""Seconds within which the server notices that `answering` has ended."""


class PluginServer(socketserver.ThreadingTCPServer):
    """Listen from the start, and answer during `answering`."""

    daemon_threads = True
    # Lets a server start again right after it ended. On Windows, it would let two servers share a port.
    allow_reuse_address = os.name != "nt"
    request_queue_size = 64

    def __init__(
        self,
        host: str,
        port: int,
        respond: Callable[[Request], Answer],
        say: Callable[[str], None],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Listen on the address. Raises UserError if that is impossible."""
        self.respond = respond
        self.say = say
        self._tls = tls
        try:
            addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
            self.address_family, address = addresses[0][0], addresses[0][4]
            super().__init__(address[:2], _Handler)  # type: ignore[arg-type]
        except OSError as error:
            raise UserError(_refusal(host, port, error)) from error

    @property
    def scheme(self) -> str:
        return "https" if self._tls else "http"

    @property
    def port(self) -> int:
        """The port, chosen by the system if 0 was passed."""
        return int(self.server_address[1])

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Answer requests during the `with` block, including those that arrived earlier."""
        thread = threading.Thread(target=self.serve_forever, args=(END_SEEN_WITHIN,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.shutdown()
            thread.join()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Answer in the request's own thread: a slow client delays nobody else."""
        request.settimeout(PATIENCE)
        if self._tls is None:
            super().finish_request(request, client_address)
            return
        with self._tls.wrap_socket(request, server_side=True) as wrapped:
            super().finish_request(wrapped, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a client that disconnects. Report a client that refuses the certificate."""
        error = sys.exc_info()[1]
        if isinstance(error, ssl.SSLError):
            self.say(f"a connection failed before its request: {error.reason or error}")
        elif not isinstance(error, OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One request per connection, as in HTTP/1.0."""

    server: PluginServer
    server_version = "flex-sfdc"
    sys_version = ""

    def _answer(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, self.server.scheme)
        answer = self.server.respond(request)
        note = f": {answer.note}" if answer.note else ""
        self.log_message("%s", f"{self.command} {request.path} {answer.status.value}{note}")
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_GET = do_HEAD = do_OPTIONS = _answer

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Print nothing: `_answer` logs the request without its query, which contains the agent's roles."""

    def log_message(self, format: str, *args: object) -> None:
        """Print a line without control characters, which a request could use to control the terminal."""
        text = format % args
        self.server.say("".join(character if character.isprintable() else "?" for character in text))


def tls_from(cert: Path, key: Path | None) -> ssl.SSLContext:
    """Load a certificate and its key, which may be in one file. Raises UserError in one line."""
    for option, file in (("--cert", cert), ("--key", key)):
        try:
            if file is not None:
                read(file)
        except OSError as error:
            raise UserError(f"{option} {file}: cannot be read: {error.strerror}") from error
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # OpenSSL would ask for the key's password on the terminal, in the middle of the builds' output.
        context.load_cert_chain(cert, key, password=lambda: "")
    except (ssl.SSLError, ValueError) as error:
        reason = getattr(error, "reason", None) or str(error)
        raise UserError(
            f"--cert {cert}: is not a PEM certificate with {f'the key in {key}' if key else 'its key'}, "
            f"both without a password ({reason})"
        ) from error
    return context


def _refusal(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"--port {port}: is in use on {host}: stop the program that uses it, or choose another"
    if isinstance(error, socket.gaierror):
        return f"--host {host}: no address of this machine: {error.strerror}"
    return f"--host {host} --port {port}: cannot be listened on: {error.strerror}"
