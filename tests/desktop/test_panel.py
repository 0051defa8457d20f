"""The org package's panel, compiled by Salesforce's compiler: docs/lightning-protocol.md, the host's side."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from playwright.async_api import BrowserContext

from build.demo.salesforce import ADA, BOB, PAT, SALESFORCE_ORIGIN, Exchange, Org, Record
from build.demo.salesforce.behaviour import late, never, refuse
from build.demo.salesforce.refusals import required
from build.demo.waiting import eventually

from .bare_panel import FACTS, FLEX, STRANGER, BarePanel

pytestmark = pytest.mark.usefixtures("compiled_panel")
KEY = "WR00000000000000000000000000000001"
CALL = {"Subject": "Call", "Status": "Completed"}
HELLO = {"flexSfdc": "hello", "id": "h9", "versions": [1]}
QUIET = 0.2
# What other components may publish by mistake.
UNUSABLE = """() => {
    const cyclic = {};
    cyclic.self = cyclic;
    let deep = {};
    for (let depth = 0; depth < 100000; depth++) deep = { deep };
    const long = { text: 'x'.repeat(262144) };
    for (const message of [cyclic, { large: 1n }, deep, long]) components.deliver('FlexRecords__c', message);
}"""


def codes(answer: dict[str, Any]) -> list[str]:
    """Return the codes of a refused request."""
    assert answer["success"] is False, answer
    return [error.get("code") or error["statusCode"] for error in answer["errors"]]


async def begin_to_save(panel: BarePanel) -> None:
    """Listen for clicks and have an activity saved, whose answer is late, after the hello `h1`."""
    await panel.hello("h1")
    await panel.ask("listen", what="clicks")
    panel.lightning.behave("saveLog", late(QUIET))
    await panel.send({"id": 90, "call": "save", "values": {"key": KEY, "fields": CALL}})
    await panel.lightning.called("saveLog")


async def test_a_welcome_has_one_port_and_the_facts(browser: BrowserContext) -> None:
    async with BarePanel.open(browser) as panel:
        welcome = await panel.hello()
        received = (await panel.heard())[0]
        assert (received["origin"], received["ports"], received["own"]) == (SALESFORCE_ORIGIN, 1, True)
        assert welcome == {
            "flexSfdc": "welcome",
            "id": "h1",
            "version": 1,
            "facts": {
                "release": "0.1.0",
                "console": True,
                "savesOnce": True,
                "missing": [],
                "channels": ["FlexDial__c", "FlexEvents__c", "FlexRecords__c"],
                "popout": True,
                "clicks": True,
            },
        }
        assert await panel.ask("ping") == {"port": 0, "id": 1, "success": True, "value": True}


async def test_the_frame_has_flexs_address_and_the_microphone(browser: BrowserContext) -> None:
    async with BarePanel.open(browser) as panel:
        frame = panel.page.locator("c-flex-panel iframe")
        assert await frame.get_attribute("src") == f"{FLEX}/agent-desktop?crmHost=lightning"
        assert await frame.get_attribute("allow") == "microphone; autoplay; clipboard-write"
        assert await frame.get_attribute("sandbox") is None


@pytest.mark.parametrize("address", ["http://softphone.example/agent-desktop", "javascript:alert(1)", ""])
async def test_an_address_without_https_gets_no_frame(browser: BrowserContext, address: str) -> None:
    async with BarePanel.open(browser, address=address) as panel:
        assert "https" in await panel.page.locator("c-flex-panel [role=status]").inner_text()
        assert await panel.page.locator("c-flex-panel iframe").count() == 0


async def test_only_its_own_frame_at_its_own_origin_is_heard(browser: BrowserContext) -> None:
    async with BarePanel.open(browser) as panel:
        twin = await panel.add_frame(f"{FLEX}/twin")
        stranger = await panel.add_frame(f"{STRANGER}/page")
        for frame in (twin, stranger):
            await panel.post(HELLO, frame)
        await panel.page.evaluate("text => postMessage(text, '*')", json.dumps(HELLO))
        await asyncio.sleep(QUIET)
        for frame in (panel.frame, twin, stranger):
            assert await frame.evaluate("() => heard") == []
        assert (await panel.hello())["flexSfdc"] == "welcome"
        # The frame went to another site, which says hello from the right window.
        await panel.frame.goto(f"{STRANGER}/agent-desktop")
        await panel.post(HELLO)
        notice = panel.page.locator("c-flex-panel [role=status]")
        await notice.wait_for()
        assert f"Flex is at {STRANGER}:" in await notice.inner_text()
        assert await panel.heard() == []
        await panel.frame.goto(f"{FLEX}/agent-desktop")
        assert (await panel.hello("h2"))["flexSfdc"] == "welcome"
        assert await notice.count() == 0
        assert panel.page_errors == []


async def test_an_unknown_version_gets_a_sorry_without_a_port(browser: BrowserContext) -> None:
    async with BarePanel.open(browser) as panel:
        assert await panel.hello(versions=[2]) == {"flexSfdc": "sorry", "id": "h1", "versions": [1]}
        assert (await panel.heard())[0]["ports"] == 0


async def test_a_replayed_hello_gets_no_second_welcome(browser: BrowserContext) -> None:
    async with BarePanel.open(browser) as panel:
        await panel.hello("h1")
        await panel.post({**HELLO, "id": "h1"})
        await asyncio.sleep(QUIET)
        assert len(await panel.heard()) == 1
        assert (await panel.ask("ping"))["success"] is True


async def test_a_new_welcome_retires_the_port_before_it(browser: BrowserContext) -> None:
    async with BarePanel.open(browser) as panel:
        await begin_to_save(panel)
        await panel.hello("h2")
        await panel.send({"id": 91, "call": "label", "values": {"label": "of the old page"}})
        await panel.lightning.emit("onClickToDial", {"number": ADA.phone})
        assert (await panel.ask("ping", port=1))["success"] is True
        await panel.frame.wait_for_function("() => said.some((one) => one.id === 90)")
        messages = [(item["port"], item.get("id") or item["event"]) for item in await panel.said()]
        assert sorted(messages) == [(0, 1), (0, 90), (1, 2)], "the save is answered on the port it came from"
        assert panel.lightning.org.softphone.label != "of the old page"


async def test_of_two_hellos_the_latest_is_welcomed(browser: BrowserContext) -> None:
    async with BarePanel.open(browser, facts=refuse()) as panel:
        panel.lightning.behave(FACTS, late(2 * QUIET), late(QUIET))
        await panel.post({**HELLO, "id": "h1"})
        await panel.post({**HELLO, "id": "h2"})
        await panel.frame.wait_for_function("() => heard.length > 0")
        await asyncio.sleep(QUIET)
        assert [json.loads(item["data"])["id"] for item in await panel.heard()] == ["h2"]


async def test_without_facts_there_is_no_welcome(browser: BrowserContext) -> None:
    async with BarePanel.open(browser, facts=refuse()) as panel:
        await panel.lightning.called(FACTS)
        panel.lightning.behave(FACTS, refuse())
        await panel.post(HELLO)
        await eventually(lambda: len(panel.lightning.calls_of(FACTS)) == 2, "the panel asks again")
        await asyncio.sleep(QUIET)
        assert await panel.heard() == []
        assert (await panel.hello("h2"))["flexSfdc"] == "welcome"


async def test_the_panel_shows_why_salesforce_refuses_the_facts(browser: BrowserContext) -> None:
    reason = "You do not have access to the Apex class named 'FlexHost'."
    async with BarePanel.open(browser, facts=refuse(description=reason)) as panel:
        notice = panel.page.locator("c-flex-panel [role=status]")
        await notice.wait_for()
        assert await notice.inner_text() == f"Flex cannot reach Salesforce: {reason}"
        panel.lightning.behave(FACTS, refuse(description=""))
        await panel.post(HELLO)
        await notice.wait_for(state="detached")
        assert (await panel.hello("h2"))["flexSfdc"] == "welcome"
        assert await notice.count() == 0


async def test_without_the_permission_set_nothing_is_saved_or_searched(browser: BrowserContext) -> None:
    async with BarePanel.open(browser, permissions=()) as panel:
        facts = (await panel.hello())["facts"]
        assert (facts["missing"], facts["savesOnce"]) == (["access", "key"], False)
        assert "Flex Agent" in await panel.page.locator("c-flex-panel [role=status]").inner_text()
        assert codes(await panel.ask("save", key=KEY, fields=CALL)) == ["NO_ACCESS"]
        search = await panel.ask("search", term="Ada Lovelace", kind="all", show=True, fields={})
        assert codes(search) == ["NO_ACCESS"]
        assert (await panel.ask("pop", recordId=ADA.id))["success"] is True
        assert panel.lightning.calls_of("saveLog") == panel.lightning.calls_of("searchAndScreenPop") == []


async def test_the_components_speak_the_agents_language(browser: BrowserContext) -> None:
    async with BarePanel.open(browser, Org(view=ADA), permissions=(), language="de") as panel:
        notice = panel.page.locator("c-flex-panel [role=status]")
        assert "Berechtigungssatz „Flex Agent“" in await notice.inner_text()
        button = panel.page.locator("c-flex-phones button").first
        assert await button.get_attribute("title") == f"Phone {ADA.phone} mit Flex anrufen"


async def test_malformed_and_foreign_requests_reach_nothing(browser: BrowserContext) -> None:
    async with BarePanel.open(browser) as panel:
        await panel.hello()
        before = len(panel.lightning.calls)
        assert codes(await panel.ask("runApex", name="Any")) == ["UNKNOWN_CALL"]
        assert codes(await panel.ask("pop", recordId="javascript:alert")) == ["INVALID_PARAM"]
        assert codes(await panel.ask("publish", channel="Other__c", message={})) == ["NO_CHANNEL"]
        for text in ("{", "null", "[]", '{"call": "ping"}', json.dumps({"id": 80, "call": "x" * 262_144})):
            await panel.send(text)
        await panel.ask("ping")
        assert len(await panel.said()) == 4, "the malformed ones get no answer"
        assert len(panel.lightning.calls) == before


async def test_a_key_creates_one_activity(browser: BrowserContext) -> None:
    async with BarePanel.open(browser) as panel:
        await panel.hello()
        first = (await panel.ask("save", key=KEY, fields=CALL, marks=["undecided"]))["value"]
        repeated = (await panel.ask("save", key=KEY, fields={"Subject": "Other"}))["value"]
        assert (first["existed"], repeated) == (False, {**first, "existed": True, "updated": ["undecided"]})
        update = await panel.ask("save", id=first["id"], fields={"Description": "Late"}, marks=["noted"])
        assert update["value"] == {"id": first["id"], "existed": True}
        repeated = (await panel.ask("save", key=KEY, fields=CALL))["value"]
        assert (repeated["edited"], repeated["updated"]) == (True, ["description", "noted", "undecided"])
        assert panel.lightning.org.activities == {first["id"]: {**CALL, "Description": "Late"}}


async def test_of_two_panels_in_one_page_each_serves_its_own_flex_and_a_click_is_one_call(
    browser: BrowserContext,
) -> None:
    async with BarePanel.open(browser) as first:
        second = await first.another()
        await asyncio.gather(first.hello("h1"), second.hello("h2"))
        for panel, hello in ((first, "h1"), (second, "h2")):
            assert [json.loads(item["data"])["id"] for item in await panel.heard()] == [hello]
            assert (await panel.ask("listen", what="clicks"))["success"] is True
        saved = [(await panel.ask("save", key=KEY, fields=CALL))["value"] for panel in (first, second)]
        assert [item["existed"] for item in saved] == [False, True]
        assert saved[0]["id"] == saved[1]["id"]
        await first.lightning.emit("onClickToDial", {"number": "+14155550101"})
        clicks = [await panel.events("click") for panel in (first, second)]
        assert clicks == [[], [{"number": "+14155550101"}]], "the latest panel dials"
        await first.page.evaluate("() => document.querySelectorAll('c-flex-panel')[1].remove()")
        await first.lightning.emit("onClickToDial", {"number": "+14155550102"})
        assert await first.events("click") == [{"number": "+14155550102"}]


async def test_without_the_field_of_updates_each_change_counts_as_an_edit(browser: BrowserContext) -> None:
    async with BarePanel.open(browser, Org(marks_updates=False)) as panel:
        assert (await panel.hello())["facts"]["missing"] == ["mark"]
        first = (await panel.ask("save", key=KEY, fields=CALL))["value"]
        await panel.ask("save", id=first["id"], fields={"Description": "Late"})
        repeated = (await panel.ask("save", key=KEY, fields=CALL))["value"]
        assert repeated == {**first, "existed": True, "edited": True}


async def test_without_the_key_field_each_save_is_a_new_activity(browser: BrowserContext) -> None:
    async with BarePanel.open(browser, Org(saves_once=False)) as panel:
        assert (await panel.hello())["facts"]["missing"] == ["key"]
        for _ in range(2):
            assert (await panel.ask("save", key=KEY, fields=CALL))["value"]["existed"] is False
        assert len(panel.lightning.org.activities) == 2


async def test_a_refused_activity_is_answered_with_salesforces_errors(browser: BrowserContext) -> None:
    async with BarePanel.open(browser, Org(rules=[required("Topic__c")])) as panel:
        await panel.hello()
        refused = await panel.ask("save", key=KEY, fields=CALL)
        assert refused["errors"] == [
            {
                "statusCode": "REQUIRED_FIELD_MISSING",
                "message": "Required fields are missing: [Topic__c]",
                "fields": ["Topic__c"],
            }
        ]
        panel.lightning.behave("saveLog", refuse(description="Session expired"))
        failed = await panel.ask("save", key=KEY, fields=CALL)
        assert failed["errors"] == [{"code": "PLATFORM", "message": "Session expired"}]


async def test_a_call_that_the_platform_never_answers_gets_no_answer(browser: BrowserContext) -> None:
    async with BarePanel.open(browser) as panel:
        await panel.hello()
        panel.lightning.behave("saveLog", never())
        await panel.send({"id": 90, "call": "save", "values": {"key": KEY, "fields": CALL}})
        await panel.ask("ping")
        assert [item["id"] for item in await panel.said()] == [1]


@pytest.mark.parametrize(
    ("term", "kind", "no_match", "shown"),
    [
        ("Ada Lovelace", "all", None, {"type": "sobject", "params": {"recordId": ADA.id}}),
        ("Smith", "all", None, {"type": "search", "params": {"searchString": "Smith"}}),
        ("Nobody", "all", None, None),
        (
            "+14155550199",
            "phone",
            "Contact",
            {
                "type": "newRecord",
                "params": {"entityName": "Contact", "defaultFieldValues": {"Phone": "+14155550199"}},
            },
        ),
    ],
)
async def test_a_search_shows_what_the_org_defines(
    browser: BrowserContext, term: str, kind: str, no_match: str | None, shown: Any
) -> None:
    async with BarePanel.open(browser, Org(no_match=no_match)) as panel:
        await panel.hello()
        quiet = await panel.ask("search", term=term, kind=kind, show=False, fields={})
        assert panel.lightning.org.pops == []
        fields = {"Phone": term} if kind == "phone" else {}
        records = await panel.ask("search", term=term, kind=kind, show=True, fields=fields)
        assert records["value"] == quiet["value"]
        expected = [shown] if shown else []
        await eventually(lambda: panel.lightning.org.pops == expected, lambda: str(panel.lightning.org.pops))
        if records["value"]:
            await panel.ask("result", term=term, recordIds=list(records["value"]))
            await eventually(lambda: panel.lightning.org.pops == [shown, shown], "the result is shown again")


async def test_records_and_pages_are_shown(browser: BrowserContext) -> None:
    async with BarePanel.open(browser) as panel:
        await panel.hello()
        assert (await panel.ask("pop", recordId=ADA.id))["success"] is True
        assert panel.lightning.org.view == ADA
        assert codes(await panel.ask("pop", recordId="0035f00000ABCDEAA5")) == ["PLATFORM"]
        assert (await panel.ask("page", path="/lightning/n/Acme"))["success"] is True
        assert panel.lightning.org.page == {"kind": "unknown", "url": "/lightning/n/Acme"}


async def test_a_standard_app_navigates_instead_of_opening_tabs(browser: BrowserContext) -> None:
    async with BarePanel.open(browser, is_console=False) as panel:
        assert (await panel.hello())["facts"]["console"] is False
        assert (await panel.ask("pop", recordId=ADA.id))["success"] is True
        assert (await panel.ask("page", path="/lightning/n/Acme"))["success"] is True
        shown = [
            {"type": "sobject", "params": {"recordId": ADA.id}},
            {"type": "url", "params": {"url": "/lightning/n/Acme"}},
        ]
        await eventually(lambda: panel.lightning.org.pops == shown, "both are shown")
        await panel.lightning.show(PAT)
        await panel.ask("listen", what="view")
        await panel.frame.wait_for_function("() => said.some((one) => one.event === 'view')")
        assert (await panel.events("view"))[-1]["recordId"] == PAT.id


async def test_the_view_is_sent_at_once_and_after_every_navigation(browser: BrowserContext) -> None:
    async with BarePanel.open(browser) as panel:
        await panel.lightning.show(ADA)
        await panel.hello()
        await panel.ask("listen", what="view")
        seen = {"recordId": ADA.id, "objectType": "Contact", "recordName": ADA.name}
        person = {
            "recordId": PAT.id,
            "objectType": "Account",
            "recordName": PAT.name,
            "personAccount": True,
            "contactId": PAT.person_contact_id,
        }
        expected: list[Any] = [seen]
        for record, view in ((PAT, person), (None, {}), (ADA, seen)):
            await panel.lightning.show(record)
            expected.append(view)
            await panel.frame.wait_for_function(
                "count => said.filter((one) => one.event === 'view').length >= count", arg=len(expected)
            )
        await asyncio.sleep(QUIET)
        assert await panel.events("view") == expected
        panel.lightning.org.open_list("Case")
        await panel.lightning.render()
        await panel.frame.wait_for_function("() => said.filter((one) => one.event === 'view').length > 4")
        assert (await panel.events("view"))[-1] == {}


async def test_a_record_whose_object_arrives_later_gets_its_name(browser: BrowserContext) -> None:
    async with BarePanel.open(browser) as panel:
        await panel.hello()
        await panel.ask("listen", what="view")
        for of in ({}, {"objectApiName": "Contact"}, {}):
            page = {"type": "standard__recordPage", "attributes": {"recordId": ADA.id, **of}}
            await panel.page.evaluate("page => components.emit('CurrentPageReference', page)", page)
        await panel.frame.wait_for_function("() => said.filter((one) => one.event === 'view').length > 2")
        await asyncio.sleep(QUIET)
        named = {"recordId": ADA.id, "objectType": "Contact", "recordName": ADA.name}
        assert (await panel.events("view"))[1:] == [{"recordId": ADA.id, "objectType": ""}, named]


CLICK = "([id, type]) => components.call(document.body, id, type).invoke()"
CLICKS_SENT = "count => said.filter((one) => one.event === 'click').length >= count"
CLICK_ON_ADA = {"number": ADA.phone, "recordId": ADA.id, "objectType": "Contact"}


async def test_a_click_on_a_number_is_sent_once(browser: BrowserContext) -> None:
    async with BarePanel.open(browser) as panel:
        await panel.hello()
        for _ in range(2):
            await panel.ask("listen", what="clicks")
        await panel.ask("listen", what="channel", channel="FlexDial__c")
        await panel.lightning.show(ADA)
        await panel.lightning.click_number()
        assert await panel.events("click") == [CLICK_ON_ADA]
        assert await panel.events("channel") == []


async def test_a_click_is_sent_when_salesforce_has_read_its_record(browser: BrowserContext) -> None:
    async with BarePanel.open(browser) as panel:
        await panel.hello()
        await panel.ask("listen", what="clicks")
        record = panel.lightning.hold("getRecord")
        await panel.page.evaluate(CLICK, [ADA.id, ADA.type])
        await asyncio.sleep(QUIET)
        assert await panel.events("click") == []
        record.set()
        await panel.frame.wait_for_function(CLICKS_SENT, arg=1)
        assert await panel.events("click") == [CLICK_ON_ADA]


async def test_a_click_on_the_number_of_a_person_account_names_its_contact(browser: BrowserContext) -> None:
    async with BarePanel.open(browser) as panel:
        await panel.hello()
        await panel.ask("listen", what="clicks")
        reads = [panel.lightning.hold("getRecord") for _ in ("the panel", "the buttons")]
        await panel.lightning.show(PAT)
        assert "No phone numbers" not in await panel.page.locator("c-flex-phones").inner_text()
        for read in reads:
            read.set()
        await panel.lightning.click_number()
        person = {"number": PAT.phone, "recordId": PAT.person_contact_id, "objectType": "Contact"}
        assert await panel.events("click") == [person]


async def test_a_click_on_a_page_that_has_just_gone_to_another_record_dials_that_record(
    browser: BrowserContext,
) -> None:
    async with BarePanel.open(browser) as panel:
        await panel.hello()
        await panel.ask("listen", what="clicks")
        await panel.page.evaluate(CLICK, [ADA.id, ADA.type])
        await panel.frame.wait_for_function(CLICKS_SENT, arg=1)
        record = panel.lightning.hold("getRecord")
        script = """id => {
            const call = document.querySelector('c-flex-call');
            call.recordId = id;
            call.invoke();
        }"""
        await panel.page.evaluate(script, BOB.id)
        await asyncio.sleep(QUIET)
        assert await panel.events("click") == [CLICK_ON_ADA], "not the earlier record"
        record.set()
        await panel.frame.wait_for_function(CLICKS_SENT, arg=2)
        assert (await panel.events("click"))[-1]["number"] == BOB.phone


async def test_before_the_login_a_click_opens_the_panel_and_tells_the_agent(browser: BrowserContext) -> None:
    async with BarePanel.open(browser, Org(view=ADA)) as panel:
        exchanges: list[Exchange] = []
        panel.lightning.protocols.observe = exchanges.append

        def toasts() -> int:
            return len([exchange for exchange in exchanges if exchange.method == "toast"])

        panel.lightning.org.softphone.visible = False
        await panel.page.locator("c-flex-phones button").first.click()
        await eventually(lambda: panel.lightning.org.softphone.visible, "the panel is open")
        await panel.page.locator(".slds-notify_toast", has_text="Log in to Flex").wait_for()
        await panel.page.evaluate(
            "([id, type]) => components.call(document.body, id, type).invoke()", [ADA.id, ADA.type]
        )
        await eventually(lambda: toasts() == 2, "the quick action says so, too")
        await panel.hello()
        await panel.ask("listen", what="clicks")
        await panel.lightning.click_number()
        assert len(await panel.events("click")) == 1
        assert toasts() == 2
        assert panel.page_errors == []


async def test_after_the_page_of_flex_has_gone_a_click_tells_the_agent(browser: BrowserContext) -> None:
    """Flex's login may have expired: its page makes way for that of the login, which never says hello."""
    async with BarePanel.open(browser, Org(view=ADA)) as panel:
        await panel.hello()
        await panel.ask("listen", what="clicks")
        await panel.ask("listen", what="channel", channel="FlexRecords__c")
        for _ in range(2):
            await panel.ask("ping")
        panel.lightning.org.softphone.visible = False
        await panel.frame.goto(f"{FLEX}/agent-desktop/login")
        await eventually(lambda: not panel.lightning.org.channels, "nothing listens", 10)
        await panel.page.locator("c-flex-phones button").first.click()
        await panel.page.locator(".slds-notify_toast", has_text="Log in to Flex").wait_for()
        await eventually(lambda: panel.lightning.org.softphone.visible, "the panel is open")
        await panel.frame.goto(f"{FLEX}/agent-desktop")
        await panel.hello("h2")
        await panel.ask("listen", what="clicks")
        await panel.lightning.click_number()
        assert len(await panel.events("click")) == 1
        assert panel.page_errors == []


async def test_a_page_that_says_hello_while_it_loads_keeps_its_port(browser: BrowserContext) -> None:
    async with BarePanel.open(browser, Org(view=ADA)) as panel:
        await panel.hello()
        await panel.ask("ping")
        await panel.ask("listen", what="clicks")
        await panel.page.locator("c-flex-panel iframe").dispatch_event("load")
        await panel.lightning.click_number()
        assert len(await panel.events("click")) == 1


async def test_messages_of_components_arrive_only_through_their_channel(browser: BrowserContext) -> None:
    async with BarePanel.open(browser) as panel:
        await panel.hello()
        await panel.ask("listen", what="channel", channel="FlexRecords__c")
        message = {"recordId": ADA.id, "deep": {"a": [1, None]}}
        await panel.lightning.publish("FlexRecords__c", message)
        await panel.page.evaluate("() => components.deliver('FlexEvents__c', { type: 'editing' })")
        assert await panel.events("channel") == [message]
        await panel.ask("publish", channel="FlexEvents__c", message={"type": "callStarted"})
        assert panel.lightning.org.published == [("FlexEvents__c", {"type": "callStarted"})]


async def test_a_message_that_cannot_be_sent_harms_nobody(browser: BrowserContext) -> None:
    async with BarePanel.open(browser) as panel:
        await panel.hello()
        await panel.ask("listen", what="channel", channel="FlexRecords__c")
        await panel.page.evaluate(UNUSABLE)
        await panel.lightning.publish("FlexRecords__c", {"type": "afterwards"})
        assert await panel.events("channel") == [{"type": "afterwards"}]
        deep = '{"id": 90, "call": "publish", "values": {"channel": "FlexEvents__c", "message": {"a": %s}}}'
        await panel.send(deep % ("[" * 100_000 + "]" * 100_000))
        await panel.frame.wait_for_function("() => said.some((one) => one.id === 90)")
        assert codes(next(item for item in await panel.said() if item.get("id") == 90)) == ["INVALID_PARAM"]
        assert panel.lightning.org.published == []
        assert panel.page_errors == []


async def test_a_search_answers_with_a_few_records_and_short_texts(browser: BrowserContext) -> None:
    smiths = [Record(f"0035f0000{number:06}", "Contact", "Smith" * 100) for number in range(30)]
    async with BarePanel.open(browser, Org(records=smiths)) as panel:
        await panel.hello()
        found = (await panel.ask("search", term="Smith", kind="all", show=False, fields={}))["value"]
        assert list(found) == [record.id for record in smiths[:20]]
        assert {record["Name"] for record in found.values()} == {"Smith" * 51}


async def test_the_utility_item_follows(browser: BrowserContext) -> None:
    async with BarePanel.open(browser) as panel:
        softphone = panel.lightning.org.softphone
        await panel.hello()
        await panel.ask("icon", icon="alert")
        await panel.ask("label", label="<b>2 Tasks</b>")
        await panel.ask("popout", allowed=False)
        softphone.visible = False
        await panel.ask("open")
        assert (softphone.icon, softphone.label) == ("alert", "<b>2 Tasks</b>")
        assert (softphone.popoutable, softphone.visible) == (False, True)
        await panel.ask("open")
        assert len(panel.lightning.calls_of("setSoftphonePanelVisibility")) == 1
        assert (await panel.ask("refresh", recordIds=[ADA.id]))["success"] is True
        assert panel.lightning.org.views_refreshed == 1


async def test_a_panel_that_is_moved_serves_only_its_new_frame(browser: BrowserContext) -> None:
    """The platform may take a component out of the page and put it elsewhere: its frame loads again."""
    async with BarePanel.open(browser) as panel:
        await begin_to_save(panel)
        subscribed = set(panel.lightning.org.channels)
        remove = "() => { window.moved = document.querySelector('c-flex-panel'); moved.remove(); }"
        await panel.page.evaluate(remove)
        await panel.lightning.emit("onClickToDial", {"number": ADA.phone})
        await asyncio.sleep(2 * QUIET)
        await panel.page.evaluate("() => document.body.append(moved)")
        await eventually(
            lambda: any("agent-desktop" in frame.url for frame in panel.page.frames), "its frame"
        )
        await panel.frame.wait_for_function("() => window.send !== undefined")
        assert (await panel.hello("h1"))["flexSfdc"] == "welcome"
        await panel.ask("listen", what="clicks")
        await panel.lightning.emit("onClickToDial", {"number": BOB.phone})
        assert [click["number"] for click in await panel.events("click")] == [BOB.phone]
        assert panel.lightning.org.channels == subscribed
        assert panel.page_errors == []
