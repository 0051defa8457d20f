"""The fake Twilio as a server: hosts, credentials, pages, the record of requests, faults."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from build.cli import ROOT
from build.demo.twilio_api import (
    FakeTwilio,
    Fault,
    cut_off,
    drop_after,
    drop_before,
    first,
    others,
    refuse,
    refuse_in_html,
)
from build.twilio.client.request import Request, get, post
from tests.support.in_process import InProcess
from tests.support.processes import running
from tests.support.twilio_runs import connection, moving_clock
from tests.twilio.every_fault import FAULTS, failure
from tests.twilio.http_requests import SERVICE, send

SERVERLESS = "serverless.twilio.com"
CONFIGURATION = "flex-api.twilio.com/v1/Configuration"


def test_the_host_header_selects_the_api(twilio: FakeTwilio) -> None:
    assert send(twilio, "GET", CONFIGURATION).json()["account_sid"] == twilio.account.sid
    assert send(twilio, "GET", "serverless.twilio.com/v1/Configuration").status_code == 404
    with_port = {"Host": "Flex-API.twilio.com:443"}
    assert send(twilio, "GET", CONFIGURATION, headers=with_port).status_code == 200
    assert httpx.get(f"{twilio.base_url}/v1/Configuration", auth=twilio.token).status_code == 404


@pytest.mark.parametrize(
    ("user", "password"),
    [("", ""), ("AC" + "0" * 32, "wrong"), ("SK" + "0" * 32, "wrong")],
    ids=["none", "account", "key"],
)
def test_unknown_credentials_get_twilios_401(twilio: FakeTwilio, user: str, password: str) -> None:
    auth = (user, password) if user else None
    answer = send(twilio, "GET", CONFIGURATION, auth=auth)
    assert answer.status_code == 401
    assert answer.json() == {
        "code": 20003,
        "message": "Authenticate",
        "more_info": "https://www.twilio.com/docs/errors/20003",
        "status": 401,
    }
    assert send(twilio, "GET", CONFIGURATION, auth=(twilio.token[0], "wrong")).status_code == 401


def test_the_auth_token_and_an_api_key_both_open_but_only_the_token_reads_the_account(
    twilio: FakeTwilio,
) -> None:
    account = f"api.twilio.com/2010-04-01/Accounts/{twilio.account.sid}.json"
    assert send(twilio, "GET", CONFIGURATION, auth=twilio.key).status_code == 200
    assert send(twilio, "GET", account).json()["status"] == "active"
    assert send(twilio, "GET", account, auth=twilio.key).status_code == 401
    assert send(twilio, "GET", account.replace("/AC", "/ACother")).status_code == 404


def test_a_404_names_the_missing_resource_as_twilio_does(twilio: FakeTwilio) -> None:
    answer = send(twilio, "GET", f"{SERVICE}/Plugins/plugin-none")
    assert answer.status_code == 404
    assert answer.json()["code"] == 20404
    assert (
        answer.json()["message"] == "The requested resource /PluginService/Plugins/plugin-none was not found"
    )


def test_many_simultaneous_requests_are_all_answered_and_all_remembered(twilio: FakeTwilio) -> None:
    def create(number: int) -> int:
        return send(twilio, "POST", f"{SERVICE}/Plugins", data={"UniqueName": f"a{number % 20}"}).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(create, range(40)))
    assert statuses == [201] * 20 + [409] * 20
    assert len({row["sid"] for row in twilio.account.plugins}) == 20
    assert len(twilio.requests) == 40


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_the_fake_can_be_started_by_hand_and_prints_its_address_and_requests(end: signal.Signals) -> None:
    command = [sys.executable, "package.py", "demo", "--twilio", "--others", "2"]
    with running(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        said = [process.stdout.readline().removeprefix("export ").strip() for _ in range(3)]
        environ = dict(line.split("=", 1) for line in said)
        answer = httpx.get(
            environ["FLEX_SFDC_API_BASE"] + "/v1/PluginService/Plugins",
            headers={"Host": "flex-api.twilio.com"},
            auth=(environ["TWILIO_ACCOUNT_SID"], environ["TWILIO_AUTH_TOKEN"]),
            trust_env=False,
        )
        assert len(answer.json()["plugins"]) == 2
        assert process.stdout.readline() == f"200 GET {SERVICE}/Plugins\n"
        process.send_signal(end)
        assert process.wait() == 0


def test_another_method_is_405(twilio: FakeTwilio) -> None:
    assert send(twilio, "DELETE", CONFIGURATION).json()["code"] == 20004


def test_pages_lead_to_the_last_row_even_if_rows_are_added_in_between(twilio: FakeTwilio) -> None:
    for number in range(120):
        others.plugin_version(twilio, f"plugin-{number}")
    address, names, sizes = f"{SERVICE}/Plugins", [], []
    while address:
        document = send(twilio, "GET", address).json()
        names += [row["unique_name"] for row in document[document["meta"]["key"]]]
        sizes.append(len(document["plugins"]))
        others.plugin_version(twilio, f"plugin-late-{len(names)}")
        assert document["meta"]["url"].startswith(f"https://{SERVICE}/Plugins?PageSize=50&Page=")
        address = (document["meta"]["next_page_url"] or "").removeprefix("https://")
    assert sizes == [50, 50, 20]
    assert names == [f"plugin-{number}" for number in reversed(range(120))]


def test_a_page_without_its_token_is_refused(twilio: FakeTwilio) -> None:
    others.released_plugins(twilio, 3)
    assert send(twilio, "GET", f"{SERVICE}/Plugins?PageSize=1&Page=1").status_code == 400
    assert send(twilio, "GET", f"{SERVICE}/Plugins?PageSize=1&PageToken=PAnone").status_code == 400
    assert send(twilio, "GET", f"{SERVICE}/Plugins?PageSize=1001").status_code == 400
    assert len(send(twilio, "GET", f"{SERVICE}/Plugins?PageSize=2").json()["plugins"]) == 2


def test_every_request_is_kept_in_order_and_decoded_but_never_the_password(twilio: FakeTwilio) -> None:
    send(twilio, "GET", f"{SERVICE}/Plugins?PageSize=7")
    send(twilio, "POST", f"{SERVICE}/Plugins", data={"UniqueName": "a b", "Description": "ä & ö=%20"})
    send(twilio, "POST", CONFIGURATION, json={"account_sid": twilio.account.sid, "crm_enabled": True})
    assert [request.line for request in twilio.requests] == [
        f"GET {SERVICE}/Plugins",
        f"POST {SERVICE}/Plugins",
        f"POST {CONFIGURATION}",
    ]
    assert twilio.requests[0].query == {"PageSize": "7"}
    assert twilio.requests[1].fields == (("UniqueName", "a b"), ("Description", "ä & ö=%20"))
    assert twilio.requests[2].json == {"account_sid": twilio.account.sid, "crm_enabled": True}
    assert [request.status for request in twilio.requests] == [200, 201, 200]
    assert twilio.changes == twilio.requests[1:]
    assert twilio.token[1] not in repr(twilio.requests)


def test_a_body_that_cannot_be_read_is_refused_and_counted(twilio: FakeTwilio) -> None:
    kind = {"Content-Type": "application/json"}
    assert send(twilio, "POST", CONFIGURATION, content=b"{", headers=kind).status_code == 400
    assert (
        send(twilio, "POST", CONFIGURATION, content=b"a=b", headers={"Content-Type": "x/y"}).status_code
        == 400
    )
    assert send(twilio, "POST", CONFIGURATION, content=iter([b"a=b"])).status_code == 400
    assert [request.status for request in twilio.requests] == [400, 400, 400]


@pytest.mark.parametrize("status", [401, 403, 404, 409, 429, 500, 503])
def test_a_refusal_on_demand_hits_the_nth_request_of_its_kind_without_effect(
    twilio: FakeTwilio, status: int
) -> None:
    twilio.faults.on("POST", "/v1/PluginService/*", refuse(status), nth=2)
    statuses = []
    for name in ("a", "b", "b"):
        send(twilio, "GET", f"{SERVICE}/Plugins")
        answer = send(twilio, "POST", f"{SERVICE}/Plugins", data={"UniqueName": name})
        statuses.append(answer.status_code)
    assert statuses == [201, status, 201]
    assert [row["unique_name"] for row in twilio.account.plugins] == ["a", "b"]


def test_retry_after_is_sent_only_if_the_test_sets_it(twilio: FakeTwilio) -> None:
    date = "Sun, 22 Nov 2026 17:00:00 GMT"
    for place, seconds in enumerate((None, 2, date)):
        twilio.faults.on("GET", "/v1/Configuration", refuse(429, retry_after=seconds), nth=place + 1)
    answers = [send(twilio, "GET", CONFIGURATION) for _ in range(4)]
    assert [answer.headers.get("Retry-After") for answer in answers] == [None, "2", date, None]
    assert [answer.status_code for answer in answers] == [429, 429, 429, 200]
    assert answers[0].json()["code"] == 20429


def test_a_fault_lasts_until_it_is_cleared(twilio: FakeTwilio) -> None:
    twilio.faults.on("*", "**", refuse(503), times=None)
    assert [send(twilio, "GET", CONFIGURATION).status_code for _ in range(3)] == [503] * 3
    twilio.faults.clear()
    assert send(twilio, "GET", CONFIGURATION).status_code == 200


def test_a_proxy_in_between_answers_in_html(twilio: FakeTwilio) -> None:
    twilio.faults.on("GET", "**", refuse_in_html(503))
    answer = send(twilio, "GET", CONFIGURATION)
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "text/html"


@pytest.mark.parametrize(
    ("fault", "made"),
    [(drop_before(), 0), (drop_after(), 1), (cut_off(), 1), (refuse(500, takes_effect=True), 1)],
    ids=lambda value: value.name if isinstance(value, Fault) else "",
)
def test_an_answer_can_get_lost_before_or_after_the_request_took_effect(
    twilio: FakeTwilio, fault: Fault, made: int
) -> None:
    twilio.faults.on("POST", "/v1/PluginService/Plugins", fault)
    if fault.answer:
        assert send(twilio, "POST", f"{SERVICE}/Plugins", data={"UniqueName": "a"}).status_code == 500
    else:
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            send(twilio, "POST", f"{SERVICE}/Plugins", data={"UniqueName": "a"})
        assert twilio.requests[-1].status is None
    assert len(twilio.account.plugins) == made
    assert send(twilio, "GET", f"{SERVICE}/Plugins").status_code == 200


def test_a_broken_connection_is_not_used_again_by_a_client_that_keeps_it_open(twilio: FakeTwilio) -> None:
    twilio.faults.on("GET", "**", drop_before(), nth=2)
    headers = {"Host": "flex-api.twilio.com"}
    with httpx.Client(
        base_url=twilio.base_url, headers=headers, auth=twilio.token, trust_env=False
    ) as client:
        assert client.get("/v1/Configuration").status_code == 200
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            client.get("/v1/Configuration")
        assert client.get("/v1/Configuration").status_code == 200


def test_somebody_elses_release_can_get_in_between(twilio: FakeTwilio) -> None:
    others.released_plugins(twilio, 2)
    before = twilio.account.active_release
    twilio.faults.on("POST", "/v1/PluginService/Configurations", first(lambda: others.moved_release(twilio)))
    answer = send(twilio, "POST", f"{SERVICE}/Configurations", data={"Name": "Ours"})
    assert answer.status_code == 201
    active = send(twilio, "GET", f"{SERVICE}/Releases").json()["releases"][0]
    assert before is not None
    assert active["sid"] != before["sid"]
    plugins = send(twilio, "GET", f"{SERVICE}/Configurations/{active['configuration_sid']}/Plugins").json()
    names = [row["unique_name"] for row in plugins["plugins"]]
    assert names == ["plugin-other-0", "plugin-other-1", "plugin-meanwhile-1"]


def test_code_that_runs_before_a_request_may_use_the_fake_itself(twilio: FakeTwilio) -> None:
    twilio.faults.on("POST", "**", first(lambda: send(twilio, "GET", CONFIGURATION)))
    assert send(twilio, "POST", f"{SERVICE}/Plugins", data={"UniqueName": "a"}).status_code == 201
    assert [request.method for request in twilio.requests] == ["POST", "GET"]


def test_a_fault_that_no_request_met_fails_the_test() -> None:
    twilio = FakeTwilio().__enter__()
    twilio.faults.on("POST", "/v1/Configuration", refuse(503))
    send(twilio, "GET", CONFIGURATION)
    with pytest.raises(AssertionError, match="no request met: 503: POST /v1/Configuration, request 1 of 0"):
        twilio.__exit__(None, None, None)


def test_an_error_of_the_fake_itself_fails_the_test_and_answers_500() -> None:
    def broken() -> None:
        raise ZeroDivisionError

    twilio = FakeTwilio().__enter__()
    twilio.faults.on("GET", "**", first(broken))
    assert send(twilio, "GET", CONFIGURATION).status_code == 500
    with pytest.raises(AssertionError, match="itself is broken"):
        twilio.__exit__(None, None, None)


def test_two_fakes_give_the_same_sids_and_dates() -> None:
    accounts = []
    for _ in range(2):
        with FakeTwilio() as twilio:
            others.released_plugins(twilio, 3)
            accounts.append(twilio.account)
    assert accounts[0] == accounts[1]
    sids = [row["sid"] for table in (accounts[0].plugins, accounts[0].versions) for row in table]
    assert len(set(sids)) == 6


def test_no_module_of_the_fake_imports_what_it_tests() -> None:
    texts = [path.read_text("utf-8") for path in (ROOT / "build/demo/twilio_api").glob("*.py")]
    assert len(texts) > 10
    matches = [name for text in texts for name in re.findall(r"(?m)^ *(?:from|import) (build\.[\w.]+)", text)]
    assert matches
    assert not [name for name in matches if not name.startswith(("build.demo.twilio_api", "build.errors"))]


REQUESTS = (
    get("list the services", SERVERLESS, "/v1/Services"),
    post("create the service", SERVERLESS, "/v1/Services", ("UniqueName", "x"), ("FriendlyName", "X")),
)


def outcome(request: Request, fault: str, times: int | None, *, in_process: bool) -> tuple[object, ...]:
    """Return how a request with the fault ends, and what the fake has afterwards."""
    with FakeTwilio() as twilio:
        twilio.faults.on(request.method, request.path, FAULTS[fault], times=times)
        wire = InProcess(twilio) if in_process else None
        with connection(twilio, moving_clock(), wire=wire) as (http, _):
            error = failure(lambda: http.send(request))
        statuses = [seen.status for seen in twilio.requests]
        return type(error), error and error.exit_code, statuses, len(twilio.account.services)


@pytest.mark.parametrize("times", [1, None], ids=["once", "for ever"])
@pytest.mark.parametrize("request_", REQUESTS, ids=["GET", "POST"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_the_same_on_the_wire_and_in_this_process(
    fault: str, request_: Request, times: int | None
) -> None:
    on_the_wire = outcome(request_, fault, times, in_process=False)
    assert outcome(request_, fault, times, in_process=True) == on_the_wire
