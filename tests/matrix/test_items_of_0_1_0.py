"""Items that version 0.1.0 left in the browser are still sent, once, and unchanged."""

from __future__ import annotations

import json

import pytest

from .day import ADA, BOB, attributes
from .items import CHANNELS, LEFT, MORNING, OUTBOX, SAVED_ID, TASKS, WORKER, entry, fields, reservation
from .page import HOUR, MINUTE, NAME, NUMBER, Engine, Json, Tab, World
from .scenes import NOTE, customer_data, office, relation_of, submit_note

ONE = reservation(1)


def opened_after_0_1_0(
    engine: Engine, local: Json, session: Json | None = None, task: str = "gone"
) -> tuple[World, Tab]:
    """The first page of the new version, in a tab that 0.1.0 ran in before. `task`: gone, or still there."""
    world = office(engine)
    world.keep(local)
    if task != "gone":
        world.offer(1, "voice", attributes(NUMBER))
        world.run(f"world.reservation('{ONE}', '{task}')")
    return world, world.open_with(session or {})


def seeded(engine: Engine, local: Json, session: Json | None = None) -> tuple[World, Tab]:
    """The same for what needs no task."""
    return opened_after_0_1_0(engine, local, session)


def test_a_waiting_activity_is_sent_once_and_unchanged(engine: Engine) -> None:
    world, tab = seeded(engine, {**entry(1, "waiting"), **entry(2, "waiting", tries=3, due=MORNING)})
    world.passes(HOUR)
    tab.reload()
    world.passes(HOUR)
    for number in (1, 2):
        (saved,) = world.activities(reservation(number))
        assert saved == fields(number)
        assert world.creates(reservation(number)) == 1
    assert tab.unsaved == []
    assert customer_data({**world.stored, **tab.kept}) == []


def test_changes_since_are_sent_with_it(engine: Engine) -> None:
    world, _ = seeded(engine, entry(1, "waiting", amend={"Description": NOTE}))
    world.passes(HOUR)
    (saved,) = world.activities(ONE)
    assert saved["Description"] == NOTE


def test_an_update_that_waited_is_an_update(engine: Engine) -> None:
    world = office(engine)
    world.run(f"world.org.saved['{SAVED_ID}'] = {json.dumps(fields(1))}")
    world.keep(entry(1, "waiting", id=SAVED_ID, fields={"Description": NOTE}))
    tab = world.open()
    world.passes(HOUR)
    (saved,) = world.activities(ONE)
    assert saved["Description"] == NOTE
    assert tab.unsaved == []


@pytest.mark.parametrize(
    ("old", "new"), [("refused", "rejected"), ("unknown", "unknown"), ("sent", "unknown")]
)
def test_an_activity_that_needed_the_agent_still_does(engine: Engine, old: str, new: str) -> None:
    world, tab = seeded(engine, entry(1, old, why=f"{NAME} buys nothing"))
    world.passes(HOUR)
    assert world.creates(ONE) == 0
    (shown,) = tab.unsaved
    assert (shown["sid"], shown["state"], shown["subject"]) == (ONE, new, fields(1)["Subject"])


def test_a_saved_activity_is_not_written_again(engine: Engine) -> None:
    world = office(engine)
    world.run(f"world.org.saved['{SAVED_ID}'] = {json.dumps(fields(1))}")
    world.keep(entry(1, "saved", id=SAVED_ID, fields={}))
    world.offer(1, "voice", attributes(NUMBER))
    world.run(f"world.reservation('{ONE}', 'accepted')")
    tab = world.open()
    tab.complete(ONE)
    world.passes(HOUR)
    assert world.creates(ONE) == 0
    assert tab.unsaved == []


def test_a_late_note_still_finds_the_saved_activity(engine: Engine) -> None:
    world = office(engine)
    world.run(f"world.org.saved['{SAVED_ID}'] = {json.dumps(fields(1))}")
    session = {CHANNELS: json.dumps({f"UO{1:032x}": ONE})}
    world.keep(entry(1, "saved", id=SAVED_ID, fields={}))
    tab = world.open_with(session)
    world.passes(MINUTE)
    submit_note(tab)
    world.passes(HOUR)
    (saved,) = world.activities(ONE)
    assert saved["Description"] == NOTE


def test_a_draft_whose_task_is_gone_is_sent(engine: Engine) -> None:
    world, _ = seeded(engine, entry(1, "draft", at=MORNING))
    world.passes(HOUR)
    (saved,) = world.activities(ONE)
    assert saved["Subject"] == fields(1)["Subject"]


def test_a_draft_whose_task_goes_on_is_not_sent_before_the_task_ends(engine: Engine) -> None:
    world, tab = opened_after_0_1_0(engine, entry(1, "draft", at=MORNING), task="accepted")
    world.passes(HOUR)
    assert world.creates(ONE) == 0
    tab.complete(ONE)
    world.passes(HOUR)
    assert world.creates(ONE) == 1


def test_the_choice_for_a_task_that_goes_on_holds(engine: Engine) -> None:
    bob = {"id": BOB["Id"], "type": "Contact", "name": BOB["Name"]}
    facts = {"popped": True, "accepted": MORNING, "chosen": bob, "failed": True, "note": {"summary": NOTE}}
    world, tab = opened_after_0_1_0(engine, {}, {TASKS: json.dumps({ONE: facts})}, task="accepted")
    world.passes(MINUTE)
    assert tab.complete(ONE) == "done"
    world.passes(HOUR)
    (saved,) = world.activities(ONE)
    assert (relation_of(saved), saved["Description"]) == (BOB["Id"], NOTE)


def test_a_task_that_ended_during_the_update_is_logged(engine: Engine) -> None:
    left = {WORKER: {ONE: {"at": MORNING, "fields": fields(1)}}}
    world, _ = seeded(engine, {}, {LEFT: json.dumps(left)})
    world.passes(HOUR)
    (saved,) = world.activities(ONE)
    assert relation_of(saved) == ADA["Id"]


@pytest.mark.parametrize("whose", ["worker", "org", "account"])
def test_items_of_other_workers_stay_theirs(engine: Engine, whose: str) -> None:
    (text,) = entry(1, "waiting").values()
    key = {
        "worker": OUTBOX.replace(WORKER, "WK" + "2" * 32),
        "org": OUTBOX.replace("acme", "other"),
        "account": OUTBOX.replace("AC" + "1" * 32, "AC" + "2" * 32),
    }[whose]
    world, tab = seeded(engine, {key + ONE: text})
    world.passes(HOUR)
    assert world.creates(ONE) == 0
    assert tab.unsaved == []


def test_a_logout_removes_every_item(engine: Engine) -> None:
    items = {**entry(1, "waiting"), **entry(2, "refused"), **entry(3, "unknown"), **entry(4, "draft")}
    world, tab = seeded(engine, items, {LEFT: json.dumps({WORKER: {ONE: {"at": 1, "fields": fields(1)}}})})
    world.passes(1)
    if tab.act("Logout", {}) == "aborted":
        assert tab.act("Logout", {}) == "done"
    assert customer_data({**world.stored, **tab.kept}) == []


def beside_0_1_0(engine: Engine) -> tuple[World, Tab]:
    """The new version beside a tab with the old one: the task of both ends, and nothing is sent yet."""
    world = office(engine)
    tab = world.open()
    sid = world.offer(1, "voice", attributes(NUMBER, sfdcObjectId=str(ADA["Id"])))
    tab.accept(sid)
    world.passes(MINUTE)
    for method in ("getCallCenterSettings", "isSoftphonePanelVisible"):
        world.fails(method, "refused")
    tab.complete(sid)
    world.passes(1)
    return world, tab


@pytest.mark.parametrize(
    ("old", "more", "creates", "shown"),
    [
        ("saved", {"id": SAVED_ID, "fields": {}}, 0, None),
        ("saved", {"id": "", "fields": {}}, 0, None),
        ("sent", {}, 0, "unknown"),
        ("unknown", {}, 0, "unknown"),
        ("waiting", {}, 1, None),
        ("refused", {}, 1, None),
    ],
    ids=["saved", "discarded", "sent", "unknown", "waiting", "refused"],
)
def test_what_a_tab_with_0_1_0_has_sent_meanwhile_is_not_sent_again(
    engine: Engine, old: str, more: Json, creates: int, shown: str | None
) -> None:
    world, tab = beside_0_1_0(engine)
    world.keep(entry(1, old, **more))
    for method in ("getCallCenterSettings", "isSoftphonePanelVisible"):
        world.fails(method, None)
    world.passes(HOUR)
    assert (world.creates(ONE), tab.state_of(ONE)) == (creates, shown)
    assert OUTBOX + ONE not in world.stored, "the other tab has nothing to send"


def test_a_late_note_updates_what_a_tab_with_0_1_0_has_saved(engine: Engine) -> None:
    world, tab = beside_0_1_0(engine)
    world.run(f"world.org.saved['{SAVED_ID}'] = {json.dumps(fields(1))}")
    world.keep(entry(1, "saved", id=SAVED_ID, fields={}))
    for method in ("getCallCenterSettings", "isSoftphonePanelVisible"):
        world.fails(method, None)
    world.passes(MINUTE)
    submit_note(tab)
    world.passes(HOUR)
    (saved,) = world.activities(ONE)
    assert saved["Description"] == NOTE


def test_what_a_tab_with_0_1_0_completes_does_not_end_a_task_that_goes_on_here(engine: Engine) -> None:
    world, tab = opened_after_0_1_0(engine, {}, task="accepted")
    world.passes(MINUTE)
    world.keep(entry(1, "draft"))
    tab.complete(take_other(world, tab))
    world.passes(MINUTE)
    assert world.creates(ONE) == 0
    tab.complete(ONE)
    world.passes(HOUR)
    assert world.creates(ONE) == 1


def take_other(world: World, tab: Tab) -> str:
    """Another task of the agent's."""
    sid = world.offer(2, "web", attributes(NUMBER))
    tab.accept(sid)
    return sid


@pytest.mark.parametrize("task", ["gone", "accepted"])
@pytest.mark.parametrize("state", ["open", "waiting", "sent", "refused", "unknown"])
def test_a_logout_removes_them(engine: Engine, state: str, task: str) -> None:
    world, tab = opened_after_0_1_0(engine, {}, task=task)
    world.passes(5)
    world.keep(entry(1, state))
    if tab.act("Logout", {}) == "aborted":
        assert tab.act("Logout", {}) == "done"
    assert customer_data({**world.stored, **tab.kept}) == []
