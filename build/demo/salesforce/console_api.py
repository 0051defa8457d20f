"""The Console toolkit's protocol, host side: strings of typed fields, and the methods a softphone calls."""

from __future__ import annotations

import urllib.parse
from typing import Any

from build.demo.salesforce.org import Json, Org

PREFIX = "integrationApi/"
METHODS = ("setCustomConsoleComponentPopoutable", "setCustomConsoleComponentVisible")


def parse(text: str) -> Json | None:
    """Return the fields of a message, or None for one that is not the toolkit's."""
    if not text.startswith(PREFIX):
        return None
    pairs = (pair.partition("=") for pair in text[len(PREFIX) :].split("&"))
    return {key: _untyped(value) for key, _, value in pairs}


def reply(name: str, transaction: str, result: Json) -> str:
    """Return the message that answers a call."""
    inner = "&".join(f"{key}={_typed(value)}" for key, value in result.items())
    return f"{PREFIX}name={name}_{transaction}&args={urllib.parse.quote(inner, safe='')}"


def answer(fields: Json, org: Org) -> Json:
    """Carry out the method. Answer methods that Lightning does not support with a failure."""
    name = fields.get("xdomain_name")
    if name == "setCustomConsoleComponentPopoutable":
        org.softphone.popoutable = bool(fields.get("popoutable"))
        return {"success": True}
    if name == "setCustomConsoleComponentVisible":
        org.softphone.visible = bool(fields.get("visible"))
        return {"success": True}
    if name == "isCustomConsoleComponentPoppedOut":
        return {"success": True, "poppedOut": org.softphone.popped_out}
    if name == "isInCustomConsoleComponent":
        return {"success": True, "isInCustomConsoleComponent": True}
    return {"success": False}


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return f"b:{str(value).lower()}"
    return "s:" + urllib.parse.quote(str(value), safe="")


def _untyped(text: str) -> Any:
    if text.startswith("b:"):
        return text == "b:true"
    if text.startswith("a:"):
        return [urllib.parse.unquote(part) for part in text[2:].split(";")]
    return urllib.parse.unquote(text[2:])
