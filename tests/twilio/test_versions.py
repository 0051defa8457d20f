"""The choice of the next version."""

from __future__ import annotations

import pytest

from build.remote.errors import InputError
from build.twilio.versions import check_greater, highest, next_version
from tests.support.cases import each


def test_the_highest_version_is_found_by_number_and_not_by_spelling_or_position() -> None:
    assert highest(["1.9.0", "1.10.0", "1.2.30"]) == "1.10.0"
    assert highest(["2.0.0-rc.2", "2.0.0-rc.10", "1.9.9"]) == "2.0.0-rc.10"
    assert highest(["2.0.0-rc.1", "2.0.0"]) == "2.0.0"


def test_an_invalid_version_does_not_count() -> None:
    assert highest(["nightly", "1.0", "v9.0.0", "1.0.0"]) == "1.0.0"
    assert highest(["nightly"]) is None
    assert highest([]) is None


@pytest.mark.parametrize(
    ("top", "patch", "minor", "major"),
    [
        ("1.2.3", "1.2.4", "1.3.0", "2.0.0"),
        ("1.2.3-rc.1", "1.2.3", "1.3.0", "2.0.0"),
        ("1.3.0-rc.1", "1.3.0", "1.3.0", "2.0.0"),
        ("2.0.0-rc.1", "2.0.0", "2.0.0", "2.0.0"),
        ("0.0.9+build.5", "0.0.10", "0.1.0", "1.0.0"),
    ],
)
def test_a_bump_works_as_in_npm(top: str, patch: str, minor: str, major: str) -> None:
    bumped = [next_version(["0.0.1", top], bump) for bump in ("patch", "minor", "major")]
    assert bumped == [patch, minor, major]


def test_a_first_version_follows_nothing() -> None:
    assert [next_version([], bump) for bump in ("patch", "minor", "major")] == ["0.0.1", "0.1.0", "1.0.0"]


def test_an_unknown_bump_is_the_users_mistake() -> None:
    with pytest.raises(InputError, match='got "tiny"'):
        next_version([], "tiny")


@pytest.mark.parametrize("version", ["1.10.1", "1.11.0-rc.1", "2.0.0"])
def test_a_version_above_all_others_is_accepted(version: str) -> None:
    check_greater(version, ["1.9.0", "1.10.0", "odd"])


@each(
    ("version", "said"),
    [
        ("1.9.5", "must be higher than 1.10.0"),
        ("1.10.0-rc.9", "must be higher than 1.10.0"),
        ("1.10.0", "is on the account already"),
        ("1.9.0", "is on the account already"),
        ("0.0.0", "higher than 0.0.0"),
        ("3.0.0+build", "no [+]build part"),
        ("3.0", "is not a semantic version"),
        ("v3.0.0", "is not a semantic version"),
    ],
)
def test_a_version_that_is_too_low_or_invalid_is_an_input_error(version: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        check_greater(version, ["1.10.0", "1.9.0"])
    assert caught.value.exit_code == 2


def test_a_refused_version_comes_with_a_valid_suggestion() -> None:
    with pytest.raises(InputError, match=r"--plugin-version 1\.10\.1\."):
        check_greater("1.0.0", ["1.10.0"])
