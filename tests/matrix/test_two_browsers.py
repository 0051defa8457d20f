"""One worker in two browsers without shared storage: the browser that saw a task's end logs it, once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .answers import AMBIGUOUS
from .day import ADA, BOB, FUNCTIONS, LEE, OTHER_NUMBER, attributes
from .page import HOUR, LIGHTNING, MINUTE, NUMBER, OPEN_CTI, Engine, Json, Tab, World
from .random_days import CASE
from .scenes import MOMENTS, NOTE, at_a_task, at_work, choose_record, record_and_note, submit_note, take_task


def in_two_browsers(engine: Engine, single_session: bool | None) -> tuple[World, Tab, Tab, str]:
    """Return a task accepted in the first browser, and a second browser in which Flex is open too."""
    world, tab = at_work(engine)
    flag = {True: "true", False: "false", None: "undefined"}[single_session]
    world.run(f"world.singleSession = {flag}; world.tab1.flex.store.changed()")
    sid = take_task(world, tab)
    second_browser = world.open(browser="second")
    if single_session:
        second_browser.detect_other_session()
    world.passes(5)
    return world, tab, second_browser, sid


def states(sid: str, *tabs: Tab) -> list[str | None]:
    """Return how the activity of a reservation is shown in each tab."""
    return [tab.state_of(sid) for tab in tabs]


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment}s")
@pytest.mark.parametrize("single_session", [True, False], ids=["single", "not-single"])
def test_a_second_browser_that_opens_around_the_completion_writes_nothing(
    engine: Engine, single_session: bool, moment: float
) -> None:
    world, tab = at_work(engine)
    world.run(f"world.singleSession = {'true' if single_session else 'false'}")
    sid = take_task(world, tab)
    tab.press_complete(sid)
    world.passes(moment)
    second_browser = world.open(browser="second")
    if single_session:
        second_browser.detect_other_session()
    world.passes(HOUR)
    assert world.creates(sid) == 1
    assert len(world.activities(sid)) == 1


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment}s")
def test_a_takeover_around_the_completion_loses_and_duplicates_nothing(engine: Engine, moment: float) -> None:
    world, tab, other, sid = in_two_browsers(engine, single_session=True)
    tab.press_complete(sid)
    world.passes(moment)
    other.take_over()
    world.passes(HOUR)
    tab.reload()
    world.passes(HOUR)
    assert len(world.activities(sid)) <= 1
    assert world.activities(sid) or "unknown" in states(sid, tab, other)


def test_after_a_logout_the_plugin_still_knows_what_another_session_may_log(engine: Engine) -> None:
    world, tab, sid = at_a_task(engine)
    second_browser = taken_over(world)
    tab.reload(detects=True)
    assert tab.log_out() == "done"
    second_browser.complete(sid)
    tab.restore()
    world.passes(HOUR)
    assert world.creates(sid) == 1
    assert tab.state_of(sid) == "unknown"


@pytest.mark.parametrize("moment", [0, 0.05, 0.1, 0.16, 0.3, 1], ids=lambda moment: f"{moment}s")
def test_a_page_that_starts_while_another_session_completes_a_task_writes_nothing(
    engine: Engine, moment: float
) -> None:
    world, tab, sid = at_a_task(engine)
    tab.close(True)
    second_browser = world.open(browser="second")
    world.passes(5)
    second_browser.press_complete(sid)
    world.passes(moment)
    world.open(detects=True)
    world.passes(HOUR)
    assert world.creates(sid) == 1


@pytest.mark.parametrize("taken_over_after", [0.5, 1.5, 2.05, 3], ids=lambda seconds: f"{seconds}s")
def test_a_page_that_soon_takes_over_a_task_which_another_session_completes_writes_nothing(
    engine: Engine, taken_over_after: float
) -> None:
    world, tab, sid = at_a_task(engine)
    other = taken_over(world)
    other.press_complete(sid)
    world.passes(0.05)
    tab.run("world.tab1 = tab.reload(true, true); world.tab1.boot()")
    world.passes(taken_over_after)
    tab.run("tab.takesOver()")
    world.passes(HOUR)
    assert len(world.activities(sid)) == 1


@pytest.mark.parametrize(
    ("away", "fault"), [(31, None), (45, None), (600, None), (31, "refused"), (31, "lost"), (31, "late")]
)
def test_a_task_that_was_logged_while_it_was_away_and_continues_in_another_browser_needs_confirmation(
    engine: Engine, away: float, fault: str | None
) -> None:
    world, tab, sid = at_a_task(engine, customData=FUNCTIONS)
    world.vanish(sid)
    world.fails("fetch", fault)
    world.passes(away)
    world.fails("fetch", None)
    world.passes(MINUTE)
    tab.close()
    world.bring_back(sid)
    second_browser = world.open(browser="second")
    world.passes(5)
    second_browser.complete(sid)
    world.passes(HOUR)
    assert world.creates(sid) == 1
    assert second_browser.state_of(sid) == "unknown"
    assert second_browser.press("Save again")
    world.passes(MINUTE)
    assert world.creates(sid) == 2, "the agent confirms that it is missing"


@pytest.mark.parametrize("engine", [LIGHTNING], indirect=True)
def test_a_task_that_was_logged_under_its_key_is_marked_too(engine: Engine) -> None:
    world, tab = at_work(engine, customData=FUNCTIONS)
    world.run("world.singleSession = false")
    sid = take_task(world, tab)
    world.vanish(sid)
    world.passes(2 * MINUTE)
    assert world.creates(sid) == 1, "the key prevents a second activity, so nobody has to confirm"
    tab.close()
    world.saves_once(False)
    world.bring_back(sid)
    second_browser = world.open(browser="second")
    world.passes(5)
    second_browser.complete(sid)
    world.passes(HOUR)
    assert world.creates(sid) == 1
    assert second_browser.state_of(sid) == "unknown"


@pytest.mark.parametrize("engine", [LIGHTNING], indirect=True)
@pytest.mark.parametrize("stays", [5, 60], ids=["before-the-task-is-given-up", "after"])
def test_a_browser_that_saw_the_org_without_its_key_does_not_rely_on_the_key_later(
    engine: Engine, stays: float
) -> None:
    world, tab, sid = at_a_task(engine)
    second_browser = taken_over(world)
    tab.close(True)
    world.saves_once(False)
    second_browser.reload()
    second_browser.complete(sid)
    second_browser.close(True)
    world.passes(400)
    tab = world.open()
    world.passes(stays)
    world.saves_once(True)
    tab.reload()
    world.passes(HOUR)
    assert len(world.activities(sid)) == 1
    assert tab.state_of(sid) == "unknown"


@pytest.mark.parametrize("engine", [OPEN_CTI, LIGHTNING], indirect=True)
@pytest.mark.parametrize("says", [None, True, False], ids=["stays", "closed", "crashed"])
@pytest.mark.parametrize("ends", [World.end_without_event, World.complete_elsewhere, World.cancel])
def test_a_choice_and_a_note_in_a_second_tab_count_in_the_first(
    engine: Engine, ends: Callable[[World, str], None], says: bool | None
) -> None:
    world, tab = at_work(engine)
    world.run("world.singleSession = false")
    world.fails("setAttributes", "refused")
    sid = world.offer(1, "web", attributes(OTHER_NUMBER))
    tab.accept(sid)
    second = world.open()
    world.passes(MINUTE)
    second.select(sid)
    second.choose(str(BOB["Id"]))
    submit_note(second)
    world.passes(20)
    if says is not None:
        second.close(says)
    ends(world, sid)
    world.passes(HOUR)
    if not world.activities(sid):  # without the feature of one session at a time the agent confirms
        tab.press("Save again")
        world.passes(HOUR)
    assert record_and_note(world, sid) == (BOB["Id"], NOTE)
    assert tab.unsaved == []


@pytest.mark.parametrize("is_late", [False, True], ids=["in-time", "late"])
def test_the_last_note_counts_even_if_another_tab_had_another_one_in_between(
    engine: Engine, is_late: bool
) -> None:
    world, tab = at_work(engine)
    world.run("world.singleSession = false")
    sid = take_task(world, tab, channel="web")
    second = world.open()
    if is_late:
        tab.complete(sid)
        world.passes(20)
    for page, note in ((tab, "first"), (second, "second"), (tab, "first")):
        submit_note(page, summary=note)
        world.passes(5)
    if not is_late:
        tab.complete(sid)
    world.passes(MINUTE)
    (activity,) = world.activities(sid)
    assert activity["Description"] == "first"


def taken_over(world: World) -> Tab:
    """Return a second browser's tab that has taken over the agent's session."""
    tab = world.open(browser="second", detects=True)
    tab.take_over()
    return tab


def choose_by_message(tab: Tab, sid: str, **message: str) -> None:
    """Choose a record as a component of the page."""
    tab.says("subscribe Record__c", {"taskSid": sid, **message})


def choose_none(tab: Tab, sid: str) -> None:
    """Choose "None of these"."""
    choose_by_message(tab, sid, recordId="", objectType="")


def choose_lee(tab: Tab, sid: str) -> None:
    """Choose another record."""
    choose_by_message(tab, sid, recordId=str(LEE["Id"]), objectType="Lead")


def choose_a_second(tab: Tab, sid: str) -> None:
    """Choose a second record."""
    choose_by_message(tab, sid, relatedId=str(CASE["Id"]))


def completed(world: World, tab: Tab, sid: str, reloads: bool) -> Json:
    """Complete the task, perhaps after a reload, and return its activity."""
    if reloads:
        tab.reload()
        world.passes(MINUTE)
    assert tab.complete(sid) == "done"
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    return saved


def write_an_attribute(tab: Tab, sid: str) -> None:
    """Change, as another plugin, the attribute that a field of the account shows."""
    written = "{ ...attributes, customers: { external_id: 'X-2' } }"
    tab.world.run(f"const {{ attributes }} = world.tasks.get('{sid}'); world.write('{sid}', {written})")


def note_it(tab: Tab, _: str) -> None:
    """Write a note as the copilot."""
    submit_note(tab)


@pytest.mark.parametrize("engine", [LIGHTNING], indirect=True)
@pytest.mark.parametrize("first_is_first", [True, False], ids=["older-first", "newer-first"])
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (choose_none, {"WhoId": None}),
        (choose_lee, {"WhoId": LEE["Id"]}),
        (choose_a_second, {"WhoId": ADA["Id"], "WhatId": CASE["Id"]}),
        (write_an_attribute, {"External_Id__c": "X-2"}),
        (note_it, {"Description": NOTE}),
    ],
)
def test_a_task_that_ends_after_a_crash_keeps_what_the_last_session_knew(
    engine: Engine, change: Callable[[Tab, str], None], expected: Json, first_is_first: bool
) -> None:
    world, tab = at_work(engine)
    sid = world.offer(1, "web", attributes(NUMBER))
    tab.accept(sid)
    world.passes(MINUTE)
    second_browser = world.open(browser="second", detects=True)
    world.passes(5)
    second_browser.take_over()
    world.passes(10)
    change(second_browser, sid)
    world.passes(MINUTE)
    second_browser.close()
    tab.close()
    world.passes(400)
    world.end_without_event(sid)
    for browser in ("first", "second") if first_is_first else ("second", "first"):
        world.open(browser=browser)
        world.passes(2 * MINUTE)
        world.run("world.tabs[0].close(true)")
    (activity,) = world.activities(sid)
    assert {name: activity.get(name) for name in expected} == expected


@pytest.mark.parametrize("engine", [LIGHTNING], indirect=True)
@pytest.mark.parametrize("first_is_first", [True, False], ids=["older-first", "newer-first"])
@pytest.mark.parametrize("crashes", [True, False], ids=["crash", "takeover"])
def test_the_record_of_the_session_that_saw_the_end_stays(
    engine: Engine, crashes: bool, first_is_first: bool
) -> None:
    world, tab = at_work(engine)
    sid = world.offer(1, "web", attributes(NUMBER))
    tab.accept(sid)
    choose_none(tab, sid)
    world.passes(MINUTE)
    if crashes:
        tab.close()
    second_browser = world.open(browser="second", detects=not crashes)
    world.passes(5)
    if not crashes:
        second_browser.take_over()
    world.passes(10)
    choose_lee(second_browser, sid)
    world.passes(MINUTE)
    if first_is_first:
        world.fails("getCallCenterSettings", "refused")
    second_browser.complete(sid)
    second_browser.close()
    world.fails("getCallCenterSettings", None)
    world.passes(400)
    world.open()
    world.passes(HOUR)
    world.open(browser="second")
    world.passes(HOUR)
    (activity,) = world.activities(sid)
    assert activity["WhoId"] == LEE["Id"]


@pytest.mark.parametrize("engine", [LIGHTNING], indirect=True)
def test_a_choice_is_not_lost_where_a_standalone_flex_completes_the_task(engine: Engine) -> None:
    world, tab = at_work(engine)
    sid = world.offer(1, "web", attributes("anonymous"))
    tab.accept(sid)
    world.passes(MINUTE)
    second_browser = taken_over(world)
    choose_lee(second_browser, sid)
    world.passes(MINUTE)
    alone = world.open(browser="second", standalone=True)
    alone.detect_other_session()
    alone.take_over()
    alone.press_complete(sid)
    world.passes(5)
    alone.close(True)
    second_browser.close(True)
    tab.reload()
    world.passes(HOUR)
    world.open(browser="second")
    world.passes(HOUR)
    (activity,) = world.activities(sid)
    assert activity.get("WhoId") == LEE["Id"]


def test_two_tabs_with_a_full_storage_do_not_keep_each_other_busy(engine: Engine) -> None:
    world, tab = at_work(engine)
    world.run("world.singleSession = false")
    sid = take_task(world, tab)
    world.open()
    world.passes(MINUTE)
    world.fails("localStorage", "refused")
    world.passes(MINUTE)
    tab.press_complete(sid)
    world.passes(MINUTE)
    world.fails("localStorage", None)
    world.passes(HOUR)
    assert len(world.activities(sid)) == 1


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment}s")
def test_two_tabs_write_once_if_the_storage_fills_up_around_the_save(engine: Engine, moment: float) -> None:
    world, tab = at_work(engine)
    world.run("world.singleSession = false")
    sid = take_task(world, tab)
    world.open()
    world.passes(MINUTE)
    world.answers("saveLog", AMBIGUOUS["SERVER_UNAVAILABLE"], True)
    tab.press_complete(sid)
    world.passes(moment)
    world.fails("localStorage", "refused")
    world.passes(MINUTE)
    world.fails("localStorage", None)
    world.fails("saveLog", None)
    world.passes(HOUR)
    assert world.creates(sid) == 1


@pytest.mark.parametrize("engine", [LIGHTNING], indirect=True)
@pytest.mark.parametrize("fault", [None, "lost"], ids=["answered", "answer-lost"])
@pytest.mark.parametrize("first_choice", [choose_lee, choose_none])
@pytest.mark.parametrize("reloads", [False, True], ids=["stays", "reloads"])
def test_a_return_to_the_replaced_record_in_another_browser_counts(
    engine: Engine, reloads: bool, first_choice: Callable[[Tab, str], None], fault: str | None
) -> None:
    world, tab, sid = at_a_task(engine, channel="web")
    world.fails("setAttributes", fault)
    first_choice(tab, sid)
    world.passes(MINUTE)
    world.fails("setAttributes", None)
    world.run("world.singleSession = false")
    second_browser = world.open(browser="second")
    choose_by_message(second_browser, sid, recordId=str(ADA["Id"]), objectType="Contact")
    world.passes(MINUTE)
    assert completed(world, tab, sid, reloads).get("WhoId") == ADA["Id"]


def test_none_of_these_in_one_browser_replaces_a_match_in_another(engine: Engine) -> None:
    world, tab = at_work(engine)
    world.run("world.singleSession = false")
    sid = world.offer(1, "web", attributes(NUMBER))
    other = world.open(browser="second")
    tab.accept(sid)
    world.passes(20)
    assert world.attributes(sid)["sfdcObjectId"] == ADA["Id"], "both have found it"
    other.says("subscribe Record__c", {"taskSid": sid, "recordId": ""})
    world.passes(20)
    assert tab.complete(sid) == "done"
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert "WhoId" not in saved


@pytest.mark.parametrize("reloads", [False, True], ids=["page-stays", "reload"])
def test_none_of_these_in_one_browser_replaces_the_first_choice_in_another(
    engine: Engine, reloads: bool
) -> None:
    world, tab = at_work(engine)
    sid = choose_record(world, tab, str(BOB["Id"]))
    world.passes(20)
    world.run("world.singleSession = false")
    choose_none(world.open(browser="second"), sid)
    world.passes(20)
    saved = completed(world, tab, sid, reloads)
    assert [saved.get("WhoId"), saved.get("WhatId")] == [None, None]


def test_an_empty_record_that_a_flow_writes_again_leaves_the_match(engine: Engine) -> None:
    world, tab = at_work(engine)
    without_record = attributes(NUMBER, sfdcObjectId="", sfdcObjectType="")
    sid = world.offer(1, "web", without_record)
    tab.accept(sid)
    world.passes(20)
    assert world.attributes(sid)["sfdcObjectId"] == ADA["Id"]
    world.run(f"world.write('{sid}', {{ ...world.tasks.get('{sid}').attributes, sfdcObjectId: '' }})")
    world.passes(20)
    assert tab.complete(sid) == "done"
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert saved["WhoId"] == ADA["Id"]
