"""The agent's actions on the Lightning page, as `page/console.js` reports them."""

from __future__ import annotations

import itertools

from build.demo.salesforce.org import Json, Org, Record
from build.demo.salesforce.record_ids import KEY_PREFIXES, record_id

MIN_TYPED = 2  # the page's own search box takes shorter terms than Open CTI
FIRST_NEW_NUMBER = 500
NAME_FIELDS = ("Name", "FirstName", "LastName")


def act(org: Org, action: Json) -> bool:
    """Carry out the action, and return whether Salesforce then reports a navigation.

    A service console reports records, search and home, but not the way to a list.
    """
    name = action["action"]
    if name == "record":
        org.open(org.record(str(action["id"])))
    elif name == "home":
        org.open()
    elif name == "search" and len(str(action["term"]).strip()) >= MIN_TYPED:
        org.open_search(str(action["term"]).strip())
    elif name == "unknown":
        org.open_unknown(str(action["url"]))
    elif name == "save":
        org.open(_save(org, action["values"]))
    elif name == "list":
        org.open_list(str(action["type"]))
        return False
    else:
        _change_panel(org, action)
        return False
    return True


def _change_panel(org: Org, action: Json) -> None:
    if action["action"] == "panel":
        org.softphone.visible = bool(action["visible"])
    elif action["action"] == "popOut":
        org.softphone.popped_out = bool(action["out"])
    elif action["action"] == "cancel":
        org.modal = None


def _save(org: Org, values: Json) -> Record | None:
    """Add the record of the form; fields without an attribute of their own become details."""
    object_type = str((org.modal or {}).get("type"))
    if object_type not in KEY_PREFIXES:
        return org.view
    used_ids = {record.id for record in org.records}
    ids = (record_id(object_type, number) for number in itertools.count(FIRST_NEW_NUMBER))
    others = [name for name in values if name not in (*NAME_FIELDS, "Phone", "Email", "MobilePhone")]
    new = Record(
        next(record_id for record_id in ids if record_id not in used_ids),
        object_type,
        _name(values),
        phone=str(values.get("Phone", "")),
        email=str(values.get("Email", "")),
        mobile=str(values.get("MobilePhone", "")),
        details=tuple((name, str(values[name])) for name in others),
    )
    org.records.append(new)
    return new


def _name(values: Json) -> str:
    parts = (str(values.get(key, "")).strip() for key in NAME_FIELDS)
    return " ".join(part for part in parts if part) or str(values.get("Subject") or "New record")
