"""Odd moments: storage denied for a while, late choices and notes, clocks set back, unusual errors."""

from __future__ import annotations

import pytest

from .day import ADA, BOB, CLICK, LEE, OTHER_NUMBER, attributes
from .page import HOUR, NUMBER, Engine
from .scenes import (
    NOTE,
    at_a_task,
    at_work,
    choose_record,
    office,
    record_and_note,
    relation_of,
    submit_note,
    take_task,
)

CASE = "5005f0000000001AAA"
CALL = f"WR{901:032x}"


@pytest.mark.parametrize("moment", [0, 0.1, 0.25])
def test_storage_that_is_denied_for_a_moment_duplicates_nothing(engine: Engine, moment: float) -> None:
    world, tab, sid = at_a_task(engine)
    tab.press_complete(sid)
    world.passes(moment)
    world.fails("localStorage", "throws")
    world.passes(2)
    world.fails("localStorage", None)
    second = take_task(world, tab, 2)
    tab.complete(second)
    world.passes(120)
    assert len(world.activities(sid)) == 1


def test_a_note_that_came_while_the_storage_was_full_outlasts_the_page(engine: Engine) -> None:
    world, tab = at_work(engine)
    items = "world.browser('first').local.items"
    used = f"[...{items}].reduce((sum, [key, text]) => sum + key.length + text.length, 0)"
    world.run(f"{items}.set('other', 'x'.repeat(QUOTA - {used} - 'other'.length - 300))")
    sid = take_task(world, tab, channel="web")
    submit_note(tab)
    world.run(f"{items}.delete('other')")
    world.passes(60)
    tab.reload()
    tab.complete(sid)
    world.passes(60)
    assert record_and_note(world, sid) == (ADA["Id"], NOTE)


def test_the_choice_after_a_failed_completion_counts(engine: Engine) -> None:
    world, tab = at_work(engine)
    sid = choose_record(world, tab, str(BOB["Id"]))
    world.passes(60)
    world.fails("CompleteTask", "refused")
    tab.press_complete(sid)
    world.passes(3)
    tab.select(sid)
    tab.choose(str(LEE["Id"]))
    world.passes(5)
    tab.reload()
    world.passes(3)
    world.complete_elsewhere(sid)
    world.passes(120)
    (saved,) = world.activities(sid)
    assert relation_of(saved) == LEE["Id"]


def test_a_logout_with_a_full_storage_leaves_nothing_in_the_other_tab(engine: Engine) -> None:
    world = office(engine)
    tab, second_tab = world.open(), world.open()
    take_task(world, tab)
    world.fails("localStorage", "refused")
    tab.log_out()
    world.passes(40)
    world.fails("localStorage", None)
    world.passes(40)
    assert "Zq9Customer" not in str(world.stored)
    assert second_tab.number == 2


def test_a_logout_after_the_clock_was_set_back_leaves_nothing(engine: Engine) -> None:
    world = office(engine)
    world.run("world.browser('first').ahead = 3600000")
    tab = world.open()
    world.open()
    take_task(world, tab)
    world.run("world.browser('first').ahead = 0")
    world.passes(5)
    tab.log_out()
    world.passes(60)
    assert "Zq9Customer" not in str(world.stored)


def test_an_invalid_date_is_not_a_time(engine: Engine) -> None:
    world, tab = at_work(engine)
    sid = world.offer(1, "voice", attributes(NUMBER, sfdcObjectId=str(ADA["Id"])))
    world.run(
        f"Object.assign(world.tasks.get('{sid}'), {{status: 'accepted', updated: 'garbage'}});"
        f" for (const one of world.tabs) one.flex.refresh('{sid}')"
    )
    world.passes(60)
    tab.complete(sid)
    world.passes(60)
    assert len(world.calls_of("saveLog")) == 1


def test_an_unanswered_call_that_ends_while_no_page_is_open_is_logged(engine: Engine) -> None:
    world, tab = at_work(engine)
    world.run("world.customerAnswers = false")
    tab.click(CLICK)
    world.passes(20)
    tab.close(True)
    world.cancel(CALL, 45305)
    world.open()
    world.passes(120)
    (saved,) = world.activities(CALL)
    assert saved["Subject"].startswith("[Canceled] Outbound")


LATE_CHOICES = {"another-contact": str(BOB["Id"]), "a-case": CASE, "none-of-these": "none"}


@pytest.mark.parametrize(
    "answer", [None, "twice", "late"], ids=["answered", "answered-twice", "answered-late"]
)
@pytest.mark.parametrize("moment", [0.05, 0.12, 0.2, 0.3, 0.36, 0.4, 1])
@pytest.mark.parametrize("choice", LATE_CHOICES)
def test_a_choice_around_the_end_of_a_task_counts(
    engine: Engine, choice: str, moment: float, answer: str | None
) -> None:
    world, tab = at_work(engine)
    case = {"Id": CASE, "RecordType": "Case", "Name": "C", "Phone": OTHER_NUMBER}
    world.run(f"world.org.records.push({case!r})")
    sid = choose_record(world, tab, str(LEE["Id"]))
    world.passes(60)
    world.fails("saveLog", answer)
    tab.press_complete(sid)
    world.passes(moment)
    tab.choose(LATE_CHOICES[choice])
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    expected = "" if choice == "none-of-these" else LATE_CHOICES[choice]
    assert {saved.get("WhoId"), saved.get("WhatId")} - {None} == {expected} - {""}
