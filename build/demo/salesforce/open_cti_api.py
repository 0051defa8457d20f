"""The effect of each Open CTI method in the org, and Salesforce's answer: `(arguments, org) -> response`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from build.demo.salesforce.org import HOME_PAGE, Json, Org, softphone_layout
from build.demo.salesforce.record_ids import is_record_id
from build.demo.salesforce.refusals import SAVE_FAILED
from flex_sfdc.utils.screen_pop import MIN_SEARCH_LENGTH

Method = Callable[[Json, Org], Json]
HEIGHTS, WIDTHS = range(240, 2561), range(200, 1921)


def success(value: Any = None) -> Json:
    """Return the answer to a successful call."""
    return {"success": True, "returnValue": value, "errors": None}


def failure(code: str, description: str, details: Any = None) -> Json:
    """Return the answer to a failed call."""
    error: Json = {"code": code, "description": description}
    if details is not None:
        error["details"] = details
    return {"success": False, "returnValue": None, "errors": [error]}


def answer(method: str, args: Json, org: Org) -> Json:
    """Carry out the method, and return the response. An unknown method fails."""
    handler = METHODS.get(method)
    if handler is None:
        return failure("INVALID_PARAM", f"Method {method} does not exist.")
    return handler(args, org)


def _set_dialling(on: bool) -> Method:
    def method(_args: Json, org: Org) -> Json:
        org.dialling = on
        return success()

    return method


def _app_view_info(_args: Json, org: Org) -> Json:
    return success(view_payload(org))


def view_payload(org: Org) -> Json:
    """Return the description of the page by `getAppViewInfo` and `onNavigationChange`."""
    if org.view is None:
        return {"url": (org.page or HOME_PAGE)["url"]}
    return {"url": f"/lightning/r/{org.view.type}/{org.view.id}/view", **org.view.payload()}


def _set_visibility(args: Json, org: Org) -> Json:
    if not isinstance(args.get("visible"), bool):
        return failure("INVALID_PARAM", "The visible argument must be a boolean.")
    org.softphone.visible = args["visible"]
    return success()


def _set_text(name: str, argument: str) -> Method:
    def method(args: Json, org: Org) -> Json:
        if not isinstance(args.get(argument), str):
            return failure("INVALID_PARAM", f"The {argument} argument must be a string.")
        if name:
            setattr(org.softphone, name, args[argument])
        return success()

    return method


def _set_size(name: str, argument: str, allowed: range) -> Method:
    def method(args: Json, org: Org) -> Json:
        if args.get(argument) not in allowed:
            return failure(
                "INVALID_PARAM", f"{argument} must be between {allowed.start} and {allowed.stop - 1}."
            )
        setattr(org.softphone, name, args[argument])
        return success()

    return method


def _screen_pop(args: Json, org: Org) -> Json:
    params = args.get("params") or {}
    kind = args.get("type")
    if kind == "sobject":
        record = org.record(str(params.get("recordId")))
        if not is_record_id(params.get("recordId")) or record is None:
            return failure("INVALID_PARAM", "The recordId is not a valid record.")
        org.open(record)
    elif kind == "search":
        org.open_search(str(params.get("searchString")))
    elif kind == "newRecord":
        org.open_new_record(str(params.get("entityName")), params.get("defaultFieldValues") or {})
    elif kind in ("objecthome", "list"):
        org.open_list(str(params.get("scope")))
    else:
        org.open_unknown(str(params.get("url") or params.get("flowDevName") or ""))
    org.pops.append(args)
    return success()


def _search(args: Json, org: Org) -> Json:
    term = args.get("searchParams")
    if not isinstance(term, str) or len(term) < MIN_SEARCH_LENGTH:
        return failure("INVALID_PARAM", "The searchParams argument must have at least three characters.")
    if args.get("callType") not in ("inbound", "outbound", "internal"):
        return failure("INVALID_PARAM", "The callType argument is not valid.")
    records = org.search(term)
    entries: Json = {record.id: record.search_entry() for record in records}
    if args.get("deferred"):
        entries["SCREEN_POP_DATA"] = {"type": "search", "params": {"searchString": term}}
    elif len(records) == 1 and args["callType"] == "inbound":
        _screen_pop({"type": "sobject", "params": {"recordId": records[0].id}}, org)
    elif records and args["callType"] == "inbound":
        _screen_pop({"type": "search", "params": {"searchString": term}}, org)
    elif org.no_match is not None and args["callType"] == "inbound":
        values = args.get("defaultFieldValues")
        params = {"entityName": org.no_match, **({"defaultFieldValues": values} if values else {})}
        _screen_pop({"type": "newRecord", "params": params}, org)
    return success(entries)


def _save_log(args: Json, org: Org) -> Json:
    value = args.get("object")
    if not isinstance(value, dict):
        return failure("INVALID_PARAM", "The value argument must be an object.")
    saved, errors = org.save(value)
    if saved is None:
        return failure("GENERIC_ERROR", SAVE_FAILED, errors)
    return success({"recordId": saved})


def _refresh(_args: Json, org: Org) -> Json:
    org.views_refreshed += 1
    return success()


def _run_apex(args: Json, _org: Org) -> Json:
    return failure("SERVER_ERROR", f"Could not load Apex class: {args.get('apexClass')}.")


def _subscribe(args: Json, org: Org) -> Json:
    channel = str(args.get("eventName"))
    if not channel.endswith("__c"):
        return failure("INVALID_PARAM", f"The message channel {channel} does not exist.")
    org.channels.add(channel)
    return success()


def _unsubscribe(args: Json, org: Org) -> Json:
    org.channels.discard(str(args.get("eventName")))
    return success()


def _publish(args: Json, org: Org) -> Json:
    org.published.append((str(args.get("eventName")), args.get("message")))
    return success()


METHODS: dict[str, Method] = {
    "enableClickToDial": _set_dialling(True),
    "disableClickToDial": _set_dialling(False),
    "getAppViewInfo": _app_view_info,
    "getCallCenterSettings": lambda _args, org: success(dict(org.call_center_settings)),
    "getSoftphoneLayout": lambda _args, org: success(softphone_layout(org.searched, org.no_match)),
    "isSoftphonePanelVisible": lambda _args, org: success({"visible": org.softphone.visible}),
    "setSoftphonePanelVisibility": _set_visibility,
    "setSoftphonePanelHeight": _set_size("height", "heightPX", HEIGHTS),
    "setSoftphonePanelWidth": _set_size("width", "widthPX", WIDTHS),
    "setSoftphoneItemLabel": _set_text("label", "label"),
    "setSoftphoneItemIcon": _set_text("icon", "key"),
    "setSoftphonePanelLabel": _set_text("panel_label", "label"),
    "setSoftphonePanelIcon": _set_text("", "key"),
    "screenPop": _screen_pop,
    "searchAndScreenPop": _search,
    "saveLog": _save_log,
    "refreshView": _refresh,
    "runApex": _run_apex,
    "notifyInitializationComplete": lambda _args, _org: success(),
    "subscribe": _subscribe,
    "unsubscribe": _unsubscribe,
    "publish": _publish,
}
