"""flex-api.twilio.com/v1/Configuration: the account's Flex configuration."""

from __future__ import annotations

from build.demo.twilio_api.answers import Answer, Refused, document
from build.demo.twilio_api.routes import Api, Call

API = Api("flex-api.twilio.com")
FIXED = ("account_sid", "date_created", "date_updated", "url")
LISTS = ("serverless_service_sids",)


@API.on("GET", "/v1/Configuration")
def fetch(call: Call) -> Answer:
    return document(call.account.flex)


@API.on("POST", "/v1/Configuration")
def update(call: Call) -> Answer:
    """Replace each attribute that was sent as a whole: the contents of `ui_attributes` are not merged.

    JSON, or a form, which the official CLI sends to register a service.
    """
    sent = call.request.json
    if sent is None:
        sent = {
            name: call.request.values(name) if name in LISTS else call.request.value(name)
            for name, _ in call.request.fields
        }
    if not isinstance(sent, dict) or "account_sid" not in sent:
        raise Refused(400, "Missing required parameter account_sid in the post body")
    if sent["account_sid"] != call.account.sid:
        raise Refused(400, "account_sid is not that of the requesting account")
    call.account.flex.update({name: value for name, value in sent.items() if name not in FIXED})
    call.account.flex["date_updated"] = call.account.now()
    return document(call.account.flex)
