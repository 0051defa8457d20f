"""docs/specification.md, section 9: the list of unsaved activities in Flex's header."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.activities import view
from flex_sfdc.activities.entries import NOT_ADDED, REJECTED, SENT, UNKNOWN, UNRELATED, WAITING, Row
from flex_sfdc.browser.clock import Clock
from flex_sfdc.flex.components import PLACEHOLDER
from tests.support import records
from tests.support.cases import each
from tests.support.plugin.browser import JsError
from tests.support.plugin.flex import FakeTask
from tests.support.plugin.page import Page
from tests.support.plugin.salesforce import rejects
from tests.support.plugin.tab import MINUTE, NAME, ON, OTHER, SID, TASK, Tab
from tests.support.plugin.views import UnsavedList
from tests.support.records import ACME, ADA

BOB: Any = {"id": records.BOB, "type": "Contact", "name": "Bob"}
EVE: Any = {"id": ACME, "type": "", "name": "Eve"}
RULE = {"statusCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION", "message": "Not on Sundays."}
THIRD = "WR00000000000000000000000000000003"
CONVERTED = {"statusCode": "CANNOT_UPDATE_CONVERTED_LEAD", "message": "converted", "fields": []}


def unsaved(tab: Tab | None = None) -> Tab:
    """Return an activity that may have been written."""
    tab = tab or Tab()
    tab.happens("ended", confirm=True)
    return tab


def unrelated(*choices: Any) -> Tab:
    """Return an activity that was saved without its record, and the records that a search found."""
    tab = Tab()
    tab.services.tasks.change(SID, {"choices": [{"id": ADA, "type": "Lead", "name": NAME}, *choices]})
    tab.salesforce.rejected = {"WhoId": CONVERTED}
    tab.finish(WhoId=ADA).passes()
    tab.salesforce.rejected = {}
    return tab


def rejected(*sids: str) -> Tab:
    """Return activities that a validation rule of the org has rejected; the rule is gone now."""
    tab = Tab().answers(rejects(RULE))
    for sid in sids:
        tab.finish(sid)
    tab.passes(10 * MINUTE)
    return tab.answers()


# The place and the contents


def test_the_list_is_leftmost_at_the_end_of_the_header_and_empty_while_everything_is_saved() -> None:
    tab = Tab()
    assert tab.page.flex.MainHeader.Content.options == {"sortOrder": -1, "align": "end"}
    assert UnsavedList(tab.page).all == []
    unsaved(tab)
    assert UnsavedList(tab.page).texts("span") == [view.UNSAVED_TEXT]
    tab.outbox.give_up(SID)
    assert UnsavedList(tab.page).all == []


def test_the_list_appears_without_activity_logging_for_an_earlier_pages_activities() -> None:
    page = unsaved().page.reload()
    page.manager.configuration.custom_data["features"]["salesforce_integration"] = {"enabled": True}
    assert UnsavedList(Tab(page).page).texts("strong") == [TASK["Subject"]]


def test_a_header_that_cannot_be_changed_loses_only_the_list() -> None:
    page = Page(ON)
    page.flex.MainHeader = None
    tab = Tab(page).finish().passes()
    assert tab.written == [TASK]


def test_each_activity_has_its_subject_and_its_record_or_number() -> None:
    tab = unsaved()
    tab.happens("ended", OTHER, confirm=True, Subject="the other")
    shown = UnsavedList(tab.page)
    assert shown.texts("strong") == [TASK["Subject"], "the other"]
    assert shown.texts("div").count(NAME) == 2


def row_of(**changes: Any) -> Row:
    row: Any = {
        **{"sid": SID, "state": WAITING, "subject": "", "about": "", "why": "", "at": 0},
        **{"elsewhere": False, "unrelated": False, "second": False, **changes},
    }
    return row  # type: ignore[no-any-return]


def test_an_activity_without_a_subject_has_its_time() -> None:
    tab = Tab()
    row = row_of(at=tab.page.window.Date.now())
    tab.page.manager.store.dispatch({"type": "salesforceIntegration/changed", "changes": {"unsaved": [row]}})
    clock: Clock = tab.services.clock
    time = clock.date_time(row["at"], tab.services.locale)
    shown = UnsavedList(tab.page)
    assert shown.texts("strong") == [time]
    assert time not in shown.texts("div"), "once is enough"


def test_activities_without_a_record_differ_by_their_time() -> None:
    tab = Tab()
    rows = [row_of(sid=SID, subject="Call"), row_of(sid=OTHER, subject="Call", at=60_000)]
    tab.page.manager.store.dispatch({"type": "salesforceIntegration/changed", "changes": {"unsaved": rows}})
    times = [tab.services.clock.date_time(row["at"], tab.services.locale) for row in rows]
    shown = UnsavedList(tab.page).texts("div")
    assert [text for text in shown if text in times] == times


@each(
    ("row", "key"),
    [
        *((row_of(state=state), view.WAITING_TEXT) for state in (WAITING, SENT, REJECTED)),
        (row_of(state=UNKNOWN), view.UNKNOWN_TEXT),
        (row_of(state=UNKNOWN, elsewhere=True), view.ELSEWHERE_TEXT),
        (row_of(state=UNRELATED), view.UNRELATED_TEXT),
        (row_of(state=UNRELATED, second=True), view.SECOND_UNRELATED_TEXT),
        (row_of(state=NOT_ADDED), view.NOTE_TEXT),
    ],
)
@each("why", ["", "Not on Sundays."])
def test_each_activity_shows_its_state(row: Row, key: str, why: str) -> None:
    assert view.text_key(row) == key
    tab = Tab()
    changes = {"unsaved": [{**row, "why": why}]}
    tab.page.manager.store.dispatch({"type": "salesforceIntegration/changed", "changes": changes})
    assert UnsavedList(tab.page).statuses == [why if why and key == view.WAITING_TEXT else key]


# The buttons


def test_save_again_sends_the_activity() -> None:
    tab = unsaved()
    UnsavedList(tab.page).press(view.RETRY)
    tab.passes()
    assert (tab.written, UnsavedList(tab.page).all) == ([TASK], [])


def test_copy_shows_the_selected_text_and_a_second_press_hides_it() -> None:
    tab = unsaved()
    shown = UnsavedList(tab.page).press(view.COPY)
    (text,) = shown.of("textarea")
    assert text.props["value"] == tab.outbox.text_of(SID)
    assert (text.props["readOnly"], text.props["aria-label"]) == (True, view.COPY)
    selected: list[bool] = []
    text.props["onFocus"](SimpleNamespace(target=SimpleNamespace(select=lambda: selected.append(True))))
    assert (selected, tab.page.window.document.commands) == ([True], ["copy"])
    assert shown.press(view.COPY).of("textarea") == []


def test_discarding_needs_a_second_click_in_another_place() -> None:
    tab = unsaved()
    shown = UnsavedList(tab.page).press(view.DISCARD)
    shown = shown.press(view.DISCARD)  # a double click does no more
    assert [row["sid"] for row in tab.unsaved] == [SID]
    assert shown.texts("button")[-2:] == [view.KEEP, view.DISCARD_SURE]
    assert view.DISCARD_SURE not in shown.press(view.KEEP).texts("button")
    assert tab.unsaved != []
    UnsavedList(tab.page).press(view.DISCARD).press(view.DISCARD_SURE)
    assert (tab.unsaved, tab.states) == ([], {SID: "discarded"})


def test_a_note_can_be_copied_and_discarded_and_not_saved_again() -> None:
    tab = Tab()
    tab.salesforce.respond["saveLog"] = lambda callback, _: callback({"success": True, "returnValue": None})
    tab.finish().passes().amend({"Description": "a boat"})
    assert UnsavedList(tab.page).texts("button") == [view.COPY, view.DISCARD]


def test_a_rejected_activity_can_be_saved_again() -> None:
    tab = Tab()
    tab.answers(rejects(RULE)).finish().passes()
    shown = UnsavedList(tab.page)
    assert (shown.statuses, shown.texts("button")) == (
        ["Not on Sundays."],
        [view.RETRY, view.COPY, view.DISCARD],
    )
    tab.answers()
    shown.press(view.RETRY)
    tab.passes()
    assert tab.written == [TASK]


def test_one_press_saves_all_rejected_activities_again_and_none_that_salesforce_may_have() -> None:
    tab = rejected(SID, OTHER)
    tab.happens("ended", THIRD, confirm=True)
    UnsavedList(tab.page).press(view.RETRY_ALL)
    tab.passes()
    assert tab.states == {SID: "saved", OTHER: "saved", THIRD: "unknown"}


@pytest.mark.parametrize("sids", [(), (SID,)])
def test_a_single_rejected_activity_needs_no_button_for_all(sids: tuple[str, ...]) -> None:
    tab = unsaved(rejected(*sids)) if not sids else rejected(*sids)
    assert view.RETRY_ALL not in UnsavedList(tab.page).texts("button")


def test_another_match_can_replace_a_rejected_record() -> None:
    tab = unrelated(BOB, EVE)
    shown = UnsavedList(tab.page)
    assert [(part.props["value"], part.children[0]) for part in shown.of("option")] == [
        ("", PLACEHOLDER),
        (BOB["id"], "Bob - Contact"),
        (EVE["id"], "Eve"),
    ]
    assert shown.texts("button") == [view.LEAVE]
    for odd in ("", "none", ADA, "x"):
        shown.choose(odd)
    assert [row["state"] for row in tab.unsaved] == ["unrelated"]
    shown.choose(EVE["id"])
    tab.passes()
    assert tab.written == [{**TASK, "WhatId": EVE["id"]}]
    assert UnsavedList(tab.page).all == []


@pytest.mark.parametrize("choices", [(), (BOB,)])
def test_an_activity_can_be_left_without_a_record(choices: tuple[Any, ...]) -> None:
    tab = unrelated(*choices)
    shown = UnsavedList(tab.page)
    assert len(shown.of("select")) == len(choices)
    shown.press(view.LEAVE)
    tab.passes(MINUTE)
    assert (tab.unsaved, tab.written) == ([], [TASK])


def test_without_the_activitys_id_no_record_is_offered() -> None:
    tab = Tab()
    tab.services.tasks.change(SID, {"choices": [BOB]})
    tab.salesforce.rejected = {"WhoId": CONVERTED}
    tab.salesforce.respond["saveLog"] = lambda callback, _: callback({"success": True, "returnValue": None})
    tab.finish(WhoId=ADA).passes()
    assert [row["state"] for row in tab.unsaved] == ["unrelated"]
    assert UnsavedList(tab.page).of("select") == []


# Failures


def test_an_error_in_a_button_does_not_reach_flex() -> None:
    tab = unsaved()
    shown = UnsavedList(tab.page)

    def throws(*_: object) -> None:
        raise JsError(NAME)

    tab.page.window.JSON = SimpleNamespace(stringify=throws, parse=throws)
    for button in shown.of("button"):
        button.props["onClick"](None)
    assert NAME not in tab.page.printed


@pytest.mark.parametrize("odd", [None, 5, "x", [5], [{}], [None], {"a": 1}])
def test_an_action_of_another_plugin_does_not_break_the_header(odd: object) -> None:
    tab = Tab()
    tab.page.manager.store.dispatch({"type": "salesforceIntegration/changed", "changes": {"unsaved": odd}})
    UnsavedList(tab.page)


# Closing


class Details:
    """The element of the list; `inside` is in it."""

    def __init__(self, tab: Tab) -> None:
        self.open = True
        self.inside, self.focused = object(), 0
        self.firstChild = SimpleNamespace(focus=self._focus)
        self.querySelector: Any = lambda _: self.firstChild
        (element,) = UnsavedList(tab.page).of("details")
        element.props["ref"](self)

    def contains(self, element: object) -> bool:
        return element is self.inside

    def _focus(self) -> None:
        self.focused = self.focused + 1


def happens(tab: Tab, event: str, target: object, key: str = "") -> None:
    """Let an event from the page reach the listeners."""
    for listener in tab.page.window.listeners.get(event, []):
        listener(SimpleNamespace(target=target, key=key))


def test_escape_or_a_step_elsewhere_closes_the_list() -> None:
    tab = unsaved()
    details = Details(tab)
    happens(tab, "focusin", details.inside)
    happens(tab, "pointerdown", details.inside)
    happens(tab, "keydown", details.inside, "Enter")
    assert details.open
    for event in ("pointerdown", "focusin"):
        details.open = True
        happens(tab, event, object())
        assert (details.open, details.focused) == (False, 0)
    details.open = True
    happens(tab, "focusin", details.inside)
    happens(tab, "keydown", details.inside, "Escape")
    assert (details.open, details.focused) == (False, 1)


def test_the_focus_stays_in_the_list_when_its_button_is_removed() -> None:
    tab = unsaved()
    document = tab.page.window.document
    details = Details(tab)
    shown = UnsavedList(tab.page)
    (row,) = [part for part in shown.all if part.props.get("role") == "group"]
    (element,) = shown.of("details")

    def renders(part: Any) -> int:
        before = details.focused
        part.props["ref"](None)
        part.props["ref"](details)
        return details.focused - before

    assert (renders(row), renders(element)) == (0, 0), "the agent was never in the list"
    happens(tab, "focusin", details.inside)
    assert (renders(row), renders(element)) == (1, 1)
    document.activeElement = details.inside
    assert (renders(row), renders(element)) == (0, 0), "a control in it has the focus"
    document.activeElement = document.body
    document.is_focused = False
    assert (renders(row), renders(element)) == (0, 0), "the agent works in Salesforce's page"
    document.is_focused = True
    happens(tab, "pointerdown", object())
    assert (renders(row), renders(element)) == (0, 0), "the agent has left the list"
    happens(tab, "focusin", details.inside)
    details.querySelector = lambda _: None
    assert renders(row) == 0, "React would take down Flex for an exception here"
    element.props["ref"](Details(tab))
    assert renders(element) == 0, "another list"


def test_when_an_activity_leaves_the_list_the_focus_goes_to_the_next_one_or_the_last() -> None:
    tab = rejected(SID, OTHER, THIRD)
    happens(tab, "focusin", Details(tab).inside)

    def groups() -> list[Any]:
        return [part for part in UnsavedList(tab.page).all if part.props.get("role") == "group"]

    def focused_after_render() -> list[int]:
        focused: list[int] = []
        for place, group in enumerate(groups()):
            control = SimpleNamespace(focus=lambda place=place: focused.append(place))
            group.props["ref"](SimpleNamespace(querySelector=lambda _, control=control: control))
        return focused

    groups()[1].props["onFocus"](None)
    tab.outbox.give_up(OTHER)
    assert focused_after_render() == [1]
    tab.outbox.give_up(THIRD)
    assert focused_after_render() == [0]


def test_a_screen_reader_hears_which_activity_a_button_is_for() -> None:
    tab = unsaved()
    (row,) = [part for part in UnsavedList(tab.page).all if part.props.get("role") == "group"]
    assert row.props["aria-label"] == f"{TASK['Subject']} {NAME}"


def test_an_incoming_task_closes_the_list() -> None:
    tab = unsaved()
    details = Details(tab)
    tab.page.manager.events.emit("taskReceived", {})
    assert not details.open


def test_a_list_closes_once_when_a_task_begins_to_ring_without_an_event() -> None:
    tab = unsaved()
    details = Details(tab)
    ringing = FakeTask(1, {}, "pending")
    tab.page.manager.flex_state.worker.tasks = {"WR1": ringing}
    tab.page.manager.store.changes()
    assert not details.open
    details.open = True
    tab.page.manager.flex_state.worker.tasks = {"WR1": ringing, "WR2": FakeTask(2, {}, "pending")}
    tab.page.manager.store.changes()
    assert details.open, "the agent has opened it while the task rings"


def test_a_list_that_first_appears_while_a_task_rings_stays_open() -> None:
    tab = unsaved()
    tab.page.manager.flex_state.worker.tasks = {"WR1": FakeTask(1, {}, "pending")}
    details = Details(tab)
    tab.page.manager.store.changes()
    assert details.open


def test_a_list_listens_to_the_page_once_and_only_when_it_is_shown() -> None:
    tab = unsaved()
    assert "keydown" not in tab.page.window.listeners
    for _ in range(2):
        UnsavedList(tab.page)
    assert len(tab.page.window.listeners["keydown"]) == 1


def test_events_from_the_page_are_ignored_until_the_list_is_opened() -> None:
    tab = unsaved()
    happens(tab, "pointerdown", object())
    happens(tab, "keydown", object(), "Escape")
    tab.page.manager.events.emit("taskReceived", {})
    assert tab.page.window.console.of("error") == []
