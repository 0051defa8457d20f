"""api.twilio.com: the account itself."""

from __future__ import annotations

from build.demo.twilio_api.answers import Answer, Refused, document
from build.demo.twilio_api.routes import Api, Call

API = Api("api.twilio.com")


@API.on("GET", "/2010-04-01/Accounts/{account}.json")
def fetch(call: Call) -> Answer:
    """Read the account, with the auth token only: standard API keys may not read accounts."""
    if not call.account.credentials.may_read_accounts(call.request.user):
        raise Refused(401)
    if call["account"] != call.account.sid:
        raise Refused(404, f"The requested resource {call.request.path} was not found")
    return document(
        {
            "sid": call.account.sid,
            "owner_account_sid": call.account.sid,
            "friendly_name": call.account.friendly_name,
            "status": call.account.status,
            "type": "Full",
            "uri": call.request.path,
        }
    )
