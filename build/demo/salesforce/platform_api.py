"""The platform's modules that the org package imports, applied to the org: `(arguments, org) -> value`.

A call also has the name of the equivalent Open CTI method: tests select calls and answers by that name, with
either host.
"""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Callable
from typing import Any

from build.demo.salesforce import open_cti_api
from build.demo.salesforce.org import Json, Org, Record

DIAL_CHANNEL = "FlexDial__c"
TAB_FOCUSED = "lightning__tabFocused"
UTILITY_ID = "utility-1"
PHONE_FIELDS = {"Phone": "Phone", "MobilePhone": "Mobile"}
Call = Callable[[Json, Org], Any]


class Refused(Exception):
    """The platform rejects the promise of a call, with this message."""


def reference(org: Org) -> Json:
    """Return the reference of the page that the agent looks at."""
    if org.view is not None:
        attributes = {"recordId": org.view.id, "objectApiName": org.view.type, "actionName": "view"}
        return {"type": "standard__recordPage", "attributes": attributes, "state": {}}
    page = org.page or {"kind": "home"}
    if page["kind"] == "list":
        attributes = {"objectApiName": page["type"], "actionName": "list"}
        return {"type": "standard__objectPage", "attributes": attributes, "state": {}}
    if page["kind"] == "search":
        return {"type": "standard__search", "attributes": {}, "state": {"term": page["term"]}}
    return {"type": "standard__namedPage", "attributes": {"pageName": page["kind"]}, "state": {}}


def same_in_open_cti(name: str, args: Json) -> tuple[str, Json] | None:
    """Return the call of Open CTI that does the same, with its arguments; None if there is none."""
    if name == "updateUtility":
        method = "setSoftphoneItemIcon" if "icon" in args else "setSoftphoneItemLabel"
        return method, {"key": args["icon"]} if "icon" in args else {"label": args["label"]}
    equivalent = _SAME.get(name)
    return None if equivalent is None else (equivalent[0], equivalent[1](args))


def answer(name: str, args: Json, org: Org) -> Any:
    """Carry out the call, and return its value. Raises Refused."""
    return CALLS[name](args, org)


def as_answered(name: str, response: Any) -> Any:
    """Return the value of a call that answers like this response of Open CTI; raises Refused."""
    if not isinstance(response, dict) or response.get("success") is not False:
        return response
    error = response["errors"][0]
    if name.startswith("FlexHost.save") and isinstance(error.get("details"), list):
        errors = [
            {"statusCode": entry["errorCode"], "message": entry["message"], "fields": entry["fields"]}
            for entry in error["details"]
        ]
        return {"id": "", "existed": False, "edited": False, "updated": None, "errors": errors}
    raise Refused(error["description"])


def _facts(_args: Json, org: Org) -> Json:
    pops = {"None": ("New record", org.no_match) if org.no_match else ("Nothing", None)}
    pops |= {"One": ("Record", None), "Several": ("Search", None)}
    rules = [{"DeveloperName": name, "Show__c": show, "Object__c": of} for name, (show, of) in pops.items()]
    return {"savesTasks": True, "savesOnce": org.saves_once, "marksUpdates": org.marks_updates, "pops": rules}


def _search(args: Json, org: Org) -> list[Json]:
    records = {record.id: record for term in args["terms"] for record in org.search(term)}
    return [record.search_entry() for record in records.values()]


def _update_utility(args: Json, org: Org) -> bool:
    org.softphone.icon = args.get("icon", org.softphone.icon)
    org.softphone.label = args.get("label", org.softphone.label)
    return True


def _enable_popout(args: Json, org: Org) -> bool:
    org.softphone.popoutable = args["allowed"]
    return True


def _open(_args: Json, org: Org) -> bool:
    org.softphone.visible = True
    return True


def _open_tab(args: Json, org: Org) -> str:
    _pop(*_tab(args), org)
    return "tab-1"


def _tab(args: Json) -> tuple[str, Json]:
    if "recordId" in args:
        return "sobject", {"recordId": args["recordId"]}
    return "url", {"url": args["url"]}


def _navigation(args: Json) -> tuple[str, Json]:
    """Return the screen pop of Open CTI that shows the same page."""
    attributes, state = args["attributes"], args.get("state", {})
    if args["type"] == "standard__recordPage":
        return "sobject", {"recordId": attributes["recordId"]}
    if args["type"] == "standard__search":
        return "search", {"searchString": state["term"]}
    if args["type"] == "standard__objectPage":
        values = dict(urllib.parse.parse_qsl(state["defaultFieldValues"]))
        return "newRecord", {
            "entityName": attributes["objectApiName"],
            **({"defaultFieldValues": values} if values else {}),
        }
    return "url", {"url": attributes["url"]}


def _pop(kind: str, params: Json, org: Org) -> None:
    outcome = open_cti_api.answer("screenPop", {"type": kind, "params": params}, org)
    if not outcome["success"]:
        raise Refused(outcome["errors"][0]["description"])


def _refresh(_args: Json, org: Org) -> None:
    org.views_refreshed += 1


def _subscribe(args: Json, org: Org) -> None:
    if args["channel"] != TAB_FOCUSED:
        org.channels.add(args["channel"])


def _focused_tab(_args: Json, org: Org) -> Json:
    if org.view is None:
        return {"tabId": "ctab0"}
    return {"tabId": "ctab1", "recordId": org.view.id, "pageReference": reference(org), "isSubtab": False}


def _record(args: Json, org: Org) -> Json:
    record = org.record(str(args["recordId"]))
    if record is None:
        raise Refused("The requested resource does not exist")
    names = [str(field).partition(".")[2] for field in args["optionalFields"]]
    values = _values(record)
    fields = {name: {"value": values[name]} for name in names if name in values}
    return {"id": record.id, "apiName": record.type, "fields": fields}


def _values(record: Record) -> Json:
    values: Json = {"CaseNumber" if record.type == "Case" else "Name": record.name}
    if record.phone:
        values["Phone"] = record.phone
    if record.mobile:
        values["MobilePhone"] = record.mobile
    if record.type == "Account":
        is_person = record.person_contact_id is not None
        values |= {"IsPersonAccount": is_person, "PersonContactId": record.person_contact_id}
    return values


def _object_info(args: Json, _org: Org) -> Json:
    fields = {
        name: {"apiName": name, "label": label, "dataType": "Phone"} for name, label in PHONE_FIELDS.items()
    }
    fields["Name"] = {"apiName": "Name", "label": "Name", "dataType": "String"}
    return {"apiName": args["objectApiName"], "fields": fields}


def _fields(args: Json) -> Json:
    """Return the fields of a save that Salesforce takes, as `FlexFields` does."""
    left_out = ("Phone", "TaskSubtype") if args.get("activityId") else ("Phone",)
    return {name: value for name, value in json.loads(args["fields"]).items() if name not in left_out}


CALLS: dict[str, Call] = {
    "FlexHost.facts": _facts,
    "FlexHost.saveOnce": lambda args, org: org.save_once(args["key"], _fields(args), args["marks"]),
    "FlexHost.save": lambda args, org: org.save_fields(
        args["activityId"] or "", _fields(args), args["marks"]
    ),
    "FlexHost.search": _search,
    "getInfo": lambda _args, org: {
        "utilityVisible": org.softphone.visible,
        "utilityPoppedOut": org.softphone.popped_out,
    },
    "open": _open,
    "updateUtility": _update_utility,
    "enablePopout": _enable_popout,
    "openTab": _open_tab,
    "navigate": lambda args, org: _pop(*_navigation(args), org),
    "notifyRecordUpdateAvailable": _refresh,
    "subscribe": _subscribe,
    "unsubscribe": lambda args, org: org.channels.discard(args["channel"]),
    "publish": lambda args, org: org.published.append((args["channel"], args["message"])),
    "getFocusedTabInfo": _focused_tab,
    "getRecord": _record,
    "getObjectInfo": _object_info,
    "toast": lambda _args, _org: None,
}


def _saved(args: Json) -> Json:
    activity_id = args.get("activityId")
    return {
        "object": {
            **json.loads(args["fields"]),
            **({"Id": activity_id} if activity_id else {"entityApiName": "Task"}),
        }
    }


def _shown(pop: tuple[str, Json]) -> Json:
    return {"type": pop[0], "params": pop[1]}


_SAME: dict[str, tuple[str, Callable[[Json], Json]]] = {
    "FlexHost.facts": ("getCallCenterSettings", lambda _: {}),
    "FlexHost.saveOnce": ("saveLog", _saved),
    "FlexHost.save": ("saveLog", _saved),
    "FlexHost.search": ("searchAndScreenPop", lambda args: {"searchParams": args["terms"][0]}),
    "getInfo": ("isSoftphonePanelVisible", lambda _: {}),
    "open": ("setSoftphonePanelVisibility", lambda _: {"visible": True}),
    "enablePopout": (
        "setCustomConsoleComponentPopoutable",
        lambda args: {"popoutable": args["allowed"]},
    ),
    "openTab": ("screenPop", lambda args: _shown(_tab(args))),
    "navigate": ("screenPop", lambda args: _shown(_navigation(args))),
    "notifyRecordUpdateAvailable": ("refreshView", lambda _: {}),
    "subscribe": ("subscribe", lambda args: {"eventName": args["channel"]}),
    "publish": ("publish", lambda args: {"eventName": args["channel"], "message": args["message"]}),
}
