"""The plugin server over real HTTP and HTTPS."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from build.bundle.plugin_server.answers import answer
from build.bundle.plugin_server.builds import Builds, ServedBuild
from build.bundle.plugin_server.listener import PluginServer, tls_from
from build.bundle.plugin_server.origins import Origins
from build.errors import UserError
from tests.support.processes import PATIENCE, wait_until

NAME = "plugin-tiny"
SCRIPT = b"script " * 1000
FLEX = "https://agents.acme.example"


@contextmanager
def serving(lines: list[str], tls: ssl.SSLContext | None = None) -> Iterator[PluginServer]:
    builds = Builds()
    builds.put(ServedBuild("abc", NAME, "1.2.3", 3, "sha384-abc", {f"{NAME}.js": SCRIPT}))
    respond = partial(answer, builds=builds, origins=Origins([FLEX]))
    with PluginServer("127.0.0.1", 0, respond, lines.append, tls) as server, server.answering():
        yield server


@pytest.fixture
def lines() -> list[str]:
    """Return the terminal's output."""
    return []


@pytest.fixture
def server(lines: list[str]) -> Iterator[PluginServer]:
    with serving(lines) as server:
        yield server


def fetch(
    server: PluginServer, method: str, target: str, **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    with closing(connection):
        connection.request(method, target, headers={k.replace("_", "-"): v for k, v in headers.items()})
        response = connection.getresponse()
        return response, response.read()


def test_a_page_gets_the_list_and_the_script_behind_it(server: PluginServer, lines: list[str]) -> None:
    response, body = fetch(server, "GET", "/plugins?roles=admin", x_flex_jwe="secret", origin=FLEX)
    assert response.status == 200
    assert response.headers["Access-Control-Allow-Origin"] == FLEX
    (entry,) = json.loads(body)
    assert entry["src"] == f"http://127.0.0.1:{server.port}/plugins/abc/{NAME}.js"
    response, body = fetch(server, "GET", f"/plugins/abc/{NAME}.js", origin=FLEX)
    assert (response.status, body) == (200, SCRIPT)
    assert lines == ["GET /plugins 200", f"GET /plugins/abc/{NAME}.js 200"]


def test_head_reports_what_get_would_return(server: PluginServer) -> None:
    response, body = fetch(server, "HEAD", f"/plugins/{NAME}.js")
    assert (response.status, response.headers["Content-Length"], body) == (200, str(len(SCRIPT)), b"")


def test_a_preflight_is_answered(server: PluginServer) -> None:
    response, body = fetch(server, "OPTIONS", "/plugins", origin=FLEX)
    assert (response.status, body) == (200, b"")
    assert response.headers["Access-Control-Allow-Credentials"] == "true"


def test_other_methods_are_refused(server: PluginServer) -> None:
    assert fetch(server, "DELETE", "/plugins")[0].status == 501


def test_a_refused_origin_is_reported_in_the_terminal(server: PluginServer, lines: list[str]) -> None:
    assert fetch(server, "GET", "/plugins", origin="https://evil.example")[0].status == 403
    (line,) = lines
    assert line.startswith("GET /plugins 403: pages of https://evil.example may not read this")


@pytest.mark.parametrize(
    "path", ["/plugins/../settings.yaml", "/../../../etc/passwd", "/plugins//etc/passwd"]
)
def test_a_path_cannot_lead_out_of_the_products(server: PluginServer, path: str) -> None:
    assert fetch(server, "GET", path)[0].status == 404  # http.client sends the path as it is


def test_a_request_does_not_control_the_terminal(server: PluginServer, lines: list[str]) -> None:
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as client:
        client.sendall(b"GET /\x1b[2J\x1b]0;mine\x07 HTTP/1.0\r\n\r\n")
        assert client.recv(1000).startswith(b"HTTP/1.0 404")
    assert lines == ["GET /?[2J?]0;mine? 404"]


def test_a_slow_client_delays_no_other(server: PluginServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as slow:
        slow.sendall(b"GET /plugins")
        assert fetch(server, "GET", f"/plugins/{NAME}.js")[0].status == 200


def test_a_client_that_disconnects_is_not_reported(
    server: PluginServer, lines: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(20):
        socket.create_connection(("127.0.0.1", server.port), PATIENCE).close()
    assert fetch(server, "GET", "/")[0].status == 404
    assert lines == ["GET / 404"]
    assert capfd.readouterr().err == ""


def test_a_request_during_the_first_build_waits_for_it(lines: list[str]) -> None:
    respond = partial(answer, builds=Builds(), origins=Origins([]))
    with (
        PluginServer("127.0.0.1", 0, respond, lines.append) as server,
        socket.create_connection(("127.0.0.1", server.port), PATIENCE) as client,
    ):
        client.sendall(b"GET /plugins HTTP/1.0\r\n\r\n")
        assert lines == []
        with server.answering():
            assert client.recv(1000).startswith(b"HTTP/1.0 503")


def test_a_port_in_use_is_reported_in_one_line(server: PluginServer) -> None:
    with pytest.raises(UserError) as refused:
        PluginServer("127.0.0.1", server.port, server.respond, print)
    assert str(refused.value) == (
        f"--port {server.port}: is in use on 127.0.0.1: stop the program that uses it, or choose another"
    )


@pytest.mark.parametrize("host", ["no.such.host.invalid", "192.0.2.1"])
def test_an_address_of_another_machine_is_reported_in_one_line(server: PluginServer, host: str) -> None:
    with pytest.raises(UserError, match=f"^--host {re.escape(host)}.*: [^\n]+$"):
        PluginServer(host, 0, server.respond, print)


# HTTPS --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a certificate of this machine, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl was not found: it makes the certificate to serve with")
    folder = tmp_path_factory.mktemp("certificate")
    cert, key = folder / "cert.pem", folder / "key.pem"
    command = f"{openssl} req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost".split()
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)]
    subprocess.run([*command, *names], check=True, capture_output=True)
    return cert, key


def test_with_a_certificate_the_server_and_its_list_use_https(
    certificate: tuple[Path, Path], lines: list[str]
) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    with serving(lines, tls_from(*certificate)) as server:
        assert server.scheme == "https"
        client = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=PATIENCE, context=trusting)
        with closing(client):
            client.request("GET", "/plugins", headers={"X-Flex-JWE": "secret"})
            (entry,) = json.loads(client.getresponse().read())
    assert entry["src"].startswith(f"https://127.0.0.1:{server.port}/")


def test_a_client_that_does_not_trust_the_certificate_is_reported_and_others_are_served(
    certificate: tuple[Path, Path], lines: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(lines, tls_from(*certificate)) as server:
        silent = socket.create_connection(("127.0.0.1", server.port), PATIENCE)
        with closing(silent):
            wary = ssl.create_default_context()
            client = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=PATIENCE, context=wary)
            with closing(client), pytest.raises(ssl.SSLCertVerificationError):
                client.request("GET", "/plugins")
            trusting = ssl.create_default_context(cafile=str(certificate[0]))
            client = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=PATIENCE, context=trusting)
            with closing(client):
                client.request("GET", "/")
                assert client.getresponse().status == 404
            failed = "a connection failed before its request: "
            wait_until(lambda: any(line.startswith(failed) for line in lines), "it is reported")
    assert capfd.readouterr().err == ""


def test_a_certificate_that_cannot_be_used_is_reported_in_one_line(
    certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    cert, key = certificate
    text = tmp_path / "text.pem"
    text.write_text("no certificate\n")
    pipe = tmp_path / "pipe.pem"
    os.mkfifo(pipe)
    locked = tmp_path / "locked.pem"
    command = ["openssl", "pkey", "-in", str(key), "-aes256", "-passout", "pass:secret", "-out", str(locked)]
    subprocess.run(command, check=True, capture_output=True)
    cases: list[tuple[Path, Path | None, str]] = [
        (tmp_path / "missing.pem", key, r"--cert \S+missing\.pem: cannot be read: No such file"),
        (cert, tmp_path / "missing.pem", r"--key \S+missing\.pem: cannot be read: No such file"),
        (tmp_path, None, r"--cert \S+: cannot be read: Is a directory"),
        (pipe, None, r"--cert \S+: cannot be read: Is a pipe"),
        (text, key, r"--cert \S+text\.pem: is not a PEM certificate with the key in "),
        (cert, None, r"--cert \S+cert\.pem: is not a PEM certificate with its key"),
        (cert, locked, r"--cert \S+cert\.pem: .*without a password"),
    ]
    for given_cert, given_key, expected in cases:
        with pytest.raises(UserError, match=f"^{expected}") as refused:
            tls_from(given_cert, given_key)
        assert "\n" not in str(refused.value)
