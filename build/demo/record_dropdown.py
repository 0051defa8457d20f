"""Drive the dropdown in the canvas in which the agent chooses a task's record."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from playwright.async_api import Locator, Route

from build.demo.desktop import Desktop, Offered

SAVED, SAVING, NOT_SAVED = "Saved", "Saving…", "The record could not be saved with the task."
IN_VIEW = "You viewed this record in Salesforce."
NONE = "none"
CANVAS = ".Twilio-TaskCanvas"


class RecordDropdown:
    """The dropdown in the open task, as the agent sees and uses it."""

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop

    @property
    def locator(self) -> Locator:
        """The control."""
        return self._desktop.frame.locator(CANVAS).get_by_label("Salesforce record")

    @property
    def any_language(self) -> Locator:
        """The control, with its label in any language."""
        return self._desktop.frame.locator(f"{CANVAS} label > select").first

    @property
    def second(self) -> Locator:
        """The dropdown of the second record."""
        return self._desktop.frame.locator(CANVAS).get_by_label("Also related to")

    @property
    def confirm(self) -> Locator:
        """The button next to a record that is preselected or could not be saved."""
        return self._desktop.frame.locator(CANVAS).get_by_role("button", name="Use this record")

    @property
    def complete_button(self) -> Locator:
        """Flex's own button at the top of the canvas."""
        return self._desktop.frame.get_by_test_id("end-task-button")

    async def press_complete(self) -> None:
        """Press the Complete button."""
        await self._desktop.close_notifications()
        await self.complete_button.click()

    async def ready(self) -> None:
        """Wait until the dropdown is visible."""
        await self.locator.wait_for()

    async def choose(self, value: str) -> None:
        """Pick an option."""
        await self.locator.select_option(value)

    async def open_for_picture(self) -> None:
        """Show the options in the page. Pictures miss an open dropdown: it is drawn outside."""
        await self.any_language.evaluate("select => { select.size = select.options.length; }")

    async def shows(self, value: str, status: str = "") -> None:
        """Wait until the dropdown has this value and status text."""
        script = """([value, status]) => {
            const select = document.querySelector('.Twilio-TaskCanvas label > select');
            const shown = select?.closest('div').querySelector('[role=status]').innerText ?? '';
            return select?.value === value && (status ? shown.startsWith(status) : shown === '');
        }"""
        await self._desktop.until(script, [value, status], f"the dropdown has {value}, status {status}")

    async def completion_is_blocked(self) -> None:
        """Wait until Flex's own button is switched off."""
        await self._button("true")

    async def completion_is_free(self) -> None:
        """Wait until Flex's own button is enabled again."""
        await self._button("false")

    async def _button(self, disabled: str) -> None:
        script = """disabled => document.querySelector('[data-testid=end-task-button]')
            ?.getAttribute('aria-disabled') === disabled"""
        await self._desktop.until(script, disabled, f"the button of the canvas has aria-disabled={disabled}")


async def with_choices(
    desktop: Desktop, attributes: dict[str, Any] | None = None
) -> tuple[Offered, RecordDropdown]:
    """Have the agent accept a task whose search finds three records."""
    task = await desktop.offer_task({"name": "Smith", **(attributes or {})})
    await desktop.accept(task)
    dropdown = RecordDropdown(desktop)
    await dropdown.ready()
    return task, dropdown


@contextlib.asynccontextmanager
async def writes_held_up(desktop: Desktop) -> AsyncIterator[asyncio.Event]:
    """Leave requests to write a record on a task unanswered until the end of the block.

    The event is set when the first request has arrived.
    """
    free, has_come = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        if "sfdcObjectId" in (route.request.post_data or ""):
            has_come.set()
            await free.wait()
        await route.fallback()

    await desktop.page.route("**/*", hold)
    try:
        yield has_come
    finally:
        free.set()
        await desktop.page.unroute("**/*", hold)
