"""The rules of random days find what they are about, and accept only what the plugin cannot prevent."""

from __future__ import annotations

import pytest

from .day_rules import breaches
from .page import LIGHTNING, Json
from .random_days import Evening, Work

SID = f"WR{1:032x}"
FIRST, SECOND = "first", "second"


def evening_with(*activities: Json) -> Evening:
    """Return the evening of a day with one task, whose agent chose no record, and with these activities."""
    work = Work(SID, "ended", record="", answered=True)
    return Evening([work], [], {SID: [*activities]}, {}, {}, [], [], [], 0, 0, LIGHTNING)


def written_by(browser: str, has_key: bool, knew: bool = False, **fields: str) -> Json:
    """Return an activity that a browser wrote with its key, or without.

    `knew`: the browser had learned that the org lacked the key field.
    """
    return {**fields, "writer": {"browser": browser, "hasKey": has_key, "knew": knew}}


def test_another_browser_cannot_know_of_an_activity_without_a_key() -> None:
    evening = evening_with(written_by(FIRST, False), written_by(SECOND, True, WhoId="0035f0000000001AAA"))
    assert breaches(evening) == []


@pytest.mark.parametrize(
    "activities",
    [
        [written_by(FIRST, False), written_by(FIRST, True)],
        [written_by(FIRST, False), written_by(SECOND, False)],
        [written_by(FIRST, False), written_by(SECOND, True, knew=True)],
        [written_by(FIRST, True), written_by(SECOND, True)],
        [written_by(FIRST, True), written_by(SECOND, False)],
        [written_by(FIRST, False), written_by(SECOND, True), written_by(SECOND, True)],
        [written_by(FIRST, False), {}, written_by(SECOND, True)],
        [{}, written_by(SECOND, True)],
        [{}, {}],
    ],
    ids=[
        "same-browser",
        "no-key",
        "knew",
        "two-keys",
        "key-first",
        "three",
        "one-of-open-cti",
        "open-cti-first",
        "open-cti",
    ],
)
def test_every_other_second_activity_breaks_a_rule(activities: list[Json]) -> None:
    assert breaches(evening_with(*activities)) == [
        f"written_at_most_once: 001 was written {len(activities)} times"
    ]


def test_the_first_of_the_two_has_to_be_on_the_record_of_the_agent() -> None:
    evening = evening_with(written_by(FIRST, False, WhoId="0035f0000000001AAA"), written_by(SECOND, True))
    assert breaches(evening) == ["on_the_record_chosen_last: 001 is on ['0035f0000000001AAA'] instead of []"]
