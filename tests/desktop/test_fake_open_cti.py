"""The clean-room Open CTI client and its host keep the contract of the real script."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

import pytest

from build.demo.salesforce import ACME, ADA, BOB, LEE, PAT, Serving
from build.demo.salesforce.behaviour import late, never, nonsense, refuse, twice, with_message
from build.demo.salesforce.refusals import (
    Rule,
    locked_row,
    not_writable,
    request_limit,
    required,
    validation_rule,
)
from build.demo.waiting import eventually

from .bare_softphone import SOFTPHONE_ORIGIN, BareSoftphone

Open = Callable[..., AbstractAsyncContextManager[BareSoftphone]]
WHILE = 0.15
ONE_OBJECT = "Error: Must pass in only one object which holds arguments to this API method call."
NOT_SERIALIZABLE = "Error: The argument `message` must be a serializable object or null!"
THROWN = {
    "saveLog()": ONE_OBJECT,
    "saveLog({})": ONE_OBJECT,
    "saveLog({value: {}}, {})": ONE_OBJECT,
    "saveLog('text')": ONE_OBJECT,
    "saveLog(null)": ONE_OBJECT,
    "refreshView({})": ONE_OBJECT,
    "enableClickToDial({})": ONE_OBJECT,
    "isSoftphonePanelVisible({a: 1})": "Error: Missing the required argument `callback`!",
    "getAppViewInfo({a: 1})": "Error: Missing the required argument `callback`!",
    "onClickToDial({a: 1})": "Error: Missing the required argument `listener`!",
    "onNavigationChange({a: 1})": "Error: Missing the required argument `listener`!",
    "saveLog({value: 'text'})": "Error: Missing the required argument `value object`!",
    "subscribe({channelName: ''})": "Error: The argument `channelName` must be a non-empty string!",
    "unsubscribe({subscription: 1})": "Error: The argument `subscription` must be an object!",
    "publish({channelName: 'A__c', message: {f: () => 1}})": NOT_SERIALIZABLE,
    "refreshView()": None,
    "enableClickToDial()": None,
    "disableClickToDial()": None,
    "notifyInitializationComplete()": None,
    "saveLog({value: null})": None,
}
COLLECT = "method => sforce.opencti[method]({callback: (response) => seen.push(response)})"


async def test_without_its_query_the_script_loads_and_every_call_vanishes(open_softphone: Open) -> None:
    async with open_softphone(query={"mode": "Lightning"}, scripts=False) as phone:
        assert await phone.load_open_cti()
        assert await phone.run("() => typeof sforce.opencti.saveLog") == "function"
        await phone.run(COLLECT, "isSoftphonePanelVisible")
        await eventually(lambda: phone.page_errors, "the call has thrown")
        await asyncio.sleep(WHILE)
        assert phone.lightning.calls == []
        assert await phone.run("() => seen") == []


@pytest.mark.parametrize(
    "query",
    [
        {"sfdcIframeOrigin": "https://acme.lightning.force.com"},
        {"sfdcIframeOrigin": "http://acme.lightning.force.com", "mode": "Lightning"},
        {"sfdcIframeOrigin": "https://acme.lightning.force.com.evil.example", "mode": "Lightning"},
    ],
    ids=["no mode", "another protocol", "not Salesforce"],
)
async def test_a_wrong_query_counts_as_a_missing_query(open_softphone: Open, query: dict[str, str]) -> None:
    async with open_softphone(query=query, scripts=False) as phone:
        await phone.load_open_cti()
        await phone.run(COLLECT, "isSoftphonePanelVisible")
        await asyncio.sleep(WHILE)
        assert phone.lightning.calls == []


async def test_a_lost_query_can_be_put_back_and_initialize_called(open_softphone: Open) -> None:
    async with open_softphone(query={}, scripts=False) as phone:
        await phone.load_open_cti()
        await phone.run(
            """() => {
                const lost = location.href;
                history.replaceState(null, '', '?sfdcIframeOrigin=https://acme.lightning.force.com&mode=x');
                sforce.opencti.initialize();
                history.replaceState(null, '', lost);
            }"""
        )
        assert (await phone.ask("isSoftphonePanelVisible"))["returnValue"] == {"visible": True}


async def test_wrong_arguments_throw_at_once(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        assert {call: await phone.thrown(f"sforce.opencti.{call}") for call in THROWN} == THROWN


async def test_a_function_among_the_arguments_throws_a_data_clone_error(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        thrown = await phone.thrown("sforce.opencti.saveLog({value: {Subject: () => 1}})")
        assert thrown is not None
        assert thrown.startswith("DataCloneError")


async def test_a_call_is_one_message_with_the_keys_of_the_protocol(open_softphone: Open) -> None:
    async with open_softphone(scripts=False) as phone:
        await phone.load_open_cti("60.0")
        saved = await phone.ask("saveLog", {"value": {"entityApiName": "Task", "Subject": "Call"}})
        (call,) = phone.lightning.calls
        assert (call.method, call.call_id, call.api_version, call.origin) == (
            "saveLog",
            0,
            60,
            SOFTPHONE_ORIGIN,
        )
        assert call.args == {"object": {"entityApiName": "Task", "Subject": "Call"}}
        assert (call.needs_answer, call.listens) == (True, False)
        assert saved["success"] is True
        assert saved["errors"] is None
        assert list(phone.lightning.org.activities.values()) == [{"Subject": "Call"}]


async def test_a_date_among_the_arguments_crosses_as_a_date(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        await phone.run(
            "() => sforce.opencti.saveLog({value: {entityApiName: 'Task', ActivityDate: new Date(0)}})"
        )
        await phone.lightning.called("saveLog")
        (call,) = phone.lightning.calls_of("saveLog")
        assert isinstance(call.args["object"]["ActivityDate"], datetime)


async def test_default_field_values_next_to_the_params_of_a_screen_pop_are_not_sent(
    open_softphone: Open,
) -> None:
    async with open_softphone() as phone:
        arguments = {
            "type": "newRecord",
            "params": {"entityName": "Contact"},
            "defaultFieldValues": {"Phone": "1"},
        }
        await phone.ask("screenPop", arguments)
        (call,) = phone.lightning.calls_of("screenPop")
        assert call.args == {"type": "newRecord", "params": {"entityName": "Contact"}}


async def test_an_answer_of_another_form_is_ignored(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        for changes in (
            {"apiVersion": 65},
            {"apiVersion": "66"},
            {"apiType": "other"},
            {"shouldExecuteCallback": 1},
        ):
            phone.lightning.behave("isSoftphonePanelVisible", with_message(**changes))
            await phone.run(COLLECT, "isSoftphonePanelVisible")
        assert await phone.heard() == []
        assert len(phone.lightning.calls) == 5, "four that got such an answer, and the last one"


async def test_an_answer_from_another_origin_is_ignored(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        phone.lightning.behave("isSoftphonePanelVisible", never())
        await phone.run(COLLECT, "isSoftphonePanelVisible")
        forged = {
            "methodName": "isSoftphonePanelVisible",
            "callId": 0,
            "apiVersion": 66,
            "apiType": "opencti",
            "shouldExecuteCallback": True,
            "response": {"success": True, "returnValue": {"visible": False}, "errors": None},
        }
        await phone.run("() => addEventListener('message', ({origin}) => seen.push(origin))")
        await phone.lightning.post_as_stranger(forged)
        await phone.frame.wait_for_function("() => seen.length > 0")
        await asyncio.sleep(WHILE)
        assert await phone.run("() => seen") == ["https://components.example"]


async def test_an_answer_that_arrives_twice_calls_back_once(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        phone.lightning.behave("isSoftphonePanelVisible", twice())
        await phone.run(COLLECT, "isSoftphonePanelVisible")
        assert len(await phone.heard()) == 1


async def test_salesforce_refuses_answers_late_and_talks_nonsense_on_demand(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        phone.lightning.behave("refreshView", refuse("SERVER_ERROR", "No."), late(0.2), nonsense(["?"]))
        refused = await phone.ask("refreshView")
        assert refused == {
            "success": False,
            "returnValue": None,
            "errors": [{"code": "SERVER_ERROR", "description": "No."}],
        }
        before = asyncio.get_running_loop().time()
        assert (await phone.ask("refreshView"))["success"] is True
        assert asyncio.get_running_loop().time() - before >= 0.2
        assert await phone.ask("refreshView") == ["?"]
        assert phone.lightning.org.views_refreshed == 1


async def test_a_listener_registered_twice_is_called_twice_and_one_that_throws_stops_the_rest(
    open_softphone: Open,
) -> None:
    async with open_softphone() as phone:
        await phone.run(
            """() => {
                const note = (payload) => seen.push(payload.number);
                sforce.opencti.onClickToDial({listener: note});
                sforce.opencti.onClickToDial({listener: note});
                sforce.opencti.onClickToDial({listener: () => { throw new Error('mine'); }});
                sforce.opencti.onClickToDial({listener: note});
            }"""
        )
        await phone.ask("isSoftphonePanelVisible")
        await phone.lightning.emit("onClickToDial", {"number": "1"})
        assert await phone.heard() == ["1", "1"]
        await eventually(lambda: phone.page_errors == ["mine"], "the exception reaches the page")


async def test_a_number_can_be_clicked_once_click_to_dial_is_on(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        await phone.run("() => sforce.opencti.onClickToDial({listener: (payload) => seen.push(payload)})")
        await phone.ask("isSoftphonePanelVisible")
        await phone.lightning.show(PAT)
        await phone.lightning.click_number(even_if_disabled=True)
        assert await phone.heard() == []
        await phone.ask("enableClickToDial")
        await phone.lightning.click_number()
        assert await phone.heard() == [
            {
                "number": PAT.phone,
                "recordId": PAT.id,
                "recordName": "Pat Person",
                "objectType": "Account",
                "personAccount": True,
                "accountId": PAT.id,
                "contactId": PAT.person_contact_id,
            }
        ]


async def test_a_message_channel_is_left_when_its_last_listener_goes(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        subscribe = """() => new Promise((resolve) => sforce.opencti.subscribe({
            channelName: 'Records__c', listener: (message) => seen.push(message), callback: resolve}))"""
        await phone.run(f"async () => {{ window.first = (await ({subscribe})()).subscription; }}")
        await phone.run(f"async () => {{ window.second = (await ({subscribe})()).subscription; }}")
        await phone.lightning.publish("Records__c", {"recordId": ADA.id})
        assert await phone.heard() == [{"recordId": ADA.id}, {"recordId": ADA.id}]
        leave = """name => sforce.opencti.unsubscribe({
            subscription: window[name], callback: () => seen.push(name)})"""
        await phone.run(leave, "first")
        await phone.heard()
        assert phone.lightning.calls_of("unsubscribe") == []
        await phone.run(leave, "second")
        assert (await phone.heard())[-1] == "second"
        assert len(phone.lightning.calls_of("unsubscribe")) == 1


async def test_a_refused_subscription_forgets_its_listener(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        answer = await phone.ask("isSoftphonePanelVisible")
        script = """() => new Promise((resolve) => sforce.opencti.subscribe({
            channelName: 'Unknown', listener: () => seen.push('heard'), callback: resolve}))"""
        answer = await phone.run(script)
        assert answer["success"] is False
        assert answer.get("subscription") is None
        await phone.lightning.emit("subscribe", {}, eventName="Unknown")
        assert await phone.heard() == []


async def test_a_search_finds_by_number_and_by_name_and_pops_the_result(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        by_number = await phone.ask(
            "searchAndScreenPop", {"searchParams": "+14155550101", "callType": "inbound"}
        )
        assert list(by_number["returnValue"]) == [ADA.id]
        assert by_number["returnValue"][ADA.id]["RecordType"] == "Contact"
        assert phone.lightning.org.view == ADA
        by_name = await phone.ask("searchAndScreenPop", {"searchParams": "smith", "callType": "inbound"})
        assert set(by_name["returnValue"]) == {BOB.id, LEE.id, ACME.id}
        deferred = {"searchParams": "nobody", "callType": "inbound", "deferred": True}
        assert list((await phone.ask("searchAndScreenPop", deferred))["returnValue"]) == ["SCREEN_POP_DATA"]


REFUSED_FIELDS: list[tuple[str, object, str]] = [
    ("Subject", "x" * 256, "Subject: data value too large: (max length=255)"),
    ("WhoId", ACME.id, f"WhoId: id value of incorrect type: {ACME.id}"),
    ("WhatId", ADA.id, f"WhatId: id value of incorrect type: {ADA.id}"),
    ("WhoId", "", "WhoId: id value of incorrect type: "),
    ("CallType", "inbound", "CallType: bad value for restricted picklist field: inbound"),
    ("ActivityDate", "2026-11-22T10:00Z", "ActivityDate: value not of required type: '2026-11-22T10:00Z'"),
    ("CallDurationInSeconds", 1.5, "CallDurationInSeconds: value not of required type: 1.5"),
    ("Wrong__c", "x", "No such column 'Wrong__c' on sobject of type Task"),
]


async def test_an_activity_salesforce_would_not_take_is_refused_with_its_field(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        for field, value, message in REFUSED_FIELDS:
            refused = await phone.ask("saveLog", {"value": {"entityApiName": "Task", field: value}})
            (error,) = refused["errors"]
            assert (refused["success"], error["code"]) == (False, "GENERIC_ERROR")
            assert [detail["message"] for detail in error["details"]] == [message]
        assert phone.lightning.org.activities == {}


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (validation_rule("Subject", "Not on Sundays."), "FIELD_CUSTOM_VALIDATION_EXCEPTION"),
        (required("Topic__c"), "REQUIRED_FIELD_MISSING"),
        (not_writable("Subject"), "INVALID_FIELD_FOR_INSERT_UPDATE"),
    ],
)
async def test_the_orgs_own_rules_refuse_a_valid_activity_and_name_the_field(
    open_softphone: Open, rule: Rule, code: str
) -> None:
    async with open_softphone() as phone:
        phone.lightning.org.rules.append(rule)
        refused = await phone.ask("saveLog", {"value": {"entityApiName": "Task", "Subject": "A call"}})
        (detail,) = refused["errors"][0]["details"]
        assert detail["errorCode"] == code
        assert detail["fields"] in (["Subject"], ["Topic__c"])
        assert phone.lightning.org.activities == {}
        phone.lightning.org.rules.clear()
        assert (await phone.ask("saveLog", {"value": {"entityApiName": "Task"}}))["success"]


async def test_an_org_that_is_too_busy_receives_the_activity_later(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        phone.lightning.behave("saveLog", locked_row(), request_limit())
        codes = []
        for _ in range(2):
            refused = await phone.ask("saveLog", {"value": {"entityApiName": "Task"}})
            codes.append(refused["errors"][0]["details"][0]["errorCode"])
        assert codes == ["UNABLE_TO_LOCK_ROW", "REQUEST_LIMIT_EXCEEDED"]
        assert (await phone.ask("saveLog", {"value": {"entityApiName": "Task"}}))["success"]


async def test_an_activity_is_updated_by_its_id_and_only_if_it_exists(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        response = await phone.ask("saveLog", {"value": {"entityApiName": "Task", "Subject": "A call"}})
        sid = response["returnValue"]["recordId"]
        assert sid.startswith("00T")
        await phone.ask("saveLog", {"value": {"Id": sid, "Description": "A note"}})
        assert phone.lightning.org.activities == {sid: {"Subject": "A call", "Description": "A note"}}
        refused = await phone.ask("saveLog", {"value": {"Id": ADA.id, "Description": "A note"}})
        assert refused["errors"][0]["details"][0]["errorCode"] == "ENTITY_IS_DELETED"


async def test_only_the_objects_of_the_softphone_layout_are_searched(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        phone.lightning.org.searched = ("Lead",)
        response = await phone.ask("searchAndScreenPop", {"searchParams": "smith", "callType": "inbound"})
        assert list(response["returnValue"]) == [LEE.id]
        layout = await phone.ask("getSoftphoneLayout")
        assert list(layout["returnValue"]["Inbound"]["objects"]) == ["Lead"]


async def test_a_person_account_is_found_with_its_contact(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        response = await phone.ask(
            "searchAndScreenPop", {"searchParams": "Pat Person", "callType": "inbound"}
        )
        entry = response["returnValue"][PAT.id]
        assert (entry["RecordType"], entry["IsPersonAccount"]) == ("Account", True)
        assert entry["PersonContactId"] == PAT.person_contact_id


async def test_the_softphone_learns_which_page_the_agent_opens(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        await phone.run("() => sforce.opencti.onNavigationChange({listener: (page) => seen.push(page)})")
        await phone.ask("isSoftphonePanelVisible")
        await phone.lightning.show(ADA)
        await phone.lightning.show(None)
        record, home = await phone.heard()
        assert (record["recordId"], record["objectType"]) == (ADA.id, "Contact")
        assert home == {"url": "/lightning/page/home"}
        assert (await phone.ask("getAppViewInfo"))["returnValue"] == home


async def test_a_message_that_the_softphone_publishes_reaches_the_page(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        message = {"type": "choices", "choices": []}
        answer = await phone.ask("publish", {"channelName": "Records__c", "message": message})
        assert answer["success"]
        assert phone.lightning.org.published == [("Records__c", message)]


async def test_a_missing_script_fires_onerror(open_softphone: Open) -> None:
    async with open_softphone(scripts=False) as phone:
        phone.lightning.scripts.open_cti = Serving.NOT_FOUND
        assert not await phone.load_open_cti()
