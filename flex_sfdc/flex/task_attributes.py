"""Writes task attributes: through the account's serverless function, which merges, or by Flex, which replaces
the whole set. Rules: docs/specification.md, section 9; facts: docs/platforms.md, "Task attributes"."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flex_sfdc.browser.log import code_of, kind_of_error
from flex_sfdc.configuration import functions_url
from flex_sfdc.flex.selectors import dig, tasks_in, text_at
from flex_sfdc.flex.types import Task
from flex_sfdc.record_choice.messages import is_sid
from flex_sfdc.salesforce.crm_host import Answer, Answered
from flex_sfdc.services import Context

PATH = "/common/flex/taskrouter/update-task-attributes"
SAVE = "saving task attributes"
SAVE_LIMIT_MS = 10_000
SAVE_ATTEMPTS = 4


def task_of(ctx: Context, reservation_sid: str) -> Task | None:
    """The task of a reservation as it is now (every update makes a new object), None when Flex has dropped
    it."""
    for task in tasks_in(ctx.manager.store.getState()):
        if text_at(task, "sid") == reservation_sid:
            return task  # type: ignore[return-value]
    return None


def save_attributes(
    ctx: Context,
    task: Task,
    update: Mapping[str, str],
    saved: Answered,
    wanted: Callable[[], bool] | None = None,
) -> None:
    """Add `update` to the attributes of the task. What can pass is tried again; `saved` gets one answer.

    One writer at a time for a task: the next reads what the one before has written, and one that fails gives
    way to it. Nothing is written, and that is success, as soon as it is not `wanted` any more.
    """
    sid = text_at(task, "taskSid")
    url = functions_url(dig(ctx.manager, "configuration.custom_data"))
    waiting = ctx.tasks.writers.get(sid) or []
    ctx.tasks.writers[sid] = waiting

    def act(_: int, answered: Answered) -> None:
        settle = ctx.clock.once_within(SAVE_LIMIT_MS, SAVE, answered)
        try:
            if not (sid[:2] == "WT" and is_sid(sid)):
                settle(Answer(False, 400, f"{SAVE}: no task sid"))
            elif wanted is not None and not wanted():
                settle(Answer(True, None, ""))
            elif url:
                post(ctx, url + PATH, sid, update, settle)
            else:
                replace(ctx, task, update, settle)
        except Exception as error:
            settle(Answer(False, None, f"{SAVE}: {kind_of_error(error)}"))

    def goes_on(attempt: int, answer: Answer) -> bool:
        gives_way = attempt + 1 == SAVE_ATTEMPTS or len(waiting) > 1
        if not answer.success and not gives_way and can_pass(answer.value):
            return True
        waiting.pop(0)
        if waiting:
            waiting[0]()
        else:
            ctx.tasks.writers.pop(sid, None)
        saved(answer)
        return False

    waiting.append(lambda: ctx.clock.keep_trying(act, goes_on))
    if len(waiting) == 1:
        waiting[0]()


def can_pass(status: object) -> bool:
    """Whether another attempt may fare better: not where the request itself is refused.

    412: someone else wrote meanwhile.
    """
    return not isinstance(status, int) or status in (408, 412, 429) or not 400 <= status < 500


def post(ctx: Context, url: str, sid: str, update: Mapping[str, str], settle: Answered) -> None:
    """Ask the serverless function. Only JSON that says so is success: a gateway may answer anything."""
    window = ctx.window
    token = text_at(ctx.manager, "user.token")
    changes = window.encodeURIComponent(window.JSON.stringify(update))
    body = f"Token={window.encodeURIComponent(token)}&taskSid={sid}&attributesUpdate={changes}"

    def responded(response: object) -> None:
        status = dig(response, "status")
        refused = Answer(False, status, f"{SAVE}: HTTP {code_of(status, 'without status')}")

        def read(content: object) -> None:
            done = status == 200 and isinstance(content, dict) and content.get("success") is True
            settle(Answer(True, status, "") if done else refused)

        response.json().then(read, lambda _: settle(refused))  # type: ignore[attr-defined]

    window.fetch(
        url,
        {
            "method": "POST",
            "headers": {"Content-Type": "application/x-www-form-urlencoded"},
            "body": body,
            "signal": window.AbortSignal.timeout(SAVE_LIMIT_MS),
        },
    ).then(ctx.log.guarded(SAVE, responded), lambda error: fail(error, settle))


def replace(ctx: Context, task: Task, update: Mapping[str, str], settle: Answered) -> None:
    """Have Flex write the latest attributes with the update over them."""
    latest = task_of(ctx, text_at(task, "sid"))
    attributes = dig(latest, "attributes")
    if latest is None or not isinstance(attributes, dict):
        settle(Answer(False, 400, f"{SAVE}: the task is gone"))
        return
    whole = dict(attributes)
    for key, value in update.items():
        whole[key] = value
    latest.setAttributes(whole).then(
        lambda _: settle(Answer(True, None, "")), lambda error: fail(error, settle)
    )


def fail(error: object, settle: Answered) -> None:
    """A promise was rejected."""
    settle(Answer(False, dig(error, "status"), f"{SAVE}: {kind_of_error(error)}"))
