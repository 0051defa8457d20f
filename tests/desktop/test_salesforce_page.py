"""The Lightning page as the agent uses it: records, timeline, results, new records, softphone panel."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest

from build.demo.design import Design
from build.demo.flex.bundle import npm_modules
from build.demo.salesforce import ADA, BOB
from build.demo.salesforce.samples import GRACE, GRETA, REFUND, SHARED_NUMBER, SHIPPING, sample_org
from build.demo.waiting import eventually

from .bare_softphone import BareSoftphone

Open = Callable[..., AbstractAsyncContextManager[BareSoftphone]]
TODAY = datetime.date(2026, 11, 29)
MARKUP = "<img src=x onerror=alert(1)>"
UNKNOWN_NUMBER = "+15559990000"
CALL = {
    "entityApiName": "Task",
    "Subject": "Inbound call",
    "TaskSubtype": "Call",
    "CallType": "Inbound",
    "Status": "Completed",
    "ActivityDate": TODAY.isoformat(),
    "CallDurationInSeconds": 61,
    "Description": "Two lines\nof a note",
    "Topic__c": "Delivery",
    "WhoId": GRACE.id,
}
OPEN_ALL = (
    "() => document.querySelectorAll('[aria-expanded=false][data-toggle]').forEach((one) => one.click())"
)
AXE = """async () => (await axe.run({ exclude: ['#softphone-frame'] }, { iframes: false }))
    .violations.map((one) => [one.id, one.nodes.map((node) => node.html)])"""


def design() -> Design:
    """Return the design system of the demo."""
    return Design(npm_modules())


async def search(phone: BareSoftphone, term: str, **more: object) -> None:
    """Search as the plugin does for an inbound call."""
    await phone.ask("searchAndScreenPop", {"searchParams": term, "callType": "inbound", **more})


async def navigations(phone: BareSoftphone) -> list[object]:
    """Return the ids or addresses of the pages that Salesforce reported to the softphone."""
    return [event.get("recordId") or event["url"] for event in await phone.heard()]


async def listen(phone: BareSoftphone) -> None:
    """Record Salesforce's reports."""
    await phone.run("() => sforce.opencti.onNavigationChange({listener: (page) => seen.push(page)})")
    await phone.run("() => sforce.opencti.onClickToDial({listener: (click) => seen.push(click)})")
    await phone.ask("enableClickToDial")


async def shows(phone: BareSoftphone, title: str) -> None:
    """Wait until the page has the title."""
    await phone.page.get_by_role("heading", level=1).filter(has_text=title).wait_for()


async def test_a_saved_activity_is_on_the_timeline_of_its_record_with_all_its_fields(
    open_softphone: Open,
) -> None:
    async with open_softphone(org=sample_org(TODAY)) as phone:
        await phone.lightning.show(GRACE)
        before = await phone.page.locator("[data-activity]").count()
        await phone.ask("saveLog", {"value": CALL})
        assert await phone.page.locator("[data-activity]").count() == before + 1
        toggle = phone.page.get_by_role("button", name="Details of Inbound call")
        assert await toggle.get_attribute("aria-expanded") == "false"
        await toggle.click()
        fields = phone.page.locator("[data-activity]", has=toggle).locator("dl > div")
        shown = [text.split("\n", 1) for text in await fields.all_inner_texts()]
        assert shown == [
            ["Subject", "Inbound call"],
            ["Task Subtype", "Call"],
            ["Call Type", "Inbound"],
            ["Status", "Completed"],
            ["Due Date", "Nov 29"],
            ["Call Duration (Seconds)", "61"],
            ["Comments", "Two lines\nof a note"],
            ["Topic", "Delivery"],
            ["Name", "Grace Hopper"],
        ]
        await phone.ask("saveLog", {"value": {**CALL, "WhoId": ADA.id, "Subject": "Another call"}})
        assert await phone.page.locator("[data-activity]").count() == before + 1
        await phone.ask("saveLog", {"value": {**CALL, "Subject": "Third call"}})
        assert await toggle.get_attribute("aria-expanded") == "true", "a new activity leaves the others open"


async def test_an_activity_of_a_contact_is_on_the_timeline_of_the_account(open_softphone: Open) -> None:
    async with open_softphone(org=sample_org(TODAY)) as phone:
        await phone.ask("saveLog", {"value": CALL})
        await phone.lightning.show(SHIPPING)
        assert "Inbound call" in await phone.page.locator("[data-activity] h4").all_inner_texts()
        await phone.lightning.show(BOB)
        assert await phone.page.locator("[data-activity]").count() == 0


async def test_several_matches_are_listed_and_the_agent_opens_one(open_softphone: Open) -> None:
    async with open_softphone(org=sample_org(TODAY)) as phone:
        await listen(phone)
        await search(phone, SHARED_NUMBER)
        assert (await phone.ask("getAppViewInfo"))["returnValue"].get("recordId") is None
        results = phone.page.get_by_role("main").get_by_role("rowheader")
        assert await results.all_inner_texts() == [GRACE.name, SHIPPING.name, GRETA.name]
        await phone.page.get_by_role("link", name="Greta Hopper").click()
        await shows(phone, "Greta Hopper")
        assert phone.lightning.org.view == GRETA
        assert await navigations(phone) == [GRETA.id]


async def test_a_number_in_the_results_dials_its_own_record(open_softphone: Open) -> None:
    async with open_softphone(org=sample_org(TODAY)) as phone:
        await listen(phone)
        await search(phone, SHARED_NUMBER)
        name = phone.page.get_by_role("rowheader", name=SHIPPING.name)
        await phone.page.locator("tr", has=name).locator("[data-dial]").click()
        (click,) = await phone.heard()
        assert (click["number"], click["recordId"]) == (SHARED_NUMBER, SHIPPING.id)


async def test_a_search_without_a_match_opens_a_new_record_with_its_values(open_softphone: Open) -> None:
    async with open_softphone(org=sample_org(TODAY)) as phone:
        await listen(phone)
        await search(phone, UNKNOWN_NUMBER, defaultFieldValues={"Phone": UNKNOWN_NUMBER, "Origin": "Phone"})
        form = phone.page.get_by_role("dialog", name="New Contact")
        assert await form.get_by_label("Phone").input_value() == UNKNOWN_NUMBER
        await form.get_by_label("Last Name").fill("Kay")
        await form.get_by_role("button", name="Save").click()
        await shows(phone, "Kay")
        new_record = phone.lightning.org.view
        assert new_record is not None
        assert (new_record.type, new_record.name, new_record.phone) == ("Contact", "Kay", UNKNOWN_NUMBER)
        assert new_record.details == (("Origin", "Phone"),)
        assert await navigations(phone) == [new_record.id]
        await search(phone, UNKNOWN_NUMBER)
        assert await form.count() == 0, "the record is found now"


async def test_escape_closes_the_form_and_nothing_is_made(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        records = len(phone.lightning.org.records)
        await phone.ask("screenPop", {"type": "newRecord", "params": {"entityName": "Lead"}})
        form = phone.page.get_by_role("dialog", name="New Lead")
        await form.wait_for()
        await phone.page.keyboard.press("Escape")
        await form.wait_for(state="hidden")
        assert phone.lightning.org.modal is None
        assert len(phone.lightning.org.records) == records


async def test_a_page_that_the_org_does_not_have_is_reported_and_has_a_way_home(open_softphone: Open) -> None:
    async with open_softphone(org=sample_org(TODAY)) as phone:
        await listen(phone)
        await phone.page.locator("#nav-item").click()
        await phone.page.get_by_role("link", name="Reports").click()
        await shows(phone, "This page isn't part of the demo")
        assert (await phone.ask("getAppViewInfo"))["returnValue"] == {"url": "/lightning/o/Report/home"}
        await phone.page.get_by_role("link", name="Go to the home page").click()
        await shows(phone, "Home")
        assert await navigations(phone) == ["/lightning/o/Report/home", "/lightning/page/home"]


async def test_the_tabs_lead_back_and_closing_one_shows_its_neighbour(open_softphone: Open) -> None:
    async with open_softphone(org=sample_org(TODAY)) as phone:
        await listen(phone)
        for record in (ADA, BOB, GRACE):
            await phone.lightning.show(record)
        tabs = phone.page.locator("#tabs")
        await tabs.get_by_role("link", name=BOB.name).click()
        await shows(phone, BOB.name)
        await phone.page.get_by_role("button", name=f"Close {BOB.name}").click()
        await shows(phone, GRACE.name)
        await phone.page.get_by_role("button", name=f"Close {ADA.name}").click()
        assert await tabs.get_by_role("link").all_inner_texts() == [GRACE.name]
        await phone.page.get_by_role("button", name=f"Close {GRACE.name}").click()
        await shows(phone, "Home")
        assert (await navigations(phone))[-3:] == [BOB.id, GRACE.id, "/lightning/page/home"]


async def test_a_service_console_does_not_report_the_way_to_a_list(open_softphone: Open) -> None:
    async with open_softphone(org=sample_org(TODAY)) as phone:
        await listen(phone)
        await phone.page.locator("#nav-item").click()
        await phone.page.get_by_role("link", name="Cases").click()
        await shows(phone, "Cases")
        assert await navigations(phone) == []
        await phone.page.get_by_role("link", name=REFUND.name).click()
        await shows(phone, "Order 48213 has not arrived")
        assert await navigations(phone) == [REFUND.id]


async def test_the_agent_minimises_and_opens_the_panel(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        await phone.page.get_by_role("button", name="Minimize").click()
        await phone.page.locator("#softphone").wait_for(state="hidden")
        assert (await phone.ask("isSoftphonePanelVisible"))["returnValue"] == {"visible": False}
        await phone.ask("setSoftphoneItemLabel", {"label": "2 Tasks"})
        await phone.page.get_by_role("button", name="2 Tasks").click()
        await phone.page.locator("#softphone").wait_for()
        assert phone.lightning.org.softphone.visible


async def test_the_panel_follows_size_and_label(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        await phone.ask("setSoftphonePanelWidth", {"widthPX": 420})
        await phone.ask("setSoftphonePanelHeight", {"heightPX": 500})
        await phone.ask("setSoftphonePanelLabel", {"label": "Our phone"})
        size = "() => innerWidth === 420 && innerHeight === 500"
        await phone.frame.wait_for_function(size)  # the frame's own process gets the event later
        assert await phone.page.locator("#panel-label").inner_text() == "Our phone"


async def test_the_panel_pops_out_again_unless_that_is_switched_off(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        await listen(phone)
        allow = """value => new Promise((resolve) =>
            sforce.console.setCustomConsoleComponentPopoutable(value, resolve))"""
        pop_out = phone.page.get_by_role("button", name="Pop out")
        await phone.run(allow, False)
        assert await pop_out.is_disabled()
        await phone.run(allow, True)
        await phone.run("() => { seen.push('before'); }")
        await pop_out.click()
        await phone.page.get_by_role("button", name="Pop in").wait_for()
        await eventually(lambda: phone.lightning.org.softphone.popped_out, "Salesforce has popped out")
        await phone.frame.wait_for_function("() => seen.length === 0")
        await phone.load_console()
        script = "() => new Promise((resolve) => sforce.console.isCustomConsoleComponentPoppedOut(resolve))"
        assert (await phone.run(script))["poppedOut"] is True


async def test_a_reloaded_page_shows_what_it_showed(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        await phone.lightning.show(ADA)
        await phone.ask("setSoftphoneItemLabel", {"label": "Available"})
        await phone.ask("enableClickToDial")
        await phone.page.reload()
        await shows(phone, ADA.name)
        assert await phone.page.get_by_role("button", name="Available").is_visible()
        assert await phone.page.locator("[data-dial]").first.get_attribute("aria-disabled") == "false"


async def test_values_are_shown_as_text_wherever_they_come_from(open_softphone: Open) -> None:
    org = sample_org(TODAY)
    named = replace(GRACE, name=MARKUP, email=MARKUP, details=((MARKUP, MARKUP),))
    org.records = [named, replace(GRETA, contact_id=named.id)]
    async with open_softphone(org=org) as phone:
        await phone.ask("setSoftphoneItemLabel", {"label": MARKUP})
        await phone.ask("setSoftphonePanelLabel", {"label": MARKUP})
        await phone.ask("saveLog", {"value": {**CALL, "Subject": MARKUP, "Description": MARKUP}})
        await phone.lightning.show(named)
        await phone.page.locator("[data-toggle]").first.click()
        await search(phone, MARKUP)
        await phone.ask("screenPop", {"type": "url", "params": {"url": f"</script>{MARKUP}"}})
        form = {"entityName": "Lead", "defaultFieldValues": {"Name": MARKUP, MARKUP: MARKUP}}
        await phone.ask("screenPop", {"type": "newRecord", "params": form})
        await phone.page.reload()
        await phone.page.get_by_role("dialog").wait_for()
        assert await phone.page.locator("img").count() == 0
        assert phone.page_errors == []


async def test_everything_works_from_the_keyboard(open_softphone: Open) -> None:
    async with open_softphone(org=sample_org(TODAY)) as phone:
        press = phone.page.keyboard.press
        await listen(phone)
        await phone.page.locator("#search-term").focus()
        await phone.page.keyboard.type("Grace Hopper")
        await press("Enter")
        await shows(phone, "Grace Hopper")
        await phone.page.locator("#nav-item").focus()
        await press("ArrowDown")
        await press("ArrowDown")
        await press("Enter")
        await shows(phone, "Contacts")
        await phone.page.get_by_role("main").get_by_role("link", name=GRACE.name).focus()
        await press("Enter")
        await phone.page.locator("[data-toggle]").first.wait_for()
        await phone.page.locator("[data-toggle]").first.focus()
        await press("Space")
        assert await phone.page.locator("[data-toggle]").first.get_attribute("aria-expanded") == "true"
        await phone.page.locator("[data-dial]").first.focus()
        await press("Enter")
        assert (await phone.heard())[-1]["number"] == GRACE.phone
        await phone.page.locator("#softphone-item").focus()
        await press("Enter")
        await phone.page.locator("#softphone").wait_for(state="hidden")


WIDTHS = pytest.mark.parametrize("width", [1400, 320])


@WIDTHS
async def test_axe_finds_nothing_and_nothing_is_cut_off(open_softphone: Open, width: int) -> None:
    async with open_softphone(org=sample_org(TODAY), design=design()) as phone:
        await phone.page.set_viewport_size({"width": width, "height": 900})
        await phone.ask("setSoftphonePanelVisibility", {"visible": False})
        await phone.page.add_script_tag(path=npm_modules() / "axe-core" / "axe.min.js")

        async def check(title: str) -> None:
            await shows(phone, title)
            assert await phone.page.evaluate(AXE) == [], title
            assert await phone.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), (
                title
            )
            assert await phone.page.evaluate("() => view.scrollWidth <= view.clientWidth"), title

        await check("Home")
        await phone.ask("enableClickToDial")
        records = [*phone.lightning.org.records, GRACE, SHIPPING, REFUND]  # these have the most to show
        for record in {record.type: record for record in records}.values():
            await phone.lightning.show(record)
            await phone.page.evaluate(OPEN_ALL)
            await check(dict(record.details).get("Subject", record.name))
        await search(phone, SHARED_NUMBER)
        await check(SHARED_NUMBER)
        await phone.ask("screenPop", {"type": "objecthome", "params": {"scope": "Opportunity"}})
        await check("Opportunities")
        await phone.ask("screenPop", {"type": "url", "params": {"url": "/apex/Elsewhere"}})
        await check("This page isn't part of the demo")
        await phone.page.locator("#nav-item").click()
        await check("This page isn't part of the demo")
        await phone.ask("setSoftphonePanelVisibility", {"visible": True})
        await check("This page isn't part of the demo")
        await phone.ask("screenPop", {"type": "newRecord", "params": {"entityName": "Contact"}})
        await check("New Contact")


async def test_only_the_demo_loads_the_design_system(open_softphone: Open) -> None:
    for look in (None, design()):
        async with open_softphone(design=look) as phone:
            requested: list[str] = []
            phone.page.on("request", lambda request: requested.append(request.url))  # noqa: B023
            await phone.page.reload()
            await phone.lightning.show(ADA)
            loaded = [url for url in requested if "/slds/" in url]
            assert bool(loaded) is (look is not None)
            assert await phone.page.evaluate("() => document.querySelectorAll('#view svg').length > 0") is (
                look is not None
            )


def test_only_the_designs_own_files_are_served() -> None:
    served = design()
    assert served.asset("/slds/styles/salesforce-lightning-design-system.min.css") is not None
    assert served.asset("/slds/../package.json") is None
    assert served.asset("/slds/../../../.package-lock.json") is None
    assert served.asset("/lightning/page/home") is None
