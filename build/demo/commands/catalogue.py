"""All commands but the one that plays a scenario, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from build.demo.commands import BadCommand, Command
from build.demo.commands.agent import AGENT
from build.demo.commands.configuration import CONFIGURATION
from build.demo.commands.customers import CUSTOMERS
from build.demo.commands.salesforce import SALESFORCE
from build.demo.commands.twilio import TWILIO
from build.demo.demo import Demo

GROUPS = (CUSTOMERS, SALESFORCE, TWILIO, AGENT, CONFIGURATION)
COMMANDS: dict[str, Command] = {command.name: command for group in GROUPS for command in group.all}


async def run(
    demo: Demo,
    name: str,
    values: Mapping[str, Any] | None = None,
    commands: Mapping[str, Command] = COMMANDS,
) -> object:
    """Run one of the commands, and log it. Raises BadCommand."""
    command = commands.get(name)
    if command is None:
        raise BadCommand(f"there is no command {name}")
    demo.busy += 1
    try:
        demo.log.write("demo", command.label, command=name, parameters=dict(values or {}))
        result = await command.run(demo, values or {})
        demo.chosen[name] = dict(values or {})
        return result
    finally:
        demo.busy -= 1
