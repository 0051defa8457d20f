"""The fake Conversations service: its REST API for the SDK, and the Sync objects of a conversation."""

from __future__ import annotations

import re
import urllib.parse
from typing import Any

from build.demo.twilio import ids
from build.demo.twilio.sync import SyncStore
from build.demo.twilio.twilsock import Json, TunneledRequest

AGENT_NAME = "Ada Agent"
CUSTOMER = "Cy Customer"
WEB = "web"


class Conversations:
    """One agent's conversations."""

    def __init__(self, store: SyncStore, identity: str) -> None:
        self._store = store
        self._identity = identity
        self._names = {identity: AGENT_NAME}
        """The friendly name of each user."""
        self._customers: dict[str, str] = {}
        """The author of a customer's messages: their identity in a web chat, elsewhere their address."""
        self._conversations: dict[str, Json] = {}
        self.sent_by_agent: list[Json] = []

    def create(
        self, messages: list[str] | None = None, customer: str = CUSTOMER, channel_type: str = WEB
    ) -> str:
        """Create a conversation with a customer who has written these messages, and return its SID.

        `customer`: their name in a web chat, in other channels their address.
        """
        sid, now = ids.new_sid("CH"), ids.iso_now()
        self._conversations[sid] = _conversation(sid, now)
        channel = _channel(sid, now)
        if messages:
            channel["lastMessage"] = {"index": len(messages) - 1, "timestamp": now}
        self._store.document(f"{sid}.channel", channel)
        self._customers[sid] = customer
        if channel_type == WEB:
            self._names[customer] = customer
        members = {
            _member(sid, 1): _participant(self._identity),
            _member(sid, 2): _participant(customer, channel_type),
        }
        self._store.map(f"{sid}.roster", members)
        self._store.list(f"{sid}.messages")
        for message in messages or []:
            self.say(sid, message)
        return sid

    def say(self, conversation: str, body: str, author: str | None = None) -> Json:
        """Add a message to the conversation, by default from the customer."""
        author = author or self._customers[conversation]
        name = f"{conversation}.messages"
        index, now = len(self._store.list(name).data), ids.iso_now()
        message = {
            "sid": ids.new_sid("IM"),
            "author": author,
            "body": body,
            "text": body,
            "index": index,
            "type": "text",
            "attributes": "{}",
            "dateUpdated": now,
            "timestamp": now,
            "lastUpdatedBy": None,
            "memberSid": _member(conversation, 1 if author == self._identity else 2),
            "mediaSids": [],
        }
        self._store.append(name, message)
        return message

    def answer(self, request: TunneledRequest) -> tuple[int, Any] | None:
        """Return the answer, or None for a path of another service."""
        if not request.host.startswith("aim."):
            return None
        path = request.path
        if path == "/Client/v2/Configuration":
            return 200, self._configuration()
        if path.endswith("/MessageRecipients"):
            return 200, {"message_recipients": [], "meta": {"previous_token": None, "next_token": None}}
        if match := re.search(r"/Conversations/(CH\w+)/Messages$", path):
            return (201, self._sent(match[1], request.body)) if request.method == "POST" else None
        if match := re.search(r"/Conversations/(CH\w+)$", path):
            return self._conversation(match[1])
        if re.search(r"/Users/[^/]+/Conversations$", path):
            return 200, {"conversations": [], "meta": {"next_token": None, "previous_token": None}}
        if match := re.search(r"/Users/([^/]+)$", path):
            return 200, self._user(urllib.parse.unquote(match[1]), f"https://{request.host}{path}")
        return None

    def _sent(self, conversation: str, body: Json) -> Json:
        message = self.say(conversation, str(body.get("body", "")), author=self._identity)
        self.sent_by_agent.append(message)
        return {
            "sid": message["sid"],
            "index": message["index"],
            "author": self._identity,
            "body": message["body"],
            "conversation_sid": conversation,
            "date_created": message["timestamp"],
            "date_updated": message["timestamp"],
            "attributes": "{}",
            "participant_sid": message["memberSid"],
            "delivery": None,
            "media": [],
        }

    def _conversation(self, sid: str) -> tuple[int, Any] | None:
        conversation = self._conversations.get(sid)
        if conversation is None:
            return None
        extra = {"notification_level": "default", "last_read_message_index": None, "unread_messages_count": 0}
        return 200, {**conversation, **extra, "conversation_sid": sid}

    def _user(self, identity: str, url: str) -> Json:
        return {
            "sid": "US1",
            "identity": identity,
            "friendly_name": self._names.get(identity, identity),
            "attributes": "{}",
            "is_online": True,
            "is_notifiable": False,
            "links": {"self": url},
            "sync_objects": {"user_info_map": self._info(identity)},
        }

    def _info(self, identity: str) -> str:
        """Return the Sync map of what everybody may read about a user."""
        info = {
            "identity": {"value": identity},
            "friendlyName": {"value": self._names.get(identity, identity)},
            "attributes": {"value": "{}"},
            "reachability": {},
        }
        return self._store.map(f"{identity}.info", info).sid

    def _configuration(self) -> Json:
        me = urllib.parse.quote(self._identity)
        options = {
            "media_attachments_count_limit": 10,
            "media_attachment_size_limit_in_mb": 150,
            "media_attachments_total_size_limit_in_mb": 150,
            "email_histories_allowed_mime_types": [],
            "email_bodies_allowed_mime_types": [],
            "user_infos_to_subscribe": 100,
            "reachability_enabled": False,
            "http_cache_interval": "PT4S",
            "consumption_report_interval": "PT5S",
            "typing_timeout": 5,
            "message_body_size_limit_in_kb": 32,
        }
        links = {
            "my_conversations": _link(f"Users/{me}/Conversations"),
            "conversations": _link("Conversations"),
            "users": _link("Users"),
            "current_user": _link(f"Users/{me}"),
            "typing": _link("TypingIndicator"),
            "media_service": f"https://mcs.us1.twilio.com/v1/Services/{ids.CHAT_SERVICE}/Media",
            "media_set_service": f"https://mcs.us1.twilio.com/v1/Services/{ids.CHAT_SERVICE}/MediaSet",
            "messages_receipts": _link("Conversations/%s/Messages/%s/Receipts"),
        }
        objects = {
            "my_user_info": self._info(self._identity),
            "my_conversations": self._store.map(f"{self._identity}.conversations").sid,
        }
        return {"identity": self._identity, "options": options, "links": links, "sync_objects": objects}


def _conversation(sid: str, now: str) -> Json:
    """Return a conversation as Twilio's REST API shows it."""
    return {
        "sid": sid,
        "unique_name": None,
        "friendly_name": sid,
        "attributes": "{}",
        "created_by": "system",
        "date_created": now,
        "date_updated": now,
        "status": "joined",
        "state": {"current": "active"},
    }


def _channel(sid: str, now: str) -> Json:
    """Return the conversation's document in Sync, which Flex reads."""
    return {
        "status": "joined",
        "friendlyName": sid,
        "uniqueName": None,
        "attributes": "{}",
        "createdBy": "system",
        "dateCreated": now,
        "dateUpdated": now,
        "roster": f"{sid}.roster",
        "messages": f"{sid}.messages",
        "state": {"current": "active", "dateUpdated": now},
    }


def _participant(customer: str, channel_type: str = WEB) -> Json:
    now = ids.iso_now()
    common = {
        "attributes": "{}",
        "dateCreated": now,
        "dateUpdated": now,
        "roleSid": "RL1",
        "lastConsumedMessageIndex": None,
        "lastConsumptionTimestamp": None,
        "userInfo": None,
    }
    if channel_type == WEB:
        return {**common, "identity": customer, "type": "chat"}
    binding = {"type": channel_type, "address": customer, "proxy_address": None}
    return {**common, "identity": None, "type": channel_type, "bindings": {channel_type: binding}}


def _link(path: str) -> str:
    return f"https://aim.us1.twilio.com/Client/v2/Services/{ids.CHAT_SERVICE}/{path}"


def _member(conversation: str, number: int) -> str:
    return f"MB{number}{conversation[3:]}"
