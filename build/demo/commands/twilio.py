"""Commands: how Twilio behaves. Each replaces the previous one."""

from __future__ import annotations

from build.demo.commands import Commands, Parameter
from build.demo.demo import NORMAL, Demo
from build.demo.twilio.taskrouter import Refused

TWILIO = Commands("Twilio")
REASONS = {"No answer": 45305, "Busy": 45303, "Invalid number": 13223}
REASON = Parameter("reason", "Reason", "No answer", tuple(REASONS))


@TWILIO.command("Normal")
async def twilio_normal(demo: Demo) -> None:
    _becomes(demo, NORMAL)


@TWILIO.command("The network is down", hint="Until Twilio is set back to normal")
async def twilio_down(demo: Demo) -> None:
    _becomes(demo, "down")
    demo.desktop.twilio.go_down()


@TWILIO.command("Task attributes cannot be written")
async def twilio_refuses_attributes(demo: Demo) -> None:
    _becomes(demo, "refuses attributes")
    demo.desktop.twilio.taskrouter.refusals["attributes"] = Refused(500, "Internal server error")


@TWILIO.command("Outbound calls fail")
async def twilio_refuses_calls(demo: Demo) -> None:
    _becomes(demo, "refuses outbound calls")
    demo.desktop.twilio.taskrouter.refusals["create-task"] = Refused(403, "Outbound calls are not allowed")


@TWILIO.command("Nobody answers outbound calls", REASON)
async def twilio_unanswered(demo: Demo, reason: str) -> None:
    _becomes(demo, f"outbound calls: {reason.lower()}")
    demo.desktop.twilio.unanswered = REASONS[reason]


def _becomes(demo: Demo, name: str) -> None:
    twilio = demo.desktop.twilio
    twilio.is_down = False
    twilio.unanswered = None
    twilio.taskrouter.refusals.clear()
    demo.twilio = name
