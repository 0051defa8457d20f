"""The real Flex UI works with the fake Twilio: tasks, calls with media, conversations, notes."""

from __future__ import annotations

from build.demo.desktop import Desktop, Offered
from build.demo.twilio import ids
from build.demo.twilio.taskrouter import Refused
from build.demo.waiting import eventually

EMITTED = "event => desktopTest.events.some(({ name }) => name === event)"


async def emitted_once(desktop: Desktop, event: str, task: Offered) -> None:
    """Wait for a task's event. There must be only one of its name."""
    await desktop.until(EMITTED, event, event)
    assert [item["sid"] for item in await desktop.events(event)] == [task.reservation]


async def test_flex_boots_without_an_unanswered_request(flex_without_plugin: Desktop) -> None:
    desktop = flex_without_plugin
    assert await desktop.state("session.loginState") == "LOGGED_IN"
    assert await desktop.state("session.degraded") in (None, False)
    assert await desktop.state("worker.activity.name") == "Available"
    assert desktop.twilio.unhandled == []
    assert desktop.page_errors == []


async def test_the_agents_phone_stays_connected_while_nobody_calls(flex_without_plugin: Desktop) -> None:
    """Without heartbeats it reconnects every 15 seconds, and would miss a call that rings just then."""
    voice = flex_without_plugin.twilio.voice
    sockets, answered = set(voice.sockets), voice.heartbeats
    await eventually(lambda: voice.heartbeats >= answered + 2, "the phone answers")
    assert voice.sockets == sockets


async def test_a_task_is_accepted_wrapped_up_and_completed(flex_without_plugin: Desktop) -> None:
    desktop = flex_without_plugin
    task = await desktop.offer_task({"name": "Bob"})
    await desktop.accept(task)
    await desktop.wrap_up(task)
    desktop.twilio.taskrouter.refusals["completed"] = Refused(500, "out of order")
    await desktop.complete(task)  # which reports no failure
    assert await desktop.task_status(task, "wrapping")
    desktop.twilio.taskrouter.refusals.clear()
    assert await desktop.complete(task) is None
    await desktop.task_gone(task)
    for event in ("taskReceived", "taskAccepted", "taskWrapup", "taskCompleted"):
        await emitted_once(desktop, event, task)


async def test_flex_reports_tasks_that_end_without_the_agent(flex_without_plugin: Desktop) -> None:
    desktop = flex_without_plugin
    ringing, accepted, completed = [await desktop.offer_task() for _ in range(3)]
    for task in (accepted, completed):
        await desktop.accept(task)
    for task in (ringing, accepted):
        await desktop.customer_gives_up(task)
    await desktop.completed_elsewhere(completed)
    await emitted_once(desktop, "taskCompleted", completed)
    canceled = [item["sid"] for item in await desktop.events("taskCanceled")]
    assert canceled == [ringing.reservation, accepted.reservation]


async def test_a_colleague_transfers_a_task_and_it_is_accepted(flex_without_plugin: Desktop) -> None:
    desktop = flex_without_plugin
    task = await desktop.offer_task({"direction": "outbound"}, transferred=True)
    transfer = "sid => Twilio.Flex.TaskHelper.getTaskByTaskSid(sid).incomingTransferObject?.status ?? 'none'"
    assert await desktop.flex(transfer, task.reservation) != "none"
    await desktop.accept(task)
    assert await desktop.task_status(task, "accepted") == "accepted"


async def test_attributes_written_in_flex_reach_the_back_end(flex_without_plugin: Desktop) -> None:
    desktop = flex_without_plugin
    task = await desktop.offer_task({"name": "Bob"})
    script = (
        "sid => Twilio.Flex.TaskHelper.getTaskByTaskSid(sid).setAttributes({name: 'Bob', sfdcObjectId: 'x'})"
    )
    await desktop.flex(script, task.reservation)
    assert desktop.twilio.taskrouter.attributes(task.task) == {"name": "Bob", "sfdcObjectId": "x"}


async def test_a_voice_call_has_real_media_and_a_channel(flex_without_plugin: Desktop) -> None:
    desktop = flex_without_plugin
    call = await desktop.start_call()
    agent_call = desktop.twilio.interactions.conferences[call.task].agent_call
    assert await desktop.far_end.connected(agent_call)
    channel = """sid => Twilio.Flex.TaskHelper.getTaskByTaskSid(sid).conference?.source?.channel?.sid"""
    assert await desktop.until(channel, call.reservation) == ids.related_sid("UO", call.task)
    assert await desktop.invoke("HangupCall", {"sid": call.reservation}) is None
    await desktop.task_status(call, "wrapping")
    assert await desktop.complete(call) is None
    await desktop.task_gone(call)


async def test_the_customer_is_put_on_hold_and_taken_off_it_and_hangs_up(
    flex_without_plugin: Desktop,
) -> None:
    desktop = flex_without_plugin
    call = await desktop.start_call()
    held = """([sid, isHeld]) => Twilio.Flex.TaskHelper.getTaskByTaskSid(sid).conference?.participants.some(
        (one) => one.participantType === 'customer' && one.onHold === isHeld)"""
    for action, is_held in (("HoldCall", True), ("UnholdCall", False)):
        await desktop.until(held, [call.reservation, not is_held], "Flex knows the customer")
        assert await desktop.invoke(action, {"sid": call.reservation}) is None
        await desktop.until(held, [call.reservation, is_held], action)
    await desktop.customer_hangs_up(call)
    script = "() => !Twilio.Flex.Manager.getInstance().store.getState().flex.phone.activeCall"
    await desktop.until(script, what="the phone has no call")


async def test_an_outbound_call_is_made_and_accepted_by_flex_itself(flex_without_plugin: Desktop) -> None:
    desktop = flex_without_plugin
    dialled = {"destination": "+15557770000", "taskAttributes": {"mine": 1}}
    assert await desktop.invoke("StartOutboundCall", dialled) is None
    await desktop.on_a_call()
    (created,) = desktop.twilio.taskrouter.created_tasks
    assert created["Attributes"]["mine"] == 1
    assert created["Attributes"]["outbound_to"] == "+15557770000"


async def test_a_conversation_shows_the_messages_of_both_sides(flex_without_plugin: Desktop) -> None:
    desktop = flex_without_plugin
    chat = await desktop.start_chat(["Hello"])
    conversation = desktop.twilio.taskrouter.attributes(chat.task)["conversationSid"]
    await desktop.until("() => document.body.innerText.includes('Hello')")
    desktop.twilio.conversations.say(conversation, "Anyone there?")
    await desktop.until("() => document.body.innerText.includes('Anyone there?')")
    assert await desktop.invoke("SendMessage", {"conversationSid": conversation, "body": "I am."}) is None
    assert [message["body"] for message in desktop.twilio.conversations.sent_by_agent] == ["I am."]


async def test_the_task_list_shows_each_customer_with_their_last_message(
    flex_without_plugin: Desktop,
) -> None:
    desktop = flex_without_plugin
    await desktop.start_chat(["Hello", "Anyone there?"])
    number = "+15551230000"
    await desktop.start_text(["Where is my order?"], number, attributes={"customerName": number})
    shown = "text => document.body.innerText.includes(text)"
    await desktop.until(shown, "Cy Customer: Anyone there?", "the chat")
    await desktop.until(shown, f"{number}: Where is my order?", "the text message")
