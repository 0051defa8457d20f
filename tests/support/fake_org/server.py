"""The fake org as a server: its state, its answers, and its faults."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from build.demo.twilio_api.answers import Answer
from build.demo.twilio_api.faults import Fault, Faults
from build.demo.twilio_api.request import Request
from build.demo.twilio_api.server import FakeServer
from tests.support.fake_org.deploys import BadZip, Deploy, failures_of, read_zip
from tests.support.fake_org.soql import Malformed, Row, query

TOKEN = "00D5g00000ABCDE!AQ.secret_Token.of_the.Org"
CLIENT = ("3MVG9.client.id", "7F0E.client.secret+/=")
VERSIONS = ("61.0", "66.0", "67.0")


GRANTS = ("FieldPermissions", "ObjectPermissions", "PermissionSetTabSetting", "SetupEntityAccess")
"""The tables of what permission sets grant."""
ENTITIES = {
    "ApexClass": r"<apexClass>(\w+)</",
    "CustomEntityDefinition": r"<customMetadataTypeAccesses>.*?<name>(\w+)</",
    "CustomPermission": r"<customPermissions>.*?<name>(\w+)</",
}
"""The entities that a permission set grants, in its source."""


def entity_id(name: str) -> str:
    """Return the id of the class, custom permission or custom metadata type of that name."""
    return f"01p{hashlib.sha256(name.encode()).hexdigest()[:12]}AAA"


def errors(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Return Salesforce's answer to a request that it refuses."""
    return _json([{"errorCode": code, "message": message}], status, headers)


def refuse(
    status: int, code: str, message: str = "Refused", *, retry_after: int | None = None, done: bool = False
) -> Fault:
    """Refuse a request; with `done` it still takes effect, as behind a gateway that gives up."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    name = f"{status} {code}{' although done' if done else ''}"
    return Fault(name, answer=errors(status, code, message, headers), takes_effect=done)


def refuse_in_html(status: int, *, location: str = "") -> Fault:
    """Answer as a maintenance page, a login page or a proxy does."""
    headers = {"Content-Type": "text/html", **({"Location": location} if location else {})}
    body = b"<html><title>Down for maintenance</title></html>"
    return Fault(f"{status} in HTML", answer=Answer(status, body, headers))


class FakeOrg(FakeServer):
    """One org. On leaving, a fault that no request met and an error of the fake's own are failures."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.faults = Faults()
        self.tokens = {TOKEN}
        """The tokens that are valid now."""
        self.versions: tuple[str, ...] = VERSIONS
        self.deploys: list[Deploy] = []
        self.polls_needed = 2
        self.as_text = False
        self.next_deploy: dict[str, Any] = {}
        """Fields of the next deploy, such as its failures."""
        self.organization: Row = {
            "Id": "00D5g00000ABCDEEA4",
            "Name": "Acme",
            "IsSandbox": True,
            "OrganizationType": "Enterprise Edition",
        }
        self.security: dict[str, Any] = {
            "sessionSettings": {"lockerServiceNext": True},
            "enablePermissionsPolicy": True,
            "grantMicrophoneAccess": "TrustedUrls",
        }
        self.tables: dict[str, list[Row]] = {
            name: []
            for name in (
                *("ApexClass", "CspTrustedSite", "CustomField", "FieldPermissions", "FlexiPage"),
                *("LightningComponentResource", "LightningMessageChannel", "ObjectPermissions"),
                *("PermissionSet", "PermissionSetAssignment", "PermissionSetGroupComponent"),
                *("PermissionSetTabSetting", "SetupEntityAccess", "CustomPermission"),
            )
        }
        self.objects = ["Account", "Case", "Contact", "Lead", "Task"]
        self.page_size = 2000
        self._made = 0
        self._lock = threading.Lock()
        self.listen(0)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def environ(self) -> dict[str, str]:
        """The environment variables that lead the project's commands to this org."""
        return {"SALESFORCE_INSTANCE_URL": self.url, "SALESFORCE_ACCESS_TOKEN": TOKEN}

    def act(self, request: Request, password: str, due: Sequence[Fault]) -> Answer:  # noqa: ARG002
        return self._answer(request, password)

    def refuse_unreadable(self, method: str, target: str, host: str, reason: str) -> Answer:
        self.requests.append(Request(method, host, target, status=400))
        return errors(400, "BAD_REQUEST", reason)

    def _answer(self, request: Request, password: str) -> Answer:
        if request.path == "/services/oauth2/token":
            return self._token(request, password)
        if request.path in ("/services/data", "/services/data/"):
            return _json(
                [{"url": f"/services/data/v{number}", "version": number} for number in self.versions]
            )
        if request.token not in self.tokens:
            return errors(401, "INVALID_SESSION_ID", "Session expired or invalid")
        match = re.fullmatch(r"/services/data/v(\d+\.0)(/.*)", request.path)
        if not match or match[1] not in self.versions:
            return errors(404, "NOT_FOUND", "The requested resource does not exist")
        return self._resource(request, match[2])

    def _token(self, request: Request, password: str) -> Answer:
        if request.method != "POST" or request.value("grant_type") != "client_credentials":
            return _json({"error": "unsupported_grant_type", "error_description": "not supported"}, 400)
        if (request.user, password) != CLIENT:
            return _json({"error": "invalid_client", "error_description": "invalid client credentials"}, 401)
        self._made += 1
        token = f"00D5g00000ABCDE!of.the.client.{self._made}"
        self.tokens.add(token)
        return _json({"access_token": token, "instance_url": self.url, "token_type": "Bearer"})

    def _resource(self, request: Request, path: str) -> Answer:
        if path in ("/query", "/query/", "/tooling/query", "/tooling/query/") and request.method == "GET":
            return self._query(request, path)
        if path == "/metadata/deployRequest" and request.method == "POST":
            return self._start(request)
        match = re.fullmatch(r"/metadata/deployRequest/(\w+)", path)
        found = next((deploy for deploy in self.deploys if match and deploy.id[:15] == match[1][:15]), None)
        if not found:
            return errors(404, "NOT_FOUND", "The requested resource does not exist")
        if request.method == "PATCH":
            found.is_canceled = True
            return _json({"id": found.id, "deployResult": found.result(details=False, as_text=False)}, 202)
        found.polls += 1
        if found.status == "Succeeded" and not found.check_only and not found.is_applied:
            self._apply(found)
        details = request.query.get("includeDetails") == "true"
        result = found.result(details=details, as_text=self.as_text)
        return _json({"id": found.id, "url": request.path, "deployResult": result})

    def _query(self, request: Request, path: str) -> Answer:
        begin, soql = 0, request.query.get("q", "")
        if "cursor" in request.query:
            number, text = base64.urlsafe_b64decode(request.query["cursor"]).decode().split(" ", 1)
            begin, soql = int(number), text
        try:
            rows = query(self._tables(is_tooling="tooling" in path), soql)
        except Malformed as refused:
            return errors(400, refused.code, refused.message)
        end = begin + self.page_size
        page: dict[str, Any] = {"totalSize": len(rows), "done": end >= len(rows), "records": rows[begin:end]}
        if end < len(rows):
            cursor = base64.urlsafe_b64encode(f"{end} {soql}".encode()).decode()
            page["nextRecordsUrl"] = f"{request.path}?cursor={cursor}"
        return _json(page)

    def _tables(self, *, is_tooling: bool) -> dict[str, list[Row]]:
        """Return the objects of the requested API: some belong to only one of the two."""
        if not is_tooling:
            names = [
                name for name in self.tables if name.endswith("__mdt") or name.startswith("PermissionSet")
            ]
            names += [name for name in (*GRANTS, "ApexClass", "CustomPermission") if name not in names]
            own = {name: self.tables[name] for name in names}
            objects = [*self.objects, *(name for name in names if name.endswith("__mdt"))]
            entities = [{"QualifiedApiName": name, "DurableId": entity_id(name)[:15]} for name in objects]
            return {**own, "Organization": [self.organization], "EntityDefinition": entities}
        deploys = [
            {
                "Id": deploy.id,
                "Status": deploy.status,
                "CheckOnly": deploy.check_only,
                "CreatedDate": deploy.created,
                "CreatedBy": {"Name": "Ada Admin"},
            }
            for deploy in self.deploys
        ]
        return {**self.tables, "DeployRequest": deploys, "SecuritySettings": [{"Metadata": self.security}]}

    def _start(self, request: Request) -> Answer:
        sent = request.value("json") or request.value("entity_content")
        if sent is None or "file" not in request.files:
            return errors(400, "INVALID_MULTIPART_REQUEST", "json and file are required")
        options = json.loads(sent)["deployOptions"]
        single = str(options.get("singlePackage", False)).lower() == "true"
        try:
            files, members, version = read_zip(request.files["file"].content, single=single)
        except BadZip as bad:
            return errors(400, "INVALID_REQUEST", str(bad))
        if version not in self.versions:
            return errors(400, "UNSUPPORTED_API_VERSION", f"{version} is not supported")
        channels = {f"{row['DeveloperName']}__c" for row in self.tables["LightningMessageChannel"]}
        channels |= {f"{name}__c" for kind, name in members if kind == "LightningMessageChannel"}
        self._made += 1
        found = failures_of(files, members, channels)
        deploy = Deploy(
            f"0Af5g00000{self._made:05}AAA",
            f"2026-01-01T00:00:{self._made:02}.000+0000",
            options,
            files,
            members,
            failures=found,
            polls_needed=self.polls_needed,
        )
        for name, value in self.next_deploy.items():
            setattr(deploy, name, value)
        self.next_deploy = {}
        self.deploys.append(deploy)
        return _json(
            {
                "id": deploy.id,
                "deployOptions": options,
                "deployResult": deploy.result(details=False, as_text=False),
            },
            201,
        )

    def start_by_somebody(self, **fields: Any) -> Deploy:
        """Let another admin start a deploy of something else."""
        self._made += 1
        created = f"2026-01-01T00:00:{self._made:02}.000+0000"
        options = {"checkOnly": fields.pop("check_only", False)}
        members = fields.pop("members", [("ApexClass", "Other")])
        files = {f"classes/{name}.cls": b"" for kind, name in members if kind == "ApexClass"}
        deploy = Deploy(f"0Af5g00000{self._made:05}AAA", created, options, files, members, **fields)
        self.deploys.append(deploy)
        return deploy

    def install_namesakes(self) -> None:
        """Let the org have a managed package whose components have the names of ours."""
        agents = {"Name": "Flex_Agent", "NamespacePrefix": "ns"}
        bundle = {"DeveloperName": "flexPanel", "NamespacePrefix": "ns"}
        hidden = {"Name": "FlexHost", "Body": "(hidden)", "Status": "Deleted", "NamespacePrefix": "ns"}
        key = {"TableEnumOrId": "Activity", "DeveloperName": "Flex_Key", "NamespacePrefix": "ns"}
        entity = {"SetupEntityType": "ApexClass", "SetupEntityId": entity_id("ns__FlexHost")}
        field = {"SobjectType": "Task", "Field": "Task.ns__Topic__c", "PermissionsEdit": True}
        user = {"AssigneeId": "005N", "Assignee": {"IsActive": True}, "PermissionSetGroupId": None}
        panel = {"FilePath": "lwc/flexPanel/flexPanel.js", "Source": "(hidden)"}
        for table, row in (
            ("ApexClass", {"Id": entity_id("ns__FlexHost"), **hidden}),
            ("CustomField", {**key, "Metadata": {}, "Name": "Activity.ns__Flex_Key__c"}),
            ("FieldPermissions", {**field, "Parent": agents}),
            ("LightningComponentResource", {**panel, "LightningComponentBundle": bundle}),
            ("PermissionSet", {"Id": "0PSns", "PermissionsApiEnabled": True, **agents}),
            ("PermissionSetAssignment", {**user, "PermissionSet": agents}),
            ("SetupEntityAccess", {**entity, "Parent": agents}),
        ):
            self.tables[table].append(row)

    def _apply(self, deploy: Deploy) -> None:
        """Put what was deployed into the tables that queries read."""
        deploy.is_applied = True
        for kind, name in deploy.members:
            self._apply_member(kind, name, deploy.files)
        for path, data in deploy.files.items():
            if path.startswith("lwc/"):
                bundle = {"DeveloperName": path.split("/")[1]}
                row = {"FilePath": path, "Source": data.decode(), "LightningComponentBundle": bundle}
                self._put("LightningComponentResource", "FilePath", row)

    def _apply_member(self, kind: str, name: str, files: Mapping[str, bytes]) -> None:
        if kind == "ApexClass":
            body = files[f"classes/{name}.cls"].decode()
            row: Row = {"Id": entity_id(name), "Name": name, "Body": body, "Status": "Active"}
            self._put(kind, "Name", {**row, "NamespacePrefix": None})
        elif kind == "CustomPermission":
            row = {"Id": entity_id(name), "DeveloperName": name, "NamespacePrefix": None}
            self._put(kind, "DeveloperName", row)
        elif kind == "LightningMessageChannel":
            self._put(kind, "DeveloperName", {"DeveloperName": name, "NamespacePrefix": None})
        elif kind == "PermissionSet":
            self._put(kind, "Name", {"Id": f"0PS{name}", "Name": name})
            self._replace_grants(name, files[f"permissionsets/{name}.permissionset"].decode())
        elif kind == "CspTrustedSite":
            self._put(kind, "EndpointUrl", _trusted_site(files[f"cspTrustedSites/{name}.cspTrustedSite"]))
        elif kind == "CustomObject":
            self.tables.setdefault(name, [])
        elif kind == "CustomField":
            owner, field = name.split(".")
            metadata = _field(files[f"objects/{owner}.object"], field)
            row = {"TableEnumOrId": owner, "DeveloperName": field.removesuffix("__c"), "Metadata": metadata}
            self._put("CustomField", "Name", {**row, "Name": name, "NamespacePrefix": None})
        elif kind == "CustomMetadata":
            owner, record = name.split(".")
            known = {"Id": f"m00{record}", "DeveloperName": record}
            values = _values(files[f"customMetadata/{name}.md"].decode())
            self._put(
                f"{owner}__mdt", "DeveloperName", {"Object__c": None, "Show__c": None, **known, **values}
            )

    def _replace_grants(self, name: str, data: str) -> None:
        for table in GRANTS:
            rows = self.tables[table]
            rows[:] = [row for row in rows if row["Parent"] != {"Name": name}]
        for field in re.findall(r"<field>(Task\.\w+)</field>", data):
            self.grant(name, field)
            self.grant(name, field.replace("Task", "Event"))
        for kind, pattern in ENTITIES.items():
            for entity in re.findall(pattern, data, re.DOTALL):
                row = {"SetupEntityType": kind, "SetupEntityId": entity_id(entity), "Parent": {"Name": name}}
                self.tables["SetupEntityAccess"].append(row)

    def grant(self, permission_set: str, field: str) -> None:
        """Let a permission set give access to a field."""
        access = {"SobjectType": field.split(".")[0], "Field": field, "PermissionsEdit": True}
        self._put("FieldPermissions", "Field", {**access, "Parent": {"Name": permission_set}})

    def replace_grant(self, name: str) -> None:
        """Let the permission set grant another entity of the same type instead of this one."""
        for row in self.tables["SetupEntityAccess"]:
            if row["SetupEntityId"] == entity_id(name):
                row["SetupEntityId"] = entity_id("Other")

    def _put(self, table: str, key: str, row: Row) -> None:
        rows = self.tables.setdefault(table, [])
        rows[:] = [*(old for old in rows if old[key] != row[key]), row]


def _values(data: str) -> Row:
    """Return the values of a record of custom metadata."""
    return dict(re.findall(r"<field>(\w+)</field>\s*<value[^>]*>([^<]*)</value>", data))


def _field(data: bytes, name: str) -> Row:
    space = "{http://soap.sforce.com/2006/04/metadata}"
    fields = ElementTree.fromstring(data).iter(f"{space}fields")
    element = next(field for field in fields if field.findtext(f"{space}fullName") == name)
    values = {part.tag.partition("}")[2]: part.text for part in element if isinstance(part.tag, str)}
    return {key: {"true": True, "false": False}.get(str(value), value) for key, value in values.items()}


def _trusted_site(data: bytes) -> Row:
    values = {part.tag.partition("}")[2]: part.text for part in ElementTree.fromstring(data)}
    flags = ("isActive", "isApplicableToFrameSrc", "canAccessMicrophone")
    row: Row = {name[0].upper() + name[1:]: values.get(name) == "true" for name in flags}
    return {**row, "EndpointUrl": values["endpointUrl"], "Context": values.get("context", "All")}


def _json(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(
        status,
        json.dumps(value).encode(),
        {"Content-Type": "application/json;charset=UTF-8", **(headers or {})},
    )
