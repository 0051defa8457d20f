"""Flex component `MainHeader`: the logo makes room, and a part that shows nothing keeps Salesforce's utility
bar up to date. Decided in `utils.utility_bar`."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.flex.locale import number_in
from flex_sfdc.flex.selectors import dig, method_at, tasks_in, text_at
from flex_sfdc.flex.strings import say
from flex_sfdc.salesforce.sync_latest import mirror
from flex_sfdc.services import Context
from flex_sfdc.utility_bar.rules import is_incoming, item_status

FRAGMENT = "utility-bar-state-listener"  # a contract: whoever removes it from the header switches it off


def register(ctx: Context) -> None:
    """Change the header at once."""
    ctx.log.attempt("removing the logo", lambda: method_at(ctx.flex, "MainHeader.Content.remove")("logo"))
    if ctx.configuration.utility_bar_status:
        ctx.log.attempt(
            FRAGMENT,
            lambda: method_at(ctx.flex, "MainHeader.Content.add")(
                ctx.react.createElement(state_listener(ctx), {"key": FRAGMENT})
            ),
        )


def state_listener(ctx: Context) -> Callable[[object], object]:
    """The component: while it is in the header, the item follows the state."""
    show = utility_item(ctx)

    def listen() -> Callable[[], object]:
        show()
        return ctx.manager.store.subscribe(show)

    return ctx.log.guarded(FRAGMENT, lambda _: ctx.react.useEffect(listen, []))


def utility_item(ctx: Context) -> Callable[[], None]:
    """A function that brings the item up to date, and has nothing to do when no task and no activity has
    changed."""
    set_icon = mirror(ctx.clock, ctx.log, ctx.connection.when_ready, ctx.crm.set_item_icon)
    set_label = mirror(ctx.clock, ctx.log, ctx.connection.when_ready, ctx.crm.set_item_label)
    seen: tuple[object, object] = (None, None)

    def update() -> None:
        nonlocal seen
        state = ctx.manager.store.getState()
        worker = dig(state, "flex.worker")
        activity = dig(worker, "activity")
        tasks = dig(worker, "tasks")
        if tasks is seen[0] and activity is seen[1]:
            return  # Flex makes a new one of each when anything in it changes
        seen = (tasks, activity)
        known = tasks_in(state)
        if not known and activity is None:
            return  # logged out
        incoming = any(
            is_incoming(
                text_at(task, "status"),
                text_at(task, "attributes.direction"),
                dig(task, "incomingTransferObject") is not None,
            )
            for task in known
        )
        status = item_status(len(known), incoming, bool(dig(activity, "available")))
        set_icon(status.icon)
        if status.string:
            count = number_in(ctx.window, ctx.locale, len(known))
            set_label(say(ctx.flex, status.string, {**status.context, "numTasks": count}))
        else:
            set_label(text_at(activity, "name"))

    return lambda: ctx.log.attempt("the utility bar", update)
