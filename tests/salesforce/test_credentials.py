"""Credentials: their sources, the hosts that receive them, and their secrecy."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from build.remote.errors import CredentialsError, InputError, ReleaseError
from build.salesforce.client.address import check_address
from build.salesforce.client.credentials import Credentials, find_credentials
from tests.support.cases import each

TOKEN = "00D5g00000ABCDE!AQEAQ.a_secret.Token"
ORG = "https://acme.my.salesforce.com"
BY_TOKEN = {"SALESFORCE_INSTANCE_URL": ORG, "SALESFORCE_ACCESS_TOKEN": TOKEN}
BY_CLIENT = {
    "SALESFORCE_INSTANCE_URL": ORG,
    "SALESFORCE_CLIENT_ID": "3MVG9.client",
    "SALESFORCE_CLIENT_SECRET": "7F0E.secret",
}
NO_CLI = {"PATH": ""}


def found(environ: dict[str, str], target: str | None = None) -> Credentials:
    return find_credentials({**NO_CLI, **environ}, target)


def refusal(environ: dict[str, str], target: str | None = None) -> ReleaseError:
    with pytest.raises(ReleaseError) as caught:
        found(environ, target)
    assert TOKEN not in str(caught.value)
    assert "7F0E.secret" not in str(caught.value)
    assert caught.value.exit_code == 2
    assert caught.value.next or isinstance(caught.value, InputError)
    return caught.value


def test_a_token_or_a_client_is_read_from_the_environment() -> None:
    token, client = found(BY_TOKEN), found(BY_CLIENT)
    assert (token.address, token.token, token.source) == (ORG, TOKEN, "SALESFORCE_ACCESS_TOKEN")
    assert (client.token, client.client_id, client.client_secret) == ("", "3MVG9.client", "7F0E.secret")


@each(
    ("environ", "problem"),
    [
        ({}, "found none"),
        ({name: "" for name in BY_TOKEN}, "found none"),
        ({"SALESFORCE_INSTANCE_URL": ORG}, "set without any credentials"),
        ({"SALESFORCE_ACCESS_TOKEN": TOKEN}, "SALESFORCE_INSTANCE_URL is missing"),
        ({**BY_TOKEN, **BY_CLIENT}, "both"),
        ({**BY_CLIENT, "SALESFORCE_CLIENT_SECRET": ""}, "without SALESFORCE_CLIENT_SECRET"),
        ({**BY_CLIENT, "SALESFORCE_CLIENT_ID": ""}, "without SALESFORCE_CLIENT_ID"),
        ({**BY_TOKEN, "SALESFORCE_ACCESS_TOKEN": f"{TOKEN} {TOKEN}"}, "is not an access token"),
        ({**BY_TOKEN, "SALESFORCE_ACCESS_TOKEN": "short"}, "is not an access token"),
        ({**BY_CLIENT, "SALESFORCE_CLIENT_SECRET": "7F0E.secret\n7F0E.secret"}, "contains characters"),
        ({**BY_CLIENT, "SALESFORCE_CLIENT_ID": "\udcff"}, "contains characters"),
        ({"SALESFORCE_PASSWORD": "x", "SALESFORCE_USERNAME": "y"}, "found none"),
    ],
)
def test_credentials_that_are_missing_or_contradict_each_other_are_refused(
    environ: dict[str, str], problem: str
) -> None:
    assert problem in str(refusal(environ))


@each(
    ("text", "origin"),
    [
        ("https://acme.my.salesforce.com", "https://acme.my.salesforce.com"),
        ("https://ACME.my.salesforce.com/", "https://acme.my.salesforce.com"),
        ("https://acme--uat.sandbox.my.salesforce.com", "https://acme--uat.sandbox.my.salesforce.com"),
        ("https://na1.salesforce.com", "https://na1.salesforce.com"),
        ("https://acme.my.salesforce.mil:8443", "https://acme.my.salesforce.mil:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://localhost", "http://localhost"),
        ("https://proxy.acme.example", "https://proxy.acme.example"),
    ],
)
def test_salesforces_addresses_may_receive_credentials(text: str, origin: str) -> None:
    assert check_address("X", text, ["Proxy.acme.example"]) == origin


@each(
    ("text", "hint"),
    [
        ("http://acme.my.salesforce.com", "https://"),
        ("ftp://acme.my.salesforce.com", "https://"),
        ("acme.my.salesforce.com", "expected an address"),
        ("https://", "expected an address"),
        ("https://acme.my.salesforce.com:port", "expected an address"),
        ("https://[acme", "expected an address"),
        ("https://acme.my.salesforce.com\n.example", "expected an address"),
        ("https://äcme.my.salesforce.com", "expected an address"),
        ("https://evil.example\\.my.salesforce.com", "expected an address"),
        ("https://evil.example%2f.my.salesforce.com", "expected an address"),
        ("https://evil.example;.my.salesforce.com", "expected an address"),
        ("https://acme.my.salesforce.com@evil.example", "user name or a password"),
        ("https://user:secret@acme.my.salesforce.com", "user name or a password"),
        ("https://acme.my.salesforce.com/lightning", "nothing after"),
        ("https://acme.my.salesforce.com?a=b", "nothing after"),
        ("https://acme.my.salesforce.com/#a", "nothing after"),
        ("https://acme.lightning.force.com", "use https://acme.my.salesforce.com"),
        ("https://acme--uat.sandbox.lightning.force.com", "use https://acme--uat.sandbox.my.salesforce.com"),
        ("https://acme.lightning.force.com/lightning/page/home", "use https://acme.my.salesforce.com"),
        ("https://acme.lightning.crmforce.mil", "use https://acme.my.salesforce.mil"),
        ("https://acme.lightning.sfcrmapps.cn", "use https://acme.my.sfcrmproducts.cn"),
        ("https://acme.my.salesforce-setup.com", "use https://acme.my.salesforce.com"),
        ("https://login.salesforce.com", "serves every org"),
        ("https://test.salesforce.com", "serves every org"),
        ("https://evilsalesforce.com", "--allow-host evilsalesforce.com"),
        ("https://acme.my.salesforce.com.evil.example", "not a Salesforce host"),
        ("https://evil.example/acme.my.salesforce.com", "not a Salesforce host"),
        ("http://proxy.acme.example", "https://"),
        ("http://127.0.0.1.evil.example", "https://"),
    ],
)
def test_other_addresses_receive_no_credentials(text: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        check_address("SALESFORCE_INSTANCE_URL", text, ["proxy.acme.example"])
    assert hint in str(caught.value)
    assert "secret" not in str(caught.value)
    assert str(caught.value).startswith("SALESFORCE_INSTANCE_URL: ")


def test_neither_repr_nor_an_echo_shows_a_secret() -> None:
    for credentials in (found(BY_TOKEN), found(BY_CLIENT)):
        assert "secret" not in repr(credentials)
    token = '00D!a/b+c="d"e'
    echo = f"{token} 00D%21a%2Fb%2Bc%3D%22d%22e {json.dumps(token)}"
    hidden = Credentials(ORG, "x", token).hide(echo)
    assert hidden == '[hidden] [hidden] "[hidden]"'
    assert (
        Credentials(ORG, "x", client_id="me", client_secret="pw").hide("bWU6cHc= pw") == "[hidden] [hidden]"
    )


def fake_cli(folder: Path, answers: dict[str, object], *, code: int = 0) -> dict[str, str]:
    """Write a program `sf` that answers by its arguments; return the environment that finds it."""
    folder.mkdir()
    log = folder / "log"
    script = [
        f"#!{sys.executable}",
        "import json, os, sys",
        f"answers = json.loads({json.dumps(json.dumps(answers))})",
        f"open({str(log)!r}, 'a').write(json.dumps([sys.argv[1:], sorted(os.environ)]) + '\\n')",
        "key = ' '.join(one for one in sys.argv[1:] if not one.startswith('-'))",
        "answer = answers.get(key)",
        "print(json.dumps({'status': 0, 'result': answer}) if answer is not None else 'Error')",
        f"sys.exit({code} if answer is not None else 1)",
    ]
    program = folder / "sf"
    program.write_text("\n".join(script), "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return {"PATH": str(folder), "HOME": str(folder), "SALESFORCE_CLIENT_X": "x", "TWILIO_AUTH_TOKEN": "x"}


needs_sh = pytest.mark.skipif(os.name == "nt", reason="the program of the test is a script")
HIDDEN = "[REDACTED] Use 'sf org auth show-access-token' to view"
DISPLAY = {"instanceUrl": f"{ORG}/", "username": "ada@acme.example", "accessToken": HIDDEN}
SHOW = "org auth show-access-token"


@needs_sh
def test_the_salesforce_cli_shows_address_and_token(tmp_path: Path) -> None:
    environ = fake_cli(tmp_path / "bin", {"org display": DISPLAY, SHOW: {"accessToken": TOKEN}})
    for target in (None, "uat", "--evil"):
        credentials = find_credentials(environ, target)
        assert (credentials.address, credentials.token) == (ORG, TOKEN)
        assert "ada@acme.example" in credentials.source
    calls = [json.loads(line) for line in (tmp_path / "bin" / "log").read_text("utf-8").splitlines()]
    assert calls[0][0] == ["org", "display", "--json"]
    assert calls[2][0] == ["org", "display", "--target-org=uat", "--json"]
    assert calls[3][0] == ["org", "auth", "show-access-token", "--target-org=ada@acme.example", "--json"]
    assert calls[4][0] == ["org", "display", "--target-org=--evil", "--json"]  # an option's value
    assert not [name for call in calls for name in call[1] if name.startswith(("SALESFORCE_", "TWILIO_"))]


@needs_sh
def test_an_older_cli_shows_the_token_with_the_org(tmp_path: Path) -> None:
    environ = fake_cli(tmp_path / "bin", {"org display": {**DISPLAY, "accessToken": TOKEN}})
    assert find_credentials(environ, "uat").token == TOKEN


@needs_sh
@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({}, 'no usable org "uat"'),
        ({"org display": DISPLAY}, "shows no access token"),
        ({"org display": {**DISPLAY, "instanceUrl": None}}, "does not show the org's address"),
        ({"org display": {**DISPLAY, "instanceUrl": "https://evil.example"}}, "not a Salesforce host"),
        ({"org display": DISPLAY, SHOW: {"accessToken": f"{TOKEN}\nX"}}, "shows no access token"),
        ({"org display": DISPLAY, SHOW: {}}, "shows no access token"),
        ({"org display": [DISPLAY]}, 'no usable org "uat"'),
    ],
)
def test_a_cli_without_a_usable_answer_is_reported_in_one_error(
    tmp_path: Path, answers: dict[str, object], problem: str
) -> None:
    assert problem in str(refusal(fake_cli(tmp_path / "bin", answers), "uat"))


@needs_sh
def test_a_cli_that_fails_shows_nothing(tmp_path: Path) -> None:
    answers: dict[str, object] = {"org display": {**DISPLAY, "accessToken": TOKEN}}
    assert "no usable org" in str(refusal(fake_cli(tmp_path / "bin", answers, code=1), "uat"))


def test_an_alias_needs_the_cli_and_has_precedence() -> None:
    with pytest.raises(CredentialsError, match="--target-org uat: the Salesforce CLI is not installed"):
        found(BY_TOKEN, "uat")
