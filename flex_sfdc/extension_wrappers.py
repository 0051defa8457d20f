"""Call an extension's rule instead of ours, check the result, and fall back to our rule if that fails.

Only the generated module calls these functions (build/bundle/extension_module.py), and the bundle contains
only those of the points that an extension uses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flex_sfdc.answer import Answer, failure
from flex_sfdc.browser.log import kind_of_error
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.configuration import Schema, own_settings
from flex_sfdc.extension_points import (
    ActivityRule,
    CallRule,
    ItemStatusRule,
    MatchRule,
    MayDialRule,
    OptionsRule,
    SearchesRule,
    Settings,
    TaskInfo,
    TaskRule,
)
from flex_sfdc.flex.selectors import is_logged_task
from flex_sfdc.flex.types import OutboundCall
from flex_sfdc.plain_data import DIGITS, LETTERS, consists_of
from flex_sfdc.salesforce.fields import LENGTHS, Value, is_field, only_lead, put
from flex_sfdc.salesforce.records import Record, can_have_activities
from flex_sfdc.salesforce.search_results import preferred
from flex_sfdc.services import Services
from flex_sfdc.utility_bar.rules import ItemStatus
from flex_sfdc.utility_bar.rules import item_status as our_item_status
from flex_sfdc.utils.click_to_dial import call_of, is_dialable
from flex_sfdc.utils.log_activity import Contact, Note, Sources, Work, channel_name, kind_of
from flex_sfdc.utils.log_activity import activity as our_activity
from flex_sfdc.utils.screen_pop import (
    NOTHING_TO_SEARCH,
    Pop,
    Search,
    SearchRules,
    searches_of,
    searching,
    usable_term,
)

T = TypeVar("T")

MAX_ICON_LENGTH = 40
DIAL_LIMIT_MS = 5_000  # the longest wait for an extension's answer whether to dial a number


class Extension:
    """An extension at run time: its settings, and the rules that have failed."""

    def __init__(self, name: str, schema: Schema) -> None:
        self.name = name
        self.settings: Settings = {}
        self._schema = schema
        self._services: Services | None = None
        self._logged: list[str] = []

    def prepare(self, services: Services) -> None:
        """Read the settings, before any rule is called."""
        self._services = services
        custom_data = dig(services.manager, "configuration.custom_data")
        attributes = dig(services.manager, "workerClient.attributes")
        self.settings, warnings = own_settings(self.name, self._schema, custom_data, attributes)
        self._logged = []
        for warning in warnings:
            services.log.warn(warning)
        services.set_outcome(f"settings {self.name}", "; ".join(warnings))

    def ask(
        self,
        point: str,
        rule: Callable[[], Any],
        is_usable: Callable[[Any], bool],
        own_rule: Callable[[], T],
    ) -> T:
        """Return the result of the extension's rule, or of our own if that raises or is unusable."""
        try:
            value: T = rule()
            if is_usable(value):
                return value
            self.complain(point, "returned something unusable")
        except Exception as error:
            self.complain(point, f"failed: {kind_of_error(error)}")
        return own_rule()

    def complain(self, point: str, problem: str) -> None:
        """Log a rule's failure only the first time, because rules are called often."""
        line = f"{self.name}: {point} {problem}; the plugin's own rule is used"
        if self._services is not None and line not in self._logged:
            self._logged.append(line)
            self._services.log.error(line)

    def has_string(self, key: str) -> bool:
        """Return whether Flex has a text under a key, True if there is no key."""
        services = self._services
        # Not `getattr`: with a computed name, the compiler could not shorten any attribute's name.
        return not key or (
            services is not None and services.window.Reflect.has(services.manager.strings, key)
        )


def copied(value: Any) -> Any:
    """Return a deep copy of plain data, which a rule may change."""
    if isinstance(value, dict):
        return {key: copied(inner) for key, inner in value.items()}
    return [copied(inner) for inner in value] if isinstance(value, list) else value


def task_info(task: object, is_answered: bool = True) -> TaskInfo:
    """Return the facts of a Flex task for rules. `is_answered`: whether an outbound call was answered."""
    raw_attributes = dig(task, "attributes")
    attributes = copied(raw_attributes) if isinstance(raw_attributes, dict) else {}
    channel = text_at(task, "channelType") or text_at(task, "taskChannelUniqueName")
    return TaskInfo(
        text_at(task, "taskSid"),
        text_at(task, "sid"),
        kind_of(attributes, channel, is_answered),
        channel_name(channel),
        text_at(task, "queueName"),
        text_at(task, "workflowName"),
        dig(task, "incomingTransferObject") is not None,
        attributes,
    )


# The points `searches` and `pops` ------------------------------------------------------------------------


def pop_with_searches(
    extension: Extension,
    rule: Callable[[TaskInfo, SearchesRule], object],
    task: object,
    rules: SearchRules,
    pop: Pop,
) -> Pop:
    """Return the pop with the extension's searches. Keep a pop of a record or a page."""
    if not pop.term and pop.outcome != NOTHING_TO_SEARCH:
        return pop

    return extension.ask(
        "searches",
        lambda: search_with(rule(task_info(task), lambda info: searches_of(info.attributes, rules)), rules),
        is_there,
        lambda: pop,
    )


def search_with(result: Any, rules: SearchRules) -> Pop | None:
    """Return the pop of a rule's searches, None if the result has another form."""
    return searching(usable_searches(result, rules.search_only), "") if are_searches(result) else None


def are_searches(result: Any) -> bool:
    """Return whether each of these is a pair: a term, and whether the customer may have typed it."""
    return isinstance(result, (list, tuple)) and all(
        isinstance(item, (list, tuple)) and len(item) == 2 and isinstance(item[0], str) for item in result
    )


def usable_searches(searches: list[Search], search_only: bool) -> list[Search]:
    """Return the searches of a rule that Salesforce can carry out.

    `search_only`: beside a record that cannot be shown, a match is only suggested, as if it were typed.
    """
    usable: list[Search] = []
    for term, is_typed in searches:
        if usable_term(term):
            usable.append((usable_term(term), search_only or is_typed is not False))
    return usable


def pop_if_allowed(
    extension: Extension, rule: Callable[[TaskInfo, TaskRule], object], task: object, pop: Pop
) -> Pop:
    """Return the pop, or no pop if the extension's rule returns False."""
    pops_by_default = bool(pop.record_id or pop.term or pop.url)
    pops = extension.ask(
        "pops", lambda: rule(task_info(task), lambda _info: pops_by_default), is_bool, lambda: True
    )
    return pop if pops else Pop(f"none, {extension.name}", "", "", offers_view=True)


# The match, and the offered records -----------------------------------------------------------------------


def offered_records(
    extension: Extension,
    rule: Callable[[list[Record], TaskInfo, OptionsRule], object],
    task: object,
    records: list[Record],
) -> list[Record]:
    """Return the records that the agent can choose from."""
    return extension.ask(
        "options",
        lambda: rule(copied(records), task_info(task), lambda given_records, _info: given_records),
        are_records,
        lambda: records,
    )


def matching_record(
    extension: Extension,
    rule: Callable[[list[Record], TaskInfo, MatchRule], object],
    task: object,
    records: list[Record],
    prefer: list[str],
) -> Record | None:
    """Return the record that becomes the task's, None if the agent has to choose."""
    return extension.ask(
        "match",
        lambda: rule(copied(records), task_info(task), lambda choices, _info: preferred(choices, prefer)),
        lambda record: is_match(record, records),
        lambda: preferred(records, prefer),
    )


def is_match(record: Any, records: list[Record]) -> bool:
    """Return whether this is one of the records, or none."""
    return record is None or (
        are_records([record]) and record["id"] in [candidate["id"] for candidate in records]
    )


def are_records(value: Any) -> bool:
    """Return whether this is a list of records that can have activities, each once."""
    ids: list[str] = []
    for record in value if isinstance(value, list) else [None]:
        if not isinstance(record, dict) or not all(
            isinstance(record.get(key), str) for key in ("id", "type", "name")
        ):
            return False
        if not can_have_activities(record["id"]) or record["id"] in ids:
            return False
        ids.append(record["id"])
    return True


# Activities -----------------------------------------------------------------------------------------------


def is_logged(
    extension: Extension,
    rule: Callable[[TaskInfo, TaskRule], object],
    log_tasks: Contact,
    task: object,
    is_answered: bool,
) -> bool:
    """Return whether a task becomes an activity."""

    def ours() -> bool:
        return is_logged_task(log_tasks, task, is_answered)

    return extension.ask(
        "logs", lambda: rule(task_info(task, is_answered), lambda _info: ours()), is_bool, ours
    )


def activity_fields(
    extension: Extension,
    rule: Callable[[Work, Note, ActivityRule], object],
    work: Work,
    note: Note,
    sources: Sources,
) -> tuple[dict[str, Value], list[str]]:
    """Return the fields of an activity, and the names of those that were cut."""
    own_fields = our_activity(work, note, sources)
    return extension.ask(
        "activity",
        lambda: usable_fields(
            rule(
                copied(work),
                copied(note),
                lambda changed, its_note: our_activity(changed, its_note, sources)[0],
            ),
            own_fields[1],
        ),
        is_there,
        lambda: own_fields,
    )


def usable_fields(result: Any, our_shortened: list[str]) -> tuple[dict[str, Value], list[str]] | None:
    """Return the valid fields of a rule's result, None if there are none."""
    if not isinstance(result, dict):
        return None
    fields: dict[str, Value] = {"entityApiName": "Task"}
    shortened = [name for name in our_shortened if name in result]
    for name, value in result.items():
        is_cut = is_field(name) and put(fields, name, value, LENGTHS["Description"])
        if is_cut and name not in shortened:
            shortened.append(name)
    if len(fields) == 1:
        return None
    only_lead(fields)
    return fields, shortened


# Calls ----------------------------------------------------------------------------------------------------


def ask_before_dialling(
    extension: Extension,
    rule: Callable[[str, Mapping[str, str], Services, MayDialRule], object],
    services: Services,
    number: str,
    attributes: Mapping[str, str],
    decided: Callable[[str | None], object],
) -> None:
    """Call `decided` once, within DIAL_LIMIT_MS, with the reason not to dial, or None to dial."""
    settle = services.clock.with_timeout(
        DIAL_LIMIT_MS,
        f"{extension.name}: may_dial",
        lambda answer: decided(reason_not_to_dial(extension, answer)),
    )
    permission = extension.ask(
        "may_dial",
        lambda: rule(number, {**attributes}, services, lambda _number, _attributes: True),
        is_anything,
        lambda: True,
    )
    if is_permission(permission):
        settle(Answer(True, permission, ""))
        return
    services.window.Promise.resolve(permission).then(
        lambda value: settle(Answer(True, value, "")),
        lambda error: settle(failure(f"failed: {kind_of_error(error)}")),
    )


def reason_not_to_dial(extension: Extension, answer: Answer) -> str | None:
    """Return the reason in an answer to `may_dial`, None to dial. Complain if the answer is unusable."""
    if not answer.success:
        extension.complain("may_dial", "did not answer in time" if answer.unknown else answer.why)
    elif not is_permission(answer.value):
        extension.complain("may_dial", "returned something unusable")
    elif answer.value is not True:
        return answer.value if isinstance(answer.value, str) else ""
    return None


def is_permission(value: object) -> bool:
    """Return whether this is a valid result of `may_dial`."""
    return isinstance(value, (bool, str))


def outbound_call(
    extension: Extension,
    rule: Callable[[str, Mapping[str, str], CallRule], object],
    number: str,
    attributes: Mapping[str, str],
    caller_id: str,
    queue_sid: str,
) -> OutboundCall:
    """Return the call that Flex starts."""
    return extension.ask(
        "call",
        lambda: rule(number, {**attributes}, lambda to, more: call_of(to, more, caller_id, queue_sid)),
        lambda result: is_call(result, number),
        lambda: call_of(number, attributes, caller_id, queue_sid),
    )


def is_call(value: Any, number: str) -> bool:
    """Return whether Flex can start this call. `number`: the clicked number, which may have letters."""
    if not isinstance(value, dict) or not isinstance(value.get("taskAttributes"), dict):
        return False
    words = [value.get("destination"), value.get("callerId", "-"), value.get("queueSid", "-")]
    if not all(isinstance(word, str) and word.strip() for word in words):
        return False
    return words[0] == number or is_dialable(f"{words[0]}")


# The utility item -----------------------------------------------------------------------------------------


def item_status(
    extension: Extension,
    rule: Callable[[int, bool, bool, ItemStatusRule], object],
    tasks: int,
    incoming: bool,
    available: bool,
) -> ItemStatus:
    """Return the icon and label of the softphone's item in the utility bar."""
    return extension.ask(
        "item_status",
        lambda: rule(tasks, incoming, available, our_item_status),
        lambda result: is_status(result, extension),
        lambda: our_item_status(tasks, incoming, available),
    )


def is_status(result: Any, extension: Extension) -> bool:
    """Return whether this is an icon and a label that the item can show."""
    icon, string = getattr(result, "icon", None), getattr(result, "string", None)
    return (
        is_icon(icon)
        and isinstance(string, str)
        and extension.has_string(string)
        and isinstance(getattr(result, "context", None), dict)
    )


def is_icon(value: object) -> bool:
    """Return whether this can be the name of an SLDS utility icon."""
    is_text = isinstance(value, str) and 0 < len(value) <= MAX_ICON_LENGTH
    return is_text and consists_of(f"{value}", LETTERS.lower() + DIGITS + "_")


def is_bool(value: object) -> bool:
    """Return whether a value is true or false."""
    return isinstance(value, bool)


def is_there(value: object) -> bool:
    """Return whether a value is not None."""
    return value is not None


def is_anything(_value: object) -> bool:
    """Return True, for a value that has been checked already."""
    return True
