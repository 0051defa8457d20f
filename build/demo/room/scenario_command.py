"""The command that plays a scenario. Scenarios run the other commands, so the catalogue cannot contain it."""

from __future__ import annotations

from build.demo.commands import BadCommand, Command, Commands, Parameter
from build.demo.commands.catalogue import COMMANDS
from build.demo.demo import Demo
from build.demo.scenarios import LIGHTNING, OPEN_CTI, SCENARIOS, start_over

SCENARIO = Commands("Scenarios")


@SCENARIO.command(
    "Scenario",
    Parameter("name", "Name", "screen-pop", tuple(SCENARIOS)),
    hint="Starts over, and plays it",
    verb="Play",
)
async def play_scenario(demo: Demo, name: str) -> None:
    scenario = SCENARIOS[name]
    host = LIGHTNING if demo.desktop.setup.has_panel else OPEN_CTI
    if scenario.host not in ("", host):
        raise BadCommand(f"{name}: runs only with --crm-host {scenario.host}")
    await start_over(demo)
    await scenario.play(demo)
    demo.log.write("demo", scenario.caption)


ROOM_COMMANDS: dict[str, Command] = {command.name: command for command in (*SCENARIO.all, *COMMANDS.values())}
