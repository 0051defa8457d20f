"""serverless.twilio.com and serverless-upload.twilio.com: assets, and the files that are their versions."""

from __future__ import annotations

from build.demo.twilio_api.account import Row
from build.demo.twilio_api.answers import Answer, Refused, created, deleted, document, page
from build.demo.twilio_api.routes import Api, Call
from build.demo.twilio_api.serverless_services import service_of

API = Api("serverless.twilio.com")
UPLOAD = Api("serverless-upload.twilio.com")
VISIBILITIES = ("public", "protected", "private")
MAX_PATH_LENGTH = 255


def asset_of(call: Call) -> Row:
    """Return the asset in the path. Raises Refused."""
    service = service_of(call)["sid"]
    return call.existing(call.account.assets.find(sid=call["asset"], service_sid=service))


@API.on("GET", "/v1/Services/{service}/Assets")
def list_assets(call: Call) -> Answer:
    return page(call.request, "assets", call.account.assets.newest(service_sid=service_of(call)["sid"]))


@API.on("POST", "/v1/Services/{service}/Assets")
def create_asset(call: Call) -> Answer:
    """Create an asset. Names of assets need not differ."""
    service = service_of(call)
    name = call.required("FriendlyName")
    row = call.account.new(
        "ZH", f"{service['url']}/Assets", {"service_sid": service["sid"], "friendly_name": name}
    )
    row["links"] = {"asset_versions": f"{row['url']}/Versions"}
    call.account.assets.append(row)
    return created(row)


@API.on("GET", "/v1/Services/{service}/Assets/{asset}")
def fetch_asset(call: Call) -> Answer:
    return document(asset_of(call))


@API.on("POST", "/v1/Services/{service}/Assets/{asset}")
def update_asset(call: Call) -> Answer:
    row = asset_of(call)
    row["friendly_name"] = call.required("FriendlyName")
    row["date_updated"] = call.account.now()
    return document(row)


@API.on("DELETE", "/v1/Services/{service}/Assets/{asset}")
def delete_asset(call: Call) -> Answer:
    row = asset_of(call)
    call.account.assets.remove(row)
    versions = call.account.asset_versions
    versions[:] = [version for version in versions if version["asset_sid"] != row["sid"]]
    return deleted()


@API.on("GET", "/v1/Services/{service}/Assets/{asset}/Versions")
def list_versions(call: Call) -> Answer:
    rows = call.account.asset_versions.newest(asset_sid=asset_of(call)["sid"])
    return page(call.request, "asset_versions", rows)


@API.on("GET", "/v1/Services/{service}/Assets/{asset}/Versions/{version}")
def fetch_version(call: Call) -> Answer:
    versions = call.account.asset_versions
    return document(call.existing(versions.find(sid=call["version"], asset_sid=asset_of(call)["sid"])))


@UPLOAD.on("POST", "/v1/Services/{service}/Assets/{asset}/Versions")
def upload(call: Call) -> Answer:
    """Store a file with its path: multipart, and only on the host for uploads."""
    asset = asset_of(call)
    path = call.required("Path")
    path = path if path.startswith("/") else f"/{path}"
    visibility = call.required("Visibility").lower()
    file = call.request.files.get("Content")
    if len(path) > MAX_PATH_LENGTH:
        raise Refused(400, f"Path must be {MAX_PATH_LENGTH} characters or less")
    if visibility not in VISIBILITIES:
        raise Refused(400, "Visibility must be public, protected or private")
    if file is None:
        raise Refused(400, "Missing required parameter Content in the post body")
    values = {
        "service_sid": asset["service_sid"],
        "asset_sid": asset["sid"],
        "path": path,
        "visibility": visibility,
    }
    row = call.account.new("ZN", f"{asset['url']}/Versions", values)
    call.account.asset_versions.append(row)
    call.account.contents[row["sid"]] = file.content
    return created(row)
