"""Write task attributes through the account's serverless function or through Flex.

The function merges the changes; Flex replaces all attributes. Rules: docs/specification.md, section 9; facts:
docs/platforms.md, "Task attributes".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flex_sfdc.answer import SUCCESS, Answer, Answered, failure
from flex_sfdc.browser.log import code_of, kind_of_error
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.configuration import functions_url
from flex_sfdc.flex.selectors import task_of
from flex_sfdc.flex.task_facts import is_sid
from flex_sfdc.services import Services

PATH = "/common/flex/taskrouter/update-task-attributes"
SAVE = "saving task attributes"
WRITER = "attributes"  # the function's key in `Services.outcomes`
SAVE_LIMIT_MS = 10_000
MAX_ATTEMPTS = 4


def can_pass(status: object) -> bool:
    """Return whether another attempt may succeed. It cannot if the function refuses the request itself.

    412 means that somebody else has since changed the attributes.
    """
    return not isinstance(status, int) or status in (408, 412, 429) or not 400 <= status < 500


def is_down(status: object) -> bool:
    """Return whether the function did not answer: there is no status, or a server's error."""
    return not isinstance(status, int) or status >= 500


class TaskAttributes:
    """Save attributes on tasks, with one writer at a time for each task.

    Each writer starts from the result of the previous one. A writer that fails gives way to the next.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self.writers: dict[str, list[Callable[[], object]]] = {}  # the writers of each task, by its own SID

    def write(
        self,
        sid: str,
        task_sid: str,
        changes: Mapping[str, str],
        saved: Answered,
        is_needed: Callable[[], bool] | None = None,
    ) -> None:
        """Add `changes` to the attributes of the task, with retries. Call `saved` once with the answer.

        `sid`: the reservation's. If `is_needed` returns False before an attempt, write nothing and succeed.
        """
        clock = self._services.clock
        waiting = self.writers.get(task_sid) or []
        self.writers[task_sid] = waiting

        def attempt(_: int, answered: Answered) -> None:
            settle = clock.with_timeout(SAVE_LIMIT_MS, SAVE, answered)
            if is_needed is not None and not is_needed():
                settle(SUCCESS)
            else:
                self._put(sid, task_sid, changes, settle)

        def on_answer(number: int, answer: Answer) -> bool:
            gives_way = number + 1 == MAX_ATTEMPTS or len(waiting) > 1
            if not answer.success and not gives_way and can_pass(answer.value):
                return True
            self._start_next(task_sid)
            if answer.success or is_down(answer.value):
                self._services.set_outcome(WRITER, answer.why)
            saved(answer)
            return False

        waiting.append(lambda: clock.retry(attempt, on_answer))
        if len(waiting) == 1:
            waiting[0]()

    def _start_next(self, task_sid: str) -> None:
        waiting = self.writers[task_sid]
        waiting.pop(0)
        if waiting:
            waiting[0]()
        else:
            self.writers.pop(task_sid, None)

    def _put(self, sid: str, task_sid: str, changes: Mapping[str, str], settle: Answered) -> None:
        """Try once to write."""
        try:
            url = writer_url(self._services)
            if not (task_sid[:2] == "WT" and is_sid(task_sid)):
                settle(Answer(False, 400, f"{SAVE}: no task sid"))
            elif url:
                post(self._services, url, update_of(self._services, task_sid, changes), settle)
            else:
                replace(self._services, sid, changes, settle)
        except Exception as error:
            settle(failure(f"{SAVE}: {kind_of_error(error)}"))


def writer_url(services: Services) -> str:
    """Return the address of the account's function, "" if Flex itself writes."""
    url = functions_url(dig(services.manager, "configuration.custom_data"))
    return url + PATH if url else ""


def check_writer(services: Services) -> None:
    """Find out whether the account's function answers. A request without a token changes nothing."""
    url = writer_url(services)
    if url:
        services.log.attempt(
            WRITER, lambda: post(services, url, "", lambda answer: set_writer_outcome(services, answer))
        )


def set_writer_outcome(services: Services, answer: Answer) -> None:
    """Record for the diagnostics whether the function answers."""
    is_missing = answer.value == 404 or is_down(answer.value)
    services.set_outcome(WRITER, answer.why if is_missing else "")


def update_of(services: Services, task_sid: str, changes: Mapping[str, str]) -> str:
    """Return the body of a request."""
    window = services.window
    token = text_at(services.manager, "user.token")
    update = window.encodeURIComponent(window.JSON.stringify(changes))
    return f"Token={window.encodeURIComponent(token)}&taskSid={task_sid}&attributesUpdate={update}"


def post(services: Services, url: str, body: str, settle: Answered) -> None:
    """Send a request to the serverless function."""
    window = services.window
    request = {
        "method": "POST",
        "headers": {"Content-Type": "application/x-www-form-urlencoded"},
        "body": body,
        "redirect": "error",
        "signal": window.AbortSignal.timeout(SAVE_LIMIT_MS),
    }
    responded = services.log.guarded(SAVE, lambda response: on_response(response, settle))
    window.fetch(url, request).then(responded, lambda error: fail(error, settle))


def replace(services: Services, sid: str, changes: Mapping[str, str], settle: Answered) -> None:
    """Have Flex write the task's latest attributes, merged with the changes."""
    latest = task_of(services.flex_state(), sid)
    attributes = dig(latest, "attributes")
    if latest is None or not isinstance(attributes, dict):
        settle(Answer(False, 400, f"{SAVE}: the task is gone"))
        return
    latest.setAttributes({**attributes, **changes}).then(
        lambda _: settle(SUCCESS), lambda error: fail(error, settle)
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
    """Return whether a response reports success. Check the content too: a gateway may answer with 200."""
    return status == 200 and isinstance(content, dict) and content.get("success") is True


def fail(error: object, settle: Answered) -> None:
    """Settle with the reason why a promise was rejected."""
    settle(Answer(False, dig(error, "status"), f"{SAVE}: {kind_of_error(error)}"))
