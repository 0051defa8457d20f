"""Flex component `TaskCanvas`: the agent says which record a task is about. Decided in
`utils.record_choice`."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.flex.current_task import SELECTED
from flex_sfdc.flex.selectors import dig, method_at, text_at
from flex_sfdc.flex.strings import worded
from flex_sfdc.flex.styles import panel
from flex_sfdc.flex.task_facts import facts_of
from flex_sfdc.record_choice.rules import IN_VIEW, NONE, NOT_SAVED, option_text, picked, select_of
from flex_sfdc.record_choice.service import choose, resume
from flex_sfdc.services import Context

FRAGMENT = "associate-record-dropdown"  # a contract: whoever removes it from the canvas switches it off
LABEL = "PSSalesforceRecordLabel"
PLACEHOLDER = "PSSalesforceRecordPlaceholder"
NONE_TEXT = "PSSalesforceRecordNone"
CONFIRM = "PSSalesforceRecordConfirm"
STATUS = {"role": "status"}


def register(ctx: Context) -> Callable[[str], bool]:
    """Put the select into the canvas. Returns whether the agent of a task can be asked: not where the canvas
    is there without it."""
    resume(ctx)  # a record is also chosen by a message or a search, where there is no select
    if not (ctx.configuration.activity_logging and ctx.configuration.screen_pop):
        return lambda _: False
    shown = ""

    def add() -> None:
        box = panel(ctx)

        def component(props: object) -> object:
            nonlocal shown
            shown = text_at(props, "task.sid")
            return record_select(ctx, box, shown, dig(props, "task.attributes"))

        element = ctx.react.createElement(ctx.log.guarded(FRAGMENT, component), {"key": FRAGMENT})
        method_at(ctx.flex, "TaskCanvas.Content.add")(element, {"sortOrder": 1})

    def asks(sid: str) -> bool:
        return sid == shown or text_at(ctx.manager.store.getState(), SELECTED) != sid

    ctx.log.attempt(FRAGMENT, add)
    return asks


def record_select(ctx: Context, box: object, sid: str, attributes: object) -> object:
    """What is shown for a task: the select and what there is to say about it, or nothing."""
    h = ctx.react.createElement
    ctx.window.ReactRedux.useSelector(lambda state: facts_of(state, sid) or None)
    facts = ctx.tasks.of(sid)
    records, value, status = select_of(attributes, facts)
    if not records:
        return None

    def take(value: str) -> None:
        ctx.log.attempt(FRAGMENT, lambda: choose(ctx, sid, {**picked(value, records), "picked": True}))

    options = [worded(ctx, "option", {"key": "", "value": "", "disabled": True}, PLACEHOLDER, {})]
    for record in records:
        options.append(h("option", {"key": record["id"], "value": record["id"]}, option_text(record)))
    options.append(worded(ctx, "option", {"key": NONE, "value": NONE}, NONE_TEXT, {}))
    select = {
        "value": value,
        "disabled": bool(facts.get("saving")),
        "onChange": lambda event: take(text_at(event, "target.value")),
    }
    confirm = None
    if status in (IN_VIEW, NOT_SAVED):
        confirm = worded(ctx, "button", {"type": "button", "onClick": lambda _: take(value)}, CONFIRM, {})
    return h(
        box,
        {"key": sid},  # another task is another select: nothing of it is a change to announce
        h("label", {}, worded(ctx, "span", {}, LABEL, {}), h("select", select, options)),
        confirm,
        worded(ctx, "div", STATUS, status, {}) if status else h("div", STATUS, ""),
    )
