"""Implement the CRM port with a Lightning component and no Salesforce script: docs/lightning-protocol.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flex_sfdc.answer import Answer, Answered
from flex_sfdc.browser.log import Log
from flex_sfdc.phone_numbers import is_phone
from flex_sfdc.plain_data import nth_or_last, text, value_under
from flex_sfdc.salesforce.fields import cut, fields_without, task_id
from flex_sfdc.salesforce.lightning_messages import VERSION, HostEvent, lacking, texts
from flex_sfdc.salesforce.lightning_port import SAVE, LightningPort
from flex_sfdc.salesforce.open_cti import SAVE_LIMIT_MS, SEARCH_LIMIT_MS
from flex_sfdc.salesforce.records import looks_like_id
from flex_sfdc.utils.sfdc_loader import ROUND_TRIP_LIMITS_MS

MAX_LABEL_LENGTH = 80
MAX_RECORDS = 20
TERM = "term"  # the key of the search term in a search result, which is keyed by record ids


class Lightning:
    """Implement `CrmHost` over a private port. `no_popout` is called if the host cannot control pop-out.

    A new host has no state: repeat subscriptions, icon, label and pop-out on each new port.
    """

    def __init__(self, port: LightningPort, log: Log, no_popout: Callable[[], object]) -> None:
        self._port = port
        self._log = log
        self._no_popout = no_popout
        self._repeated: dict[str, tuple[str, Mapping[str, object]]] = {}  # requests for each new port
        self._listeners: dict[str, list[Callable[[object], None]]] = {}
        self._view: object = None
        self._saved: list[str] = []  # the ids of the records in the last save
        self._waiting_for_popout: list[Callable[[], object]] = []
        port.on_welcome = self._on_welcome
        port.on_host_event = self._on_host_event

    def health(self) -> dict[str, str]:
        """Return the protocol's version, and the capabilities that the host lacks."""
        facts = self._port.facts
        return {
            "driver": f"Lightning component, protocol {VERSION}",
            "access": lacking(facts["missing"]),
            "console": "" if facts["popout"] else "the component does not control it",
        }

    def reach(self, attempt: int, answered: Answered) -> None:
        """Say hello, and wait for the welcome."""
        self._port.reach(nth_or_last(ROUND_TRIP_LIMITS_MS, attempt), answered)

    def when_lost(self, act: Callable[[str], object]) -> None:
        """Call `act` when the port is dead."""
        self._port.on_lost = act

    def ask(self, answered: Answered) -> None:
        """Ping the host."""
        self._port.ping(answered)

    def saves_once(self) -> bool:
        """Return whether the org has a unique field for the key, and the agent may write it."""
        return self._port.facts["savesOnce"] is True

    def listen_for_clicks(self, listener: Callable[[object], None], answered: Answered) -> None:
        """Listen to the host's own buttons and actions."""
        self._subscribe("clicks", "", listener, answered)

    def pop_record(self, record_id: str, answered: Answered) -> None:
        """Show the record."""
        self._port.request("pop", {"recordId": record_id}, answered)

    def pop_url(self, url: str, answered: Answered) -> None:
        """Show the page."""
        self._port.request("page", {"path": url}, answered)

    def search_and_pop(self, term: str, fields: Mapping[str, str], answered: Answered) -> None:
        """Search and pop as the org's search rules define."""
        self._look_up(term, True, fields, answered)

    def search(self, term: str, answered: Answered) -> None:
        """Search; the answer holds the term too."""
        self._look_up(term, False, {}, answered)

    def pop_result(self, result: object, answered: Answered) -> None:
        """Pop the results of a search as the org's search rules define."""
        record_ids = [key for key in result if looks_like_id(f"{key}")] if isinstance(result, dict) else []
        values = {"term": text(result, TERM), "recordIds": record_ids[:MAX_RECORDS]}
        self._port.request("result", values, answered)

    def _look_up(self, term: str, shows: bool, fields: Mapping[str, str], answered: Answered) -> None:
        values = {"term": term, "kind": kind_of_term(term), "show": shows, "fields": fields}
        self._port.request_within(
            SEARCH_LIMIT_MS, "search", values, lambda answer: answered(with_term(answer, term))
        )

    def save_activity(
        self, key: str, values: Mapping[str, object], marks: list[str], answered: Answered
    ) -> None:
        """Create the task under its key, or update it."""
        fields = fields_without(values, ("Id", "entityApiName"))
        activity_id = text(values, "Id")
        about = [text(values, name) for name in ("Id", "WhoId", "WhatId")]
        self._port.request_within(
            SAVE_LIMIT_MS,
            SAVE,
            {"id" if activity_id else "key": activity_id or key, "fields": fields, "marks": marks},
            lambda answer: self._on_saved(answer, about, answered),
        )

    def _on_saved(self, answer: Answer, about: list[str], answered: Answered) -> None:
        """Pass on the outcome. An existing activity without an id is unproven: the answer is `unknown`."""
        saved = task_id(value_under(answer.value, "id"))
        if answer.success and value_under(answer.value, "existed") is True and not (saved or about[0]):
            answer = Answer(False, None, f"{SAVE}: an activity without an id", True)
        if answer.success:
            self._saved = [record_id for record_id in about if looks_like_id(record_id)]
            existed, edited = value_under(answer.value, "existed"), value_under(answer.value, "edited")
            updated = value_under(answer.value, "updated")
            is_untouched = existed is True and (edited is False or isinstance(updated, list))
            answer = Answer(True, text(answer.value, "id"), "", False, is_untouched, texts(updated))
        answered(answer)

    def refresh_view(self) -> None:
        """Refresh the page's data about the records in the last save."""
        if self._saved:
            self._port.request("refresh", {"recordIds": self._saved}, self._log_failure)

    def watch_view(self, listener: Callable[[object], None], answered: Answered) -> None:
        """Listen to the host, which also reports pages without a record."""
        self._subscribe("view", "", listener, answered)
        if self._view is not None:
            self._log.attempt("a view", lambda: listener(self._view))

    def listen_on(self, channel: str, listener: Callable[[object], None], answered: Answered) -> None:
        """Listen to a Lightning message channel."""
        self._subscribe("channel", channel, listener, answered)

    def publish(self, channel: str, message: Mapping[str, object], answered: Answered) -> None:
        """Publish on a Lightning message channel."""
        self._port.request("publish", {"channel": channel, "message": message}, answered)

    def open_panel(self) -> None:
        """Have the host open the panel if it is hidden."""
        self._port.request("open", {}, self._log_failure)

    def set_item_icon(self, icon: str, answered: Answered) -> None:
        """Set the icon of the utility item."""
        self._request_and_repeat("icon", "icon", {"icon": icon}, answered)

    def set_item_label(self, label: str, answered: Answered) -> None:
        """Set the label of the utility item."""
        self._request_and_repeat("label", "label", {"label": cut(label, MAX_LABEL_LENGTH)}, answered)

    def when_popout_is_controlled(self, act: Callable[[], object]) -> None:
        """Wait for a host that can control pop-out."""
        if self._port.facts["popout"]:
            act()
        else:
            self._waiting_for_popout.append(act)

    def allow_popout(self, allowed: bool, answered: Answered) -> None:
        """Allow or forbid popping out the utility item."""
        self._request_and_repeat("popout", "popout", {"allowed": allowed}, answered)

    def _subscribe(
        self, kind: str, channel: str, listener: Callable[[object], None], answered: Answered
    ) -> None:
        key = f"{kind} {channel}"
        listeners = self._listeners.get(key, [])
        if listener not in listeners:
            self._listeners[key] = [*listeners, listener]
        self._request_and_repeat(key, "listen", {"what": kind, "channel": channel}, answered)

    def _request_and_repeat(
        self, key: str, call: str, values: Mapping[str, object], answered: Answered
    ) -> None:
        self._repeated[key] = (call, values)
        self._port.request(call, values, answered)

    def _on_welcome(self) -> None:
        facts = self._port.facts
        if facts["missing"]:
            lacks = lacking(facts["missing"])
            self._log.warn(f"Salesforce lacks for this agent: {lacks} (docs/lightning-protocol.md, Facts)")
        for key in list(self._repeated):
            call, values = self._repeated[key]
            self._port.request(call, values, self._log_failure)
        waiting = self._waiting_for_popout
        if waiting and not facts["popout"]:
            self._no_popout()
        elif waiting:
            self._waiting_for_popout = []
            for act in waiting:
                self._log.attempt("a waiting feature", act)

    def _on_host_event(self, host_event: HostEvent) -> None:
        event = host_event["event"]
        if event == "view":
            self._view = host_event["value"]
        kind = "clicks" if event == "click" else event
        for listener in self._listeners.get(f"{kind} {host_event['channel']}", []):
            self._log.attempt(f"an event: {kind}", lambda: listener(host_event["value"]))  # noqa: B023

    def _log_failure(self, answer: Answer) -> None:
        if not answer.success:
            self._log.warn(answer.why)


def kind_of_term(term: str) -> str:
    """Return the kind of fields in which the org looks for a term."""
    if is_phone(term):
        return "phone"
    return "email" if "@" in term else "all"


def with_term(answer: Answer, term: str) -> Answer:
    """Return the answer to a search with its term, for `pop_result`."""
    value = answer.value
    return Answer(True, {**value, TERM: term}, "") if answer.success and isinstance(value, dict) else answer
