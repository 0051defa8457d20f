"""A small Salesforce org: its records, its saved activities, and the agent's page."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from build.demo.salesforce import task_fields
from build.demo.salesforce.record_ids import record_id
from build.demo.salesforce.refusals import Rule

Json = dict[str, Any]
SEARCHED = ("Contact", "Account", "Lead", "Case")


@dataclass(frozen=True)
class Record:
    """A record. A person account is an Account with the id of its contact."""

    id: str
    type: str
    name: str
    phone: str = ""
    email: str = ""
    person_contact_id: str | None = None
    mobile: str = ""
    account_id: str | None = None
    contact_id: str | None = None
    details: tuple[tuple[str, str], ...] = ()  # further fields: label and value, in the page's order

    def matches(self, term: str) -> bool:
        """Return whether a search finds the record: by name or address, or by the digits of a number."""
        digits = re.sub(r"\D", "", term)
        numbers = (re.sub(r"\D", "", number)[-10:] for number in (self.phone, self.mobile))
        if len(digits) >= 7 and digits[-10:] in numbers:
            return True
        return term.lower() in f"{self.name} {self.email}".lower()

    def search_entry(self) -> Json:
        """Return the record in the answer to `searchAndScreenPop`."""
        entry: Json = {"Id": self.id, "Name": self.name, "RecordType": self.type, "Phone": self.phone}
        if self.person_contact_id is not None:
            entry |= {"IsPersonAccount": True, "PersonContactId": self.person_contact_id}
        return entry

    def payload(self) -> Json:
        """Return the record in the payload of `onClickToDial` and `onNavigationChange`."""
        payload: Json = {"recordId": self.id, "recordName": self.name, "objectType": self.type}
        if self.person_contact_id is not None:
            payload |= {"personAccount": True, "accountId": self.id, "contactId": self.person_contact_id}
        return payload


ADA = Record(record_id("Contact", 1), "Contact", "Ada Lovelace", "(415) 555-0101", "ada@example.com")
BOB = Record(record_id("Contact", 2), "Contact", "Bob Smith", "(415) 555-0102", "bob.smith@example.com")
LEE = Record(record_id("Lead", 3), "Lead", "Lee Smith", "(415) 555-0103", "lee@example.com")
ACME = Record(record_id("Account", 4), "Account", "Acme Smithies", "(415) 555-0104")
CASE = Record(record_id("Case", 5), "Case", "00001026")
PAT = Record(
    record_id("Account", 6),
    "Account",
    "Pat Person",
    "(415) 555-0106",
    "pat@example.com",
    person_contact_id=record_id("Contact", 7),
)


HOME_PAGE: Json = {"kind": "home", "url": "/lightning/page/home"}
CALL_CENTER_SETTINGS: Json = {
    "/reqGeneralInfo/reqAdapterUrl": "https://flex.twilio.com/agent-desktop",
    "/reqGeneralInfo/reqDisplayName": "Twilio Flex",
    "/reqGeneralInfo/reqInternalName": "TwilioFlex",
    "/reqGeneralInfo/reqSalesforceCompatibilityMode": "Lightning",
    "/reqGeneralInfo/reqUseApi": "true",
}

_FIELDS = ["ANI", "DNIS", "SEGMENT", "QUEUE"]
_SCREEN_POPS = {
    "screenPopsOpenWithin": "ExistingWindow",
    "NoMatch": {"screenPopType": "DoNotPopAnyNewWindow"},
    "SingleMatch": {"screenPopType": "PopToEntity"},
    "MultipleMatches": {"screenPopType": "PopToSearch"},
}


def softphone_layout(searched: tuple[str, ...], no_match: str | None = None) -> Json:
    """Return the answer to `getSoftphoneLayout` for an agent whose profile searches these objects.

    `no_match`: a search without a match opens a new record of this object.
    """
    objects = {name: [{"displayName": "Name", "apiName": "Name"}] for name in searched}
    common = {"callRelatedFields": _FIELDS, "objects": objects, "screenPopSettings": {}}
    pops: Json = dict(_SCREEN_POPS)
    if no_match is not None:
        pops["NoMatch"] = {"screenPopType": "PopToEntity", "screenPopData": no_match}
    return {"Internal": common, "Outbound": common, "Inbound": {**common, "screenPopSettings": pops}}


@dataclass
class Softphone:
    """The utility item and its panel, as the agent sees them."""

    visible: bool = True
    label: str = "Phone"
    icon: str = "call"
    popoutable: bool = True
    popped_out: bool = False
    panel_label: str = "Twilio Flex"
    height: int = 700
    width: int = 1000


RESTORED = (
    *("records", "activities", "keys", "edited", "updates", "hidden"),
    *("searched", "no_match", "softphone"),
)


@dataclass
class Org:
    """State of the org; the plugin reaches it through Lightning (`lightning.py`)."""

    records: list[Record] = field(default_factory=lambda: [ADA, BOB, LEE, ACME, CASE, PAT])
    searched: tuple[str, ...] = SEARCHED  # the objects to search, by the agent's softphone layout
    rules: list[Rule] = field(default_factory=list)  # the org's own rules for activities
    activities: dict[str, Json] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)  # the unique index of Flex_Key__c: key to activity
    saves_once: bool = True  # the agent may write Flex_Key__c
    edited: dict[str, bool] = field(default_factory=dict)  # activities that were changed after their creation
    updates: dict[str, list[str]] = field(default_factory=dict)  # the fields that only Flex has changed
    marks_updates: bool = True  # the agent may write Flex_Updates__c
    hidden: set[str] = field(default_factory=set)  # activities that the agent cannot see
    race: bool = False  # the next search for a key finds nothing, as during another transaction
    history: dict[str, Json] = field(default_factory=dict)  # activities from before, which the page shows too
    softphone: Softphone = field(default_factory=Softphone)
    no_match: str | None = None  # the object whose new record the softphone layout opens
    view: Record | None = None
    page: Json | None = None  # shown while no record is in view: search results, a list; None: the home page
    modal: Json | None = None  # the form of a new record: its object, and its default values
    pops: list[Json] = field(default_factory=list)
    views_refreshed: int = 0
    dialling: bool = False
    channels: set[str] = field(default_factory=set)
    published: list[tuple[str, Any]] = field(default_factory=list)
    call_center_settings: Json = field(default_factory=lambda: dict(CALL_CENTER_SETTINGS))
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self._initial = {name: copy(getattr(self, name)) for name in RESTORED}

    def reset(self) -> None:
        """Forget all events; keep the softphone's settings."""
        for name, value in self._initial.items():
            setattr(self, name, copy(value))
        self.view, self.page, self.modal = None, None, None
        self.rules, self.pops, self.published, self.views_refreshed, self.race = [], [], [], 0, False

    def open(self, record: Record | None = None, page: Json | None = None) -> None:
        """Show a record, another page, or with neither the home page."""
        self.view, self.page, self.modal = record, page, None

    def open_search(self, term: str) -> None:
        """Show the results of a search."""
        self.open(page={"kind": "search", "url": "/one/one.app#/search", "term": term})

    def open_list(self, object_type: str) -> None:
        """Show the records of a type."""
        url = f"/lightning/o/{object_type}/list"
        self.open(page={"kind": "list", "url": url, "type": object_type})

    def open_unknown(self, url: str) -> None:
        """Show that the org does not have this page."""
        self.open(page={"kind": "unknown", "url": url})

    def open_new_record(self, object_type: str, values: Json) -> None:
        """Show the form of a new record above the page, with these values."""
        self.modal = {"type": object_type, "values": values}

    def record(self, sought: str) -> Record | None:
        """Return the record with that id."""
        return next((record for record in self.records if sought in (record.id, record.id[:15])), None)

    def search(self, term: str) -> list[Record]:
        """Return the records of the softphone layout's objects that match a term."""
        return [record for record in self.records if record.type in self.searched and record.matches(term)]

    def save(self, value: Json) -> tuple[str | None, list[Json]]:
        """Store or update an activity; return its id, or Salesforce's errors."""
        activity_id = value.get("Id")
        if activity_id is not None and activity_id not in self.activities:
            return None, [{"message": "entity is deleted", "errorCode": "ENTITY_IS_DELETED", "fields": []}]
        if activity_id is None and value.get("entityApiName") != "Task":
            return None, [
                {"message": "entityApiName: not supported", "errorCode": "INVALID_TYPE", "fields": []}
            ]
        errors = task_fields.problems(value)
        errors += [error for rule in self.rules if (error := rule(value)) is not None]
        if activity_id in self.hidden:
            errors.append(
                {"message": "no access", "errorCode": "INSUFFICIENT_ACCESS_OR_READONLY", "fields": []}
            )
        if errors:
            return None, errors
        sid = str(activity_id) if activity_id is not None else record_id("Task", next(self._numbers))
        fields = {name: content for name, content in value.items() if name not in task_fields.NOT_FIELDS}
        if sid in self.activities:
            self.edited[sid] = True
            self.updates.pop(sid, None)
        self.activities[sid] = {**self.activities.get(sid, {}), **fields}
        return sid, []

    def save_once(self, key: str, fields: Json, marks: Sequence[str] = ()) -> Json:
        """Do what `FlexHost.saveOnce` does: create an activity unless its key has one."""
        existing = None if self.race else self._with_key(key)
        self.race = False
        if existing is None:
            existing = self._with_key(key)  # the database's unique index, which sees every transaction
        if existing is not None:
            is_edited = existing in self.edited or existing in self.hidden
            updated = None if existing in self.hidden else self._updated(existing)
            return {"id": existing, "existed": True, "edited": is_edited, "updated": updated, "errors": []}
        saved = self.save_fields("", fields, marks)
        if saved["id"]:
            self.keys[key] = saved["id"]
        return saved

    def save_fields(self, activity_id: str, fields: Json, marks: Sequence[str] = ()) -> Json:
        """Do what `FlexHost.save` does: update an activity, or without an id create one."""
        target = {"Id": activity_id} if activity_id else {"entityApiName": "Task"}
        before = self._updated(activity_id)
        saved, rejections = self.save({**fields, **target})
        if saved and not activity_id:
            self.updates[saved] = sorted(marks)
        elif saved and before is not None:
            self.updates[saved] = sorted({*before, *marks, *map(str.lower, fields)})
        errors = [
            {"statusCode": error["errorCode"], "message": error["message"], "fields": error["fields"]}
            for error in rejections
        ]
        return {"id": saved or "", "existed": False, "edited": False, "updated": None, "errors": errors}

    def _updated(self, sid: str) -> list[str] | None:
        """Return the fields that Flex has changed since the activity was created; None if others may have."""
        unchanged: list[str] | None = None if sid in self.edited else []
        return self.updates.get(sid, unchanged) if self.marks_updates else None

    def _with_key(self, key: str) -> str | None:
        """Return the activity that has the key, unless somebody has deleted it."""
        activity = self.keys.get(key)
        return activity if activity in self.activities else None
