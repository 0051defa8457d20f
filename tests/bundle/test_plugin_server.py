"""The plugin server's answers, request by request, without a network."""

from __future__ import annotations

import json
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import pytest

from build.bundle.plugin_server.answers import Answer, Request, answer
from build.bundle.plugin_server.builds import KEPT, Builds, ServedBuild, read_build
from build.bundle.plugin_server.origins import HOSTED_FLEX, Origins
from build.errors import ToolChainError, UserError

FLEX = "https://agents.acme.example"
NAME = "plugin-tiny"
SERVER = "flex.acme.example"
BUILD = ServedBuild(
    key="0123456789ab",
    name=NAME,
    version="1.2.3",
    phase=4,
    integrity="sha384-abc",
    files={f"{NAME}.js": b"script", f"{NAME}.mjs": b"module", f"{NAME}.js.map": b"{}"},
)


@pytest.fixture
def builds() -> Builds:
    builds = Builds()
    builds.put(BUILD)
    return builds


def ask(
    builds: Builds, target: str = "/plugins", method: str = "GET", scheme: str = "http", **headers: str
) -> Answer:
    """Return the answer to a request for `localhost:3000`; an underscore in a header's name is a dash."""
    named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    request = Request(method, target, {"host": "localhost:3000", **named}, scheme)
    return answer(request, builds, Origins([HOSTED_FLEX, FLEX], [SERVER]))


def test_the_list_is_in_the_form_that_flex_accepts(builds: Builds) -> None:
    response = ask(builds, "/plugins?roles=agent,admin", X_Flex_JWE="secret")
    assert response.status == HTTPStatus.OK
    assert response.headers["Content-Type"] == "application/json"
    assert json.loads(response.body) == [
        {
            "name": NAME,
            "src": f"http://localhost:3000/plugins/0123456789ab/{NAME}.js",
            "version": "1.2.3",
            "phase": 4,
            "integrity": "sha384-abc",
        }
    ]


@pytest.mark.parametrize(
    "host", ["127.0.0.1:3000", "[::1]:3000", f"{SERVER}:3000", "LOCALHOST:1", "192.168.1.7"]
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_script_has_the_host_that_the_list_was_requested_from(
    builds: Builds, host: str, scheme: str
) -> None:
    (entry,) = json.loads(ask(builds, scheme=scheme, host=host, X_Flex_JWE="secret").body)
    assert entry["src"].startswith(f"{scheme}://{host}/plugins/")


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:3000", "localhost.evil.example", f"x.{SERVER}", "127.0.0.1.evil.example"],
)
@pytest.mark.parametrize("target", ["/plugins", f"/plugins/{NAME}.js"])
def test_a_name_that_somebody_pointed_at_this_machine_is_refused(
    builds: Builds, host: str, target: str
) -> None:
    response = ask(builds, target, host=host, X_Flex_JWE="secret")
    assert response.status == HTTPStatus.MISDIRECTED_REQUEST
    assert f"`--allow-host {host.partition(':')[0]}`" in response.body.decode()


@pytest.mark.parametrize("host", ["", "a b", "evil.example/path?", "user@host", 'x"y', "host:123456"])
def test_an_invalid_host_does_not_get_into_an_address(builds: Builds, host: str) -> None:
    assert ask(builds, host=host, X_Flex_JWE="secret").status == HTTPStatus.BAD_REQUEST


def test_the_answer_to_a_request_without_the_agents_token_names_the_token(builds: Builds) -> None:
    response = ask(builds, Origin=FLEX)
    assert response.status == HTTPStatus.BAD_REQUEST
    assert response.body.startswith(b"No X-Flex-JWE was provided")
    assert response.headers["Access-Control-Allow-Origin"] == FLEX  # else the page could not read why


def test_the_token_may_be_in_a_cookie(builds: Builds) -> None:
    assert ask(builds, Cookie="theme=dark; flex-jwe=secret").status == HTTPStatus.OK
    assert ask(builds, Cookie="flex-jwe-2=secret; x=flex-jwe").status == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("folder", ["/plugins", "/plugins/0123456789ab"])
@pytest.mark.parametrize(
    ("name", "kind", "body"),
    [
        (f"{NAME}.js", "text/javascript; charset=utf-8", b"script"),
        (f"{NAME}.mjs", "text/javascript; charset=utf-8", b"module"),
        (f"{NAME}.js.map", "application/json", b"{}"),
    ],
)
def test_the_products_are_served_with_their_types(
    builds: Builds, folder: str, name: str, kind: str, body: bytes
) -> None:
    response = ask(builds, f"{folder}/{name}")
    assert (response.status, response.headers["Content-Type"], response.body) == (HTTPStatus.OK, kind, body)


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/plugins/",
        "/plugins/other.js",
        f"/{NAME}.js",
        "/plugins/manifest.json",
        "/plugins/../settings.yaml",
        "/plugins/%2e%2e/settings.yaml",
        "/plugins/..",
        "//etc/passwd",
        "/plugins//etc/passwd",
        "/plugins/0123456789ab/../../settings.yaml",
        f"/plugins/ba9876543210/{NAME}.js",
        f"/plugins/0123456789ab/x/{NAME}.js",
        f"http://localhost:3000/plugins/{NAME}.js",
        "*",
        "",
    ],
)
def test_nothing_else_is_served(builds: Builds, target: str) -> None:
    assert ask(builds, target).status == HTTPStatus.NOT_FOUND


def test_no_answer_may_be_cached(builds: Builds) -> None:
    targets = ["/plugins", f"/plugins/{NAME}.js", "/nothing"]
    answers = [ask(builds, target) for target in targets] + [ask(Builds()), ask(builds, method="OPTIONS")]
    answers.append(ask(builds, Origin="https://evil.example"))
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}
    assert {answer.headers["Vary"] for answer in answers} == {"Origin"}


# Other origins ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "origin",
    [
        *(FLEX, HOSTED_FLEX, "http://localhost:8080", "https://localhost", "http://flex.localhost:3000"),
        *("http://127.0.0.1:5000", "http://127.8.8.8", "http://[::1]:3000"),
    ],
)
@pytest.mark.parametrize("target", ["/plugins", f"/plugins/{NAME}.js", "/nothing"])
def test_an_origin_that_is_allowed_is_named_and_may_send_credentials(
    builds: Builds, origin: str, target: str
) -> None:
    headers = ask(builds, target, Origin=origin, X_Flex_JWE="secret").headers
    assert headers["Access-Control-Allow-Origin"] == origin
    assert headers["Access-Control-Allow-Credentials"] == "true"


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://agents.acme.example",  # another scheme
        f"{FLEX}:8443",
        f"{FLEX}.evil.example",
        "https://flex.twilio.com.evil.example",
        "https://localhost.evil.example",
        "https://evil-localhost",
        "http://127.0.0.1.evil.example",
        "http://192.168.1.10:3000",
        "http://localhost:3000/path",
        "null",
        "*",
        "",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_another_origin_gets_nothing_and_the_terminal_reports_it(
    builds: Builds, origin: str, method: str
) -> None:
    response = ask(builds, method=method, Origin=origin, X_Flex_JWE="secret")
    assert response.status == HTTPStatus.FORBIDDEN
    assert not any(name.startswith("Access-Control") for name in response.headers)
    assert origin in response.note
    assert NAME.encode() not in response.body


def test_a_refusal_names_the_option_that_would_allow_the_page(builds: Builds) -> None:
    assert "`--flex-origin https://a.example`" in ask(builds, Origin="https://a.example").note
    assert "--flex-origin" not in ask(builds, Origin="null").note


def test_a_preflight_is_answered_for_the_headers_that_flex_sends(builds: Builds) -> None:
    response = ask(builds, method="OPTIONS", Origin=FLEX, Access_Control_Request_Headers="x-flex-jwe")
    assert response.status == HTTPStatus.OK
    assert response.headers["Access-Control-Allow-Headers"] == "X-Flex-JWE, X-Flex-Version, Content-Type"
    assert response.headers["Access-Control-Allow-Origin"] == FLEX
    assert "Access-Control-Allow-Private-Network" not in response.headers


def test_a_preflight_may_ask_to_reach_a_private_network(builds: Builds) -> None:
    response = ask(builds, method="OPTIONS", Origin=FLEX, Access_Control_Request_Private_Network="true")
    assert response.headers["Access-Control-Allow-Private-Network"] == "true"


@pytest.mark.parametrize(
    ("given", "browsers_write"),
    [
        ("https://Agents.ACME.example", FLEX),
        ("https://agents.acme.example:443", FLEX),
        ("http://flex.internal:80", "http://flex.internal"),
        ("http://flex.internal:8080", "http://flex.internal:8080"),
    ],
)
def test_an_origin_can_be_passed_as_people_write_it(given: str, browsers_write: str) -> None:
    assert Origins([given]).allow(browsers_write)


@pytest.mark.parametrize(
    "given", ["agents.acme.example", f"{FLEX}/", f"{FLEX}/agent-desktop", "ftp://a.example", "*", "null", ""]
)
def test_an_invalid_origin_is_refused_in_one_line(given: str) -> None:
    with pytest.raises(UserError, match=r"^--flex-origin: expected an origin such as ") as refused:
        Origins([given])
    assert f'"{given}"' in str(refused.value)
    assert "\n" not in str(refused.value)


# Builds -------------------------------------------------------------------------------------------


def test_before_the_first_build_the_answer_says_that_it_is_not_built_yet() -> None:
    assert ask(Builds(), X_Flex_JWE="secret").status == HTTPStatus.SERVICE_UNAVAILABLE


def test_a_list_read_before_a_build_still_leads_to_its_own_script(builds: Builds) -> None:
    (entry,) = json.loads(ask(builds, X_Flex_JWE="secret").body)
    builds.put(replace(BUILD, key="new", integrity="sha384-new", files={f"{NAME}.js": b"new script"}))
    assert ask(builds, entry["src"].removeprefix("http://localhost:3000")).body == b"script"
    assert ask(builds, f"/plugins/{NAME}.js").body == b"new script"
    assert json.loads(ask(builds, X_Flex_JWE="secret").body)[0]["integrity"] == "sha384-new"


def test_only_a_few_builds_are_kept(builds: Builds) -> None:
    for number in range(KEPT):
        builds.put(replace(BUILD, key=str(number)))
        builds.put(replace(BUILD, key=str(number), version=f"1.0.{number}"))  # the same script again
    assert builds.find(BUILD.key) is None
    assert [found.version for key in range(KEPT) if (found := builds.find(str(key)))] == [
        f"1.0.{number}" for number in range(KEPT)
    ]


def test_a_folder_without_products_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ToolChainError, match=r"manifest\.json: cannot be read: "):
        read_build(tmp_path)
