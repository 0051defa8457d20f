"""The names that extensions import: those imported `as` themselves, and the types of their rules.

docs/extensions.md is the contract: these names change only with an entry in CHANGELOG.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flex_sfdc.browser.page_objects import dig as dig
from flex_sfdc.browser.page_objects import method_at as method_at
from flex_sfdc.browser.page_objects import text_at as text_at
from flex_sfdc.flex.strings import translate as translate
from flex_sfdc.flex.types import OutboundCall as OutboundCall
from flex_sfdc.plain_data import shown as shown
from flex_sfdc.plain_data import text as text
from flex_sfdc.salesforce.fields import Value as Value
from flex_sfdc.salesforce.records import Record as Record
from flex_sfdc.services import Services as Services
from flex_sfdc.utility_bar.rules import ItemStatus as ItemStatus
from flex_sfdc.utils.log_activity import Note as Note
from flex_sfdc.utils.log_activity import Work as Work
from flex_sfdc.utils.screen_pop import Search as Search


@dataclass(frozen=True)
class TaskInfo:
    """The facts of a task, for rules. `attributes` is a copy; unknown strings are empty."""

    sid: str = ""  # the task's SID: WT and 32 characters
    reservation_sid: str = ""
    kind: str = "inbound"  # a kind of `log_tasks`: outbound, unanswered, internal, callback, voicemail
    channel: str = "voice"  # voice, chat, sms, whatsapp, …
    queue: str = ""  # the name of the queue
    workflow: str = ""
    transferred: bool = False  # a colleague has transferred the task
    attributes: Mapping[str, Any] = field(default_factory=dict)


# The types of `ours`, the plugin's rule, which an extension's rule may call. Classes are in quotes: if one is
# used as a value, the compiler cannot shorten the names of its fields.
SearchesRule = Callable[["TaskInfo"], list[Search]]
OptionsRule = Callable[[list[Record], "TaskInfo"], list[Record]]
MatchRule = Callable[[list[Record], "TaskInfo"], "Record | None"]
TaskRule = Callable[["TaskInfo"], bool]
ActivityRule = Callable[[Work, Note], dict[str, Value]]
Permission = bool | str  # True to dial; False, or a text that the agent reads, not to dial
MayDialRule = Callable[[str, Mapping[str, str]], Permission]
CallRule = Callable[[str, Mapping[str, str]], OutboundCall]
ItemStatusRule = Callable[[int, bool, bool], "ItemStatus"]
Settings = Mapping[str, Any]  # the extension's own settings, checked and completed with defaults
