"""What the agent sees of activities that are not in Salesforce: a list that opens in Flex's header, and what
can be done with each."""

from __future__ import annotations

from typing import Any

from flex_sfdc.context import Context
from flex_sfdc.edge.foreign import dig, method_at
from flex_sfdc.edge.look import panel
from flex_sfdc.edge.wording import say, worded
from flex_sfdc.state import state_of
from flex_sfdc.utils.log_queue import UNKNOWN, Unsaved

FRAGMENT = "unsaved-activities"
UNSAVED = "PSSalesforceUnsavedActivities"
WAITING_TEXT = "PSSalesforceActivityWaiting"
UNKNOWN_TEXT = "PSSalesforceActivityUnknown"
RETRY = "PSSalesforceActivityRetry"
COPY = "PSSalesforceActivityCopy"
DISCARD = "PSSalesforceActivityDiscard"
DISCARD_SURE = "PSSalesforceActivityDiscardSure"

# Below Flex's header, in the narrowest panel too.
PLACE = {
    "position": "fixed",
    "top": "56px",
    "right": "8px",
    "width": "360px",
    "maxWidth": "calc(100vw - 16px)",
    "maxHeight": "calc(100vh - 64px)",
    "overflow": "auto",
    "boxSizing": "border-box",
    "boxShadow": "0 4px 16px rgba(18,28,45,.2)",
    "zIndex": 10,
}


def show_unsaved(ctx: Context) -> None:
    """Put it into the header, where it is shown only while there is something."""

    def add() -> None:
        box = panel(ctx)

        one = ctx.log.guarded(FRAGMENT, lambda props: item(ctx, dig(props, "one")))
        unsaved = ctx.log.guarded(FRAGMENT, lambda _: unsaved_list(ctx, box, one))
        element = ctx.react.createElement(unsaved, {"key": FRAGMENT})
        method_at(ctx.flex, "MainHeader.Content.add")(element, {"sortOrder": -1, "align": "end"})

    ctx.log.attempt(FRAGMENT, add)


def unsaved_list(ctx: Context, box: object, component: object) -> object:
    """How many there are, and, when the agent wants to know, which."""
    h = ctx.react.createElement
    ctx.window.ReactRedux.useSelector(lambda state: state_of(state).get("unsaved"))
    unsaved: list[Unsaved] = ctx.tasks.state().get("unsaved") or []
    if not unsaved:
        return None
    items = [h(component, {"key": one["sid"], "one": one}) for one in unsaved]
    return h(
        box,
        {},
        h(
            "details",
            {},
            worded(ctx, "summary", {"style": {"maxWidth": "25vw"}}, UNSAVED, ctx.queue.counted(len(unsaved))),
            h(box, {"style": PLACE}, items),
        ),
    )


def item(ctx: Context, one: Any) -> object:
    """One of them."""
    h = ctx.react.createElement
    asked, ask = ctx.react.useState("")

    def button(key: str, act: Any) -> object:
        return worded(ctx, "button", {"key": key, "type": "button", "onClick": lambda _: act()}, key, {})

    def copy(event: Any) -> None:
        event.target.select()
        ctx.window.document.execCommand("copy")

    reason = UNKNOWN_TEXT if one["state"] == UNKNOWN else WAITING_TEXT
    text = None
    if asked == COPY:
        # Selected and copied when it appears: a frame of Salesforce's may not use the clipboard by itself.
        text = h(
            "textarea",
            {
                "aria-label": say(ctx.flex, COPY, {}),
                "readOnly": True,
                "autoFocus": True,
                "value": ctx.queue.text_of(one["sid"]),
                "onFocus": copy,
            },
        )
    status = {"role": "status"}
    said = h("div", status, one["why"]) if one["why"] else worded(ctx, "div", status, reason, {})
    discard = button(DISCARD, lambda: ask(DISCARD))
    if asked == DISCARD:
        discard = button(DISCARD_SURE, lambda: ctx.queue.abandon(one["sid"]))
    return h(
        "div",
        {"style": {"marginBottom": "8px"}},
        h("strong", {}, one["subject"] or ctx.clock.date_time(one["at"], ctx.locale)),
        said,
        button(RETRY, lambda: ctx.queue.retry(one["sid"])),
        button(COPY, lambda: ask("" if asked == COPY else COPY)),
        discard,
        text,
    )
