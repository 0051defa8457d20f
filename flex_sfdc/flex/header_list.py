"""A heading in Flex's header that opens a list below it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flex_sfdc.browser.page_objects import dig, method_at, text_at
from flex_sfdc.flex.strings import text_element
from flex_sfdc.flex.styles import BELOW_HEADER, panel_component
from flex_sfdc.services import Services


class HeaderList:
    """Open by a click on the heading; close it as a menu does, and when a task comes, which it would cover.

    In a narrow panel the heading shrinks to its `mark`.
    """

    def __init__(self, services: Services, fragment: str) -> None:
        self._services = services
        self._fragment = fragment
        self._h = services.react.createElement
        self._box = panel_component(services)
        self._details: Any = None  # the element, once the agent has opened it

    def put_in_header(self, show: Callable[[], object], place: int) -> None:
        """Add the component to Flex's header: the smaller its `place`, the further to the left."""
        services = self._services
        window, guarded = services.window, services.log.guarded
        window.addEventListener("pointerdown", guarded(self._fragment, self._close_unless_inside), True)
        window.addEventListener("keydown", guarded(self._fragment, self._close_on_escape), True)
        services.on_event("taskReceived", lambda _: self._close())
        element = self._h(guarded(self._fragment, lambda _: show()), {"key": self._fragment})
        method_at(services.flex, "MainHeader.Content.add")(element, {"sortOrder": place, "align": "end"})

    def details(
        self,
        heading: str,
        context: Mapping[str, object],
        mark: str,
        content: object,
        on_toggle: Callable[[bool], object] | None = None,
        style: Mapping[str, str] | None = None,
    ) -> object:
        """Return the heading (a text's key and its context) and the list. `style`: of the heading."""

        def toggled(event: object) -> None:
            self._details = dig(event, "target")
            if on_toggle is not None:
                on_toggle(dig(event, "target.open") is True)

        text = text_element(self._services, "span", {}, heading, context)
        summary = self._h("summary", {"data-mark": mark, "style": style or {}}, text)
        listed = self._h(self._box, {"style": BELOW_HEADER}, content)
        details = self._h("details", {"onToggle": toggled}, summary, listed)
        return self._h(self._box, {"style": {"padding": "8px"}}, details)

    def _close(self) -> None:
        if dig(self._details, "open"):
            self._details.open = False

    def _close_unless_inside(self, event: object) -> None:
        if not (self._details and self._details.contains(dig(event, "target"))):
            self._close()

    def _close_on_escape(self, event: object) -> None:
        if text_at(event, "key") == "Escape" and dig(self._details, "open"):
            has_focus = self._details.contains(dig(event, "target"))
            self._close()
            if has_focus:
                self._details.firstChild.focus()
