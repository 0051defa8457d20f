"""With a key in the org each activity is written exactly once, with its latest content, and none is in doubt.

Its calls are named as Open CTI's: `fakes/lightning.js`. The org has a unique index.
"""

from __future__ import annotations

import pytest

from .answers import AMBIGUOUS, error
from .day import ADA, ALL_ON, BOB, LEE, OTHER_NUMBER, attributes
from .page import HOUR, LIGHTNING, MINUTE, Engine, Json, Tab, World
from .scenes import MOMENTS, NOTE, at_a_task, at_work, office, relation_of, submit_note, take_task
from .test_interruptions import another_tab, crash, next_day, reload, the_other_of_two_tabs

pytestmark = pytest.mark.parametrize("engine", [LIGHTNING], indirect=True)

FAULTS = ("refused", "throws", "never", "lost", "late", "twice", "nonsense")
LOST = ("never", "lost", "late", "nonsense")
INTERRUPTIONS = (reload, crash, next_day, another_tab, the_other_of_two_tabs)
LOCKED = error("UNABLE_TO_LOCK_ROW")


def the_activity(world: World, sid: str) -> Json:
    """Return the only activity of a task, when time has passed and nothing fails any more."""
    world.fails("saveLog", None)
    world.passes(2 * HOUR)
    (saved,) = world.activities(sid)
    for number in world.value("world.tabs.map((one) => one.number)"):
        assert Tab(world, number).unsaved == []
    return saved


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("wait", [5, 40, 20 * MINUTE], ids=lambda wait: f"{wait}s")
def test_after_any_answer_the_activity_has_its_record(engine: Engine, fault: str, wait: float) -> None:
    world, tab, sid = at_a_task(engine)
    world.fails("saveLog", fault)
    tab.complete(sid)
    world.passes(wait)
    assert tab.state_of(sid) in (None, "waiting", "sent")
    saved = the_activity(world, sid)
    assert relation_of(saved) == ADA["Id"]


@pytest.mark.parametrize("name", [name for name in AMBIGUOUS if name not in ("null", "nothing")])
@pytest.mark.parametrize("effect", [True, False], ids=["written", "not-written"])
def test_after_each_answer_that_proves_nothing_the_activity_is_written_once(
    engine: Engine, name: str, effect: bool
) -> None:
    world, tab, sid = at_a_task(engine)
    world.answers("saveLog", AMBIGUOUS[name], effect, times=3)
    tab.complete(sid)
    world.passes(MINUTE)
    assert tab.state_of(sid) != "unknown"
    the_activity(world, sid)
    creates = [
        call["args"]["value"] for call in world.calls_of("saveLog") if "Id" not in call["args"]["value"]
    ]
    assert len(creates) == 4
    assert all(value == creates[0] for value in creates), "the content stays the same in all tries"


@pytest.mark.parametrize("fault", LOST)
def test_changes_during_an_unanswered_save_go_as_an_update(engine: Engine, fault: str) -> None:
    world, tab, sid = at_a_task(engine, channel="web")
    world.fails("saveLog", fault)
    tab.complete(sid)
    world.passes(MINUTE)
    submit_note(tab)
    world.passes(1)
    tab.says("subscribe Record__c", {"taskSid": sid, "recordId": BOB["Id"], "objectType": "Contact"})
    saved = the_activity(world, sid)
    assert saved["Description"] == NOTE
    creates = [
        call["args"]["value"] for call in world.calls_of("saveLog") if "Id" not in call["args"]["value"]
    ]
    assert len(creates) > 1
    assert all(value == creates[0] for value in creates)


def test_an_edit_by_the_agent_is_not_overwritten(engine: Engine) -> None:
    world, tab, sid = at_a_task(engine, channel="web")
    world.fails("saveLog", "lost")
    tab.complete(sid)
    world.passes(5)
    world.run("world.org.save({ Id: Object.keys(world.org.saved)[0], Subject: 'edited by hand' })")
    submit_note(tab)
    saved = the_activity(world, sid)
    assert saved["Subject"] == "edited by hand"
    assert saved["Description"] == NOTE


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment}s")
@pytest.mark.parametrize("interrupt", INTERRUPTIONS, ids=lambda item: str(item.__name__))
@pytest.mark.parametrize("fault", [None, "lost", "never"], ids=str)
def test_a_page_that_is_interrupted_at_any_moment_writes_one_activity(
    engine: Engine, interrupt: object, moment: float, fault: str | None
) -> None:
    world = office(engine)
    if interrupt is the_other_of_two_tabs:
        world.open()
    tab = world.open()
    sid = take_task(world, tab)
    world.reservation_wraps(sid)
    world.fails("saveLog", fault)
    tab.press_complete(sid)
    world.passes(moment)
    assert callable(interrupt)
    interrupt(tab)
    world.passes(MINUTE)
    if world.value(f"world.tasks.get('{sid}').gone"):  # else the page was gone before TaskRouter heard of it
        the_activity(world, sid)


@pytest.mark.parametrize("fault", [None, *LOST], ids=str)
@pytest.mark.parametrize("single_session", [True, False], ids=["single", "not-single"])
@pytest.mark.parametrize("takes_over", [True, False], ids=["takes-over", "stays"])
def test_two_machines_write_one_activity(
    engine: Engine, takes_over: bool, single_session: bool, fault: str | None
) -> None:
    world, tab = at_work(engine)
    world.run(f"world.singleSession = {'true' if single_session else 'false'}")
    sid = take_task(world, tab, channel="web")
    second_browser = world.open(browser="second", detects=single_session)
    world.passes(5)
    if takes_over:
        second_browser.take_over()
    submit_note(second_browser)
    world.fails("saveLog", fault)
    (second_browser if takes_over else tab).complete(sid)
    world.passes(MINUTE)
    saved = the_activity(world, sid)
    if takes_over:
        assert saved["Description"] == NOTE
    assert relation_of(saved) == ADA["Id"]


def test_a_save_that_meets_a_deadlock_is_tried_again(engine: Engine) -> None:
    world, tab, sid = at_a_task(engine)
    world.rejects(LOCKED)
    tab.complete(sid)
    world.passes(5)
    world.fails("saveLog", "lost")
    world.accepts(LOCKED)
    world.passes(MINUTE)
    the_activity(world, sid)


def test_a_component_that_is_replaced_during_a_save_loses_nothing(engine: Engine) -> None:
    world, tab, sid = at_a_task(engine)
    world.fails("saveLog", "late")
    tab.press_complete(sid)
    world.passes(0.5)
    tab.run("tab.host.isReplaced()")
    the_activity(world, sid)
    assert len(world.calls_of("hello")) == 2
    assert world.value("[world.org.icon, world.org.label].every(Boolean)")


def test_without_the_key_field_an_activity_is_written_at_most_once_and_the_agent_decides(
    engine: Engine,
) -> None:
    world = engine.world(ALL_ON, savesOnce=False)
    world.run(f"world.org.records.push({ADA!r})")
    tab = world.open()
    sid = take_task(world, tab)
    world.fails("saveLog", "lost")
    tab.complete(sid)
    world.passes(MINUTE)
    world.fails("saveLog", None)
    world.passes(HOUR)
    assert world.creates(sid) == 1
    assert tab.state_of(sid) == "unknown"
    assert "lacks for this agent: key" in world.printed


def test_an_activity_in_doubt_is_not_sent_without_a_key_that_counts(engine: Engine) -> None:
    world, tab, sid = at_a_task(engine)
    world.fails("saveLog", "lost")
    tab.complete(sid)
    world.passes(5)
    world.saves_once(False)
    tab.reload()
    world.fails("saveLog", None)
    world.passes(HOUR)
    assert len(world.activities(sid)) == 1
    assert tab.state_of(sid) == "unknown"
    world.saves_once(True)


@pytest.mark.parametrize("order", [("first", "second"), ("second", "first")])
def test_of_two_sessions_that_crashed_the_first_to_write_keeps_its_record(
    engine: Engine, order: tuple[str, str]
) -> None:
    world = office(engine)
    world.fails("setAttributes", "refused")
    sid = world.offer(1, "web", attributes(OTHER_NUMBER))
    chosen = {"first": str(BOB["Id"]), "second": str(LEE["Id"])}
    for browser, record in chosen.items():
        tab = world.open(browser=browser)
        tab.accept(sid)
        world.passes(5)
        tab.select(sid)
        tab.choose(record)
        world.passes(MINUTE)
        tab.close()
    world.end_without_event(sid)
    world.passes(10 * MINUTE)
    for browser in order:
        world.open(browser=browser)
        world.passes(10 * MINUTE)
    (saved,) = world.activities(sid)
    assert relation_of(saved) == chosen[order[0]]
