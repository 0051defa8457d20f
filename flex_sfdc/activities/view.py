"""Show the unsaved activities in Flex's header, with buttons for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flex_sfdc.activities.entries import NOT_ADDED, REJECTED, UNKNOWN, UNRELATED, Row
from flex_sfdc.activities.outbox import ActivityOutbox
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.flex.components import (
    LABEL,
    PLACEHOLDER,
    SECOND_LABEL,
    SECOND_NONE,
    HeaderList,
    record_dropdown,
    record_options,
)
from flex_sfdc.flex.selectors import state_of
from flex_sfdc.flex.strings import text_element, text_to_copy
from flex_sfdc.flex.task_facts import choices_of
from flex_sfdc.salesforce.fields import relation_of
from flex_sfdc.salesforce.records import Record, same_record
from flex_sfdc.services import Services

FRAGMENT = "unsaved-activities"
UNSAVED_TEXT = "PSSalesforceUnsavedActivities"
WAITING_TEXT = "PSSalesforceActivityWaiting"
UNKNOWN_TEXT = "PSSalesforceActivityUnknown"
ELSEWHERE_TEXT = "PSSalesforceActivityElsewhere"
UNRELATED_TEXT = "PSSalesforceActivityUnrelated"
SECOND_UNRELATED_TEXT = "PSSalesforceActivitySecondUnrelated"
NOTE_TEXT = "PSSalesforceActivityNote"
RETRY = "PSSalesforceActivityRetry"
RETRY_ALL = "PSSalesforceActivityRetryAll"
COPY = "PSSalesforceActivityCopy"
DISCARD = "PSSalesforceActivityDiscard"
DISCARD_SURE = "PSSalesforceActivityDiscardSure"
KEEP = "PSSalesforceActivityKeep"
LEAVE = "PSSalesforceActivityLeave"
BELOW = {"marginBottom": "8px"}  # the space below an activity


def show_unsaved(services: Services, outbox: ActivityOutbox) -> None:
    """Put the list into the header. It is visible only while there are unsaved activities."""
    services.log.attempt(FRAGMENT, lambda: UnsavedList(services, outbox).mount())


def text_key(row: Row) -> str:
    """Return the key of the text for an activity's state."""
    if row["state"] == UNRELATED:
        return unrelated_key(row)
    if row["state"] == NOT_ADDED:
        return NOTE_TEXT
    if row["state"] == UNKNOWN:
        return ELSEWHERE_TEXT if row["elsewhere"] else UNKNOWN_TEXT
    return WAITING_TEXT


def unrelated_key(row: Row) -> str:
    """Return the key of the text for the record that Salesforce rejected."""
    return SECOND_UNRELATED_TEXT if row["second"] else UNRELATED_TEXT


class UnsavedList:
    """Show the number of unsaved activities and, when the agent opens it, the list."""

    def __init__(self, services: Services, outbox: ActivityOutbox) -> None:
        self._services = services
        self._outbox = outbox
        self._h = services.react.createElement
        self._item = services.log.guarded(FRAGMENT, self._show_item)  # one component for all renders
        self._place = 0  # of the activity in the list that has the focus, or had it last
        self._list = HeaderList(services, FRAGMENT)

    def mount(self) -> None:
        """Add the list to Flex's header."""
        self._list.put_in_header(self._element, -1)

    def _element(self) -> object:
        services = self._services
        services.window.ReactRedux.useSelector(lambda state: state_of(state).get("unsaved"))
        unsaved: list[Row] = services.tasks.state().get("unsaved") or []
        if not unsaved:
            return None
        items = [
            self._h(self._item, {"key": row["sid"], "row": row, "place": place})
            for place, row in enumerate(unsaved)
        ]
        self._place = min(self._place, len(items) - 1)
        rejected = [row for row in unsaved if row["state"] == REJECTED]
        if len(rejected) > 1:  # Salesforce has none of these: the agent need not check each of them
            button = self._button(RETRY_ALL, lambda: self._save_again(rejected))
            items = [self._h("div", {"key": RETRY_ALL, "style": BELOW}, button), *items]
        count = self._outbox.counted(len(unsaved))
        return self._list.details(UNSAVED_TEXT, count, f"⚠ {count['numLogs']}", items)

    def _save_again(self, rows: list[Row]) -> None:
        for row in rows:
            self._outbox.save_again(row["sid"])

    def _show_item(self, props: object) -> object:
        services = self._services
        row: Any = dig(props, "row")
        place: Any = dig(props, "place")
        opened, set_opened = services.react.useState("")
        key = text_key(row)
        why = row["why"] if key == WAITING_TEXT else ""
        status = {"role": "status"}
        record = {"record": row["about"]}
        text = self._h("div", status, why) if why else text_element(services, "div", status, key, record)
        at = services.clock.date_time(row["at"], services.locale)
        heading = row["subject"] or at
        about = row["about"] or (at if row["subject"] else "")  # distinguishes rows without a record
        group = {
            "role": "group",
            "aria-label": f"{heading} {about}".strip(),
            "style": BELOW,
            "onFocus": lambda _: self._on_focus(place),
            "ref": lambda element: self._on_rendered(place, element),  # called after every render
        }
        return self._h(
            "div",
            group,
            self._h("strong", {}, heading),
            self._h("div", {}, about),
            text,
            text_element(services, "div", {}, unrelated_key(row), record)
            if row["unrelated"] and row["state"] != UNRELATED
            else None,
            self._unrelated(row) if row["state"] == UNRELATED else self._unsaved(row, opened, set_opened),
        )

    def _on_focus(self, place: int) -> None:
        self._place = place

    def _on_rendered(self, place: int, element: object) -> None:
        """Keep the focus where it was in the list when an activity leaves the list."""
        if place == self._place:
            self._list.focus.refocus(element)

    def _unsaved(self, row: Row, opened: str, set_opened: Callable[[str], object]) -> list[object]:
        """Return the buttons. Discarding needs a second click elsewhere: a double click must not discard."""
        outbox, sid = self._outbox, row["sid"]
        parts = [] if row["state"] == NOT_ADDED else [self._button(RETRY, lambda: outbox.save_again(sid))]
        parts.append(self._button(COPY, lambda: set_opened("" if opened == COPY else COPY)))
        parts.append(self._button(DISCARD, lambda: set_opened(DISCARD)))
        if opened == COPY:
            parts.append(text_to_copy(self._services, COPY, outbox.text_of(sid)))
        if opened == DISCARD:
            keep = self._button(KEEP, lambda: set_opened(""))
            sure = self._button(DISCARD_SURE, lambda: outbox.give_up(sid))
            parts.append(self._h("div", {"key": DISCARD_SURE, "style": {"textAlign": "end"}}, keep, sure))
        return parts

    def _unrelated(self, row: Row) -> list[object]:
        """Return a dropdown of other records, if any, and the button that accepts the activity as it is.

        For a second record, offer only records of the same field: others would replace the first record.
        """
        services, sid, is_second = self._services, row["sid"], row["second"]
        entry = self._outbox.entry_of(sid)
        rejected = entry["unrelated"]
        choices = choices_of(services.tasks.get(sid)) if entry["id"] else []
        records = [
            choice
            for choice in choices
            if not same_record(choice["id"], rejected)
            and (not is_second or relation_of(choice["id"]) == relation_of(rejected))
        ]
        leave = self._button(SECOND_NONE if is_second else LEAVE, lambda: self._outbox.give_up(sid))
        if not records:
            return [leave]
        label = SECOND_LABEL if is_second else LABEL
        props = {"value": "", "onChange": lambda event: self._relate(sid, records, event)}
        options = record_options(services, PLACEHOLDER, records)
        return [record_dropdown(services, label, props, options), leave]

    def _relate(self, sid: str, records: list[Record], event: object) -> None:
        value = text_at(event, "target.value")
        for record in records:
            if record["id"] == value:
                self._services.log.attempt(FRAGMENT, lambda: self._outbox.relate(sid, record))  # noqa: B023

    def _button(self, key: str, act: Callable[[], object]) -> object:
        click = self._services.log.guarded(FRAGMENT, lambda _: act())
        props = {"key": key, "type": "button", "onClick": click}
        return text_element(self._services, "button", props, key, {})
