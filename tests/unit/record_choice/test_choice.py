"""docs/specification.md, section 5: the dropdown in the canvas, choices, and the guard of completions."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.record_choice.service import BLOCKED_LIMIT_MS, BLOCKER
from flex_sfdc.record_choice.view import FRAGMENT
from tests.support.plugin.browser import JsError
from tests.support.plugin.flex import FakePromise, FakeTask, Settled
from tests.support.plugin.page import RECORD_CHOICE, Page
from tests.support.plugin.views import RecordDropdown
from tests.support.records import ADA, BOB, TWO_FOUND

REQUIRED = "PSSalesforceAssociationRequired"
NOT_SAVED = "PSSalesforceRecordNotSaved"
AS_BOB = {"sfdcObjectId": BOB, "sfdcObjectType": "Lead"}


def accepted(page: Page, number: int = 1, attributes: dict[str, object] | None = None) -> FakeTask:
    """Accept a task whose search finds two records."""
    page.salesforce.found = TWO_FOUND
    return page.accept(page.offer({"name": "Smith", **(attributes or {})}, number))


def choosing() -> tuple[Page, FakeTask]:
    """Boot a page, and accept a task whose search finds two records."""
    page = Page(RECORD_CHOICE).boot()
    return page, accepted(page)


def hanging(task: FakeTask) -> FakePromise:
    """Return a write that has no answer yet."""
    promise = FakePromise()
    task.promises = [promise]  # type: ignore[list-item]
    return promise


# Where it is


@pytest.mark.parametrize("missing", ["screen_pop", "activity_logging"])
def test_the_dropdown_appears_only_with_activity_logging_and_screen_pop(missing: str) -> None:
    assert FRAGMENT in Page(RECORD_CHOICE).boot().flex.TaskCanvas.Content.parts
    assert Page({**RECORD_CHOICE, missing: False}).boot().flex.TaskCanvas.Content.parts == {}


def test_the_dropdown_comes_first_under_the_head_of_the_canvas() -> None:
    assert Page(RECORD_CHOICE).boot().flex.TaskCanvas.Content.options == {"sortOrder": 1}


def test_outside_of_salesforce_there_is_no_dropdown() -> None:
    page = Page(RECORD_CHOICE)
    page.window.top = page.window
    assert page.boot().flex.TaskCanvas.Content.parts == {}


def test_a_task_without_choices_shows_nothing() -> None:
    page = Page(RECORD_CHOICE).boot()
    task = FakeTask(1, {})
    page.manager.flex_state.worker.tasks[task.sid] = task
    assert RecordDropdown(page, task).all == []


def test_without_access_to_the_canvas_there_is_no_dropdown_and_no_blocked_completion() -> None:
    page = Page(RECORD_CHOICE)
    page.flex.TaskCanvas = None
    page.boot()
    task = accepted(page)
    page.select(task)
    assert page.flex.Actions.completes(task)


def test_a_dropdown_that_cannot_be_rendered_blocks_no_completion() -> None:
    page, task = choosing()
    assert RecordDropdown(page, task).options
    assert not page.flex.Actions.completes(task)

    def broken(_: object) -> object:
        raise JsError("no store")

    page.window.ReactRedux.useSelector = broken
    assert RecordDropdown(page, task).all == []
    assert page.flex.Actions.completes(task)


@pytest.mark.parametrize("view", ["agent-desktop", "teams"])
def test_a_removed_dropdown_blocks_no_completion_and_another_view_does_not_remove_it(
    view: str,
) -> None:
    page, task = choosing()
    location = page.window.location
    location.pathname = "/agent-desktop/"  # Flex adds the task after it has opened its canvas
    shown = RecordDropdown(page, task)
    location.pathname = f"/{view}/{task.sid}"
    shown.disappear()
    assert page.flex.Actions.completes(task) is (view == "agent-desktop")
    location.pathname = f"/agent-desktop/{task.sid}"
    assert page.flex.Actions.completes(task), "it was removed meanwhile"


def test_the_dropdown_has_a_label_a_placeholder_an_option_per_record_and_none_of_these() -> None:
    page = Page(RECORD_CHOICE).boot()
    shown = RecordDropdown(page, accepted(page))
    label, select = shown.of("label")[0].children
    assert (label.children[0], select.component) == ("PSSalesforceRecordLabel", "select")
    assert shown.options == [
        ("", "PSSalesforceRecordPlaceholder"),
        (ADA, "Ada Lovelace - Contact"),
        (BOB, "Bob Smith - Lead"),
        ("none", "PSSalesforceRecordNone"),
    ]
    assert shown.of("option")[0].props["disabled"] is True
    assert (shown.select["value"], shown.select["disabled"], shown.status) == ("", False, "")


# Choosing


def test_a_choice_is_saved_on_the_task_and_its_status_shown() -> None:
    page, task = choosing()
    RecordDropdown(page, task).choose(BOB)
    assert task.written == [{"name": "Smith", **AS_BOB}]
    shown = RecordDropdown(page, task)
    assert (shown.select["value"], shown.status) == (BOB, "PSSalesforceRecordSaved")


def test_while_a_choice_is_saved_the_dropdown_and_the_completion_are_disabled() -> None:
    page = Page(RECORD_CHOICE).boot()
    task, second_task = accepted(page), accepted(page, 2, {"sfdcObjectId": ADA})
    promise = hanging(task)
    RecordDropdown(page, task).choose(BOB)
    shown = RecordDropdown(page, task)
    assert (shown.select["disabled"], shown.status) == (True, "PSSalesforceRecordSaving")
    assert not page.flex.Actions.completes(task)
    assert page.flex.Actions.completes(second_task)
    promise.resolve()
    assert page.flex.Actions.blocked == []
    assert page.flex.Actions.completes(task)
    assert RecordDropdown(page, task).select["disabled"] is False


@pytest.mark.parametrize(
    ("channel", "status", "blocks"),
    [
        ("voice", "accepted", 0),
        ("voice", "wrapping", 1),
        ("chat", "accepted", 0),
        ("chat", "wrapping", 1),
        ("default", "accepted", 1),
    ],
)
def test_while_a_choice_is_saved_a_call_or_chat_can_be_ended_and_not_completed(
    channel: str, status: str, blocks: int
) -> None:
    page, task = choosing()
    task.taskChannelUniqueName, task.status = channel, status
    hanging(task)
    RecordDropdown(page, task).choose(BOB)
    assert len(page.flex.Actions.blocked) == blocks, "a block also disables the button that ends the contact"
    assert not page.flex.Actions.completes(task)


def test_a_choice_is_saved_even_if_a_channel_definition_throws() -> None:
    def broken(_: object) -> None:
        raise JsError("no")

    page, task = choosing()
    page.flex.TaskChannels.getForTask = broken
    RecordDropdown(page, task).choose(BOB)
    assert task.written == [{"name": "Smith", **AS_BOB}]
    assert page.flex.Actions.completes(task)


def test_after_a_call_the_button_that_completes_is_disabled_until_the_choice_is_saved() -> None:
    page, task = choosing()
    task.taskChannelUniqueName, task.status = "voice", "accepted"
    promise = hanging(task)
    RecordDropdown(page, task).choose(BOB)
    task.status = "wrapping"
    assert not page.flex.Actions.completes(task)
    assert len(page.flex.Actions.blocked) == 1
    promise.resolve()
    assert page.flex.Actions.blocked == []
    assert page.flex.Actions.completes(task)


def test_a_completion_that_flex_does_not_block_is_stopped_while_a_choice_is_saved() -> None:
    page, task = choosing()
    hanging(task)
    RecordDropdown(page, task).choose(BOB)
    page.flex.Actions.blocked.clear()
    assert not page.flex.Actions.completes(task)


def test_a_completion_that_others_block_stays_blocked() -> None:
    page, task = choosing()
    others_blocks: Any = [("CompleteTask", SimpleNamespace(task=task)), ("CompleteTask", None)]
    page.flex.Actions.blocked = list(others_blocks)
    RecordDropdown(page, task).choose(BOB)
    assert page.flex.Actions.blocked == others_blocks


@pytest.mark.parametrize("broken", ["blockAction", "unblockAction"])
def test_if_flex_cannot_block_actions_the_choice_still_works(broken: str) -> None:
    page, task = choosing()

    def fails(*_: object) -> None:
        raise JsError("no")

    setattr(page.flex.Actions, broken, fails)
    RecordDropdown(page, task).choose(BOB)
    assert task.written
    assert RecordDropdown(page, task).status == "PSSalesforceRecordSaved"


def test_a_save_that_never_ends_unblocks_the_task_and_keeps_the_choice() -> None:
    page, task = choosing()
    task.promises = [FakePromise(), FakePromise()]  # type: ignore[list-item]
    RecordDropdown(page, task).choose(BOB)
    page.passes(BLOCKED_LIMIT_MS)
    assert page.flex.Actions.blocked == []
    assert page.shown == [NOT_SAVED]
    shown = RecordDropdown(page, task)
    assert (shown.select["value"], shown.select["disabled"], shown.status) == (BOB, False, NOT_SAVED)
    assert page.flex.Actions.completes(task)


def test_a_save_that_fails_is_shown_to_the_agent_who_can_try_again() -> None:
    page, task = choosing()
    task.promises = [Settled(reason=SimpleNamespace(status=403))]
    RecordDropdown(page, task).choose(BOB)
    assert page.shown == [NOT_SAVED]
    assert page.flex.Actions.blocked == []
    assert page.flex.Actions.completes(task)
    RecordDropdown(page, task).confirm()
    assert len(task.written) == 2
    assert RecordDropdown(page, task).status == "PSSalesforceRecordSaved"


def test_a_choice_may_be_changed() -> None:
    page, task = choosing()
    RecordDropdown(page, task).choose(BOB)
    task.attributes = {"name": "Smith", **AS_BOB}
    RecordDropdown(page, task).choose(ADA)
    assert task.written[1] == {"name": "Smith", "sfdcObjectId": ADA, "sfdcObjectType": "Contact"}


def test_none_of_these_lets_the_task_complete_and_writes_nothing() -> None:
    page, task = choosing()
    RecordDropdown(page, task).choose("none")
    assert task.written == []
    assert RecordDropdown(page, task).select["value"] == "none"
    assert page.flex.Actions.completes(task)


def test_none_of_these_removes_the_record_saved_before() -> None:
    page, task = choosing()
    task.attributes = {"name": "Smith", **AS_BOB}
    RecordDropdown(page, task).choose("none")
    assert task.written == [{"name": "Smith", "sfdcObjectId": "", "sfdcObjectType": ""}]


def test_the_same_choice_twice_in_a_row_is_written_once() -> None:
    page, task = choosing()
    hanging(task)
    shown = RecordDropdown(page, task)
    shown.choose(BOB)
    shown.choose(BOB)
    assert len(task.written) == 1
    assert len(page.flex.Actions.blocked) == 1


def test_the_last_of_two_choices_is_written_last_and_its_save_unblocks_the_task() -> None:
    page, task = choosing()
    first, second = FakePromise(), FakePromise()
    task.promises = [first, second]  # type: ignore[list-item]
    shown = RecordDropdown(page, task)
    shown.choose(ADA)
    shown.choose(BOB)
    assert len(task.written) == 1, "one writer at a time"
    first.resolve()
    assert task.written[1]["sfdcObjectId"] == BOB
    assert page.flex.Actions.blocked
    second.resolve()
    assert page.flex.Actions.blocked == []
    assert page.shown == []


def test_choices_for_two_tasks_are_saved_at_the_same_time() -> None:
    page = Page(RECORD_CHOICE).boot()
    first, two = accepted(page), accepted(page, 2)
    slow = hanging(first)
    RecordDropdown(page, first).choose(ADA)
    RecordDropdown(page, two).choose(BOB)
    assert (first.written[0]["sfdcObjectId"], two.written[0]["sfdcObjectId"]) == (ADA, BOB)
    assert not page.flex.Actions.completes(first)
    assert page.flex.Actions.completes(two)
    slow.resolve()
    assert page.flex.Actions.completes(first)


def test_a_record_in_view_waits_for_the_agents_confirmation() -> None:
    page, task = choosing()
    viewed = {"id": BOB, "type": "Lead", "name": "Bob Smith"}
    page.manager.store.dispatch(
        {"type": "salesforceIntegration/changed", "changes": {"tasks": {task.sid: {"viewed": viewed}}}}
    )
    shown = RecordDropdown(page, task)
    assert (shown.select["value"], shown.status) == (BOB, "PSSalesforceRecordInView")
    assert task.written == []
    assert not page.flex.Actions.completes(task)
    shown.confirm()
    assert task.written[0]["sfdcObjectId"] == BOB
    assert RecordDropdown(page, task).of("button") == []


# The guard


def test_without_a_choice_the_completion_is_stopped_and_the_agent_notified() -> None:
    page, task = choosing()
    assert not page.flex.Actions.completes(task), "not opened yet"
    RecordDropdown(page, task)
    assert not page.flex.Actions.completes(task)
    assert set(page.shown) == {REQUIRED}


def test_a_completion_that_is_stopped_leaves_the_copilots_notes_with_the_agent() -> None:
    page, task = choosing()
    page.manager.store.slices["wrapupSummaries"] = {task.sid: {"finalSummary": "Bob"}}
    with pytest.raises(RuntimeError):
        page.flex.Actions.completes(task)
    assert page.shown == [REQUIRED]
    RecordDropdown(page, task).choose(BOB)
    assert page.flex.Actions.completes(task)


def test_a_task_with_its_record_completes_and_so_does_one_without_choices() -> None:
    page, task = choosing()
    task.attributes = dict(AS_BOB)
    assert page.flex.Actions.completes(task)
    assert page.flex.Actions.completes(FakeTask(2, {}))
    assert page.shown == []


def test_a_broken_notification_does_not_let_the_completion_pass() -> None:
    page, task = choosing()

    def breaks(*_: object) -> None:
        raise JsError("Ada")

    page.flex.Notifications.showNotification = page.flex.Notifications.dismissNotificationById = breaks
    assert not page.flex.Actions.completes(task)
    assert "Ada" not in page.printed


def test_removing_the_dropdown_from_the_canvas_allows_completions() -> None:
    page, task = choosing()
    page.select(task)
    assert page.flex.Actions.completes(task)


def test_choices_stored_before_the_feature_was_switched_off_block_no_completion() -> None:
    page, task = choosing()
    later = page.reload()
    later.manager.configuration.custom_data["features"]["salesforce_integration"] = {
        **RECORD_CHOICE,
        "screen_pop": False,
    }
    later.boot()
    assert later.flex.Actions.completes(task)


# A reload


def test_after_a_reload_an_interrupted_choice_is_saved_and_blocks_nothing() -> None:
    page, task = choosing()
    hanging(task)
    RecordDropdown(page, task).choose(BOB)
    later = page.reload().boot()
    assert [item["sfdcObjectId"] for item in task.written] == [BOB, BOB]
    assert later.flex.Actions.blocked == []
    assert RecordDropdown(later, task).status == "PSSalesforceRecordSaved"


def test_after_a_reload_none_of_these_is_still_chosen() -> None:
    page, task = choosing()
    RecordDropdown(page, task).choose("none")
    assert RecordDropdown(page.reload().boot(), task).select["value"] == "none"


# Others


def test_a_listener_of_the_store_that_throws_loses_no_choice_and_blocks_no_completion() -> None:
    page = Page(RECORD_CHOICE).boot()

    def throws() -> None:
        raise JsError("another plugin's")

    page.manager.store.subscribe(throws)
    task = accepted(page)
    RecordDropdown(page, task).choose(BOB)
    assert [item["sfdcObjectId"] for item in task.written] == [BOB]
    assert RecordDropdown(page, task).status == "PSSalesforceRecordSaved"
    assert page.flex.Actions.completes(task)
    later = page.reload().boot()
    assert RecordDropdown(later, task).status == "PSSalesforceRecordSaved", "it is kept as well"


def message(page: Page, task: FakeTask, record_id: str) -> None:
    """Choose as a component of the page."""
    page.salesforce.says("Records__c", {"taskSid": task.sid, "recordId": record_id, "objectType": "Contact"})


def test_while_one_of_several_choices_is_still_written_the_task_waits() -> None:
    page = Page({**RECORD_CHOICE, "record_channel": "Records__c"}).boot()
    task = accepted(page)
    writes = [FakePromise(), FakePromise(), FakePromise()]
    task.promises = list(writes)  # type: ignore[arg-type]
    for record_id in (ADA, BOB, ADA):
        message(page, task, record_id)
    for write in writes:
        assert RecordDropdown(page, task).select["disabled"]
        assert not page.flex.Actions.completes(task)
        task.attributes = dict(task.written[-1])
        write.resolve()
    assert task.written[-1]["sfdcObjectId"] == ADA
    assert page.flex.Actions.completes(task)


def test_a_task_is_blocked_for_15_seconds_however_often_the_record_changes() -> None:
    page = Page({**RECORD_CHOICE, "record_channel": "Records__c"}).boot()
    task = accepted(page)
    task.promises = [FakePromise() for _ in range(20)]  # type: ignore[misc]
    message(page, task, ADA)
    page.passes(BLOCKED_LIMIT_MS - 1_000)
    message(page, task, BOB)
    assert not page.flex.Actions.completes(task)
    page.passes(1_000)
    assert page.flex.Actions.completes(task)
    message(page, task, ADA)
    assert page.flex.Actions.completes(task), "a task whose save got no answer is not blocked again"
    assert not RecordDropdown(page, task).select["disabled"]
    RecordDropdown(page, task).choose(BOB)
    assert page.flex.Actions.completes(task)


def test_the_agents_own_choice_wins_over_later_messages() -> None:
    page = Page({**RECORD_CHOICE, "record_channel": "Records__c"}).boot()
    task = accepted(page)
    message(page, task, ADA)
    RecordDropdown(page, task).choose(BOB)
    task.attributes = dict(task.written[-1])
    message(page, task, ADA)
    later = page.reload().boot()
    message(later, task, ADA)
    assert [written["sfdcObjectId"] for written in task.written] == [ADA, BOB]
    assert RecordDropdown(later, task).select["value"] == BOB


@pytest.mark.parametrize("record_id", [ADA, ""])
def test_the_latest_choice_is_written_again_even_if_the_task_already_has_it(record_id: str) -> None:
    page = Page({**RECORD_CHOICE, "record_channel": "Records__c"}).boot()
    task = accepted(page)
    message(page, task, record_id)
    if record_id:
        task.attributes = dict(task.written[-1])
    write = hanging(task)
    message(page, task, BOB)
    message(page, task, record_id)
    task.attributes = dict(task.written[-1])
    write.resolve()
    assert task.written[-1]["sfdcObjectId"] == record_id


# The log


def test_the_log_shows_no_record() -> None:
    page, task = choosing()
    task.promises = [Settled(reason=SimpleNamespace(status=403, message="Bob Smith"))]
    RecordDropdown(page, task).choose(BOB)
    for secret in ("Bob", "Ada", ADA, BOB):
        assert secret not in page.printed
    assert BLOCKER not in page.printed
