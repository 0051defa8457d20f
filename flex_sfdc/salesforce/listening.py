"""Subscribe to events of the CRM, with a few attempts."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.salesforce.crm_host import Answer, Answered
from flex_sfdc.services import Services

MAX_ATTEMPTS = 3


def listen(
    services: Services, what: str, ask: Callable[[Answered], object], give_up: Callable[[str], object]
) -> None:
    """Call `ask` as soon as the CRM answers, and again if it refuses; `give_up` gets the last reason.

    Record the outcome under the name `what`.
    """

    def on_answer(number: int, answer: Answer) -> bool:
        if answer.success:
            services.log.info(f"{what} is on")
            services.set_outcome(what, "")
            return False
        if number + 1 < MAX_ATTEMPTS:
            return True
        services.set_outcome(what, answer.why)
        give_up(answer.why)
        return False

    services.connection.when_ready(lambda: services.clock.retry(lambda _, answered: ask(answered), on_answer))


def listen_to_channel(services: Services, key: str, channel: str, heard: Callable[[object], object]) -> None:
    """Pass on what the page's components publish on a channel, each message once.

    `key` names the setting. A subscription whose answer was lost gets each message too: the same object.
    """
    last: object = None

    def hear_once(message: object) -> None:
        nonlocal last
        if message is not last:
            last = message
            heard(message)

    listen(
        services,
        key,
        lambda answered: services.crm.listen_on(channel, hear_once, answered),
        lambda why: services.log.error(f"cannot subscribe to the {key}: {why}"),
    )
