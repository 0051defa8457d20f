"""Commands: customers who call, write, or give up."""

from __future__ import annotations

from typing import Any

from build.demo.commands import BadCommand, Commands, Parameter
from build.demo.demo import Demo
from build.demo.desktop import Offered
from build.demo.salesforce import ADA

CUSTOMERS = Commands("Customers")
LIVE = ("pending", "accepted", "wrapping")


def offer(demo: Demo, attributes: dict[str, Any], channel: str, transferred: bool = False) -> Offered:
    """TaskRouter offers a task, whether Flex is up or not."""
    taskrouter = demo.desktop.twilio.taskrouter
    reservation = taskrouter.create_reservation(attributes, channel, transferred=transferred)
    return Offered(str(reservation["sid"]), str(reservation["task_sid"]))


def call(demo: Demo, number: str, **attributes: Any) -> Offered:
    """A customer calls."""
    said = {"direction": "inbound", "from": number, "name": number}
    return offer(demo, {**said, **attributes}, "voice")


def newest(demo: Demo, *statuses: str) -> Offered:
    """The newest task in one of the statuses. Raises BadCommand if there is none."""
    for sid, reservation in reversed(demo.desktop.twilio.taskrouter.reservations.items()):
        if reservation["reservation_status"] in statuses:
            return Offered(sid, str(reservation["task_sid"]))
    raise BadCommand(f"there is no task that is {' or '.join(statuses)}")


@CUSTOMERS.command("A customer calls", hint="Ada Lovelace, a contact in Salesforce")
async def call_known(demo: Demo) -> None:
    call(demo, "+14155550101", name=ADA.name)


@CUSTOMERS.command("Somebody unknown calls", hint="No record has this number")
async def call_unknown(demo: Demo) -> None:
    call(demo, "+14155550199")


@CUSTOMERS.command("The customer hangs up")
async def hang_up(demo: Demo) -> None:
    task = newest(demo, "accepted")
    if task.task not in demo.desktop.twilio.interactions.conferences:
        raise BadCommand("the newest task is not a call")
    await demo.desktop.twilio.hang_up(task.task)


@CUSTOMERS.command("The task is cancelled", hint="A supervisor cancels it, or the customer gives up")
async def cancel(demo: Demo) -> None:
    demo.desktop.twilio.taskrouter.move(newest(demo, *LIVE).reservation, "canceled")


@CUSTOMERS.command(
    "Somebody sends a text message",
    Parameter("text", "Message", "Hello, is my order on its way?"),
)
async def text_message(demo: Demo, text: str) -> None:
    conversation(demo, [text], {"channelType": "sms", "from": "+14155550102"})


def conversation(demo: Demo, messages: list[str], attributes: dict[str, Any]) -> Offered:
    """A customer writes: the task has a conversation."""
    return offer(demo, demo.desktop.conversation_attributes(messages, attributes), "chat")
