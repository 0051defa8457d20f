"""Commands: how Salesforce behaves. Each replaces the previous one."""

from __future__ import annotations

from build.demo.commands import BadCommand, Commands, Parameter
from build.demo.demo import NORMAL, Demo
from build.demo.salesforce import Serving
from build.demo.salesforce.behaviour import Behaviour, late, never, twice
from build.demo.salesforce.refusals import error, not_writable, validation_rule
from build.demo.salesforce.task_fields import TASK_FIELDS

SALESFORCE = Commands("Salesforce")
SLOW_SECONDS = 4
MAINTENANCE = "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE"
FIELD = Parameter("field", "Field", "External_Id__c", tuple(sorted(TASK_FIELDS)))


@SALESFORCE.command("Normal")
async def salesforce_normal(demo: Demo) -> None:
    await _becomes(demo, NORMAL)


@SALESFORCE.command("Slow", Parameter("seconds", "Seconds", SLOW_SECONDS), hint="Every answer takes seconds")
async def salesforce_slow(demo: Demo, seconds: int) -> None:
    await _becomes(demo, "slow", late(seconds))


@SALESFORCE.command("Silent", hint="Salesforce stops responding")
async def salesforce_silent(demo: Demo) -> None:
    await _becomes(demo, "silent", never())


@SALESFORCE.command("Down for a minute", Parameter("seconds", "Seconds", 60))
async def salesforce_down(demo: Demo, seconds: int) -> None:
    await _becomes(demo, "down", never())

    def up() -> None:
        if demo.salesforce == "down":
            demo.start(_becomes(demo, NORMAL))

    demo.after(seconds, up)


@SALESFORCE.command("Rejects a field", FIELD, hint="The agent may not write it")
async def salesforce_rejects_field(demo: Demo, field: str) -> None:
    await _becomes(demo, f"rejects {field}")
    demo.desktop.org.rules.append(not_writable(field))


@SALESFORCE.command(
    "Has a validation rule", Parameter("message", "Message", "Subject: say what the call was about.")
)
async def salesforce_validation_rule(demo: Demo, message: str) -> None:
    await _becomes(demo, "has a validation rule")
    demo.desktop.org.rules.append(validation_rule("Subject", message))


@SALESFORCE.command("Read-only maintenance", hint="Nothing can be saved for a while")
async def salesforce_read_only(demo: Demo) -> None:
    await _becomes(demo, "read-only")
    message = "insert, update, delete operations are not allowed during maintenance"
    demo.desktop.org.rules.append(lambda _activity: error(MAINTENANCE, message))


@SALESFORCE.command("Loses the next answer", hint="The activity is saved, but the plugin gets no answer")
async def salesforce_loses_answer(demo: Demo) -> None:
    await _becomes(demo, NORMAL)
    demo.desktop.lightning.behave("saveLog", never(processed=True))


@SALESFORCE.command("Answers twice")
async def salesforce_answers_twice(demo: Demo) -> None:
    await _becomes(demo, "answers twice", twice())


@SALESFORCE.command("Without the Console toolkit", hint="Reloads Flex: the script is read at its start")
async def salesforce_without_console(demo: Demo) -> None:
    if demo.desktop.setup.has_panel:
        raise BadCommand("the org package works without the Console toolkit")
    await _becomes(demo, "without the Console toolkit")
    demo.desktop.lightning.scripts.console = Serving.NOT_FOUND
    await demo.reload()


async def _becomes(demo: Demo, name: str, always: Behaviour | None = None) -> None:
    """Replace the previous behaviour."""
    lightning = demo.desktop.lightning
    lightning.behave_normally()
    demo.desktop.org.rules.clear()
    if always is not None:
        lightning.always_for_every_method(always)
    demo.salesforce = name
    if lightning.scripts.console is not Serving.NORMAL:
        lightning.scripts.console = Serving.NORMAL
        await demo.reload()
