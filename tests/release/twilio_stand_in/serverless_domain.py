"""*.twil.io: the files of an environment, as browsers get them."""

from __future__ import annotations

from .answers import Answer, Refused, not_found
from .routes import Api, Call

API = Api("*.twil.io", public=True)


@API.on("GET", "{path+}")
def fetch(call: Call) -> Answer:
    """Public files only: protected ones need a signature of Twilio's, private ones are never served."""
    environment = call.known(call.account.environments.find(domain_name=call.request.host))
    build = call.known(call.account.builds.find(sid=environment["build_sid"]))
    for version in build["asset_versions"]:
        if version["path"] == call["path"]:
            if version["visibility"] == "protected":
                raise Refused(403, "Unauthorized", 82007)
            if version["visibility"] == "public":
                kind = "application/javascript" if call["path"].endswith(".js") else "application/json"
                return Answer(200, call.account.contents[version["sid"]], {"Content-Type": kind})
    raise not_found(call.request)
