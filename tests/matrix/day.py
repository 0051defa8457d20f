"""A day at work with a single fault: the agent's actions, and the rules that must hold at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from build.demo.salesforce.task_fields import problems
from flex_sfdc.configuration import DEFAULTS

from .faults import BROWSER, Case
from .page import HOUR, MINUTE, NAME, NOT_TO_BE_PRINTED, NUMBER, Engine, Json, Tab, World

ALL_ON: Json = {
    **{key: True for key, default in DEFAULTS.items() if default is False},
    "record_channel": "Record__c",
    "dial_channel": "Dial__c",
    "event_channel": "Event__c",
    "activity_fields": {"External_Id__c": "attributes.customers.external_id"},
}
FUNCTIONS = {"serverless_functions_domain": "functions.example"}
OTHER_NUMBER = "+14155557392"
ADA = {"Id": "0035f0000000001AAA", "RecordType": "Contact", "Name": f"{NAME} Ada", "Phone": NUMBER}
BOB = {"Id": "0035f0000000002AAA", "RecordType": "Contact", "Name": f"{NAME} Bob", "Phone": OTHER_NUMBER}
LEE = {"Id": "00Q5f0000000003EAA", "RecordType": "Lead", "Name": f"{NAME} Lee", "Phone": OTHER_NUMBER}
CLICK = {"number": NUMBER, "recordId": ADA["Id"], "objectType": "Contact", "recordName": ADA["Name"]}
EVENING = {"icon": "away", "label": "Evening", "popoutable": True}
UNSAVED = "tab.flex.store.getState().salesforceIntegration.unsaved"
NOT_SAVED = "PSSalesforceActivityNotSaved"
WRITES = ("fetch", "setAttributes")  # a found record that cannot be saved on the task still counts
CALLS_IN_A_DAY = 1200  # far more than a day needs, far fewer than an endless loop makes
SAVES_IN_A_DAY = 200  # four activities that are refused for four hours


@dataclass
class Day:
    """The events of a day. `tasks`: a reservation's possible records; `completed`: how it was completed."""

    world: World
    tab: Tab
    tasks: dict[str, set[str]] = field(default_factory=dict)
    completed: dict[str, list[str]] = field(default_factory=dict)


def a_day(
    engine: Engine, case: Case | None = None, settings: Json | None = None, features: Json | None = None
) -> Day:
    """Work on three tasks; a fourth is cancelled, and a fifth disappears while it rings. `case` is the fault.

    `features`: settings of the account besides the plugin's own.
    """
    custom_data = {**(FUNCTIONS if case and case.method == "fetch" else {}), "features": features or {}}
    world = engine.world(settings or ALL_ON, customData=custom_data)
    for record in (ADA, BOB, LEE):
        world.run(f"world.org.records.push({record!r})")

    def moment(name: str) -> None:
        world.run(f"world.moment = '{name}'")
        if case and case.moment != "always":
            world.fails(case.method, case.fault if case.moment == name else None)

    if case and case.moment == "always":
        world.fails(case.method, case.fault)
    moment("before")
    tab = world.open()
    day = Day(world, tab)
    world.passes(5 * MINUTE)
    tab.act("SetActivity", {"activityName": "Break", "isAvailable": False})
    world.passes(10)

    moment("during")
    ended = work_through(day)

    moment("after")
    submit_and_complete(day, *ended)
    world.passes(HOUR)

    moment("evening")
    for sid in tab.value("[...tab.flex.tasks.keys()]"):
        day.completed[sid] = complete(tab, sid)
    tab.act("SetActivity", {"activityName": "Evening", "isAvailable": False})
    world.passes(HOUR)
    return day


def work_through(day: Day) -> tuple[tuple[str, ...], str]:
    """Take three tasks and dial a fourth. Return the tasks to complete, and the task that is cancelled."""
    world, tab = day.world, day.tab
    tab.act("SetActivity", {"activityName": "Available", "isAvailable": True})
    missed = world.offer(5, "voice", {"from": NUMBER, "direction": "inbound"})
    world.cancel(missed)
    call = world.offer(1, "voice", attributes(OTHER_NUMBER))
    tab.run("tab.rings()")
    day.tasks[call] = {str(BOB["Id"]), str(LEE["Id"])}
    tab.accept(call)
    chat = world.offer(2, "web", attributes(NUMBER))
    day.tasks[chat] = {str(ADA["Id"])}
    tab.accept(chat)
    text = world.offer(3, "sms", attributes("whatsapp:" + NUMBER))
    day.tasks[text] = {str(ADA["Id"])}
    tab.accept(text)
    world.passes(30)
    tab.says(
        "onNavigationChange",
        {"url": "/x", "recordId": BOB["Id"], "recordName": BOB["Name"], "objectType": "Contact"},
    )
    choose_one(tab, call)
    world.passes(30)
    chosen = {"taskSid": call, "recordId": BOB["Id"], "objectType": "Contact", "recordName": BOB["Name"]}
    tab.says("subscribe Record__c", chosen)
    tab.run("tab.call.ends()")
    world.reservation_wraps(call)
    tab.click(CLICK)
    dialled = f"WR{901:032x}"
    day.tasks[dialled] = {str(ADA["Id"])}
    day.tasks[f"WR{902:032x}"] = set()  # by a message, if the message arrives late enough
    world.passes(30)
    if tab.has(dialled):
        tab.says("subscribe Dial__c", {"number": OTHER_NUMBER})  # on a call: the click dials nothing
    world.passes(30)
    return (call, chat, dialled), text


def submit_and_complete(day: Day, to_complete: tuple[str, ...], to_cancel: str) -> None:
    """Submit a note, and end the tasks."""
    world, tab = day.world, day.tab
    tab.notes(
        {
            "channelSid": f"UO{2:032x}",
            "summary": f"{NAME} asked for a boat",
            "sentiment": "positive",
            "areNotesVisible": True,
        }
    )
    for sid in to_complete:
        if tab.has(sid):
            day.completed[sid] = complete(tab, sid)
    world.cancel(to_cancel)


def attributes(address: str, **more: str) -> Json:
    """Return the attributes of a customer's task."""
    return {
        "direction": "inbound",
        "from": address,
        "conversations": {"content": f"{NAME} said much", "outcome": f"{NAME} sold"},
        "customers": {"external_id": "X-1"},
        **more,
    }


def choose_one(tab: Tab, sid: str) -> None:
    """Pick the first record offered, if there is a choice."""
    tab.select(sid)
    offered = tab.dropdowns()
    if offered and not offered[0]["disabled"]:
        records = [option for option in offered[0]["options"] if not option["disabled"]]
        if records:
            tab.choose(records[0]["value"])


def complete(tab: Tab, sid: str) -> list[str]:
    """Complete the task as the agent does, following the notifications if the first attempt fails."""
    outcomes: list[str] = []
    for attempt in range(4):
        tab.select(sid)
        outcomes.append(tab.complete(sid))
        if not tab.has(sid):
            break
        offered = tab.dropdowns()
        if offered and not offered[0]["disabled"]:
            options = [option for option in offered[0]["options"] if not option["disabled"]]
            tab.choose(options[0 if attempt == 0 else -1]["value"])
        tab.world.passes(MINUTE)
    return outcomes


def wrong_with(day: Day, case: Case | None = None) -> list[str]:
    """Return a line for each rule that the day has broken."""
    world = day.world
    mistakes = [f"uncaught: {mistake}" for mistake in world.mistakes]
    mistakes += [
        f"customer data printed: {line}" for line in world.printed.splitlines() if is_customer_data(line)
    ]
    for sid, outcomes in day.completed.items():
        if day.tab.has(sid):
            mistakes.append(f"{sid[-3:]} cannot be completed: {outcomes}, {day.tab.shown}")
    calls = world.calls
    saves = [call["args"]["value"] for call in calls if call["method"] == "saveLog"]
    if len(calls) > CALLS_IN_A_DAY or len(saves) > SAVES_IN_A_DAY:
        mistakes.append(f"{len(calls)} calls, {len(saves)} of them saveLog")
    dialled = world.value("world.dialled.map((call) => call.destination)")
    if len(dialled) > len(set(dialled)):
        mistakes.append("dialled more than once")
    for sid in day.tasks:
        record = (
            world.value(f"(world.tasks.get('{sid}') || {{attributes: {{}}}}).attributes.sfdcObjectId") or ""
        )
        if record and record not in day.tasks[sid]:
            mistakes.append(f"{sid[-3:]} is associated with {record}")
    shown = evening(day)
    if not is_for_ever(case) and shown != {**EVENING, "popoutable": shown["popoutable"]}:
        mistakes.append(f"Salesforce shows {shown}")
    if case is None and not shown["popoutable"]:
        mistakes.append("the panel cannot be popped out")
    for value in saves:
        mistakes += [f"sent what Salesforce refuses: {problem}" for problem in problems(value)]
    return mistakes + wrong_logs(day, case)


def wrong_logs(day: Day, case: Case | None) -> list[str]:
    """Return the mistakes in the org's activities: each task has an activity, on the right record."""
    world = day.world
    results = []
    shown = [item["sid"] for item in day.tab.value(UNSAVED)]
    sids = {"WT" + sid[2:]: sid for sid in day.tasks}
    for sid in day.tasks:
        if not world.value(f"world.tasks.has('{sid}')"):
            continue  # never dialled
        activities = [value for value in world.saved if value.get("CallObject") == "WT" + sid[2:]]
        if len(activities) > 1:
            results.append(f"{sid[-3:]} was logged {len(activities)} times")
        elif not activities and not may_wait(case):
            results.append(f"{sid[-3:]} was not logged")
        elif not activities and (sid not in shown or NOT_SAVED not in day.tab.shown):
            results.append(f"{sid[-3:]} was not logged, and the agent does not know")
        elif activities and sid in shown and not may_wait(case):
            results.append(f"{sid[-3:]} was logged, and the agent does not know")
        for value in activities:
            record = value.get("WhoId") or value.get("WhatId")
            if record and record not in day.tasks[sid]:
                results.append(f"{sid[-3:]} was logged on {record}")
            if not record and len(day.tasks[sid]) == 1 and (case is None or case.method in WRITES):
                results.append(f"{sid[-3:]} was logged on nothing")
    results += [
        f"logged something other than a task: {value}"
        for value in world.saved
        if value.get("CallObject") not in sids
    ]
    return results


# The plugin pauses for longer than the day lasts, or the activity may have been written.
WAITS_AFTER = ("refused", "never", "lost", "nonsense", "throws")


def may_wait(case: Case | None) -> bool:
    """Return whether an activity may wait at the end: Salesforce accepts none, or the outcome is unknown."""
    waits = case is not None and case.method == "saveLog" and case.fault in WAITS_AFTER
    return is_for_ever(case) or waits


def is_for_ever(case: Case | None) -> bool:
    """Return whether Salesforce never recovers, so that an activity may still wait."""
    if case is None or case.method in BROWSER:
        return False
    return case.moment == "always" or (case.method, case.fault) == ("script opencti", "nonsense")


def is_customer_data(line: str) -> bool:
    """Return whether a printed line shows customer data."""
    return any(mark in line for mark in NOT_TO_BE_PRINTED)


def evening(day: Day) -> dict[str, Any]:
    """Return what Salesforce shows at the end."""
    return dict(
        day.world.value("({icon: world.org.icon, label: world.org.label, popoutable: world.org.popoutable})")
    )
