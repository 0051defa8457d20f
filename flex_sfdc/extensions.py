"""The rules that extensions may replace. Here they are ours: this build has no extensions.

Where settings.yaml names extensions, the build uses a generated module with the same functions in place of
this one (build/bundle/extensions.py). So features call them as `extensions.matched(...)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flex_sfdc.browser.page_objects import dig
from flex_sfdc.click_to_dial.rules import call_of as call
from flex_sfdc.flex.selectors import is_logged_task as logs
from flex_sfdc.salesforce.records import Record
from flex_sfdc.utility_bar.rules import item_status
from flex_sfdc.utils.log_activity import activity
from flex_sfdc.utils.screen_pop import Pop, SearchRules, decide, preferred

__all__ = ["activity", "call", "item_status", "logs", "matched", "may_dial", "pop_of", "prepare", "register"]


def prepare(_services: object) -> None:
    """Read the extensions' settings, before any feature is registered."""


def register(_services: object) -> None:
    """Register the extensions, after all features."""


def pop_of(task: object, rules: SearchRules) -> Pop:
    """Return what an accepted task pops."""
    return decide(dig(task, "attributes"), dig(task, "incomingTransferObject") is not None, rules)


def matched(_task: object, records: list[Record], prefer: list[str]) -> tuple[list[Record], Record | None]:
    """Return the records that the agent can choose from, and the one that a search found for the task."""
    return records, preferred(records, prefer)


def may_dial(
    _services: object, _number: str, _attributes: Mapping[str, str], decided: Callable[[str | None], object]
) -> None:
    """Call `decided` with the reason for which a number must not be dialled; None to dial."""
    decided(None)
