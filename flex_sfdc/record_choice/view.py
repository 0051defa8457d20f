"""Let the agent choose the record of a task in Flex's `TaskCanvas`. `rules.py` decides."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.browser.page_objects import dig, method_at, text_at
from flex_sfdc.flex.components import (
    LABEL,
    PLACEHOLDER,
    SECOND_LABEL,
    SECOND_NONE,
    FocusKeeper,
    panel_component,
    record_dropdown,
    record_options,
)
from flex_sfdc.flex.selectors import SELECTED_TASK, facts_of
from flex_sfdc.flex.strings import text_element
from flex_sfdc.record_choice.rules import IN_VIEW, NONE, NOT_SAVED, dropdown_of, picked, second_of
from flex_sfdc.record_choice.service import RecordChoice
from flex_sfdc.salesforce.records import Record
from flex_sfdc.services import Services

FRAGMENT = "associate-record-dropdown"  # a contract: other plugins remove the dropdown by this key
NONE_TEXT = "PSSalesforceRecordNone"
CONFIRM = "PSSalesforceRecordConfirm"
STATUS = {"role": "status"}


class RecordDropdown:
    """Show the records that the agent can choose from, and the state of the choice."""

    def __init__(self, services: Services, choice: RecordChoice) -> None:
        self._services = services
        self._choice = choice
        self._h = services.react.createElement
        self._focus = FocusKeeper(services, FRAGMENT, lambda: None)
        self._box: object = None
        self._shown = ""  # the reservation whose dropdown is in the canvas, "" if there is none
        self._view = ""  # the last Flex view in which there was a dropdown

    def mount(self) -> None:
        """Put the dropdown into the canvas."""
        self._services.log.attempt(FRAGMENT, self._add)

    def can_prompt(self, sid: str) -> bool:
        """Return whether the agent can choose. They cannot if the task is open without the dropdown."""
        is_elsewhere = self._view not in ("", view_of(self._services))
        is_open = text_at(self._services.flex_state(), SELECTED_TASK) == sid
        return sid == self._shown or is_elsewhere or not is_open

    def _add(self) -> None:
        self._box = panel_component(self._services)
        element = self._h(self._services.log.guarded(FRAGMENT, self._render), {"key": FRAGMENT})
        method_at(self._services.flex, "TaskCanvas.Content.add")(element, {"sortOrder": 1})

    def _render(self, props: object) -> object:
        sid = text_at(props, "task.sid")
        services, h = self._services, self._h
        services.window.ReactRedux.useSelector(lambda state: facts_of(state, sid) or None)
        records, value, status = dropdown_of(dig(props, "task.attributes"), services.tasks.get(sid))
        second_records, second = second_of(dig(props, "task.attributes"), services.tasks.get(sid))
        if not records and not second_records:
            return None
        confirm = None
        if status in (IN_VIEW, NOT_SAVED):
            button = {
                "type": "button",
                "onClick": lambda _: self._pick(sid, value, records, self._choice.choose),
            }
            confirm = text_element(services, "button", button, CONFIRM, {})
        # A new element for each task: a screen reader must not announce a change.
        attached = {"key": sid, "ref": lambda element: self._on_attached(sid, element)}
        return h(
            self._box,
            attached,
            self._first(sid, value, records) if records else None,
            confirm,
            text_element(services, "div", STATUS, status, {}) if status else h("div", STATUS, ""),
            self._second(sid, second, second_records) if second_records else None,
        )

    def _on_attached(self, sid: str, element: object) -> None:
        """Remember which task shows the dropdown, if any, and in which view."""
        self._focus.on_rendered(element)
        self._shown = ""
        if element is not None:
            self._shown = sid
            self._view = view_of(self._services)

    def _first(self, sid: str, value: str, records: list[Record]) -> object:
        services = self._services
        none = text_element(services, "option", {"key": NONE, "value": NONE}, NONE_TEXT, {})
        props = {
            "value": value,
            "disabled": bool(services.tasks.get(sid).get("saving")),
            "onChange": lambda event: self._pick(
                sid, text_at(event, "target.value"), records, self._choice.choose
            ),
        }
        return record_dropdown(
            services, LABEL, props, [*record_options(services, PLACEHOLDER, records), none]
        )

    def _second(self, sid: str, value: str, records: list[Record]) -> object:
        props = {
            "value": value,
            "onChange": lambda event: self._pick(
                sid, text_at(event, "target.value"), records, self._choice.choose_second
            ),
        }
        options = record_options(self._services, SECOND_NONE, records)
        return record_dropdown(self._services, SECOND_LABEL, props, options)

    def _pick(
        self, sid: str, value: str, records: list[Record], choose: Callable[[str, Record], object]
    ) -> None:
        record: Record = {**picked(value, records), "picked": True}
        self._services.log.attempt(FRAGMENT, lambda: choose(sid, record))


def view_of(services: Services) -> str:
    """Return Flex's view, from its address: Flex's state changes after the dropdown is added or removed."""
    return text_at(services.window, "location.pathname").partition("/WR")[0].strip("/")
