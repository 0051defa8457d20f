"""Credentials are found where they should be, and never shown."""

from __future__ import annotations

import json
import os
import traceback
from pathlib import Path

import pytest

from build.remote.errors import CredentialsError
from build.twilio.client.credentials import CLI_FILE, Credentials, find_credentials

ACCOUNT = "AC" + "1" * 32
OTHER = "AC" + "2" * 32
KEY = "SK" + "3" * 32
TOKEN = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": "the-token"}
API_KEY = {"TWILIO_API_KEY": KEY, "TWILIO_API_SECRET": "the-secret"}


def profile(account: str = ACCOUNT) -> dict[str, object]:
    return {"accountSid": account, "region": "us1", "apiKey": KEY, "apiSecret": f"secret-of-{account}"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write(
        tmp_path,
        {
            "email": {},
            "prompts": {},
            "projects": [{"id": "old", "accountSid": ACCOUNT}],
            "profiles": {"dev": profile(), "live": profile(OTHER)},
            "activeProject": "dev",
        },
    )
    return tmp_path


def write(home: Path, document: object) -> None:
    (home / CLI_FILE).parent.mkdir(exist_ok=True)
    (home / CLI_FILE).write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")


def refusal(environ: dict[str, str], home: Path, profile: str | None = None) -> str:
    with pytest.raises(CredentialsError) as caught:
        find_credentials(environ, home, profile)
    assert caught.value.exit_code == 2
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    shown = "".join(traceback.format_exception(caught.value))
    for secret in ("the-token", "the-secret", "secret-of"):
        assert secret not in shown
    assert "\n" not in str(caught.value)
    return str(caught.value)


def parts(credentials: Credentials) -> tuple[str, str, str | None]:
    return credentials.username, credentials.secret, credentials.account_sid


def test_an_account_and_its_token_are_read_from_the_environment(tmp_path: Path) -> None:
    assert parts(find_credentials(TOKEN, tmp_path)) == (ACCOUNT, "the-token", ACCOUNT)


def test_an_api_key_without_an_account_leaves_the_account_to_twilio(tmp_path: Path) -> None:
    assert parts(find_credentials(API_KEY, tmp_path)) == (KEY, "the-secret", None)


def test_an_api_key_precedes_the_token_and_the_account_is_kept(tmp_path: Path) -> None:
    assert parts(find_credentials({**TOKEN, **API_KEY}, tmp_path)) == (KEY, "the-secret", ACCOUNT)


def test_spaces_and_line_ends_around_a_variable_are_ignored(tmp_path: Path) -> None:
    credentials = find_credentials({name: f" {value}\n" for name, value in API_KEY.items()}, tmp_path)
    assert parts(credentials) == (KEY, "the-secret", None)


def test_the_environment_precedes_the_active_profile(home: Path) -> None:
    assert find_credentials(TOKEN, home).secret == "the-token"


def test_the_active_profile_of_the_twilio_cli_is_used(home: Path) -> None:
    credentials = find_credentials({}, home)
    assert parts(credentials) == (KEY, f"secret-of-{ACCOUNT}", ACCOUNT)
    assert credentials.source == 'the profile "dev" of the Twilio CLI'


def test_a_named_profile_precedes_the_environment(home: Path) -> None:
    assert find_credentials(TOKEN, home, "live").account_sid == OTHER


def test_twilio_profile_names_a_profile(home: Path) -> None:
    assert find_credentials({"TWILIO_PROFILE": "live"}, home).account_sid == OTHER


def test_twilio_profile_and_credentials_in_the_environment_contradict_each_other(home: Path) -> None:
    assert "Unset one" in refusal({**TOKEN, "TWILIO_PROFILE": "live"}, home)


def test_an_account_without_a_token_must_be_that_of_the_profile(home: Path) -> None:
    assert find_credentials({"TWILIO_ACCOUNT_SID": ACCOUNT}, home).account_sid == ACCOUNT
    message = refusal({"TWILIO_ACCOUNT_SID": OTHER}, home)
    assert OTHER in message
    assert ACCOUNT in message


def test_without_credentials_the_error_lists_the_ways_to_set_them(tmp_path: Path) -> None:
    message = refusal({}, tmp_path)
    assert "TWILIO_API_KEY and TWILIO_API_SECRET" in message
    assert "twilio profiles:create" in message


def test_variables_that_a_pipeline_left_empty_count_as_not_set(tmp_path: Path) -> None:
    empty = {name: "" for name in (*TOKEN, *API_KEY, "TWILIO_PROFILE")}
    assert "found none" in refusal(empty, tmp_path)
    assert find_credentials({**empty, **API_KEY}, tmp_path).username == KEY


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"TWILIO_API_KEY": KEY}, "TWILIO_API_KEY is set without TWILIO_API_SECRET"),
        ({"TWILIO_API_SECRET": "the-secret"}, "TWILIO_API_SECRET is set without TWILIO_API_KEY"),
        ({**TOKEN, "TWILIO_API_KEY": KEY}, "TWILIO_API_KEY is set without TWILIO_API_SECRET"),
        ({"TWILIO_AUTH_TOKEN": "the-token"}, "TWILIO_AUTH_TOKEN is set without TWILIO_ACCOUNT_SID"),
        ({**TOKEN, "TWILIO_AUTH_TOKEN": ""}, "TWILIO_ACCOUNT_SID is set without a key or a token"),
        ({**TOKEN, "TWILIO_ACCOUNT_SID": "the-token"}, "TWILIO_ACCOUNT_SID: expected AC and 32"),
        ({**TOKEN, "TWILIO_ACCOUNT_SID": KEY}, "TWILIO_ACCOUNT_SID: expected AC and 32"),
        ({**API_KEY, "TWILIO_API_KEY": "the-secret"}, "TWILIO_API_KEY: expected SK and 32"),
    ],
)
def test_half_or_mixed_up_credentials_are_named_without_their_values(
    environ: dict[str, str], said: str, tmp_path: Path
) -> None:
    assert said in refusal(environ, tmp_path)


def test_a_missing_profile_is_named(home: Path) -> None:
    assert 'no profile "prod"' in refusal({}, home, "prod")


def test_a_profile_of_an_old_cli_without_its_key_is_explained(home: Path) -> None:
    assert "keychain" in refusal({}, home, "old")


def test_the_only_profile_need_not_be_active_but_one_of_two_must_be(home: Path) -> None:
    write(home, {"profiles": {"dev": profile()}, "activeProject": None})
    assert find_credentials({}, home).account_sid == ACCOUNT
    write(home, {"profiles": {"dev": profile(), "live": profile(OTHER)}, "activeProject": None})
    assert "there are: dev, live" in refusal({}, home)


def test_a_profile_may_hold_the_account_and_its_token(home: Path) -> None:
    write(home, {"profiles": {"dev": {**profile(), "apiKey": ACCOUNT}}, "activeProject": "dev"})
    assert find_credentials({}, home).username == ACCOUNT


@pytest.mark.parametrize("part", ["accountSid", "apiKey", "apiSecret"])
@pytest.mark.parametrize("value", [None, 5, "", "odd"])
def test_a_profile_that_lacks_a_part_is_incomplete(home: Path, part: str, value: object) -> None:
    write(home, {"profiles": {"dev": {**profile(), part: value}}, "activeProject": "dev"})
    if part == "apiSecret" and value == "odd":
        assert find_credentials({}, home).secret == "odd"
    else:
        assert "incomplete" in refusal({}, home)


@pytest.mark.parametrize("document", ["{", '{"apiSecret": "the-secret" x', "\x00"])
def test_a_broken_file_is_named_without_its_content(tmp_path: Path, document: str) -> None:
    write(tmp_path, document)
    assert "config.json: cannot be read" in refusal({}, tmp_path)


def test_a_pipe_instead_of_the_file_is_not_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / ".twilio-cli"
    folder.mkdir()
    os.mkfifo(folder / "config.json")
    assert "config.json: cannot be read" in refusal({}, tmp_path)


@pytest.mark.parametrize(
    "document", [[], 5, None, {}, {"profiles": []}, {"profiles": {"a": 1}}, {"projects": {"a": 1}}]
)
def test_a_file_of_another_shape_holds_no_profiles(tmp_path: Path, document: object) -> None:
    write(tmp_path, document)
    assert "found none" in refusal({}, tmp_path)


def test_a_secret_that_is_not_utf_8_is_reported_without_its_value(tmp_path: Path) -> None:
    said = refusal({**API_KEY, "TWILIO_API_SECRET": "the-secret\udcf6"}, tmp_path)
    assert "TWILIO_API_SECRET is not UTF-8" in said
    assert "the-secret" not in said


def test_neither_repr_nor_str_shows_credentials() -> None:
    shown = repr(Credentials(KEY, "the-secret", ACCOUNT, "somewhere"))
    assert "the-secret" not in shown
    assert KEY not in shown


def test_an_answer_for_another_account_is_refused(tmp_path: Path) -> None:
    credentials = find_credentials({**TOKEN, **API_KEY}, tmp_path)
    credentials.check_account(ACCOUNT)
    with pytest.raises(CredentialsError, match=OTHER):
        credentials.check_account(OTHER)
    find_credentials(API_KEY, tmp_path).check_account(OTHER)
