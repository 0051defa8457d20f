"""Requests to an org as they go over the wire, and the outcome of unusual and missing answers."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable

import httpx
import pytest

from build.demo.twilio_api.faults import Fault, cut_off, drop_before
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
from build.remote.progress import Silence
from build.remote.retry import Retry
from build.salesforce.client.credentials import Credentials
from build.salesforce.client.org import Org
from build.salesforce.client.transport import OrgTransport, Request
from tests.support.cases import each
from tests.support.fake_org import FakeOrg, refuse, refuse_in_html
from tests.support.fake_org.server import CLIENT, TOKEN
from tests.support.salesforce_runs import bound
from tests.support.twilio_runs import moving_clock

ORG = "https://acme.my.salesforce.com"
GET = Request("list the classes", "/services/data/v66.0/tooling/query?q=SELECT%20Name%20FROM%20ApexClass")
POST = Request("start the deploy", "/services/data/v66.0/metadata/deployRequest", {"a": 1}, b"PK")
SECRET = "00D5g00000ABCDE!not.for.Eyes"
Wire = Callable[[httpx.Request], httpx.Response]


def client_of(org: FakeOrg) -> Credentials:
    return Credentials(org.url, "a client", client_id=CLIENT[0], client_secret=CLIENT[1])


def transport(wire: Wire, credentials: Credentials | None = None) -> OrgTransport:
    mine = credentials or Credentials(ORG, "SALESFORCE_ACCESS_TOKEN", SECRET)
    return OrgTransport(mine, clock=moving_clock(), wire=httpx.MockTransport(wire), retry=Retry(tries=3))


def answering(status: int, value: object, **headers: str) -> Wire:
    text = value if isinstance(value, str) else json.dumps(value)
    return lambda _: httpx.Response(status, text=text, headers=headers)


def failure(request: Request, wire: Wire) -> ReleaseError:
    with transport(wire) as http, pytest.raises(ReleaseError) as caught:
        http.send(request)
    shown = "".join(traceback.format_exception(caught.value))
    assert SECRET not in shown + repr(caught.value)
    assert "\n" not in str(caught.value)
    return caught.value


def test_every_request_has_the_token_and_no_password() -> None:
    requests: list[httpx.Request] = []

    def wire(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json={"records": []})

    with transport(wire) as http:
        assert http.send(GET) == {"records": []}
        http.send(POST)
        assert http.requests == 2
    assert [str(item.url).split("?")[0] for item in requests] == [
        ORG + GET.path.split("?")[0],
        ORG + POST.path,
    ]
    assert {item.headers["Authorization"] for item in requests} == {f"Bearer {SECRET}"}
    body = requests[1].read()
    assert b'name="json"\r\nContent-Type: application/json\r\n\r\n{"a": 1}\r\n' in body
    assert b'name="file"; filename="deploy.zip"\r\nContent-Type: application/zip\r\n\r\nPK\r\n' in body


ERROR = [{"errorCode": "SOME_CODE", "message": f"It says {SECRET}\nand more"}]


@each(
    ("status", "value", "kind", "words"),
    [
        (400, ERROR, RemoteRefused, "HTTP 400, SOME_CODE: It says [hidden] and more"),
        (404, [{"errorCode": "NOT_FOUND", "message": "gone"}], NotFound, "gone"),
        (401, [{"errorCode": "INVALID_SESSION_ID", "message": "x"}], CredentialsError, "rejected"),
        (403, [{"errorCode": "INVALID_SESSION_ID", "message": "x"}], CredentialsError, "rejected"),
        (401, "<html>", CredentialsError, "rejected"),
        (403, [{"errorCode": "INSUFFICIENT_ACCESS", "message": "x"}], CredentialsError, "lack a permission"),
        (403, [{"errorCode": "API_DISABLED_FOR_ORG", "message": "x"}], CredentialsError, "not available"),
        (403, [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "x"}], RemoteUnavailable, "24 hours"),
        (403, "", CredentialsError, "lack a permission"),
        (429, "", RemoteUnavailable, "HTTP 429"),
        (500, ERROR, RemoteUnavailable, "SOME_CODE"),
        (502, "<html>bad gateway</html>", RemoteUnavailable, "HTTP 502"),
        (503, "<html>maintenance</html>", RemoteUnavailable, "maintenance"),
        (503, [{"errorCode": "SERVER_UNAVAILABLE", "message": "x"}], RemoteUnavailable, "maintenance"),
        (200, "<html>a login page</html>", UnexpectedAnswer, "HTTP 200"),
        (200, "", UnexpectedAnswer, "HTTP 200"),
        (200, "3", UnexpectedAnswer, "HTTP 200"),
        (200, "[" * 100_000, UnexpectedAnswer, "HTTP 200"),
        (400, {"error": "x", "error_description": "y"}, RemoteRefused, "x: y"),
        (400, [3], RemoteRefused, "HTTP 400"),
        (400, [{"errorCode": 3, "message": None}], RemoteRefused, "HTTP 400"),
    ],
)
def test_a_read_that_fails_is_reported_in_one_line_with_the_cause(
    status: int, value: object, kind: type[ReleaseError], words: str
) -> None:
    error = failure(GET, answering(status, value))
    assert type(error) is kind
    assert words in str(error)
    assert str(error).startswith("list the classes: ")
    assert error.next


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed_and_its_query_not_shown(status: int) -> None:
    requests: list[httpx.URL] = []

    def wire(request: httpx.Request) -> httpx.Response:
        requests.append(request.url)
        return httpx.Response(status, headers={"Location": f"https://evil.example/?sid={SECRET}"})

    for request in (GET, POST):
        error = failure(request, wire)
        assert isinstance(error, UnexpectedAnswer)
        assert "to evil.example" in str(error)
    assert {url.host for url in requests} == {"acme.my.salesforce.com"}


@each(
    ("wire", "kind"),
    [
        (answering(500, ""), AnswerLost),
        (answering(502, "<html>"), AnswerLost),
        (answering(504, ""), AnswerLost),
        (answering(200, "<html>"), AnswerLost),
        (answering(201, ""), AnswerLost),
        (answering(429, ""), RemoteUnavailable),
        (answering(400, ERROR), RemoteRefused),
        (answering(403, ""), CredentialsError),
    ],
)
def test_a_change_is_not_repeated_unless_the_org_did_not_act(wire: Wire, kind: type[ReleaseError]) -> None:
    requests = []

    def counted(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return wire(request)

    error = failure(POST, counted)
    assert type(error) is kind
    assert len(requests) == (3 if kind is RemoteUnavailable else 1)


@pytest.mark.parametrize(
    ("error", "read", "change"),
    [
        (httpx.ConnectError("refused"), RemoteUnavailable, RemoteUnavailable),
        (httpx.ProxyError(f"407 {SECRET}"), RemoteUnavailable, RemoteUnavailable),
        (httpx.ConnectTimeout("slow"), RemoteUnavailable, RemoteUnavailable),
        (httpx.ReadTimeout("slow"), RemoteUnavailable, AnswerLost),
        (httpx.ReadError(f"reset {SECRET}"), RemoteUnavailable, AnswerLost),
        (httpx.RemoteProtocolError("odd"), RemoteUnavailable, AnswerLost),
        (httpx.DecodingError("odd"), RemoteUnavailable, AnswerLost),
    ],
)
def test_a_connection_that_fails_is_reported(
    error: httpx.RequestError, read: type[ReleaseError], change: type[ReleaseError]
) -> None:
    def wire(_: httpx.Request) -> httpx.Response:
        raise error

    assert type(failure(GET, wire)) is read
    assert type(failure(POST, wire)) is change


@pytest.mark.parametrize(
    "fault",
    [
        refuse(429, "REQUEST_LIMIT", retry_after=7),
        refuse(503, "SERVER_UNAVAILABLE"),
        refuse_in_html(502),
        drop_before(),
        cut_off(),
    ],
    ids=lambda fault: fault.name,
)
def test_a_read_is_repeated(org: FakeOrg, fault: Fault) -> None:
    org.faults.on("GET", "/services/data/v66.0/query", fault, times=2)
    with bound(org) as api:
        assert api.identity().name == "Acme"
    assert len(org.requests) == 3


def test_a_client_gets_a_token_only_from_the_org_and_another_when_it_expires(org: FakeOrg) -> None:
    with bound(org, credentials=client_of(org)) as api:
        api.identity()
        org.tokens.clear()
        assert api.identity().kind == "sandbox"
    paths = [request.path for request in org.requests]
    token, query = "/services/oauth2/token", "/services/data/v66.0/query"
    assert paths == [token, query, query, token, query]
    assert org.requests[0].user == CLIENT[0]
    assert org.requests[0].fields == (("grant_type", "client_credentials"),)


def test_a_token_that_cannot_be_renewed_is_an_error(org: FakeOrg) -> None:
    org.faults.on("GET", "/services/data/v66.0/query", refuse(401, "INVALID_SESSION_ID"), times=None)
    for credentials in (client_of(org), Credentials(org.url, "a token", TOKEN)):
        with bound(org, credentials=credentials) as api, pytest.raises(CredentialsError, match="rejected"):
            api.identity()
    assert len(org.requests) == 4 + 1


def test_a_client_that_the_org_does_not_know_is_an_error(org: FakeOrg) -> None:
    wrong = Credentials(org.url, "a client", client_id=CLIENT[0], client_secret="wr0ng/s3cret")
    with bound(org, credentials=wrong) as api, pytest.raises(CredentialsError) as caught:
        api.identity()
    assert "get an access token: " in str(caught.value)
    assert "run-as user" in caught.value.next
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("answer", [{}, [], {"access_token": ""}, {"access_token": 3}])
def test_an_answer_without_a_token_is_an_error(answer: object) -> None:
    mine = Credentials(ORG, "a client", client_id="me", client_secret="pw-secret")
    with transport(answering(200, answer), mine) as http, pytest.raises(UnexpectedAnswer, match="no access"):
        http.send(GET)


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "http://acme.my.salesforce.com", "nowhere"])
def test_the_token_does_not_go_where_its_answer_leads(elsewhere: str) -> None:
    requests: list[str] = []

    def wire(request: httpx.Request) -> httpx.Response:
        requests.append(request.url.host)
        return httpx.Response(200, json={"access_token": SECRET, "instance_url": elsewhere})

    mine = Credentials(ORG, "a client", client_id="me", client_secret="pw-secret")
    with transport(wire, mine) as http, pytest.raises(UnexpectedAnswer, match="instance_url"):
        http.send(GET)
    assert requests == ["acme.my.salesforce.com"]


def test_a_proxy_that_cannot_be_used_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "ftp://user:pw-secret@proxy.example")
    with pytest.raises(InputError) as caught:
        OrgTransport(Credentials(ORG, "x", SECRET))
    assert "HTTPS_PROXY" in str(caught.value)
    assert "pw-secret" not in str(caught.value)


def test_unencrypted_requests_avoid_the_proxy(org: FakeOrg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with bound(org) as api:
        assert api.newest_version() == "67.0"


def test_all_pages_of_a_query_are_read(org: FakeOrg) -> None:
    org.tables["PermissionSet"] = [{"Id": str(number), "Name": "x"} for number in range(7)]
    org.page_size = 3
    with bound(org) as api:
        rows = api.query("read", "SELECT Id FROM PermissionSet")
    assert [row["Id"] for row in rows] == list("0123456")
    assert len(org.requests) == 3


@pytest.mark.parametrize("following", ["https://evil.example/", "//evil.example/services/data/", 3])
def test_a_next_page_elsewhere_is_refused(following: object) -> None:
    with transport(answering(200, {"records": [], "nextRecordsUrl": following})) as http:
        api = Org(http, "66.0", moving_clock(), Silence())
        with pytest.raises(UnexpectedAnswer, match="next page"):
            api.query("read", "SELECT Id FROM X")


@pytest.mark.parametrize(
    "answer", [{}, {"records": None}, {"records": {"Id": "1"}}, {"records": [], "done": False}]
)
def test_an_answer_without_all_records_is_not_an_empty_result(answer: object) -> None:
    with transport(answering(200, answer)) as http:
        api = Org(http, "66.0", moving_clock(), Silence())
        with pytest.raises(UnexpectedAnswer, match="not the result of a query"):
            api.query("read", "SELECT Id FROM X")
