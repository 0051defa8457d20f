"""serverless.twilio.com: builds, and the deployments that put them on an environment."""

from __future__ import annotations

import json

from build.demo.twilio_api.account import Account, Row, Table
from build.demo.twilio_api.answers import Answer, Refused, created, deleted, document, page
from build.demo.twilio_api.routes import Api, Call
from build.demo.twilio_api.serverless_services import environment_of, service_of

API = Api("serverless.twilio.com")
NOT_A_PLUGIN = (
    "You cannot deploy Flex Plugins via the Serverless API. You must migrate to the Flex Plugin Builder."
)


def build_of(call: Call) -> Row:
    """Return the build in the path. Raises Refused."""
    service = service_of(call)["sid"]
    return call.existing(call.account.builds.find(sid=call["build"], service_sid=service))


@API.on("GET", "/v1/Services/{service}/Builds")
def list_builds(call: Call) -> Answer:
    return page(call.request, "builds", call.account.builds.newest(service_sid=service_of(call)["sid"]))


@API.on("POST", "/v1/Services/{service}/Builds")
def create_build(call: Call) -> Answer:
    """Start a build of exactly the versions named, whatever an earlier build had."""
    service = service_of(call)
    account = call.account
    files = _named(call, "AssetVersions", account.asset_versions, service)
    functions = _named(call, "FunctionVersions", account.function_versions, service)
    if not files and not functions:
        raise Refused(400, "At least one Function Version or Asset Version is required for Build.")
    if len({version["path"] for version in files + functions}) < len(files + functions):
        raise Refused(400, "Versions of a Build must have different paths")
    row = account.new(
        "ZB",
        f"{service['url']}/Builds",
        {
            "service_sid": service["sid"],
            "status": "building",
            "asset_versions": files,
            "function_versions": functions,
            "dependencies": _dependencies(call),
            "runtime": call.text("Runtime", 20, "node22").replace("latest", "node22"),
        },
    )
    row["links"] = {"build_status": f"{row['url']}/Status"}
    account.builds.append(row)
    account.builds_under_way[row["sid"]] = (account.polls_until_built, account.next_build_ends)
    account.next_build_ends = "completed"
    return created(row)


def _dependencies(call: Call) -> object:
    """Return the dependencies in JSON such as `[{"name":"lodash","version":"4.17.21"}]`."""
    try:
        return json.loads(call.request.value("Dependencies") or "[]")
    except ValueError:
        raise Refused(400, "Dependencies must be JSON") from None


def _named(call: Call, field: str, table: Table, service: Row) -> list[Row]:
    """Return copies of the versions that a field names."""
    named = []
    for sid in call.request.values(field):
        version = table.find(sid=sid, service_sid=service["sid"])
        if version is None:
            raise Refused(400, f"{field}: {sid} was not found")
        named.append(dict(version))
    return named


@API.on("GET", "/v1/Services/{service}/Builds/{build}")
def fetch_build(call: Call) -> Answer:
    row = build_of(call)
    _go_on(call.account, row)
    return document(row)


@API.on("GET", "/v1/Services/{service}/Builds/{build}/Status")
def fetch_status(call: Call) -> Answer:
    row = build_of(call)
    _go_on(call.account, row)
    shown = {name: row[name] for name in ("sid", "account_sid", "service_sid", "status")}
    return document({**shown, "url": f"{row['url']}/Status"})


@API.on("DELETE", "/v1/Services/{service}/Builds/{build}")
def delete_build(call: Call) -> Answer:
    row = build_of(call)
    if call.account.environments.find(build_sid=row["sid"]):
        raise Refused(409, "Build is deployed")
    call.account.builds.remove(row)
    return deleted()


def _go_on(account: Account, build: Row) -> None:
    """Bring a build closer to its end, with each read."""
    polls, end = account.builds_under_way.get(build["sid"], (0, build["status"]))
    if polls > 0:
        account.builds_under_way[build["sid"]] = (polls - 1, end)
    elif end != build["status"]:
        build["status"] = end
        build["date_updated"] = account.now()


@API.on("GET", "/v1/Services/{service}/Environments/{environment}/Deployments")
def list_deployments(call: Call) -> Answer:
    rows = call.account.deployments.newest(environment_sid=environment_of(call)["sid"])
    return page(call.request, "deployments", rows)


@API.on("POST", "/v1/Services/{service}/Environments/{environment}/Deployments")
def create_deployment(call: Call) -> Answer:
    """Deploy a build; refuse it without `IsPlugin`, or if it is deployed already."""
    environment = environment_of(call)
    sid = call.required("BuildSid")
    build = call.account.builds.find(sid=sid, service_sid=environment["service_sid"])
    if not call.flag("IsPlugin", False):
        raise Refused(400, NOT_A_PLUGIN)
    if build is None:
        raise Refused(400, f"Build {sid} was not found")
    if build["status"] != "completed":
        raise Refused(400, f"Build {sid} is not completed")
    if environment["build_sid"] == sid:
        raise Refused(409, "Environment already has requested deployment.")
    values = {
        "service_sid": environment["service_sid"],
        "environment_sid": environment["sid"],
        "build_sid": sid,
        "is_plugin": True,
    }
    row = call.account.new("ZD", f"{environment['url']}/Deployments", values)
    call.account.deployments.append(row)
    environment["build_sid"] = sid
    environment["date_updated"] = call.account.now()
    return created(row)


@API.on("GET", "/v1/Services/{service}/Environments/{environment}/Deployments/{deployment}")
def fetch_deployment(call: Call) -> Answer:
    environment = environment_of(call)["sid"]
    return document(
        call.existing(call.account.deployments.find(sid=call["deployment"], environment_sid=environment))
    )
