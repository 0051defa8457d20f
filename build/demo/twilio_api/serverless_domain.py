"""*.twil.io: the files of an environment, as browsers get them, and the access checks of its functions."""

from __future__ import annotations

import base64
import hashlib
import hmac

from build.demo.twilio_api.answers import Answer, Refused, not_found
from build.demo.twilio_api.routes import Api, Call

API = Api("*.twil.io", public=True)


@API.on("GET", "{path+}")
def fetch(call: Call) -> Answer:
    """Serve public files; protected ones with a signature made from the auth token; private ones never."""
    environment = call.existing(call.account.environments.find(domain_name=call.request.host))
    build = call.existing(call.account.builds.find(sid=environment["build_sid"]))
    for version in build["asset_versions"]:
        if version["path"] == call["path"]:
            if version["visibility"] == "protected" and not _is_signed(call):
                raise Refused(403, "Unauthorized", 82007)
            if version["visibility"] in ("public", "protected"):
                kind = "application/javascript" if call["path"].endswith(".js") else "application/json"
                return Answer(200, call.account.contents[version["sid"]], {"Content-Type": kind})
    if any(function["path"] == call["path"] for function in build["function_versions"]):
        return Answer(403, b"Unauthorized: Token was not provided", {"Content-Type": "text/plain"})
    raise not_found(call.request)


def _is_signed(call: Call) -> bool:
    """Return whether a GET is signed as Twilio defines: the URL's HMAC-SHA1 by the auth token, in base64."""
    url = f"https://{call.request.host}{call.request.path}"
    key = call.account.credentials.auth_token.encode()
    expected = base64.b64encode(hmac.new(key, url.encode(), hashlib.sha1).digest()).decode()
    return call.request.signature == expected
