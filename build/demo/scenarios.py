"""Scenarios: for each feature of the README and for each fault, played with commands and clicks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from build.demo.commands.catalogue import run
from build.demo.commands.customers import NOTES_SHOWN, TEXT
from build.demo.demo import Demo
from build.demo.desktop import Desktop, Offered
from build.demo.record_dropdown import IN_VIEW, NONE, NOT_SAVED, SAVED, RecordDropdown
from build.demo.salesforce import ADA, BOB
from build.demo.salesforce.org import Record
from build.demo.salesforce.samples import GRACE, GRETA, PANEL_WIDTH, REFUND
from build.demo.waiting import eventually
from flex_sfdc.activities.entries import SHOWN_AFTER_MS
from flex_sfdc.activities.rules import SAVE_RETRY_PAUSES_MS
from flex_sfdc.flex.notifications import ACTIVITY_FIELD_REJECTED
from flex_sfdc.salesforce.open_cti import SAVE_LIMIT_MS
from flex_sfdc.utils.sfdc_loader import ROUND_TRIP_LIMITS_MS

Play = Callable[[Demo], Awaitable[object]]
RETRIES = 3
"""More tries to save than even a slow machine makes while Salesforce is read-only in a scenario."""
WAITS = """() => Object.entries(localStorage)
    .some(([key, text]) => key.includes('.activity.') && JSON.parse(text).state === 'waiting')"""
LIST_WIDTH = 490
"""Pixels of the panel in which the heading of a list in Flex's header is shown in full."""
HEADER_LIST = ".Twilio-MainHeader summary"
LIST_WITHIN = 0.5
"""Seconds in which the list leaves Flex's header."""
AFTER_POP_MS = 4_000
"""How long after a screen pop Salesforce does not follow the task that the agent selects."""
FEATURE, FAULT = "Features", "Faults"
OPEN_CTI, LIGHTNING = HOSTS = ("open_cti", "lightning")
SHARED = "Grace Hopper, Hopper Shipping and Greta Hopper share the number of the caller"


@dataclass(frozen=True)
class Scenario:
    """A situation. `caption`: the agent's view of it; `host`: the only CRM host that has it, if not both."""

    name: str
    group: str
    title: str
    caption: str
    play: Play
    host: str


SCENARIOS: dict[str, Scenario] = {}


def scenario(group: str, title: str, caption: str, host: str = "") -> Callable[[Play], Play]:
    """Turn the function below into a scenario, under its name with `-` for `_`."""

    def add(play: Play) -> Play:
        name = getattr(play, "__name__", "").replace("_", "-")
        SCENARIOS[name] = Scenario(name, group, title, caption, play, host)
        return play

    return add


# Features -----------------------------------------------------------------------------------------


@scenario(FEATURE, "Click-to-dial", "The agent clicks Ada's number in Salesforce, and Flex makes the call.")
async def click_to_dial(demo: Demo) -> None:
    await run(demo, "show-record", {"name": ADA.name})
    await demo.desktop.lightning.click_number()
    await demo.desktop.on_a_call()


@scenario(FEATURE, "Click-to-dial, offline", "An agent who is offline learns why the number is not dialled.")
async def click_to_dial_offline(demo: Demo) -> None:
    await run(demo, "activity", {"name": "Offline"})
    await run(demo, "show-record", {"name": ADA.name})
    await demo.desktop.lightning.click_number()
    await demo.desktop.notification("PSSalesforceUnableToCallOffline")


@scenario(FEATURE, "Screen pop", "The agent accepts a call, and Salesforce shows who is calling.")
async def screen_pop(demo: Demo) -> None:
    await _accepted_call(demo, "call-known")
    await _in_view(demo, ADA)


@scenario(FEATURE, "Record choice", f"{SHARED}, so the agent picks one.")
async def record_choice(demo: Demo) -> None:
    await _accepted_call(demo, "call-shared")
    await _shown_open(demo)


@scenario(FEATURE, "Record in view", "The record that the agent is looking at is preselected.")
async def record_in_view(demo: Demo) -> None:
    await _accepted_call(demo, "call-shared")
    dropdown = RecordDropdown(demo.desktop)
    await dropdown.ready()
    await run(demo, "show-record", {"name": GRETA.name})
    await dropdown.shows(GRETA.id, IN_VIEW)


@scenario(FEATURE, "None of these", "None of the records that the search found fits the call.")
async def none_of_these(demo: Demo) -> None:
    await _accepted_call(demo, "call-shared")
    dropdown = RecordDropdown(demo.desktop)
    await dropdown.ready()
    await dropdown.choose(NONE)
    await dropdown.shows(NONE, SAVED)
    await dropdown.completion_is_free()


@scenario(FEATURE, "Contact and case", "The call is with Grace and about her case: the activity is on both.")
async def contact_and_case(demo: Demo) -> None:
    await _accepted_call(demo, "call-shared")
    dropdown = RecordDropdown(demo.desktop)
    await dropdown.ready()
    await dropdown.choose(GRACE.id)
    await dropdown.shows(GRACE.id, SAVED)
    await run(demo, "show-record", {"name": REFUND.name})
    await dropdown.second.select_option(REFUND.id)


@scenario(
    FEATURE, "Context switching", "The agent returns to the first of two tasks, and Salesforce follows."
)
async def context_switching(demo: Demo) -> None:
    for command, record in (("call-known", ADA), ("text-message", BOB)):
        await run(demo, command)
        await _accepted(demo)
        await _in_view(demo, record)
    await demo.desktop.advance(AFTER_POP_MS)
    await demo.desktop.frame.get_by_test_id("task-item").first.click()
    await _in_view(demo, ADA)


@scenario(
    FEATURE, "Activities", "The completed chat is on the record's timeline, with the copilot's summary."
)
async def activity(demo: Demo) -> None:
    chat = await _accepted_chat(demo)
    await run(demo, "note")
    await _completed(demo, chat)
    await _saved(demo)
    await run(demo, "show-record", {"name": ADA.name})
    await _unfolded_newest(demo)


@scenario(FEATURE, "Unanswered call", "Nobody answered the outbound call; the activity says so.")
async def unanswered_call(demo: Demo) -> None:
    await run(demo, "twilio-unanswered")
    await run(demo, "show-record", {"name": GRACE.name})
    await demo.desktop.lightning.click_number()
    await _saved(demo)


@scenario(FEATURE, "Nothing lost", "Flex was reloaded while Salesforce was read-only; the activity is there.")
async def nothing_lost(demo: Demo) -> None:
    await run(demo, "salesforce-read-only")
    await _completed(demo, await _accepted_chat(demo))
    await demo.desktop.lightning.called("saveLog")
    await demo.desktop.until(WAITS, what="the refusal has arrived")
    await run(demo, "reload-flex")
    await run(demo, "salesforce-normal")
    await demo.desktop.lightning.listens_for("onClickToDial")
    await demo.desktop.advance(2 * SAVE_RETRY_PAUSES_MS[RETRIES])
    await _saved(demo)
    await run(demo, "show-record", {"name": ADA.name})


@scenario(FEATURE, "Panel and utility bar", "The utility item says that a task is coming in.")
async def utility_bar(demo: Demo) -> None:
    await run(demo, "several")
    await eventually(lambda: demo.desktop.org.softphone.label == "Incoming Task", "the label says so")


@scenario(
    FEATURE, "Diagnostics", "Flex's header says that Salesforce does not respond, and what to do.", OPEN_CTI
)
async def diagnostics(demo: Demo) -> None:
    await run(demo, "salesforce-silent")
    await run(demo, "reload-flex")
    is_shown = f"() => document.querySelector('{HEADER_LIST}') !== null"
    await demo.desktop.skip_until(is_shown, ROUND_TRIP_LIMITS_MS[:-1], "the header names the problem")
    await _opened_list(demo)
    await demo.desktop.frame.get_by_role("button", name="Copy report").wait_for()


@scenario(FEATURE, "Diagnostics for admins", "An admin sees all checks at any time, and copies a report.")
async def diagnostics_for_admins(demo: Demo) -> None:
    await run(demo, "role", {"name": "admin"})
    await demo.desktop.lightning.listens_for("onClickToDial")
    await _opened_list(demo)
    await demo.desktop.frame.get_by_role("button", name="Copy report").wait_for()


@scenario(
    FEATURE,
    "Without Open CTI",
    "In the org package's panel, a call brings up the caller's record.",
    LIGHTNING,
)
async def without_open_cti(demo: Demo) -> None:
    await screen_pop(demo)


@scenario(FEATURE, "Languages", "The plugin speaks the agent's language, here German.")
async def languages(demo: Demo) -> None:
    await run(demo, "language", {"tag": "de-DE"})
    await demo.desktop.lightning.listens_for("onClickToDial")
    await _accepted_call(demo, "call-shared")
    await _shown_open(demo)
    await eventually(lambda: "Aufgabe" in demo.desktop.org.softphone.label, "the label is German")


@scenario(FEATURE, "Dark theme", "Record choice in Flex's dark theme.")
async def dark(demo: Demo) -> None:
    await run(demo, "theme", {"name": "dark"})
    await record_choice(demo)


@scenario(FEATURE, "Narrow panel", "Record choice in a panel 320 pixels wide.")
async def narrow(demo: Demo) -> None:
    await run(demo, "panel-width", {"pixels": 320})
    await record_choice(demo)


# Faults -------------------------------------------------------------------------------------------


@scenario(FAULT, "Rejected activity", "A validation rule rejects the activity; the agent sees the reason.")
async def rejected_activity(demo: Demo) -> None:
    await run(demo, "salesforce-validation-rule")
    call = await _accepted_call(demo, "call-known")
    await demo.desktop.customer_hangs_up(call)
    await demo.desktop.close_notifications()
    assert await demo.desktop.complete(call) is None
    await _opened_list(demo)


@scenario(FAULT, "Rejected field", "Salesforce rejects one field; the activity is saved without it.")
async def rejected_field(demo: Demo) -> None:
    await run(demo, "salesforce-rejects-field", {"field": "Topic__c"})
    chat = await _accepted_chat(demo)
    await run(demo, "note")
    await _completed(demo, chat)
    await _saved(demo)
    assert "Topic__c" not in str(demo.desktop.org.activities)
    await _unfolded_newest(demo)
    await demo.desktop.notification(ACTIVITY_FIELD_REJECTED)


@scenario(
    FAULT, "Lost answer", "Salesforce's answer is lost: the agent checks before saving again.", OPEN_CTI
)
async def lost_answer(demo: Demo) -> None:
    await run(demo, "salesforce-loses-answer")
    await run(demo, "text-message")
    await _completed(demo, await _accepted(demo))
    await demo.desktop.lightning.called("saveLog")
    await demo.desktop.skip(SAVE_LIMIT_MS)
    await _opened_list(demo)


@scenario(FAULT, "Read-only Salesforce", "During maintenance the activity waits in the browser.")
async def read_only(demo: Demo) -> None:
    await run(demo, "salesforce-read-only")
    await _completed(demo, await _accepted_chat(demo))
    await demo.desktop.lightning.called("saveLog")
    await demo.desktop.advance(SHOWN_AFTER_MS)
    await _opened_list(demo)
    assert not demo.desktop.org.activities


@scenario(FAULT, "Silent Salesforce", "Salesforce does not respond; the agent can still take the call.")
async def silent(demo: Demo) -> None:
    await run(demo, "salesforce-silent")
    await _accepted_call(demo, "call-known")


@scenario(FAULT, "Slow Salesforce", "Every answer takes seconds; the record comes late.")
async def slow(demo: Demo) -> None:
    await run(demo, "salesforce-slow", {"seconds": 1})
    await screen_pop(demo)


@scenario(FAULT, "Doubled answers", "Salesforce answers everything twice; the activity is saved once.")
async def doubled_answers(demo: Demo) -> None:
    await run(demo, "salesforce-answers-twice")
    await activity(demo)
    assert len(demo.desktop.org.activities) == 1


@scenario(FAULT, "Without the Console toolkit", "Pop-out cannot be blocked; everything else works.", OPEN_CTI)
async def without_console(demo: Demo) -> None:
    await run(demo, "salesforce-without-console")
    await demo.desktop.lightning.listens_for("onClickToDial")
    await screen_pop(demo)


@scenario(FAULT, "Twilio is unreachable", "The network to Twilio is down; Flex reconnects by itself.")
async def twilio_down(demo: Demo) -> None:
    await _accepted_chat(demo)  # a call would be under the notification
    await demo.desktop.until("text => document.body.innerText.includes(text)", TEXT.default, "the message")
    await run(demo, "twilio-down")
    await eventually(lambda: demo.desktop.twilio.listening_workers == 0, "Flex is cut off")


@scenario(FAULT, "Attributes are refused", "The choice cannot be saved on the task, only on the activity.")
async def attributes_refused(demo: Demo) -> None:
    await run(demo, "twilio-refuses-attributes")
    await _accepted_call(demo, "call-shared")
    dropdown = RecordDropdown(demo.desktop)
    await dropdown.ready()
    await dropdown.choose(GRACE.id)
    await dropdown.shows(GRACE.id, NOT_SAVED)
    await demo.desktop.close_notifications()


@scenario(FAULT, "Outbound call fails", "Twilio refuses the outbound call, and the agent reads why.")
async def outbound_call_fails(demo: Demo) -> None:
    for name in ("Break", "Available"):  # the item shows it
        await run(demo, "activity", {"name": name})
    await eventually(lambda: demo.desktop.org.softphone.label == "Available", "the label says so")
    await run(demo, "twilio-refuses-calls")
    await run(demo, "show-record", {"name": ADA.name})
    await demo.desktop.lightning.click_number()
    await demo.desktop.until("() => desktopTest.notifications.length > 0", what="the agent is notified")


# Actions of the agent -----------------------------------------------------------------------------


async def start_over(demo: Demo) -> None:
    """Reset a demo after a scenario."""
    desktop = demo.desktop
    await desktop.twilio.end_everything()  # before any reload, which would ring for the calls again
    for name in ("salesforce-normal", "twilio-normal"):
        await run(demo, name)
    for name, values in _DEFAULTS.items():
        if demo.chosen.get(name, values) != values:
            await run(demo, name, values)
    await desktop.discard_unsaved()
    if not await desktop.is_clean() or await _has_list(desktop):
        await desktop.forget_at_next_boot()
        await demo.reload()
    await desktop.reset()
    await desktop.lightning.close_tabs()
    await desktop.lightning.listens_for("onClickToDial")


async def _has_list(desktop: Desktop) -> bool:
    """Return whether Flex's header still has a list after saved activities have had time to leave it."""
    try:
        await desktop.until(f"() => !document.querySelector('{HEADER_LIST}')", patience=LIST_WITHIN)
    except AssertionError:
        return True
    return False


_DEFAULTS: dict[str, dict[str, Any]] = {
    "language": {"tag": "en-US"},
    "role": {"name": "agent"},
    "theme": {"name": "light"},
    "panel-width": {"pixels": PANEL_WIDTH},
    "copilot": {"mode": NOTES_SHOWN},
}


async def _accepted(demo: Demo) -> Offered:
    task = demo.newest_task()
    await demo.desktop.task_status(task, "pending")
    await demo.desktop.accept(task)
    return task


async def _accepted_call(demo: Demo, command: str) -> Offered:
    await run(demo, command)
    call = await _accepted(demo)
    await demo.desktop.on_a_call()
    return call


async def _accepted_chat(demo: Demo) -> Offered:
    """Accept a chat and confirm its record, because anybody can type Ada's name before a chat."""
    await run(demo, "web-chat")
    chat = await _accepted(demo)
    dropdown = RecordDropdown(demo.desktop)
    await dropdown.ready()
    await dropdown.choose(ADA.id)
    await dropdown.shows(ADA.id, SAVED)
    return chat


async def _completed(demo: Demo, task: Offered) -> None:
    await demo.desktop.wrap_up(task)
    await demo.desktop.close_notifications()
    failure = await demo.desktop.complete(task)
    assert failure is None, failure


async def _saved(demo: Demo) -> None:
    await eventually(lambda: demo.desktop.org.activities, "the activity is saved")


async def _unfolded_newest(demo: Demo) -> None:
    """Show all fields of the activity that was saved last."""
    newest = next(reversed(demo.desktop.org.activities))
    await demo.desktop.page.locator(f"#toggle-{newest}").click()


async def _in_view(demo: Demo, record: Record) -> None:
    """Wait until Salesforce shows a record. Compare ids: the demo's records have more details."""
    org = demo.desktop.org
    await eventually(lambda: org.view and org.view.id == record.id, f"Salesforce shows {record.name}")


async def _shown_open(demo: Demo) -> None:
    """Wait for the dropdown, and open it for a picture."""
    dropdown = RecordDropdown(demo.desktop)
    await dropdown.any_language.wait_for()
    if demo.takes_pictures:
        await dropdown.open_for_picture()


async def _opened_list(demo: Demo) -> None:
    """Open a list in Flex's header: the unsaved activities, or the problems."""
    await run(demo, "panel-width", {"pixels": LIST_WIDTH})
    await demo.desktop.pointer_arrives()
    opener = demo.desktop.frame.locator(HEADER_LIST)
    await opener.wait_for()
    await demo.desktop.close_notifications()
    await opener.click()
