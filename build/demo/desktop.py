"""The agent's desktop: the actions of agent, customers and Twilio in the demo and in the tests.

async with Desktop.open(browser, scripts, Setup(Account(plugins=[plugin]))) as desktop:
    await desktop.boot()
    await desktop.lightning.show(ADA)
    await desktop.lightning.click_number()
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from build.demo.flex_tab import FlexTab
from build.demo.salesforce.org import Softphone
from build.demo.twilio import ids
from build.demo.twilio.conversations import CUSTOMER, WEB
from build.demo.waiting import eventually
from flex_sfdc.salesforce.open_cti import CALL_LIMIT_MS

CLEAN_WITHIN = 4.0
"""The seconds in which the plugin saves every activity that it can save."""
NOTHING_UNSAVED = """() => Object.entries(localStorage)
    .filter(([key]) => key.startsWith('flex-sfdc.') && key.includes('.activity.'))
    .every(([, value]) => ['saved', 'discarded'].includes(JSON.parse(value).state))"""
DISCARD = """() => Object.entries(localStorage)
    .filter(([key]) => key.startsWith('flex-sfdc.') && key.includes('.activity.'))
    .map(([key, value]) => [key, JSON.parse(value)])
    .filter(([, entry]) => ['open', 'draft', 'rejected', 'unknown', 'note'].includes(entry.state))
    .forEach(([key, entry]) => {
        const newValue = JSON.stringify({ ...entry, state: 'discarded', fields: {} });
        localStorage.setItem(key, newValue);
        dispatchEvent(new StorageEvent('storage', { key, newValue }));
    })"""


@dataclass(frozen=True)
class Offered:
    """A task as TaskRouter offered it."""

    reservation: str
    task: str


class Desktop(FlexTab):
    """A tab that an agent uses."""

    async def reset(self) -> None:
        """Reset a booted desktop, except for changes that only a new boot can undo."""
        self.lightning.behave_normally()
        await self.flex("() => pluginTime.startOver()")
        await self.twilio.end_everything()
        script = "() => Twilio.Flex.Manager.getInstance().store.getState().flex.worker.tasks.size === 0"
        await self.until(script, what="all tasks are gone")
        await self.set_activity("Available")
        await eventually(self._is_item_at_rest, "the utility item shows that there is no task and no call")
        await self.close_notifications()
        script = """() => {
            desktopTest.notifications.length = desktopTest.events.length = 0;
            pluginTime.startOver();
        }"""
        await self.flex(script)
        await self.lightning.reset()
        self.console.clear()
        self.page_errors.clear()

    async def salesforce_is_back(self) -> None:
        """Have Salesforce answer again, and end the time limits of all requests but saves and searches."""
        self.lightning.behave_normally()
        await self.advance(CALL_LIMIT_MS)

    async def discard_unsaved(self) -> None:
        """Discard, as another tab would, the activities that would otherwise stay unsaved."""
        await self.flex(DISCARD)

    async def is_clean(self) -> bool:
        """Return whether the browser keeps no unsaved activity, or soon will not."""
        try:
            await self.until(NOTHING_UNSAVED, patience=CLEAN_WITHIN)
        except AssertionError:
            return False
        return True

    def _is_item_at_rest(self) -> bool:
        """Return whether Salesforce's item already shows that there is no task or call.

        A later update would disturb the next test.
        """
        softphone = self.org.softphone
        return softphone.popoutable and softphone.label in (Softphone.label, "Available")

    async def offer_task(
        self, attributes: dict[str, Any] | None = None, channel: str = "default", transferred: bool = False
    ) -> Offered:
        """Have TaskRouter offer a task, and return when Flex has it."""
        reservation = self.twilio.taskrouter.create_reservation(attributes, channel, transferred=transferred)
        offered = Offered(str(reservation["sid"]), str(reservation["task_sid"]))
        await self.task_status(offered, "pending")
        return offered

    async def task_status(self, task: Offered, *statuses: str) -> str:
        """Wait until Flex has the task in one of the statuses."""
        script = """([sid, statuses]) => {
            const task = Twilio.Flex.Manager.getInstance().store.getState().flex.worker.tasks.get(sid);
            return task && statuses.includes(task.status) ? task.status : false;
        }"""
        what = f"the task is {' or '.join(statuses)}"
        return str(await self.until(script, [task.reservation, list(statuses)], what))

    async def task_gone(self, task: Offered) -> None:
        """Wait until Flex has dropped the task."""
        script = "sid => !Twilio.Flex.Manager.getInstance().store.getState().flex.worker.tasks.has(sid)"
        await self.until(script, task.reservation, "the task is gone")

    async def accept(self, task: Offered) -> None:
        """Accept the task as the agent, and open it."""
        failure = await self.invoke("AcceptTask", {"sid": task.reservation})
        assert failure is None, failure
        await self.task_status(task, "accepted")
        await self.select(task)

    async def select(self, task: Offered) -> None:
        """Open the task. Flex then replaces its address, and loses the query string."""
        assert await self.invoke("SelectTask", {"sid": task.reservation}) is None

    async def wrap_up(self, task: Offered) -> None:
        """End the work with the customer, and return when Flex has the copilot's notes."""
        generated = len(self.twilio.copilot.generated)
        assert await self.invoke("WrapupTask", {"sid": task.reservation}) is None
        await self.task_status(task, "wrapping")
        if "conversationSid" in self.twilio.taskrouter.attributes(task.task):
            await self._notes_ready(generated)

    async def _notes_ready(self, already: int) -> None:
        """Wait for the notes: without them, Flex cancels CompleteTask."""
        summary = self.twilio.copilot.summary
        script = """summary => document.getElementById('container').textContent.includes(summary)
            || [...document.querySelectorAll('textarea')].some((area) => area.value.includes(summary))"""
        await self.until(script, summary, "the copilot's notes are shown")
        assert len(self.twilio.copilot.generated) > already

    async def complete(self, task: Offered) -> str | None:
        """Complete the task as the agent; return the message of a failure, or None."""
        return await self.invoke("CompleteTask", {"sid": task.reservation})

    async def start_call(self, attributes: dict[str, Any] | None = None) -> Offered:
        """Have a customer call and the agent answer, so that both can speak."""
        call = await self.offer_task(
            {"direction": "inbound", "from": "+15551230000", **(attributes or {})}, "voice"
        )
        await self.accept(call)
        await self.on_a_call()
        return call

    def conversation_attributes(
        self, messages: list[str], attributes: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Make a conversation, and return the attributes of its task."""
        shown = {"channelType": WEB, "customerName": CUSTOMER, **(attributes or {})}
        channel = str(shown["channelType"])
        customer = str(shown["customerName" if channel == WEB else "customerAddress"])
        return {
            "conversationSid": self.twilio.conversations.create(messages, customer, channel),
            "flexInteractionSid": ids.new_sid("KD"),
            "flexInteractionChannelSid": ids.new_sid("UO"),
            "flexChannelInviteSid": ids.new_sid("KG"),
            **shown,
        }

    async def start_chat(self, messages: list[str], attributes: dict[str, Any] | None = None) -> Offered:
        """Have a customer write and the agent accept the conversation."""
        offered = await self.offer_task(self.conversation_attributes(messages, attributes), "chat")
        await self.accept(offered)
        return offered

    async def start_text(
        self, messages: list[str], number: str, channel: str = "sms", attributes: dict[str, Any] | None = None
    ) -> Offered:
        """Have a customer write by `sms` or `whatsapp`, and the agent accept the conversation."""
        address = number if channel == "sms" else f"{channel}:{number}"
        basics = {"channelType": channel, "direction": "inbound", "from": address, "customerAddress": address}
        return await self.start_chat(messages, {**basics, **(attributes or {})})

    async def customer_gives_up(self, task: Offered) -> None:
        """Cancel the task, ringing or accepted; return when Flex has dropped it."""
        self.twilio.taskrouter.move(task.reservation, "canceled")
        await self.task_gone(task)

    async def completed_elsewhere(self, task: Offered) -> None:
        """Complete the task by TaskRouter's API, as a flow or a supervisor does, without this desktop."""
        self.twilio.taskrouter.move(task.reservation, "completed")
        await self.task_gone(task)

    async def close_notifications(self) -> None:
        """Close the notifications, which cover the elements below them for up to ten seconds."""
        script = """() => desktopTest.notifications.forEach(
            ({ id }) => Twilio.Flex.Notifications.dismissNotificationById(id))"""
        await self.flex(script)

    async def log_out(self) -> None:
        """Log the agent out."""
        await self.invoke("Logout", {})

    async def customer_hangs_up(self, call: Offered) -> None:
        """End the call as the customer; return when the task wraps up."""
        await self.twilio.hang_up(call.task)
        await self.task_status(call, "wrapping")

    async def on_a_call(self) -> None:
        """Wait until the agent's device has an open call."""
        script = """() => {
            const { activeCall } = Twilio.Flex.Manager.getInstance().store.getState().flex.phone;
            return activeCall && activeCall.status() === 'open';
        }"""
        await self.until(script, what="a call is open")

    async def offline(self) -> None:
        """Take the agent offline."""
        await self.set_activity("Offline")

    async def set_activity(self, name: str) -> None:
        """Change the agent's activity; return when Flex has it."""
        activity = next(a for a in self.twilio.taskrouter.activities if a["friendly_name"] == name)
        assert (
            await self.invoke(
                "SetActivity", {"activitySid": activity["sid"], "activityAvailable": activity["available"]}
            )
            is None
        )
        script = (
            "name => Twilio.Flex.Manager.getInstance().store.getState().flex.worker.activity.name === name"
        )
        await self.until(script, name, f"the activity is {name}")
