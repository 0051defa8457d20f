"""Requests as they go over the wire, and the outcome of late, unusual and missing answers."""

from __future__ import annotations

import base64
import socket
import traceback
from email import message_from_bytes
from pathlib import Path

import httpx
import pytest

from build.remote.errors import (
    AnswerLost,
    CredentialsError,
    InputError,
    NotFound,
    ReleaseError,
    RemoteRefused,
    RemoteUnavailable,
    UnexpectedAnswer,
)
from build.remote.retry import Clock, Retry, parse_retry_after
from build.remote.wire import trust
from build.twilio.client.answers import Answer
from build.twilio.client.api_base import ApiBase
from build.twilio.client.credentials import Credentials
from build.twilio.client.request import File, Request, get, post
from build.twilio.client.transport import HttpTransport
from tests.support.cases import each
from tests.support.processes import PATIENCE, wait_until
from tests.twilio.loopback import CUT, DROPPED, RESET, Loopback, Reply, loopback

HOST = "serverless.twilio.com"
ACCOUNT = "AC" + "a" * 32
SECRET = "very-secret-token"
ME = Credentials(ACCOUNT, SECRET, ACCOUNT, "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN")
GET = get("list the services", HOST, "/v1/Services")
POST = post("create the service", HOST, "/v1/Services", ("UniqueName", "default"))
OK = Reply(data={"sid": "ZS1"})
BUSY = Reply(503, {"message": "busy"})


class Naps:
    """Record sleeps instead of sleeping; chance is always the largest."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.clock = Clock(wall=lambda: 1_700_000_000.0, sleep=self.seconds.append, chance=lambda: 1.0)


def transport(server: Loopback, naps: Naps | None = None, limits: float = PATIENCE) -> HttpTransport:
    return HttpTransport(
        ME,
        ApiBase(server.url, is_encrypted=False),
        clock=(naps or Naps()).clock,
        limits=httpx.Timeout(limits),
    )


def sent(request: Request, *script: Reply | str, naps: Naps | None = None) -> tuple[Answer, Loopback]:
    with loopback(*script) as server, transport(server, naps) as client:
        return client.send(request), server


def failure(request: Request, *script: Reply | str) -> tuple[ReleaseError, Loopback]:
    with loopback(*script) as server, transport(server) as client:
        with pytest.raises(ReleaseError) as caught:
            client.send(request)
        return caught.value, server


def test_the_base_gets_the_request_with_the_original_host_in_the_host_header() -> None:
    answer, server = sent(GET, OK)
    assert answer.text("sid") == "ZS1"
    (seen,) = server.seen
    assert (seen.method, seen.path, seen.headers["Host"]) == ("GET", "/v1/Services", HOST)


def test_the_path_of_the_base_precedes_that_of_the_request() -> None:
    with loopback(OK) as server:
        base = ApiBase(f"{server.url}/twilio", is_encrypted=False)
        with HttpTransport(ME, base) as client:
            client.send(GET)
    assert server.seen[0].path == "/twilio/v1/Services"


def test_without_a_base_the_request_goes_to_its_own_host_by_https() -> None:
    urls = []

    def wire(request: httpx.Request) -> httpx.Response:
        urls.append(str(request.url))
        return httpx.Response(200, json={})

    with HttpTransport(ME, wire=httpx.MockTransport(wire)) as client:
        client.send(GET)
    assert urls == ["https://serverless.twilio.com/v1/Services"]


def test_the_credentials_go_as_basic_authentication() -> None:
    _, server = sent(GET, OK)
    kind, _, code = server.seen[0].headers["Authorization"].partition(" ")
    assert (kind, base64.b64decode(code).decode()) == ("Basic", f"{ACCOUNT}:{SECRET}")


def test_a_proxy_of_the_environment_never_sees_loopback_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    answer, _ = sent(GET, OK)
    assert answer.text("sid") == "ZS1"


def test_a_form_keeps_its_order_its_repeated_fields_and_characters_beyond_ascii() -> None:
    fields = (("B", "2"), ("A", "ZN1"), ("A", "ZN2"), ("Note", "für & = %20\n"), ("Empty", ""))
    _, server = sent(post("x", HOST, "/v1/x", *fields), OK)
    assert server.seen[0].form == list(fields)
    assert server.seen[0].headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_a_post_without_fields_has_an_empty_body() -> None:
    _, server = sent(post("x", HOST, "/v1/x"), OK)
    assert server.seen[0].body == b""


def test_json_goes_as_json() -> None:
    _, server = sent(Request("x", "POST", HOST, "/v1/Configuration", body={"account_sid": "AC"}), OK)
    assert server.seen[0].body == b'{"account_sid": "AC"}'
    assert server.seen[0].headers["Content-Type"] == "application/json"


def test_an_upload_is_a_multipart_form_with_the_file_last() -> None:
    file = File("plugin.js", b"let a = '\xc3\xa9'\r\n", "application/javascript")
    fields = (("Path", "/plugins/p/1.0.0/bundle.js"), ("Visibility", "Protected"))
    _, server = sent(Request("upload", "POST", HOST, "/v1/x", fields, file=file), OK)
    (seen,) = server.seen
    kind = seen.headers["Content-Type"].encode()
    parts = message_from_bytes(b"Content-Type: " + kind + b"\r\n\r\n" + seen.body).get_payload()
    assert isinstance(parts, list)
    found = [
        (part.get_param("name", header="content-disposition"), part.get_filename(), part.get_payload())
        for part in parts
        if not isinstance(part, str)
    ]
    assert [item[:2] for item in found] == [("Path", None), ("Visibility", None), ("Content", "plugin.js")]
    assert [item[2] for item in found[:2]] == ["/plugins/p/1.0.0/bundle.js", "Protected"]
    assert b"Content-Type: application/javascript\r\n\r\n" + file.content + b"\r\n--" in seen.body


@pytest.mark.parametrize("trouble", [Reply(429), Reply(500), BUSY, DROPPED, RESET, CUT], ids=str)
def test_a_get_with_a_temporary_failure_is_sent_again(trouble: Reply | str) -> None:
    naps = Naps()
    answer, server = sent(GET, trouble, trouble, OK, naps=naps)
    assert answer.text("sid") == "ZS1"
    assert len(server.seen) == 3
    assert naps.seconds == [0.5, 1.0]


@pytest.mark.parametrize("trouble", [Reply(429), Reply(500), BUSY, DROPPED, RESET, CUT], ids=str)
def test_a_get_is_abandoned_after_five_tries_with_the_next_step(trouble: Reply | str) -> None:
    error, server = failure(GET, trouble)
    assert len(server.seen) == 5
    assert isinstance(error, RemoteUnavailable)
    assert not isinstance(error, AnswerLost)
    assert str(error).startswith("list the services: ")
    assert str(error).endswith("Run the same command again: it resumes where this one stopped.")


@pytest.mark.parametrize(
    "trouble", [Reply(500), BUSY, DROPPED, RESET, CUT, Reply(200, text="<html>")], ids=str
)
def test_a_post_that_may_have_taken_effect_is_never_sent_again(trouble: Reply | str) -> None:
    error, server = failure(POST, trouble, OK)
    assert isinstance(error, AnswerLost)
    assert len(server.seen) == 1


def test_a_post_refused_by_the_rate_limit_is_sent_again() -> None:
    naps = Naps()
    answer, server = sent(POST, Reply(429, headers={"Retry-After": "7"}), OK, naps=naps)
    assert answer.text("sid") == "ZS1"
    assert [request.form for request in server.seen] == [[("UniqueName", "default")]] * 2
    assert naps.seconds == [7.5]


def test_a_post_that_the_rate_limit_always_refuses_changed_nothing() -> None:
    error, server = failure(POST, Reply(429, {"code": 20429, "message": "Too many requests"}))
    assert len(server.seen) == 5
    assert type(error) is RemoteUnavailable
    assert error.status == 429


def test_a_post_is_sent_again_when_there_was_no_connection() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    naps = Naps()
    with transport(Loopback(url, []), naps) as client, pytest.raises(RemoteUnavailable) as caught:
        client.send(POST)
    assert type(caught.value) is RemoteUnavailable
    assert client.requests == 5
    assert f"no connection to {HOST} through {url}" in str(caught.value)


@each(
    ("kind", "lost"),
    [
        (httpx.ConnectError, False),
        (httpx.ConnectTimeout, False),
        (httpx.PoolTimeout, False),
        (httpx.ProxyError, False),
        (httpx.ReadError, True),
        (httpx.ReadTimeout, True),
        (httpx.WriteError, True),
        (httpx.WriteTimeout, True),
        (httpx.RemoteProtocolError, True),
        (httpx.DecodingError, True),
    ],
)
def test_every_failure_except_a_missing_connection_makes_a_post_lost(
    kind: type[httpx.RequestError], lost: bool
) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise kind("", request=request)

    wire = httpx.MockTransport(fail)
    with (
        HttpTransport(ME, wire=wire, clock=Naps().clock) as client,
        pytest.raises(RemoteUnavailable) as caught,
    ):
        client.send(POST)
    assert isinstance(caught.value, AnswerLost) == lost
    assert client.requests == (1 if lost else 5)
    assert f"({kind.__name__})" in str(caught.value)


@pytest.mark.parametrize(
    "proxy", ["socks5://user:hunter2@proxy.example", "gopher://user:hunter2@proxy.example"]
)
def test_a_proxy_that_cannot_be_used_is_reported_in_one_line_without_its_password(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(InputError, match="HTTPS_PROXY") as caught:
        HttpTransport(ME)
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


def test_a_proxy_without_a_connection_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as closed:  # bound, but nothing listens
        closed.bind(("127.0.0.1", 0))
        proxy = f"127.0.0.1:{closed.getsockname()[1]}"
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:hunter2@{proxy}")
        with HttpTransport(ME, clock=Naps().clock) as client, pytest.raises(RemoteUnavailable) as caught:
            client.send(POST)
    assert f"no connection to {HOST} (through the proxy {proxy} of HTTPS_PROXY: " in str(caught.value)
    assert caught.value.next == "Check HTTPS_PROXY, then run the same command again."
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


@each(
    ("reason", "advice"),
    [
        ("refused", "Check the network (if it needs a proxy, set HTTPS_PROXY)"),
        (
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate is not yet valid",
            "Check the clock of this machine",
        ),
        (
            "[SSL: CERTIFICATE_VERIFY_FAILED] self-signed",
            "Set SSL_CERT_FILE to a file with your company's certificate",
        ),
    ],
)
def test_without_a_connection_the_next_step_is_named(reason: str, advice: str) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(reason, request=request)

    wire = httpx.MockTransport(fail)
    with (
        HttpTransport(ME, wire=wire, clock=Naps().clock) as client,
        pytest.raises(RemoteUnavailable) as caught,
    ):
        client.send(POST)
    assert caught.value.next == f"{advice}, then run the same command again."


def test_a_host_that_the_proxy_does_not_serve_has_its_own_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    monkeypatch.setenv("NO_PROXY", HOST)
    wire = httpx.MockTransport(refuse)
    with (
        HttpTransport(ME, wire=wire, clock=Naps().clock) as client,
        pytest.raises(RemoteUnavailable, match=r"\(refused\)"),
    ):
        client.send(POST)


def test_a_missing_file_of_authorities_is_reported_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    trust.cache_clear()
    with pytest.raises(InputError, match="SSL_CERT_FILE"):
        HttpTransport(ME)


def test_a_post_without_an_answer_in_time_is_lost() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with transport(Loopback(url, []), limits=0.05) as client, pytest.raises(AnswerLost):
            client.send(POST)


def test_an_answer_that_never_ends_is_abandoned() -> None:
    ticks = iter(range(0, 10_000, 100))
    clock = Clock(seconds=lambda: float(next(ticks)), sleep=lambda _: None)
    wire = httpx.MockTransport(lambda _: httpx.Response(200, content=(b" " for _ in range(1000))))
    with (
        HttpTransport(ME, wire=wire, clock=clock, retry=Retry(tries=1)) as client,
        pytest.raises(RemoteUnavailable, match="the answer does not end"),
    ):
        client.send(GET)


def test_an_answer_that_is_too_large_is_abandoned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("build.remote.wire.MAX_ANSWER_BYTES", 100)
    error, _ = failure(GET, Reply(200, {"a": "x" * 100}))
    assert "the answer does not end" in str(error)


def test_a_post_after_a_long_pause_is_not_lost_on_a_closed_connection() -> None:
    with loopback(Reply(hangs_up=True), OK) as server, transport(server) as client:
        client.send(GET)
        wait_until(lambda: server.ended, "the other side has closed the connection")
        assert client.send(POST).text("sid") == "ZS1"


@pytest.mark.parametrize("status", [400, 404, 409, 422])
@pytest.mark.parametrize("request_", [GET, POST], ids=["GET", "POST"])
def test_a_refusal_is_final_and_shows_twilios_message(request_: Request, status: int) -> None:
    refusal = {"code": 20409, "message": "In use", "more_info": "https://www.twilio.com/docs/errors/20409"}
    error, server = failure(request_, Reply(status, {**refusal, "status": status}), OK)
    assert len(server.seen) == 1
    assert isinstance(error, RemoteRefused)
    assert isinstance(error, NotFound) == (status == 404)
    assert (error.status, error.code, error.more_info) == (status, 20409, refusal["more_info"])
    assert str(error).startswith(f"{request_.step}: refused by {HOST} through http://127.0.0.1:")
    assert f"(HTTP {status}, error 20409: In use: {refusal['more_info']})" in str(error)
    assert error.exit_code == 1


@pytest.mark.parametrize("text", ["<html>Bad gateway</html>", "", "[1]", '"no"', "\x00", "[" * 99999])
def test_a_refusal_without_json_shows_its_status(text: str) -> None:
    error, _ = failure(GET, Reply(418, text=text))
    assert isinstance(error, RemoteRefused)
    assert (error.status, error.code) == (418, None)
    assert "(HTTP 418)" in str(error)


@pytest.mark.parametrize("status", [401, 403])
def test_rejected_credentials_are_reported_in_one_line_as_the_users_mistake(status: int) -> None:
    error, server = failure(POST, Reply(status, {"code": 20003, "message": "Authenticate"}))
    assert len(server.seen) == 1
    assert isinstance(error, CredentialsError)
    assert error.exit_code == 2
    assert "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN" in str(error)
    assert f"HTTP {status}, error 20003: Authenticate" in str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize("request_", [GET, POST], ids=["GET", "POST"])
def test_a_redirect_is_not_followed_since_the_credentials_would_go_along(request_: Request) -> None:
    with loopback(OK) as elsewhere:
        error, server = failure(request_, Reply(307, headers={"Location": elsewhere.url}))
    assert isinstance(error, UnexpectedAnswer)
    assert len(server.seen) == 1
    assert elsewhere.seen == []


def test_an_html_page_is_not_an_answer() -> None:
    error, _ = failure(GET, Reply(200, text="<html>Log in to the network</html>"))
    assert isinstance(error, UnexpectedAnswer)
    assert "is not an answer from Twilio" in str(error)
    assert "--api-base" in str(error)


@pytest.mark.parametrize(
    "script",
    [
        Reply(400, {"message": f"token {SECRET} is odd"}),
        Reply(401, {"message": f"token {SECRET} is odd"}),
        Reply(500, {"message": f"token {SECRET} is odd"}),
        DROPPED,
        CUT,
    ],
    ids=str,
)
def test_neither_an_error_nor_its_traceback_nor_its_objects_show_the_secret(script: Reply | str) -> None:
    error, _ = failure(POST, script)
    code = base64.b64encode(f"{ACCOUNT}:{SECRET}".encode()).decode()
    shown = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error)) + repr(ME)
    assert SECRET not in shown
    assert code not in shown
    assert error.__cause__ is None
    assert error.__context__ is None


def test_every_attempt_is_counted() -> None:
    with loopback(BUSY, OK) as server, transport(server) as client:
        client.send(GET)
        client.send(POST)
        assert client.requests == 3


def pause(header: str | None, attempt: int = 0, chance: float = 0.5) -> float:
    return Retry().pause(attempt, parse_retry_after(header, 1_700_000_000.0), chance)


def test_pauses_double_up_to_a_limit_and_a_random_part_is_taken() -> None:
    assert [pause(None, attempt) for attempt in range(8)] == [0.25, 0.5, 1, 2, 4, 8, 10, 10]
    assert pause(None, 3, 0.0) == 0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("3", 3),
        (" 0 ", 0),
        ("86400", 60),
        ("9" * 400, 60),
        ("Tue, 14 Nov 2023 22:13:32 GMT", 12),
        ("Tue, 14 Nov 2023 22:13:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 60),
    ],
)
def test_retry_after_is_obeyed_as_a_number_or_a_date_up_to_a_limit(header: str, seconds: float) -> None:
    assert pause(header, chance=0.0) == seconds
    assert pause(header, chance=1.0) == seconds + 0.5


@pytest.mark.parametrize("header", ["", "soon", "-5", "1.5", "Tue, 99 Nov", "٣"])
def test_a_retry_after_that_makes_no_sense_leaves_it_to_the_back_off(header: str) -> None:
    assert pause(header) == pause(None)
