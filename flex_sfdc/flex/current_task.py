"""Which of the agent's tasks something in the CRM is about. Decided in `utils.messages`, `meant`."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.flex.selectors import dig, sids_in, tasks_in, text_at
from flex_sfdc.flex.task_facts import SLICE
from flex_sfdc.record_choice.in_view_rules import waits
from flex_sfdc.record_choice.messages import meant
from flex_sfdc.services import Context

SELECTED = "flex.view.selectedTaskSid"  # of the reservation the agent has opened


def accepted_tasks(ctx: Context) -> list[object]:
    """The tasks the agent works on."""
    tasks = tasks_in(ctx.manager.store.getState())
    return [
        task for task in tasks if text_at(task, "status") in ("accepted", "wrapping") and text_at(task, "sid")
    ]


def for_each_accepted(ctx: Context, what: str, act: Callable[[object], object]) -> None:
    """Do `act` for each of these tasks; one with which it fails does not keep it from the others."""
    attempt = ctx.log.guarded(what, act)
    for task in accepted_tasks(ctx):
        attempt(task)


def waiting(ctx: Context, task: object) -> bool:
    """Whether the agent still has to say which record the task is about."""
    return waits(dig(task, "attributes"), ctx.tasks.of(text_at(task, "sid")))


def task_meant(ctx: Context, named: str) -> object:
    """The task of that sid, or of that reservation's; where none is named the one the agent works on. None
    where there is none, or where he has opened one that he has not accepted."""
    tasks = accepted_tasks(ctx)
    known = [(text_at(task, "sid"), text_at(task, "taskSid"), waiting(ctx, task)) for task in tasks]
    state = ctx.manager.store.getState()
    opened = text_at(state, SELECTED)
    sid = meant(named, opened, known)
    if not named and sid != opened and opened in sids_in(state):
        return None
    for task in tasks:
        if text_at(task, "sid") == sid:
            return task
    return None


SESSION = ("flex.worker.activity", "flex.session.singleSessionGuard")  # whether the tasks are this session's


def when_tasks_change(ctx: Context, what: str, act: Callable[[], object], also: tuple[str, ...] = ()) -> None:
    """Do `act` whenever a task, the plugin's own facts, the agent's selection or what is at `also` are others
    than before."""
    paths = ("flex.worker.tasks", SLICE, SELECTED, *also)
    seen: list[object] = [None for _ in paths]

    def look() -> None:
        nonlocal seen
        state = ctx.manager.store.getState()
        now = [dig(state, path) for path in paths]
        if any(part is not seen[place] for place, part in enumerate(now)):  # `zip` would bring more along
            seen = now
            act()

    ctx.manager.store.subscribe(lambda: ctx.log.attempt(what, look))
