"""A create continues after its answer was lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from build.remote.errors import AnswerLost, RemoteRefused, RemoteUnavailable
from build.twilio.client.connection import create_idempotently

LOST = AnswerLost("make it", "no answer")
TAKEN = RemoteRefused("make it", "there is one", status=409)


def _in_turn(*results: str | Exception | None) -> Callable[[], str | None]:
    waiting = list(results)

    def call() -> str | None:
        result = waiting.pop(0)
        if isinstance(result, Exception):
            raise result
        return result

    return call


def _create_idempotently(
    sends: list[str | Exception], looks: list[str | Exception | None], *, shared: bool = False
) -> str | None:
    return create_idempotently(_in_turn(*sends), _in_turn(*looks), lambda _: None, shared=shared)


def test_an_answered_create_is_not_looked_up() -> None:
    assert _create_idempotently(["made"], []) == "made"


def test_after_a_lost_answer_a_found_resource_is_used_and_nothing_is_sent_again() -> None:
    assert _create_idempotently([LOST], ["found"]) == "found"


def test_after_a_lost_answer_a_missing_resource_is_created_once_more() -> None:
    assert _create_idempotently([LOST, "made"], [None]) == "made"


@pytest.mark.parametrize("second", [LOST, TAKEN])
def test_a_second_lost_answer_or_a_conflict_leads_to_another_lookup(second: Exception) -> None:
    assert _create_idempotently([LOST, second], [None, "found"]) == "found"
    with pytest.raises(type(second)):
        _create_idempotently([LOST, second], [None, None])


def test_a_refusal_is_not_a_lost_answer() -> None:
    with pytest.raises(RemoteRefused):
        _create_idempotently([RemoteRefused("make it", "no", status=400)], [], shared=True)


def test_a_resource_that_somebody_else_created_first_is_used_only_if_it_fits() -> None:
    assert _create_idempotently([TAKEN], ["theirs"], shared=True) == "theirs"
    with pytest.raises(RemoteRefused):
        _create_idempotently([TAKEN], ["theirs"])
    with pytest.raises(RemoteRefused):
        _create_idempotently([TAKEN], [None], shared=True)


def test_a_failed_lookup_is_reported() -> None:
    with pytest.raises(RemoteUnavailable, match="look"):
        _create_idempotently([LOST], [RemoteUnavailable("look", "no answer")])
