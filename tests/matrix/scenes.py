"""How a test about activities begins: an agent at work, with a task accepted a minute ago."""

from __future__ import annotations

from typing import Any

from .day import ADA, ALL_ON, BOB, LEE, OTHER_NUMBER, attributes
from .page import MINUTE, NAME, NUMBER, Engine, Json, Tab, World

NOT_SAVED = "PSSalesforceActivityNotSaved"
NOT_KEPT = "PSSalesforceActivityNotKept"
AT_LOGOUT = "PSSalesforceUnsavedAtLogout"

# Seconds after Complete was pressed: around each step between the page, TaskRouter, storage and Salesforce.
MOMENTS = (0, 0.1, 0.16, 0.19, 0.25, 0.3, 0.33, 0.37, 0.42, 0.5, 1, 5, 30)

NOTE = f"{NAME} asked for a boat"


def office(engine: Engine, settings: Json | None = None, **options: Any) -> World:
    """Return an org with three records: Ada has her own number, Bob and Lee share a number."""
    world = engine.world({**ALL_ON, **(settings or {})}, **options)
    world.run(f"world.org.records.push(...{[ADA, BOB, LEE]!r})")
    return world


def at_work(engine: Engine, settings: Json | None = None, **options: Any) -> tuple[World, Tab]:
    """Return the org of `office`, and a tab in which its agent works."""
    world = office(engine, settings, **options)
    return world, world.open()


def take_task(world: World, tab: Tab, number: int = 1, channel: str = "voice", record: str = "") -> str:
    """Accept a task about `record` (Ada's, if it is empty), and work on it for a minute."""
    about = record or str(ADA["Id"])
    sid = world.offer(number, channel, attributes(NUMBER, sfdcObjectId=about, sfdcObjectType="Contact"))
    tab.accept(sid)
    world.passes(MINUTE)
    return sid


def at_a_task(
    engine: Engine, settings: Json | None = None, channel: str = "voice", record: str = "", **options: Any
) -> tuple[World, Tab, str]:
    """Do the same with an agent who works on a task."""
    world, tab = at_work(engine, settings, **options)
    return world, tab, take_task(world, tab, channel=channel, record=record)


def choose_record(world: World, tab: Tab, record: str, number: int = 1, channel: str = "web") -> str:
    """Accept a task that two records match, and choose `record`."""
    sid = world.offer(number, channel, attributes(OTHER_NUMBER))
    tab.accept(sid)
    world.passes(5)
    tab.select(sid)
    tab.choose(record)
    return sid


def take_task_with_a_choice(world: World, tab: Tab, number: int = 1, channel: str = "web") -> str:
    """Choose Bob, which cannot be written on the task, and submit a note of the copilot."""
    world.fails("setAttributes", "refused")
    sid = choose_record(world, tab, str(BOB["Id"]), number, channel)
    world.passes(MINUTE)
    submit_note(tab, number)
    return sid


def submit_note(tab: Tab, number: int = 1, summary: str = NOTE) -> None:
    """Submit the copilot's note about a task."""
    tab.notes({"channelSid": f"UO{number:032x}", "summary": summary, "sentiment": "positive"})


def relation_of(activity: Json) -> str:
    """Return the record that an activity is on; empty for none."""
    return str(activity.get("WhoId") or activity.get("WhatId") or "")


def record_and_note(world: World, sid: str) -> tuple[str, str]:
    """Return the record and the note of the only activity of the task."""
    (saved,) = world.activities(sid)
    return relation_of(saved), saved["Description"]


def customer_data(items: Json) -> list[str]:
    """Return the keys of stored items with customer data."""
    return [key for key, text in items.items() if NAME in text or "555739" in text]
