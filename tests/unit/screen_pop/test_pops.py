"""docs/specification.md, sections 4 and 9: the screen pop, from the accepted task to its attributes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import pytest

from flex_sfdc.flex.task_store import FORGET_AFTER_MS
from flex_sfdc.services import Services
from tests.support.plugin.browser import JsError
from tests.support.plugin.desk import NUMBER
from tests.support.plugin.flex import FakeTask, Settled
from tests.support.plugin.page import RECORD_CHOICE, Page
from tests.support.plugin.salesforce import never, nonsense, refuses, throws, twice
from tests.support.records import ADA, ADA_FOUND, BOB

ONE = {**ADA_FOUND, "SCREEN_POP_DATA": {}}
TWO = {**ONE, BOB: {"Name": "Bob Smith", "RecordType": "Contact"}}
CHOSEN = {"sfdcObjectId": ADA, "sfdcObjectType": "Contact"}
DOMAIN = "functions-1234-dev.twil.io"
URL = f"https://{DOMAIN}/common/flex/taskrouter/update-task-attributes"


def offered(page: Page, attributes: object = None, number: int = 1) -> FakeTask:
    """Return one of the agent's tasks."""
    return page.offer({"from": NUMBER, "kept": {"a": 1}} if attributes is None else attributes, number)


def with_functions(page: Page, *answers: object) -> Page:
    """Give the account serverless functions with these answers."""
    page.manager.configuration.custom_data["serverless_functions_domain"] = DOMAIN
    page.manager.user = SimpleNamespace(token="t=&1")
    page.window.promises = [
        Settled(reason=answer) if isinstance(answer, Exception) else Settled(answer) for answer in answers
    ]
    return page


def answer(status: int, body: object = None) -> object:
    """Return a response; a body that is not JSON is an error."""
    read = Settled(reason=JsError("<")) if body is None else Settled(body)
    return SimpleNamespace(status=status, json=lambda: read)


def test_the_record_of_the_task_is_popped_and_nothing_else() -> None:
    page = Page(RECORD_CHOICE).boot()
    page.accept(offered(page, {"sfdcObjectId": ADA, "from": NUMBER}))
    assert page.salesforce.pops == [{"type": "sobject", "params": {"recordId": ADA}, "callback": None}]


def test_without_a_record_the_customer_is_searched_for() -> None:
    page = Page(RECORD_CHOICE).boot()
    page.accept(offered(page))
    assert page.salesforce.pops == [
        {
            "searchParams": NUMBER,
            "defaultFieldValues": {"Phone": NUMBER},
            "callType": "inbound",
            "deferred": False,
            "callback": None,
        }
    ]


def test_a_task_accepted_only_by_its_sid_pops_too() -> None:
    page = Page(RECORD_CHOICE).boot()
    page.flex.Actions.emit("afterAcceptTask", SimpleNamespace(sid=offered(page).sid))
    assert len(page.salesforce.pops) == 1


def test_without_the_flag_nothing_pops() -> None:
    page = Page({"enabled": True, "activity_logging": True, "click_to_dial": True}).boot()
    page.accept(offered(page))
    assert page.salesforce.pops == []


def test_one_match_is_saved_with_the_latest_attributes() -> None:
    page = Page(RECORD_CHOICE).boot()
    page.salesforce.found = ONE
    task = page.accept(offered(page))
    assert task.written == [{"from": NUMBER, "kept": {"a": 1}, **CHOSEN}]
    assert task.attributes == {"from": NUMBER, "kept": {"a": 1}}


@pytest.mark.parametrize("found", [None, {}, TWO])
def test_no_match_and_several_matches_are_not_saved(found: object) -> None:
    page = Page(RECORD_CHOICE).boot()
    page.salesforce.found = found
    task = page.accept(offered(page))
    assert task.written == []


def test_an_outbound_task_pops_only_if_it_was_transferred() -> None:
    page = Page(RECORD_CHOICE).boot()
    page.accept(offered(page, {"direction": "outbound", "sfdcObjectId": ADA}))
    assert page.salesforce.pops == []
    transferred = offered(page, {"direction": "outbound", "sfdcObjectId": ADA}, 2)
    transferred.incomingTransferObject = SimpleNamespace(mode="COLD")
    page.accept(transferred)
    assert len(page.salesforce.pops) == 1


def test_without_a_usable_value_nothing_is_searched_for_and_one_line_is_logged() -> None:
    page = Page(RECORD_CHOICE).boot()
    before = len(page.window.console.lines)
    page.accept(offered(page, {"from": "anonymous"}))
    assert page.salesforce.pops == []
    assert len(page.window.console.lines) == before + 1


def test_a_task_accepted_before_salesforce_answered_is_caught_up_once() -> None:
    page = Page(RECORD_CHOICE)
    page.salesforce.respond["getCallCenterSettings"] = never
    page.boot()
    page.accept(offered(page))
    assert page.salesforce.pops == []
    page.passes(60_000)
    assert len(page.salesforce.pops) == 1


def test_a_task_that_ended_before_salesforce_answered_is_not_popped() -> None:
    page = Page(RECORD_CHOICE)
    page.salesforce.respond["getCallCenterSettings"] = never
    page.boot()
    page.accept(offered(page))
    page.manager.flex_state.worker.tasks.clear()
    page.passes(60_000)
    assert page.salesforce.pops == []


def test_after_a_reload_an_accepted_task_is_caught_up_unless_it_was_popped_before() -> None:
    page = Page(RECORD_CHOICE).boot()
    popped = offered(page)
    page.accept(popped)
    after = page.reload()
    for number, status in ((1, "accepted"), (2, "accepted"), (3, "pending")):
        offered(after, {"from": f"+1415555010{number}"}, number).status = status
    after.boot()
    assert [pop["searchParams"] for pop in after.salesforce.pops] == ["+14155550102"]


@pytest.mark.parametrize("respond", [never, refuses, throws, nonsense])
def test_a_failed_pop_is_logged_and_repeated_after_a_reload(respond: Any) -> None:
    page = Page(RECORD_CHOICE).boot()
    page.salesforce.respond["searchAndScreenPop"] = respond
    page.accept(offered(page))
    page.passes(60_000)
    assert len(page.window.console.of("warn")) == 1
    after = page.reload()
    offered(after)
    after.boot()
    assert len(after.salesforce.pops) == 1


@pytest.mark.parametrize("respond", [refuses, throws])
@pytest.mark.parametrize("attributes", [{"from": NUMBER}, {"sfdcObjectId": ADA}])
def test_a_refused_pop_is_retried_without_a_log_line(respond: Any, attributes: object) -> None:
    page = Page(RECORD_CHOICE).boot()
    page.salesforce.found = ONE
    method = "screenPop" if "sfdcObjectId" in str(attributes) else "searchAndScreenPop"
    page.salesforce.respond[method] = respond
    task = page.accept(offered(page, attributes))
    page.salesforce.respond.clear()
    page.passes(60_000)
    assert len(page.salesforce.pops) == 2
    assert len(task.written) == (0 if method == "screenPop" else 1)
    assert page.window.console.of("warn") == []


@pytest.mark.parametrize(("respond", "times"), [(refuses, 4), (never, 1)])
def test_a_refused_pop_is_retried_a_few_times_and_one_that_may_have_happened_never(
    respond: Any, times: int
) -> None:
    page = Page(RECORD_CHOICE).boot()
    page.salesforce.respond["searchAndScreenPop"] = respond
    page.accept(offered(page))
    page.passes(600_000)
    assert len(page.salesforce.pops) == times


def test_a_pop_is_not_repeated_after_the_task_has_ended() -> None:
    page = Page(RECORD_CHOICE).boot()
    page.salesforce.respond["searchAndScreenPop"] = refuses
    task = page.accept(offered(page))
    page.ends(task)
    page.passes(60_000)
    assert len(page.salesforce.pops) == 1
    assert page.window.console.of("error") == []


def test_an_answer_that_arrives_twice_is_saved_once() -> None:
    page = Page(RECORD_CHOICE).boot()
    page.salesforce.found = ONE
    page.salesforce.respond["searchAndScreenPop"] = twice
    task = page.accept(offered(page))
    assert len(task.written) == 1


def test_a_pop_is_forgotten_when_its_task_ends() -> None:
    page = Page(RECORD_CHOICE).boot()
    for number in range(1, 50):
        task = offered(page, None, number)
        page.manager.store.changes()
        page.accept(task)
        page.ends(task)
    page.passes(FORGET_AFTER_MS)
    assert ".task." not in str(page.window.localStorage.items)


def in_context(settings: object = RECORD_CHOICE) -> tuple[Page, Services]:
    """Return a booted page and the services that its hooks share."""
    page = Page(settings)
    return page, page.begun()


def test_several_matches_are_kept_for_the_choice_under_the_reservation() -> None:
    page, services = in_context()
    page.salesforce.found = TWO
    task = page.accept(offered(page))
    assert services.tasks.get(task.sid).get("choices") == [
        {"id": ADA, "type": "Contact", "name": "Ada Lovelace"},
        {"id": BOB, "type": "Contact", "name": "Bob Smith"},
    ]


@pytest.mark.parametrize("found", [None, {}])
def test_a_search_without_matches_is_kept_too(found: object) -> None:
    page, services = in_context()
    page.salesforce.found = found
    task = page.accept(offered(page))
    assert services.tasks.get(task.sid).get("choices") == []


def test_choices_are_forgotten_with_their_task() -> None:
    page, services = in_context()
    page.salesforce.found = TWO
    task = offered(page)
    page.manager.store.changes()
    page.accept(task)
    page.ends(task)
    page.passes(FORGET_AFTER_MS)
    assert services.tasks.get(task.sid) == {}
    assert ".task." not in str(page.window.localStorage.items)


def test_choices_survive_a_reload() -> None:
    page, _ = in_context()
    page.salesforce.found = TWO
    task = page.accept(offered(page))
    reloaded = page.reload().boot()
    stored = reloaded.manager.store.getState().salesforceIntegration["tasks"][task.sid]
    assert [record["id"] for record in stored["choices"]] == [ADA, BOB]


@pytest.mark.parametrize("item", ["", "{", "[1]", '{"WR1": 2}', "null"])
def test_the_plugin_starts_with_any_stored_data(item: str) -> None:
    page = Page(RECORD_CHOICE)
    page.window.sessionStorage.items["flex-sfdc.tasks"] = item
    page.boot()
    page.accept(offered(page))
    assert len(page.salesforce.pops) == 1


def test_without_activity_logging_nothing_is_kept() -> None:
    page, services = in_context({**RECORD_CHOICE, "activity_logging": False})
    page.salesforce.found = TWO
    task = page.accept(offered(page))
    assert "choices" not in services.tasks.get(task.sid)


def test_a_match_that_cannot_be_saved_is_kept_for_the_choice() -> None:
    page, services = in_context()
    page.salesforce.found = ONE
    task = offered(page)
    task.promises = [Settled(reason=SimpleNamespace(status=403))]
    page.accept(task)
    assert services.tasks.get(task.sid).get("choices") == [
        {"id": ADA, "type": "Contact", "name": "Ada Lovelace"}
    ]


def matched(*answers_: object) -> tuple[Page, FakeTask]:
    """Return a page and a task whose only match is written by the function, which answers so."""
    page = with_functions(Page(RECORD_CHOICE), *answers_).boot()
    page.salesforce.found = ONE
    return page, page.accept(offered(page))


def test_the_serverless_function_is_asked_where_there_is_one() -> None:
    page, task = matched(answer(200, {"success": True}))
    url, request = page.window.requests[0]
    fields = {key: values[0] for key, values in parse_qs(request["body"]).items()}
    assert (url, request["method"]) == (URL, "POST")
    assert fields["Token"] == "t=&1"
    assert fields["taskSid"] == task.taskSid
    assert fields["attributesUpdate"] == f'{{"sfdcObjectId": "{ADA}", "sfdcObjectType": "Contact"}}'
    assert task.written == []


@pytest.mark.parametrize(
    "failure",
    [
        answer(429),
        answer(502),
        answer(500, {}),
        answer(412, {"success": False}),
        answer(200),
        JsError("net", "TypeError"),
    ],
)
def test_a_temporary_failure_is_retried(failure: object) -> None:
    page, _ = matched(failure, answer(200, {"success": True}))
    page.passes(60_000)
    assert len(page.window.requests) == 2
    assert page.window.console.of("warn") == []


@pytest.mark.parametrize("failure", [answer(403), answer(400, {"message": "no"}), answer(404, {})])
def test_a_refused_request_is_not_repeated_and_its_status_is_logged(failure: Any) -> None:
    page, _ = matched(failure)
    page.passes(60_000)
    assert len(page.window.requests) == 1
    assert page.window.console.of("warn") == [f"[flex-sfdc] saving task attributes: HTTP {failure.status}"]


def test_a_request_has_a_time_limit_and_a_limited_number_of_attempts() -> None:
    page = with_functions(Page(RECORD_CHOICE)).boot()
    page.window.promises = [SimpleNamespace(then=lambda *_: None) for _ in range(9)]
    page.salesforce.found = ONE
    page.accept(offered(page))
    page.passes(600_000)
    assert len(page.window.requests) == 4
    assert len(page.window.console.of("warn")) == 1


def test_a_failed_write_of_attributes_is_repeated_with_the_latest() -> None:
    page = Page(RECORD_CHOICE).boot()
    page.salesforce.found = ONE
    task = offered(page)
    task.promises = [Settled(reason=JsError("busy"))]
    page.accept(task)
    task.attributes = {"new": 2}
    page.passes(60_000)
    assert task.written[1:] == [{"new": 2, **CHOSEN}]


def test_an_invalid_sid_is_not_sent() -> None:
    page = with_functions(Page(RECORD_CHOICE)).boot()
    page.salesforce.found = ONE
    task = offered(page)
    task.taskSid = "WT../../x"
    page.accept(task)
    assert page.window.requests == []


def test_the_log_shows_no_customer_data() -> None:
    page, _ = matched(answer(403, {"message": "Ada Lovelace"}))
    page.salesforce.respond["searchAndScreenPop"] = throws
    page.accept(offered(page, None, 2))
    for secret in (NUMBER, "Ada", ADA, "t=&1"):
        assert secret not in page.printed
