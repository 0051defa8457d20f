"""No customer data is printed where Flex, Twilio and Salesforce fail: every error quotes marked values."""

from __future__ import annotations

import asyncio
import re

from build.demo.desktop import Desktop
from build.demo.plugin_setup import with_plugin
from build.demo.product import Product
from build.demo.salesforce import Org, Record
from build.demo.salesforce.behaviour import Behaviour, late, nonsense, refuse, twice
from build.demo.salesforce.record_ids import record_id
from build.demo.salesforce.refusals import not_writable, validation_rule
from build.demo.twilio.taskrouter import Refused

from .hosts import Open

MARK = "Zq9Customer"
NUMBER = "+14155557391"
OTHER_NUMBER = "+14155557392"
SHARED_NUMBER = "+14155557393"
SECRETS = re.compile(r"Zq9|555.?739\d", re.IGNORECASE)
A_WHILE = 1.0

ONE = Record(record_id("Contact", 11), "Contact", f"{MARK} One", NUMBER, f"{MARK}@example.com")
TWO = Record(record_id("Contact", 12), "Contact", f"{MARK} Two", SHARED_NUMBER)
THREE = Record(record_id("Lead", 13), "Lead", f"{MARK} Three", SHARED_NUMBER)
SAID = {"conversations": {"content": f"{MARK} said", "outcome": f"{MARK} bought"}}


def quoting() -> Behaviour:
    """Return a refusal that quotes the customer everywhere it can."""
    return refuse("SERVER_ERROR", f"{MARK} {NUMBER}", [{"message": f"{MARK} {NUMBER}", "errorCode": "X"}])


async def everything_goes_wrong(desktop: Desktop) -> None:
    """Have calls to Salesforce refused, or answered with nonsense, twice or late; Twilio refuses as well."""
    for method in ("screenPop", "searchAndScreenPop", "isSoftphonePanelVisible", "setSoftphoneItemLabel"):
        desktop.lightning.behave(method, quoting(), nonsense(f"{MARK} {NUMBER}"), twice(), late(0.5))
    desktop.lightning.behave("saveLog", quoting(), nonsense({MARK: NUMBER}), twice(), late(0.5))
    desktop.lightning.org.rules.append(validation_rule("CallDisposition", f"Not {MARK} {NUMBER}"))
    desktop.lightning.org.rules.append(not_writable("Description"))
    desktop.twilio.taskrouter.refusals["attributes"] = Refused(400, f"{MARK} {NUMBER}")
    desktop.twilio.taskrouter.refusals["create-task"] = Refused(500, f"{MARK} {NUMBER}")


async def a_day(desktop: Desktop) -> None:
    """Play a click, a call with several matches, a chat with notes, a cancelled text, a task and messages."""
    await desktop.lightning.show(ONE)
    await desktop.lightning.click_number()
    await asyncio.sleep(A_WHILE)
    call = await desktop.start_call({"from": SHARED_NUMBER, "name": f"{MARK} Caller", **SAID})
    await asyncio.sleep(A_WHILE)
    await desktop.lightning.show(TWO)
    await desktop.customer_hangs_up(call)
    await desktop.complete(call)
    desktop.twilio.copilot.summary = f"{MARK} {NUMBER} asked for a boat"
    desktop.twilio.copilot.codes = [{"disposition_code": f"{MARK} sold", "topic_path": MARK}]
    chat = await desktop.start_chat([f"I am {MARK}"], {"from": NUMBER, **SAID})
    await desktop.wrap_up(chat)
    await desktop.complete(chat)
    text = await desktop.start_text([f"I am {MARK}"], NUMBER, "whatsapp", {"name": f"{MARK} Text"})
    await asyncio.sleep(A_WHILE)
    await desktop.customer_gives_up(text)
    task = await desktop.offer_task({"name": f"{MARK} Task", "identity": NUMBER, **SAID})
    await desktop.accept(task)
    await desktop.completed_elsewhere(task)
    message = {"number": OTHER_NUMBER, "recordId": ONE.id, "recordName": ONE.name, MARK: MARK}
    for channel in ("Records__c", "Dial__c"):
        await desktop.lightning.publish(channel, message)
        await desktop.lightning.publish(channel, {"taskSid": MARK, "recordId": MARK, "objectType": MARK})
    await asyncio.sleep(A_WHILE)


async def test_no_line_of_the_plugin_shows_anything_of_a_customer(
    open_desktop: Open, product: Product
) -> None:
    configuration = {
        "record_channel": "Records__c",
        "dial_channel": "Dial__c",
        "event_channel": "Events__c",
        "activity_fields": {"External_Id__c": f"constant.{MARK}", "Wrong__c": "attributes.name"},
    }
    setup = with_plugin(product, configuration=configuration, org=Org(records=[ONE, TWO, THREE]))
    async with open_desktop(setup) as desktop:
        await desktop.boot()
        await desktop.lightning.listens_for("onClickToDial")
        await everything_goes_wrong(desktop)
        await a_day(desktop)
        await desktop.reload_frame()
        await asyncio.sleep(A_WHILE)
        printed = [
            line.text for line in desktop.console if "[flex-sfdc]" in line.text or product.name in line.source
        ]
        assert len(printed) > 10, "the plugin says what it does"
        assert [line for line in printed if SECRETS.search(line)] == []
        assert [error for error in desktop.page_errors if product.name in error] == []
