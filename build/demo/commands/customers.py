"""Commands: customers who call, write, or give up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from build.demo.commands import BadCommand, Commands, Parameter
from build.demo.demo import Demo
from build.demo.desktop import Offered
from build.demo.salesforce import ADA, BOB, PAT
from build.demo.salesforce.samples import GRACE, SHARED_NUMBER

CUSTOMERS = Commands("Customers")
LIVE = ("pending", "accepted", "wrapping")
UNKNOWN_NUMBER = "+14155550199"
COLLEAGUE = "Charles Colleague"
TEXT = Parameter("text", "Message", "Hello, is my order on its way?")
TASK = Parameter("task", "Task", "")
"""The task by its SID; without it, the newest that the command can be about."""
NUMBER = Parameter("number", "Number", UNKNOWN_NUMBER)


# Calls --------------------------------------------------------------------------------------------


@CUSTOMERS.command("A customer calls", hint="Ada Lovelace, a contact")
async def call_known(demo: Demo) -> None:
    call(demo, e164(ADA.phone))


@CUSTOMERS.command("A number shared by three records calls", hint="A contact, an account and a lead share it")
async def call_shared(demo: Demo) -> None:
    call(demo, e164(SHARED_NUMBER))


@CUSTOMERS.command("Somebody unknown calls", NUMBER, hint="By default no record has the number")
async def call_unknown(demo: Demo, number: str) -> None:
    call(demo, number)


@CUSTOMERS.command("A withheld number calls")
async def call_withheld(demo: Demo) -> None:
    call(demo, "anonymous")


@CUSTOMERS.command("A colleague calls")
async def call_colleague(demo: Demo) -> None:
    call(demo, "client:charles_40acme_2Eexample", name=COLLEAGUE, client_call=True, direction="internal")


@CUSTOMERS.command("A call is transferred to the agent", hint="Its record is already on the task")
async def transfer(demo: Demo) -> None:
    attributes = {"sfdcObjectId": PAT.id, "sfdcObjectType": PAT.type}
    call(demo, e164(PAT.phone), name=PAT.name, transferred=True, **attributes)


# Conversations, and tasks without a channel of their own -------------------------------------------


@CUSTOMERS.command("A web chat", TEXT)
async def web_chat(demo: Demo, text: str) -> None:
    chat = {"channelType": "web", "name": ADA.name, "customerName": ADA.name, "identity": ADA.email}
    conversation(demo, text, chat)


@CUSTOMERS.command("A text message", TEXT)
async def text_message(demo: Demo, text: str) -> None:
    conversation(demo, text, _address("sms", e164(BOB.phone)))


@CUSTOMERS.command("A WhatsApp message", TEXT)
async def whatsapp(demo: Demo, text: str) -> None:
    conversation(demo, text, _address("whatsapp", f"whatsapp:{e164(GRACE.phone)}"))


@CUSTOMERS.command("An e-mail", TEXT)
async def email(demo: Demo, text: str) -> None:
    conversation(demo, text, {**_address("email", ADA.email), "name": ADA.email, "subject": "My order"})


@CUSTOMERS.command("A customer asks for a callback")
async def callback(demo: Demo) -> None:
    number = e164(BOB.phone)
    wish = {"numberToCall": number, "numberToCallFrom": "+15550001111", "attempts": 0}
    basics = {"taskType": "callback", "direction": "inbound", "name": BOB.name, "from": number}
    offer(demo, {**basics, "callBackData": wish}, "default")


@CUSTOMERS.command("Three at once", hint="A call, a chat and a text message")
async def several(demo: Demo) -> None:
    await call_known(demo)
    await web_chat(demo, str(TEXT.default))
    await text_message(demo, str(TEXT.default))


# The end ------------------------------------------------------------------------------------------


@CUSTOMERS.command("The customer hangs up", TASK)
async def hang_up(demo: Demo, task: str) -> None:
    twilio = demo.desktop.twilio
    tasks = twilio.taskrouter.tasks
    voice = {sid for sid, attributes in tasks.items() if attributes["task_channel_unique_name"] == "voice"}
    call = newest(demo, "accepted", "pending", task=task, only=voice.__contains__)
    if call.task in twilio.interactions.conferences:
        await twilio.hang_up(call.task)
    else:
        await _ends(demo, call, "canceled")


@CUSTOMERS.command("A supervisor cancels the task", TASK)
async def cancel(demo: Demo, task: str) -> None:
    await _ends(demo, newest(demo, *LIVE, task=task), "canceled")


@CUSTOMERS.command("A supervisor completes the task", TASK)
async def complete(demo: Demo, task: str) -> None:
    await _ends(demo, newest(demo, "accepted", "wrapping", task=task), "completed")


# The copilot --------------------------------------------------------------------------------------

SUMMARY = Parameter("summary", "Summary", "The customer asked where the order is. It arrives on Monday.")
OUTCOME = Parameter("outcome", "Disposition", "Resolved")
NOTES_SHOWN, AUTOMATIC = MODES = ("shows notes", "automatic")
MODE = Parameter("mode", "Mode", NOTES_SHOWN, MODES)


@CUSTOMERS.command("The copilot's mode", MODE, hint="Automatic: it submits its notes unseen. Reloads Flex")
async def copilot(demo: Demo, mode: str) -> None:
    demo.desktop.twilio.copilot.notes_visible = mode == NOTES_SHOWN
    await demo.reload()


@CUSTOMERS.command(
    "The copilot writes a note", SUMMARY, OUTCOME, TASK, hint="Before the agent completes the task"
)
async def note(demo: Demo, summary: str, outcome: str, task: str) -> None:
    copilot = demo.desktop.twilio.copilot
    copilot.summary, copilot.codes = summary, [_codes(outcome)]  # so that Flex submits this note at the end
    await _note(demo, newest(demo, "wrapping", "accepted", task=task), summary, outcome)


@CUSTOMERS.command(
    "The copilot writes a late note", SUMMARY, OUTCOME, TASK, hint="The activity is already saved"
)
async def late_note(demo: Demo, summary: str, outcome: str, task: str) -> None:
    await _note(demo, newest(demo, "completed", task=task), summary, outcome)


# Helpers ------------------------------------------------------------------------------------------


def e164(number: str) -> str:
    """Return an American number as Twilio writes it."""
    return "+1" + "".join(character for character in number if character.isdigit())


def offer(demo: Demo, attributes: dict[str, Any], channel: str, transferred: bool = False) -> Offered:
    """Have TaskRouter offer a task, whether Flex has started or not."""
    taskrouter = demo.desktop.twilio.taskrouter
    reservation = taskrouter.create_reservation(attributes, channel, transferred=transferred)
    return Offered(str(reservation["sid"]), str(reservation["task_sid"]))


def call(demo: Demo, number: str, transferred: bool = False, **attributes: Any) -> Offered:
    """Have a customer call: the attributes are those of a Studio flow."""
    basics = {"direction": "inbound", "from": number, "called": "+15550001111", "name": number}
    return offer(demo, {**basics, **attributes}, "voice", transferred)


def conversation(demo: Demo, text: str, attributes: dict[str, Any]) -> Offered:
    """Have a customer write."""
    return offer(demo, demo.desktop.conversation_attributes([text], attributes), "chat")


def newest(
    demo: Demo, *statuses: str, task: str = "", only: Callable[[str], bool] = lambda _task: True
) -> Offered:
    """Return the named task, or the newest in one of the statuses. Raises BadCommand if there is none."""
    for reservation_sid, reservation in reversed(demo.desktop.twilio.taskrouter.reservations.items()):
        sid = str(reservation["task_sid"])
        if reservation["reservation_status"] in statuses and task in ("", sid) and only(sid):
            return Offered(reservation_sid, sid)
    raise BadCommand(f"no task is {' or '.join(statuses)}")


async def _ends(demo: Demo, task: Offered, status: str) -> None:
    """End a task and its call from outside."""
    twilio = demo.desktop.twilio
    twilio.taskrouter.move(task.reservation, status)
    if task.task in twilio.interactions.conferences:
        await twilio.hang_up(task.task)


def _address(channel: str, address: str) -> dict[str, Any]:
    basics = {"channelType": channel, "direction": "inbound", "from": address, "customerAddress": address}
    return {**basics, "customerName": address, "name": address}


async def _note(demo: Demo, task: Offered, summary: str, outcome: str) -> None:
    """Submit the note of a call by Flex's event. Flex submits notes of conversations itself."""
    twilio = demo.desktop.twilio
    conference = twilio.interactions.conferences.get(task.task)
    attributes = twilio.taskrouter.attributes(task.task)
    channel = conference.channel_sid if conference else attributes.get("flexInteractionChannelSid")
    if channel is None:
        raise BadCommand("the copilot takes notes of calls and conversations only")
    submitted = {
        "sid": channel,
        "channelSid": channel,
        "summary": summary,
        "sentiment": "neutral",
        "dispositionCode": _codes(outcome),
    }
    script = "note => { Twilio.Flex.Manager.getInstance().events.emit('notesSubmitted', note); }"
    await demo.desktop.flex(script, submitted)


def _codes(outcome: str) -> dict[str, str]:
    return {"disposition_code": outcome, "topic_path": "Orders"}
