"""The rules that extensions may replace. This module has ours, for a build without extensions.

If settings.yaml names extensions, the build replaces this module with a generated one that has the same
functions (build/bundle/extension_module.py). So features call them as `extensions.matched(...)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flex_sfdc.browser.page_objects import dig
from flex_sfdc.flex.selectors import is_logged_task as logs
from flex_sfdc.salesforce.records import Record
from flex_sfdc.salesforce.search_results import preferred
from flex_sfdc.utility_bar.rules import item_status
from flex_sfdc.utils.click_to_dial import call_of as call
from flex_sfdc.utils.log_activity import activity
from flex_sfdc.utils.screen_pop import Pop, SearchRules, decide

__all__ = ["activity", "call", "item_status", "logs", "matched", "may_dial", "pop_of", "prepare", "register"]


def prepare(_services: object) -> None:
    """Read the extensions' settings, before any feature is registered."""


def register(_services: object) -> None:
    """Register the extensions, after all features."""


def pop_of(task: object, rules: SearchRules) -> Pop:
    """Return the screen pop of an accepted task."""
    return decide(dig(task, "attributes"), dig(task, "incomingTransferObject") is not None, rules)


def matched(_task: object, records: list[Record], prefer: list[str]) -> tuple[list[Record], Record | None]:
    """Return the records that the agent can choose from, and the match that becomes the task's record."""
    return records, preferred(records, prefer)


def may_dial(
    _services: object, _number: str, _attributes: Mapping[str, str], decided: Callable[[str | None], object]
) -> None:
    """Call `decided` with the reason not to dial a number, or None to dial."""
    decided(None)
