"""The fake Sync: documents, maps and lists, whose changes are pushed to every connection."""

from __future__ import annotations

import asyncio
import re
import urllib.parse
from dataclasses import dataclass, field
from typing import Any

from build.demo.twilio import ids
from build.demo.twilio.twilsock import Json, TunneledRequest, Twilsock

SUBSCRIPTION_DELAY = 0.01
SID_PREFIX = {"Documents": "ET", "Maps": "MP", "Lists": "ES"}
NOT_FOUND = (404, {"status": 404, "code": 54100, "message": "not found"})


@dataclass
class SyncObject:
    """A document (data: dict), a map (data: item by key) or a list (data: list)."""

    kind: str
    name: str
    data: Any
    sid: str
    revision: int = 1
    date: str = field(default_factory=ids.iso_now)

    def changed(self) -> None:
        """Count a change."""
        self.revision += 1
        self.date = ids.iso_now()


class SyncStore:
    """All objects of the service, and the connections that receive changes."""

    def __init__(self) -> None:
        self._objects: dict[tuple[str, str], SyncObject] = {}
        self.connections: set[Twilsock] = set()

    def document(self, name: str, data: Json | None = None) -> SyncObject:
        """Return the document of that name; create it if there is none."""
        return self.open("Documents", name, data if data is not None else {})

    def map(self, name: str, items: Json | None = None) -> SyncObject:
        """Return the map of that name; create it if there is none."""
        return self.open("Maps", name, items if items is not None else {})

    def list(self, name: str, items: list[Json] | None = None) -> SyncObject:
        """Return the list of that name; create it if there is none."""
        return self.open("Lists", name, items if items is not None else [])

    def open(self, kind: str, name: str, data: Any) -> SyncObject:
        """Return the object of that kind and name; create it with this data if there is none."""
        key = (kind, name)
        if key not in self._objects:
            self._objects[key] = SyncObject(kind, name, data, ids.new_sid(SID_PREFIX[kind]))
        return self._objects[key]

    def find(self, kind: str, sid_or_name: str) -> SyncObject | None:
        """Return an object by its SID or name."""
        for candidate in self._objects.values():
            if candidate.kind == kind and sid_or_name in (candidate.sid, candidate.name):
                return candidate
        return None

    def append(self, name: str, item: Json) -> None:
        """Add to the list as somebody else."""
        target = self.list(name)
        target.data.append(item)
        target.changed()
        event = {
            "list_sid": target.sid,
            "id": 100 + len(target.data),
            "item_index": len(target.data) - 1,
            "item_data": item,
            "item_revision": "1",
            "date_created": target.date,
            "date_expires": None,
        }
        self._push("list_item_added", event)

    def _push(self, kind: str, event: Json) -> None:
        for connection in self.connections:
            connection.notify(_envelope(kind, event))


class SyncApi:
    """The REST interface of the store, as the SDK uses it through twilsock."""

    def __init__(self, store: SyncStore) -> None:
        self._store = store

    def answer(self, request: TunneledRequest) -> tuple[int, Any] | None:
        """Return the answer, or None for a path that is not Sync's."""
        match = re.fullmatch(r"(/v[34](?:/Services/[^/]+)?)/(.+)", request.path)
        if match is None:
            return None
        base = f"https://{request.host}{match[1]}"
        path = [urllib.parse.unquote(part) for part in match[2].split("/")]
        if path == ["Subscriptions"]:
            return self._subscribe(request)
        if path[0] == "Insights":
            return 200, {"query_id": ids.new_sid("QI"), "last_event_id": 1, "items": []}
        if path[0] not in SID_PREFIX:
            return None
        if len(path) == 1:
            name = request.body.get("unique_name") or ids.new_sid("XX")
            empty: Any = [] if path[0] == "Lists" else {}
            created = self._store.open(path[0], str(name), request.body.get("data") or empty)
            return 201, _description(created, base)
        item = self._store.find(path[0], path[1])
        if item is None:
            return NOT_FOUND
        return self._items(item, path, request, base) if "Items" in path else _document(item, request, base)

    def _subscribe(self, request: TunneledRequest) -> tuple[int, Any]:
        kind = (
            "subscription_canceled" if request.body.get("action") == "cancel" else "subscription_established"
        )
        for subscription in request.body.get("requests", []):
            event = {
                "object_sid": subscription["object_sid"],
                "object_type": subscription["object_type"],
                "replay_status": "completed",
                "last_event_id": 0,
            }
            envelope = _envelope(kind, event)
            envelope["correlation_id"] = request.body.get("correlation_id")
            asyncio.get_running_loop().call_later(SUBSCRIPTION_DELAY, request.connection.notify, envelope)
        return 202, {"max_batch_size": 100, "estimated_delivery_in_ms": 30_000}

    def _items(
        self, sync_map: SyncObject, path: list[str], request: TunneledRequest, base: str
    ) -> tuple[int, Any]:
        def item(name: str, key: str | int, data: Any) -> Json:
            url = f"{base}/{sync_map.kind}/{sync_map.sid}/Items/{key}"
            common = {"revision": "1", "last_event_id": 1, "date_expires": None, "url": url}
            return {
                **common,
                name: key,
                "data": data,
                "date_created": sync_map.date,
                "date_updated": sync_map.date,
            }

        meta = {"previous_token": None, "next_token": None}
        query = urllib.parse.parse_qs(request.query)
        if sync_map.kind == "Lists":
            items = [item("index", index, data) for index, data in enumerate(sync_map.data)]
            if query.get("Order") == ["desc"]:
                items.reverse()
            return 200, {"items": items, "meta": meta}
        if len(path) == 4 and request.method in ("PUT", "POST"):
            sync_map.data[path[3]] = request.body.get("data")
            return 200, item("key", path[3], request.body.get("data"))
        wanted_key = query.get("Key", [None])[0]
        items = [item("key", key, data) for key, data in sync_map.data.items() if wanted_key in (None, key)]
        return 200, {"items": items, "meta": meta}


def _document(item: SyncObject, request: TunneledRequest, base: str) -> tuple[int, Any]:
    if request.method == "POST":
        item.data = request.body.get("data", item.data)
        item.changed()
    return 200, _description(item, base)


def _description(item: SyncObject, base: str) -> Json:
    url = f"{base}/{item.kind}/{item.sid}"
    return {
        "sid": item.sid,
        "unique_name": item.name,
        "account_sid": ids.ACCOUNT,
        "service_sid": ids.SYNC_SERVICE,
        "revision": str(item.revision),
        "last_event_id": item.revision,
        "date_created": item.date,
        "date_updated": item.date,
        "date_expires": None,
        "created_by": "system",
        "url": url,
        "links": {"items": f"{url}/Items"},
        "data": item.data if item.kind == "Documents" else None,
    }


def _envelope(kind: str, event: Json) -> Json:
    return {"event_type": kind, "event_protocol_version": 3, "events_remaining": 0, "event": event}
