"""The Lightning page, and the plain data from which `page/views.js` renders it."""

from __future__ import annotations

import datetime
import html
import json
import re
from functools import cache
from pathlib import Path

from build.demo.salesforce.org import HOME_PAGE, Json, Org, Record

PAGE = Path(__file__).parent / "page"
SCRIPTS = ("elements.js", "views.js", "host.js", "console.js")
FRAME = (
    """<iframe id="softphone-frame" title="Phone" allow="microphone; autoplay; camera" src="{}"></iframe>"""
)
DESIGN_LINKS = (
    '<link rel="stylesheet" data-design href="/slds/styles/salesforce-lightning-design-system.min.css">'
    '<link rel="stylesheet" href="/inter/index.css">'
)
PLURALS = {
    "Contact": "Contacts",
    "Account": "Accounts",
    "Lead": "Leads",
    "Case": "Cases",
    "Opportunity": "Opportunities",
}
PHONES = ("Phone", "Mobile", "Contact Phone")
HIGHLIGHTS = {
    "Contact": ("Phone", "Account Name", "Title", "Email"),
    "Account": ("Phone", "Email", "Industry", "Website"),
    "Lead": ("Phone", "Company", "Lead Status", "Email"),
    "Case": ("Contact Phone", "Contact Name", "Status", "Priority"),
    "Opportunity": ("Account Name", "Stage", "Amount", "Close Date"),
}
COLUMNS = {
    "Contact": ("Account Name", "Phone", "Email"),
    "Account": ("Phone", "Industry", "Website"),
    "Lead": ("Company", "Phone", "Email"),
    "Case": ("Subject", "Contact Name", "Status"),
    "Opportunity": ("Account Name", "Stage", "Amount"),
}
FORMS = {
    "Contact": ("FirstName", "LastName", "Phone", "Email"),
    "Lead": ("FirstName", "LastName", "Company", "Phone", "Email"),
    "Case": ("Subject", "Origin", "Priority"),
}
LABELS = {
    "ActivityDate": "Due Date",
    "CallDisposition": "Call Result",
    "CallDurationInSeconds": "Call Duration (Seconds)",
    "CallObject": "Call Object Identifier",
    "CallType": "Call Type",
    "Description": "Comments",
    "FirstName": "First Name",
    "LastName": "Last Name",
    "OwnerId": "Assigned To ID",
    "TaskSubtype": "Task Subtype",
    "WhatId": "Related To",
    "WhoId": "Name",
}
KINDS = {
    "Call": ("call", "standard:log_a_call", "You logged a call", "with"),
    "Email": ("email", "standard:email", "You sent an email", "to"),
}
UPCOMING = "Upcoming & Overdue"
TASK = ("task", "standard:task", "You had a task", "with")


@cache
def _template() -> str:
    page = (PAGE / "lightning.html").read_text()
    scripts = "\n".join((PAGE / name).read_text() for name in SCRIPTS)
    return page.replace("{{STYLE}}", (PAGE / "lightning.css").read_text()).replace("{{SCRIPT}}", scripts)


def lightning_page(softphone_url: str, state: Json, has_design: bool, has_panel: bool = False) -> str:
    """Return the page the agent works in, in one document: a test opens it hundreds of times.

    `has_panel`: the org package's panel is in the utility bar, and makes the frame.
    """
    data = json.dumps(state).replace("<", "\\u003c")
    page = _template().replace("{{DESIGN}}", DESIGN_LINKS if has_design else "")
    page = page.replace("{{COMPONENTS}}", '<script src="/panel.js"></script>' if has_panel else "")
    frame = "" if has_panel else FRAME.format(html.escape(softphone_url))
    return page.replace("{{FRAME}}", frame).replace("{{STATE}}", data)


def page_state(org: Org) -> Json:
    """Return everything that the page shows."""
    softphone = org.softphone
    return {
        "dialling": org.dialling,
        "page": _page(org),
        "modal": _form(org.modal),
        "softphone": {
            "visible": softphone.visible,
            "label": softphone.label,
            "icon": softphone.icon,
            "popoutable": softphone.popoutable,
            "poppedOut": softphone.popped_out,
            "panelLabel": softphone.panel_label,
            "width": softphone.width,
            "height": softphone.height,
        },
    }


def _page(org: Org) -> Json:
    if org.view is not None:
        return _record_page(org.view, org)
    page = org.page or HOME_PAGE
    return {"list": _list_page, "search": _search_page, "unknown": _unknown_page}.get(
        page["kind"], _home_page
    )(page, org)


def _record_page(record: Record, org: Org) -> Json:
    fields = {field["label"]: field for field in _fields(record, org)}
    subject = dict(record.details).get("Subject")
    return {
        "kind": "record",
        "key": record.id,
        "again": {"action": "record", "id": record.id},
        "title": subject or record.name,
        "type": _type_label(record),
        "object": record.type,
        "icon": _icon(record),
        "highlights": [fields[label] for label in HIGHLIGHTS.get(record.type, ()) if label in fields],
        "fields": list(fields.values()),
        "related": _related(record, org),
        "activities": _activities(org, record),
    }


def _home_page(page: Json, org: Org) -> Json:
    recent = [_tile(record, org, ("Account Name", "Company", "Subject")) for record in org.records[:8]]
    return {
        **page,
        "key": "home",
        "title": "Home",
        "type": "Service Console",
        "icon": "standard:home",
        "activities": _activities(org),
        "recent": {"title": "Recent Records", "icon": "standard:recent", "records": recent},
    }


def _list_page(page: Json, org: Org) -> Json:
    title = PLURALS.get(page["type"], page["type"])
    records = [record for record in org.records if record.type == page["type"]]
    return {**page, "key": title, "title": title, "type": "All", **_table(page["type"], records, org)}


def _search_page(page: Json, org: Org) -> Json:
    records = [record for record in org.records if record.matches(page["term"])]
    groups = [(kind, [record for record in records if record.type == kind]) for kind in PLURALS]
    return {
        **page,
        "key": _key(f"search {page['term']}"),
        "again": {"action": "search", "term": page["term"]},
        "title": page["term"],
        "type": "Search Results",
        "icon": "standard:search",
        "groups": [{"title": PLURALS[kind], **_table(kind, some, org)} for kind, some in groups if some],
    }


def _unknown_page(page: Json, _org: Org) -> Json:
    reload = {"action": "unknown", "url": page["url"]}
    return {
        **page,
        "key": _key(page["url"]),
        "again": reload,
        "title": page["url"],
        "icon": "standard:default",
    }


def _key(text: str) -> str:
    """Return a key for an element of the page."""
    return re.sub(r"\W+", "-", text)


def _table(object_type: str, records: list[Record], org: Org) -> Json:
    labels = COLUMNS.get(object_type, ("Phone", "Email"))
    rows = []
    for record in records:
        fields = {field["label"]: field for field in _fields(record, org)}
        cells = [fields.get(label, {"label": label, "text": ""}) for label in labels]
        rows.append({"id": record.id, "name": record.name, "columns": cells})
    icon = f"standard:{object_type.lower()}" if object_type in PLURALS else "standard:default"
    name = "Case Number" if object_type == "Case" else "Name"
    return {"icon": icon, "columns": [name, *labels], "records": rows}


def _form(modal: Json | None) -> Json | None:
    if modal is None:
        return None
    values = {str(name): str(value) for name, value in modal["values"].items()}
    names = dict.fromkeys([*FORMS.get(modal["type"], ("Name", "Phone")), *values])
    fields = [
        {"name": name, "label": LABELS.get(name, name), "value": values.get(name, "")} for name in names
    ]
    return {"type": modal["type"], "label": modal["type"], "fields": fields}


# Records ------------------------------------------------------------------------------------------


def _type_label(record: Record) -> str:
    return "Person Account" if record.person_contact_id else record.type


def _icon(record: Record) -> str:
    if record.person_contact_id:
        return "standard:person_account"
    return f"standard:{record.type.lower()}" if record.type in PLURALS else "standard:custom"


def _fields(record: Record, org: Org) -> list[Json]:
    name = {"Case": "Case Number", "Account": "Account Name"}.get(record.type, "Name")
    linked = {"Contact Name": record.contact_id, "Account Name": record.account_id}
    texts = {"Phone": record.phone, "Mobile": record.mobile, "Email": record.email, **dict(record.details)}
    return [
        {"label": name, "text": record.name},
        *(_reference(label, sid, org) for label, sid in linked.items() if sid),
        *(_text(label, text, record) for label, text in texts.items() if text),
    ]


def _text(label: str, text: str, record: Record) -> Json:
    if label in PHONES:
        return {"label": label, "text": text, "kind": "phone", "of": record.id}
    return {"label": label, "text": text}


def _reference(label: str, sid: str, org: Org) -> Json:
    record = _named(sid, org)
    if record is None:
        return {"label": label, "text": sid}
    return {"label": label, "kind": "record", "record": {"id": record.id, "name": record.name}}


def _named(sid: str, org: Org) -> Record | None:
    """Return the record of the id, or the person account whose contact it is."""
    behind = (record for record in org.records if _same(record.person_contact_id, sid))
    return org.record(sid) or next(behind, None)


def _same(first: str | None, right: str | None) -> bool:
    return bool(first and right) and str(first)[:15] == str(right)[:15]


def _related(record: Record, org: Org) -> list[Json]:
    labels = {
        "Contact": ("Title", "Phone"),
        "Case": ("Subject", "Status"),
        "Opportunity": ("Stage", "Amount"),
    }
    lists = []
    for kind, shown in labels.items():
        children = [
            _tile(child, org, shown)
            for child in org.records
            if child.type == kind and record.id in (child.account_id, child.contact_id)
        ]
        if children or kind == "Case":
            lists.append({"title": PLURALS[kind], "icon": f"standard:{kind.lower()}", "records": children})
    return lists


def _tile(record: Record, org: Org, labels: tuple[str, ...]) -> Json:
    fields = [field for field in _fields(record, org) if field["label"] in labels]
    return {"id": record.id, "name": record.name, "lines": fields}


# Activities ---------------------------------------------------------------------------------------


def _activities(org: Org, record: Record | None = None) -> list[Json]:
    """Return all activities, or those of a record and an account's contacts: open, then newest first."""
    ids: set[str] = set()
    if record is not None:
        contacts = (contact.id for contact in org.records if contact.account_id == record.id)
        ids = {sid[:15] for sid in (record.id, record.person_contact_id, *contacts) if sid}
    shown = [
        _activity(sid, fields, org)
        for sid, fields in reversed([*org.history.items(), *org.activities.items()])
        if record is None or any(str(fields.get(key, ""))[:15] in ids for key in ("WhoId", "WhatId"))
    ]
    return sorted(shown, key=lambda activity: bool(activity["month"] != UPCOMING))


def _activity(sid: str, fields: Json, org: Org) -> Json:
    subtype = fields.get("TaskSubtype") or ("Call" if fields.get("CallType") else "Task")
    kind, icon, summary, preposition = KINDS.get(str(subtype), TASK)
    related = _reference("", str(fields.get("WhoId") or fields.get("WhatId") or ""), org).get("record")
    month, date = _dates(fields.get("ActivityDate"))
    is_open = fields.get("Status") in ("Not Started", "Waiting on someone else", "Deferred")
    return {
        "id": sid,
        "kind": kind,
        "icon": icon,
        "title": str(fields.get("Subject", "(no subject)")),
        "summary": f"{summary} {preposition} " if related else summary,
        "who": related,
        "month": UPCOMING if is_open else month,
        "date": date,
        "fields": [_activity_field(name, value, org) for name, value in fields.items()],
    }


def _activity_field(name: str, value: object, org: Org) -> Json:
    label = LABELS.get(name, name.removesuffix("__c").replace("_", " "))
    if name in ("WhoId", "WhatId"):
        return _reference(label, str(value), org)
    if name == "ActivityDate":
        return {"label": label, "text": _dates(value)[1] or str(value)}
    return {"label": label, "text": str(value)}


def _dates(day: object) -> tuple[str, str]:
    """Return the heading of the month, and the date as the timeline shows it."""
    try:
        date = datetime.date.fromisoformat(str(day))
    except ValueError:
        return "No Due Date", ""
    return f"{date:%B} • {date.year}", f"{date:%b} {date.day}"
