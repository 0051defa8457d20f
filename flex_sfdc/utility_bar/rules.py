"""Decide what the softphone's item in Salesforce's utility bar shows.

Pure functions of plain values. Rules: docs/specification.md, section 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# Strings that accounts override, in the agent's language.
INCOMING_TASK_LABEL = "PSSalesforceIncomingTaskLabel"
TASKS_LABEL = "PSSalesforceTasksLabel"

# Names of SLDS utility icons.
AVAILABLE_ICON = "circle"
AWAY_ICON = "away"
INCOMING_ICON = "alert"
TASKS_ICON = "task"


@dataclass(frozen=True)
class ItemStatus:
    """An icon, and a label: the key of a text with its context, or the activity's name without a key."""

    icon: str
    string: str
    context: Mapping[str, int]


def item_status(tasks: int, incoming: bool, available: bool) -> ItemStatus:
    """Return the item's icon and label. `incoming`: a task rings; `available`: the agent is available."""
    if not tasks:
        return ItemStatus(AVAILABLE_ICON if available else AWAY_ICON, "", {})
    if incoming:
        return ItemStatus(INCOMING_ICON, INCOMING_TASK_LABEL, {})
    return ItemStatus(TASKS_ICON, TASKS_LABEL, {"numTasks": tasks, "singular": tasks == 1})
