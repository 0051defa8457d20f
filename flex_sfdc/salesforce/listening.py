"""Asking the CRM to tell of something, a few times."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.salesforce.crm_host import Answer, Answered
from flex_sfdc.services import Context

LISTEN_ATTEMPTS = 3


def listen(
    ctx: Context, what: str, ask: Callable[[Answered], object], give_up: Callable[[str], object]
) -> None:
    """`ask` as soon as the CRM answers, and again when it refuses; `give_up` hears why it did to the end."""

    def attempt(_: int, answered: Answered) -> None:
        ask(answered)

    def goes_on(attempt: int, answer: Answer) -> bool:
        if answer.success:
            ctx.log.info(f"{what} is on")
        elif attempt + 1 < LISTEN_ATTEMPTS:
            return True
        else:
            give_up(answer.why)
        return False

    ctx.connection.when_ready(lambda: ctx.clock.keep_trying(attempt, goes_on))


def listen_to_channel(ctx: Context, key: str, channel: str, heard: Callable[[object], object]) -> None:
    """Hear what the page's components publish on a channel, each message once. `key` names the setting.

    A subscription whose answer was lost hears too: it is told of the same object.
    """
    last: object = None

    def once(message: object) -> None:
        nonlocal last
        if message is not last:
            last = message
            heard(message)

    def ask(answered: Answered) -> None:
        ctx.crm.listen_on(channel, once, answered)

    listen(ctx, key, ask, lambda why: ctx.log.error(f"nothing is heard on the {key}: {why}"))
