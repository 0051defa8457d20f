"""serverless.twilio.com: services and their environments."""

from __future__ import annotations

import re

from build.demo.twilio_api.account import Row
from build.demo.twilio_api.answers import Answer, Refused, created, deleted, document, page
from build.demo.twilio_api.routes import Api, Call

API = Api("serverless.twilio.com")
SERVICES = "https://serverless.twilio.com/v1/Services"
SUFFIX = re.compile(r"[0-9A-Za-z-]{1,16}")


def service_of(call: Call) -> Row:
    """Return the service in the path, by its SID or its unique name. Raises Refused."""
    return call.existing(call.account.services.get(call["service"], name="unique_name"))


def environment_of(call: Call) -> Row:
    """Return the environment in the path. Raises Refused."""
    service = service_of(call)["sid"]
    return call.existing(call.account.environments.find(sid=call["environment"], service_sid=service))


@API.on("GET", "/v1/Services")
def list_services(call: Call) -> Answer:
    return page(call.request, "services", call.account.services.newest())


@API.on("POST", "/v1/Services")
def create_service(call: Call) -> Answer:
    name = call.required("UniqueName")
    if call.account.services.find(unique_name=name):
        raise Refused(409, "Service with this UniqueName already exists.")
    number = len(call.account.services) + 1234
    row = call.account.new(
        "ZS",
        SERVICES,
        {
            "unique_name": call.text("UniqueName", 50),
            "friendly_name": call.required("FriendlyName"),
            "include_credentials": call.flag("IncludeCredentials", True),
            "ui_editable": call.flag("UiEditable", False),
            "domain_base": f"{name}-{number}".lower(),
        },
    )
    parts = ("environments", "functions", "assets", "builds")
    row["links"] = {part: f"{row['url']}/{part.capitalize()}" for part in parts}
    call.account.services.append(row)
    return created(row)


@API.on("GET", "/v1/Services/{service}")
def fetch_service(call: Call) -> Answer:
    return document(service_of(call))


@API.on("POST", "/v1/Services/{service}")
def update_service(call: Call) -> Answer:
    row = service_of(call)
    row["friendly_name"] = call.text("FriendlyName", 255, row["friendly_name"])
    row["ui_editable"] = call.flag("UiEditable", row["ui_editable"])
    row["include_credentials"] = call.flag("IncludeCredentials", row["include_credentials"])
    row["date_updated"] = call.account.now()
    return document(row)


@API.on("DELETE", "/v1/Services/{service}")
def delete_service(call: Call) -> Answer:
    """Delete a service with everything in it."""
    row = service_of(call)
    account = call.account
    account.services.remove(row)
    inside = (
        account.environments,
        account.assets,
        account.asset_versions,
        account.builds,
        account.deployments,
    )
    for table in inside:
        table[:] = [candidate for candidate in table if candidate["service_sid"] != row["sid"]]
    return deleted()


@API.on("GET", "/v1/Services/{service}/Environments")
def list_environments(call: Call) -> Answer:
    rows = call.account.environments.newest(service_sid=service_of(call)["sid"])
    return page(call.request, "environments", rows)


@API.on("POST", "/v1/Services/{service}/Environments")
def create_environment(call: Call) -> Answer:
    """Create an environment: a name and a domain within the service."""
    service = service_of(call)
    name = call.required("UniqueName")
    suffix = call.request.value("DomainSuffix") or None
    call.text("UniqueName", 100)
    if suffix and not SUFFIX.fullmatch(suffix):
        raise Refused(400, "DomainSuffix must be 16 letters, digits or hyphens or less")
    siblings = call.account.environments.newest(service_sid=service["sid"])
    if any(row["unique_name"] == name or row["domain_suffix"] == suffix for row in siblings):
        raise Refused(409, "Environment with this UniqueName or DomainSuffix already exists.")
    domain = service["domain_base"] + (f"-{suffix}" if suffix else "")
    row = call.account.new(
        "ZE",
        f"{service['url']}/Environments",
        {
            "service_sid": service["sid"],
            "build_sid": None,
            "unique_name": name,
            "domain_suffix": suffix,
            "domain_name": f"{domain}.twil.io".lower(),
        },
    )
    row["links"] = {
        part: f"{row['url']}/{part.capitalize()}" for part in ("variables", "deployments", "logs")
    }
    call.account.environments.append(row)
    return created(row)


@API.on("GET", "/v1/Services/{service}/Environments/{environment}")
def fetch_environment(call: Call) -> Answer:
    return document(environment_of(call))


@API.on("DELETE", "/v1/Services/{service}/Environments/{environment}")
def delete_environment(call: Call) -> Answer:
    row = environment_of(call)
    call.account.environments.remove(row)
    deployments = call.account.deployments
    deployments[:] = [deployment for deployment in deployments if deployment["environment_sid"] != row["sid"]]
    return deleted()
