"""The rules of random days find what they are about, and accept only what the plugin cannot prevent."""

from __future__ import annotations

import pytest

from .day_rules import breaches
from .page import LIGHTNING, OPEN_CTI, Json
from .random_days import Evening, Work

SID = f"WR{1:032x}"
FIRST, SECOND = "first", "second"
ABROAD: Json = {"org": "https://other.example"}


def evening_with(*activities: Json, record: str = "", note: str = "", host: str = LIGHTNING) -> Evening:
    """Return the evening of a day with one task, whose agent chose `record`, and with these activities."""
    work = Work(SID, "ended", record=record, answered=True, note=note)
    return Evening([work], [], {SID: [*activities]}, {}, {}, [], [], [], 0, 0, host)


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


def test_two_browsers_may_log_a_task_in_two_orgs() -> None:
    chosen = {"WhoId": "0035f0000000001AAA", "Description": "Zq9Customer"}
    here, there = written_by(FIRST, True), {**written_by(SECOND, True), **chosen, **ABROAD}
    assert breaches(evening_with(here, there, record=chosen["WhoId"], note="Zq9Customer")) == []
    broken = breaches(evening_with(here, {**written_by(SECOND, True), **ABROAD}, record=chosen["WhoId"]))
    assert broken == ["on_the_record_chosen_last: 001 is on [] instead of ['0035f0000000001AAA']"]


@pytest.mark.parametrize(
    ("activities", "host"),
    [
        ([written_by(FIRST, True), {**written_by(FIRST, True), **ABROAD}], LIGHTNING),
        ([{**written_by(FIRST, True), **ABROAD}, {**written_by(SECOND, True), **ABROAD}], LIGHTNING),
        ([{}, ABROAD], LIGHTNING),
        ([{}, ABROAD], OPEN_CTI),
    ],
    ids=["one-browser", "one-org", "open-cti-first", "open-cti"],
)
def test_other_activities_in_two_orgs_break_a_rule(activities: list[Json], host: str) -> None:
    assert breaches(evening_with(*activities, host=host)) == ["written_at_most_once: 001 was written 2 times"]
