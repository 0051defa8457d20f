"""Find the agent's tasks as they are now, and the task that something in the CRM is about."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.flex.selectors import ACTIVITY, SELECTED_TASK, reservation_sids, tasks_in
from flex_sfdc.flex.task_facts import SLICE, awaits_choice, resolve_task
from flex_sfdc.flex.types import Task
from flex_sfdc.services import Services

SESSION = (ACTIVITY, "flex.session.singleSessionGuard")  # whether the tasks are this session's


def task_of(services: Services, reservation_sid: str) -> Task | None:
    """Return the task of a reservation as it is now, None if Flex has dropped it.

    Every update makes a new object.
    """
    for task in tasks_in(services.manager.store.getState()):
        if text_at(task, "sid") == reservation_sid:
            return task  # type: ignore[return-value]
    return None


def accepted_tasks(services: Services) -> list[object]:
    """Return the tasks that the agent works on."""
    tasks = tasks_in(services.manager.store.getState())
    return [
        task for task in tasks if text_at(task, "status") in ("accepted", "wrapping") and text_at(task, "sid")
    ]


def for_each_accepted(services: Services, what: str, act: Callable[[object], object]) -> None:
    """Call `act` with each task that the agent works on; log what it raises and go on."""
    attempt = services.log.guarded(what, act)
    for task in accepted_tasks(services):
        attempt(task)


def must_choose(services: Services, task: object) -> bool:
    """Return whether the agent still has to choose the record of a task."""
    return awaits_choice(dig(task, "attributes"), services.tasks.get(text_at(task, "sid")))


def current_task(services: Services, named: str) -> object:
    """Return the task with the task or reservation sid `named`; for "", the task that the agent works on.

    None if there is none, or if the agent has opened a task that they have not accepted.
    """
    tasks = accepted_tasks(services)
    state = services.manager.store.getState()
    opened = text_at(state, SELECTED_TASK)
    candidates = [
        (text_at(task, "sid"), text_at(task, "taskSid"), must_choose(services, task)) for task in tasks
    ]
    sid = resolve_task(named, opened, candidates)
    if not named and sid != opened and opened in reservation_sids(state):
        return None
    for task in tasks:
        if text_at(task, "sid") == sid:
            return task
    return None


def when_tasks_change(
    services: Services, what: str, act: Callable[[], object], also: tuple[str, ...] = ()
) -> None:
    """Call `act` when a task, the plugin's own facts, the selected task or a value at `also` changes."""
    store = services.manager.store
    paths = ("flex.worker.tasks", SLICE, SELECTED_TASK, *also)
    seen: list[object] = [None for _ in paths]

    def compare() -> None:
        nonlocal seen
        state = store.getState()
        now = [dig(state, path) for path in paths]
        if any(part is not seen[place] for place, part in enumerate(now)):  # `zip` costs more space
            seen = now
            act()

    store.subscribe(lambda: services.log.attempt(what, compare))


def is_call(services: Services, task: object) -> bool:
    """Return whether Flex calls it a voice task: accounts may have more such channels than `voice`."""
    try:
        return services.flex.TaskHelper.isCallTask(task)
    except Exception:  # it asks the channel definitions of all plugins
        return text_at(task, "taskChannelUniqueName") == "voice"
