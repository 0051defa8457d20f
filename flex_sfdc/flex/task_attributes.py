"""Write task attributes: through the account's serverless function, which merges, or by Flex, which replaces
the whole set. Rules: docs/specification.md, section 9; facts: docs/platforms.md, "Task attributes"."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flex_sfdc.browser.log import code_of, kind_of_error
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.configuration import functions_url
from flex_sfdc.flex.current_task import task_of
from flex_sfdc.flex.task_record import is_sid
from flex_sfdc.flex.types import Task
from flex_sfdc.salesforce.crm_host import Answer, Answered
from flex_sfdc.services import Services

PATH = "/common/flex/taskrouter/update-task-attributes"
SAVE = "saving task attributes"
SAVE_LIMIT_MS = 10_000
MAX_ATTEMPTS = 4


def can_pass(status: object) -> bool:
    """Return whether another attempt may fare better: not if the request itself is refused.

    412: someone else wrote meanwhile.
    """
    return not isinstance(status, int) or status in (408, 412, 429) or not 400 <= status < 500


class TaskAttributes:
    """Save attributes on tasks: one writer at a time for each task.

    The next writer reads what the one before has written; a writer that fails gives way to it.
    """

    def __init__(self, services: Services) -> None:
        self.services = services
        self.writers: dict[str, list[AttributeWriter]] = {}  # by the task's own sid

    def write(
        self,
        task: Task,
        changes: Mapping[str, str],
        saved: Answered,
        is_needed: Callable[[], bool] | None = None,
    ) -> None:
        """Add `changes` to the attributes of the task, with retries; `saved` gets one answer.

        As soon as `is_needed` returns False, write nothing and succeed.
        """
        sid = text_at(task, "taskSid")
        waiting = self.writers.get(sid) or []
        self.writers[sid] = waiting
        waiting.append(AttributeWriter(self, task, changes, saved, is_needed))
        if len(waiting) == 1:
            waiting[0].start()

    def may_retry(self, sid: str) -> bool:
        """Return whether nobody waits for the writer of a task."""
        return len(self.writers[sid]) == 1

    def finish(self, sid: str) -> None:
        """Let the next writer of a task begin."""
        waiting = self.writers[sid]
        waiting.pop(0)
        if waiting:
            waiting[0].start()
        else:
            self.writers.pop(sid, None)


class AttributeWriter:
    """Write one set of changes."""

    def __init__(
        self,
        owner: TaskAttributes,
        task: Task,
        changes: Mapping[str, str],
        saved: Answered,
        is_needed: Callable[[], bool] | None,
    ) -> None:
        self._owner = owner
        self._services = owner.services
        self._task = task
        self._sid = text_at(task, "taskSid")
        self._changes = changes
        self._saved = saved
        self._is_needed = is_needed
        self._url = functions_url(dig(owner.services.manager, "configuration.custom_data"))

    def start(self) -> None:
        """Begin to write."""
        self._services.clock.retry(self._attempt, self._should_retry)

    def _attempt(self, _: int, answered: Answered) -> None:
        settle = self._services.clock.with_timeout(SAVE_LIMIT_MS, SAVE, answered)
        try:
            if not (self._sid[:2] == "WT" and is_sid(self._sid)):
                settle(Answer(False, 400, f"{SAVE}: no task sid"))
            elif self._is_needed is not None and not self._is_needed():
                settle(Answer(True, None, ""))
            elif self._url:
                self._post(settle)
            else:
                self._replace(settle)
        except Exception as error:
            settle(Answer(False, None, f"{SAVE}: {kind_of_error(error)}"))

    def _should_retry(self, number: int, answer: Answer) -> bool:
        may_retry = number + 1 < MAX_ATTEMPTS and self._owner.may_retry(self._sid)
        if not answer.success and may_retry and can_pass(answer.value):
            return True
        self._owner.finish(self._sid)
        self._saved(answer)
        return False

    def _post(self, settle: Answered) -> None:
        """Ask the serverless function."""
        window = self._services.window
        token = text_at(self._services.manager, "user.token")
        changes = window.encodeURIComponent(window.JSON.stringify(self._changes))
        body = f"Token={window.encodeURIComponent(token)}&taskSid={self._sid}&attributesUpdate={changes}"
        request = {
            "method": "POST",
            "headers": {"Content-Type": "application/x-www-form-urlencoded"},
            "body": body,
            "signal": window.AbortSignal.timeout(SAVE_LIMIT_MS),
        }
        responded = self._services.log.guarded(SAVE, lambda response: on_response(response, settle))
        window.fetch(self._url + PATH, request).then(responded, lambda error: fail(error, settle))

    def _replace(self, settle: Answered) -> None:
        """Have Flex write the latest attributes with the changes over them."""
        latest = task_of(self._services, text_at(self._task, "sid"))
        attributes = dig(latest, "attributes")
        if latest is None or not isinstance(attributes, dict):
            settle(Answer(False, 400, f"{SAVE}: the task is gone"))
            return
        whole = dict(attributes)
        for key, value in self._changes.items():
            whole[key] = value
        latest.setAttributes(whole).then(
            lambda _: settle(Answer(True, None, "")), lambda error: fail(error, settle)
        )


def on_response(response: object, settle: Answered) -> None:
    """Read the JSON of a response."""
    status = dig(response, "status")
    refused = Answer(False, status, f"{SAVE}: HTTP {code_of(status, 'without status')}")
    response.json().then(  # type: ignore[attr-defined]
        lambda content: settle(Answer(True, status, "") if is_success(status, content) else refused),
        lambda _: settle(refused),
    )


def is_success(status: object, content: object) -> bool:
    """Return whether a response reports success: a gateway may answer anything."""
    return status == 200 and isinstance(content, dict) and content.get("success") is True


def fail(error: object, settle: Answered) -> None:
    """Settle with the reason for which a promise was rejected."""
    settle(Answer(False, dig(error, "status"), f"{SAVE}: {kind_of_error(error)}"))
