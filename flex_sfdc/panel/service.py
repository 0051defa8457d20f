"""Open the panel when the agent receives a task."""

from __future__ import annotations

from flex_sfdc.browser.page_objects import text_at
from flex_sfdc.flex.selectors import PENDING, tasks_in
from flex_sfdc.services import Services


class PanelOpener:
    """Open the panel for each task, and when the CRM answers for the tasks from before."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._is_ready = False
        self._missed: list[str] = []

    def on_received(self, task: object) -> None:
        """Open the panel, or note the task until the CRM answers."""
        if self._is_ready:
            self._services.crm.open_panel()
        else:
            self._missed.append(text_at(task, "sid"))

    def catch_up(self) -> None:
        """Open the panel for the tasks from before."""
        self._is_ready = True
        tasks = tasks_in(self._services.flex_state())
        if any(text_at(task, "status") == PENDING or text_at(task, "sid") in self._missed for task in tasks):
            self._services.crm.open_panel()
