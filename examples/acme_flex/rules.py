"""Acme's rules, as functions of plain values."""

from __future__ import annotations

from collections.abc import Mapping

from flex_sfdc.extension_points import (
    ActivityRule,
    ItemStatus,
    ItemStatusRule,
    MayDialRule,
    Note,
    Permission,
    Services,
    Settings,
    TaskInfo,
    TaskRule,
    Value,
    Work,
    text,
)

from .vendored.dialling_codes import country_of


def activity(work: Work, note: Note, settings: Settings, ours: ActivityRule) -> dict[str, Value]:
    """Write the customer's country to a field of ours, and put our name before the subject."""
    fields = ours(work, note)
    country = country_of(text(work["attributes"], "from"))
    return {**fields, "Subject": f"{settings['subject_prefix']} {fields['Subject']}", "Country__c": country}


def pops(task: TaskInfo, ours: TaskRule) -> bool:
    """Pop nothing for a text message."""
    return task.channel != "sms" and ours(task)


async def may_dial(
    number: str, attributes: Mapping[str, str], services: Services, settings: Settings, ours: MayDialRule
) -> Permission:
    """Ask our own service whether the customer may be called."""
    address = settings["do_not_call_url"]
    if not address:
        return ours(number, attributes)
    query = services.window.encodeURIComponent(number)
    response = await services.window.fetch(f"{address}?number={query}", {"method": "GET"})
    if response.status != 200:
        return ours(number, attributes)
    answer = await response.json()
    return "They asked not to be called." if answer["do_not_call"] else ours(number, attributes)


def item_status(tasks: int, incoming: bool, available: bool, ours: ItemStatusRule) -> ItemStatus:
    """Show our own text while somebody is waiting."""
    if incoming:
        return ItemStatus("call", "AcmeSomebodyWaits", {"tasks": tasks})
    return ours(tasks, incoming, available)
