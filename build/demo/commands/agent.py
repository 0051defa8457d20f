"""Commands: actions of the agent other than those in Flex and Salesforce themselves."""

from __future__ import annotations

import json

from build.demo.commands import BadCommand, Commands, Parameter
from build.demo.demo import Demo
from build.demo.product import ROOT
from build.demo.salesforce.samples import PANEL_WIDTH
from flex_sfdc.flex.notifications import UNSAVED_AT_LOGOUT

AGENT = Commands("Agent")
ACTIVITIES = ("Available", "Break", "Offline")
LANGUAGES = tuple(sorted(path.stem for path in (ROOT / "flex_sfdc" / "strings").glob("*.yaml")))
WIDTHS = range(200, 1921)
ROLES = {"agent": ("agent",), "supervisor": ("agent", "supervisor"), "admin": ("agent", "admin")}
DIAGNOSTICS = "Supervisors and admins always see the diagnostics. Reloads Flex"


@AGENT.command("Activity", Parameter("name", "Activity", "Available", ACTIVITIES))
async def activity(demo: Demo, name: str) -> None:
    await demo.desktop.set_activity(name)


@AGENT.command("Language", Parameter("tag", "Language", "en-US", LANGUAGES), hint="Reloads Flex")
async def language(demo: Demo, tag: str) -> None:
    demo.desktop.setup.account.worker_attributes["language"] = tag
    await _reload_as_worker(demo)


@AGENT.command("Role", Parameter("name", "Role", "agent", tuple(ROLES)), hint=DIAGNOSTICS)
async def role(demo: Demo, name: str) -> None:
    demo.desktop.setup.account.roles = ROLES[name]
    await demo.renew_session()
    await _reload_as_worker(demo)


@AGENT.command("Theme", Parameter("name", "Theme", "light", ("light", "dark")))
async def theme(demo: Demo, name: str) -> None:
    await demo.show_theme(is_light=name == "light")


@AGENT.command("Panel width", Parameter("pixels", "Pixels", PANEL_WIDTH))
async def panel_width(demo: Demo, pixels: int) -> None:
    if pixels not in WIDTHS:
        raise BadCommand(f"pixels: expected a number from {WIDTHS.start} to {WIDTHS.stop - 1}")
    demo.desktop.org.softphone.width = pixels
    await demo.desktop.lightning.render()


@AGENT.command("Go to a record", Parameter("name", "Name", "Ada Lovelace"), hint="Without a name: home")
async def show_record(demo: Demo, name: str) -> None:
    record = next((record for record in demo.desktop.org.records if record.name == name), None)
    if name and record is None:
        raise BadCommand(f"Salesforce has no record {name}")
    await demo.desktop.lightning.show(record)


@AGENT.command("Reload Flex", hint="Tasks, calls and records stay")
async def reload_flex(demo: Demo) -> None:
    await demo.reload()


@AGENT.command("Reload the page", hint="The agent presses F5: calls end")
async def reload_page(demo: Demo) -> None:
    demo.desktop.lightning.softphone_reloads()
    demo.desktop.twilio.voice.registered.clear()
    await demo.desktop.page.reload(wait_until="commit")
    await demo.desktop.booted()
    await demo.can_be_called()
    await demo.desktop.lightning.render()


@AGENT.command("Open a second tab")
async def second_tab(demo: Demo) -> None:
    tab = await demo.stack.enter_async_context(demo.desktop.another_tab())
    demo.watch(tab)
    await tab.boot()


@AGENT.command("Log out")
async def log_out(demo: Demo) -> None:
    stopped = await _stopped_logouts(demo)
    await demo.desktop.log_out()
    if await _stopped_logouts(demo) > stopped:
        raise BadCommand("the plugin has stopped the logout: the panel says why")
    await demo.login_button.wait_for()


async def _stopped_logouts(demo: Demo) -> int:
    """Count the logouts that the plugin has stopped; Flex's state changes only some time after one."""
    return [shown.id for shown in await demo.desktop.notifications()].count(UNSAVED_AT_LOGOUT)


@AGENT.command("Log in again", hint="After a logout")
async def log_in(demo: Demo) -> None:
    if not await demo.login_button.count():
        raise BadCommand("the agent is logged in")
    await demo.log_in()


async def _reload_as_worker(demo: Demo) -> None:
    """Reload Flex, which then reads the worker's attributes."""
    account, taskrouter = demo.desktop.setup.account, demo.desktop.twilio.taskrouter
    taskrouter.worker["attributes"] = json.dumps(account.full_worker_attributes())
    await demo.reload()
