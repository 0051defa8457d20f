"""The org doctor: a healthy org, and each defect as the only finding."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from build.cli import ROOT
from build.demo.twilio_api.faults import Fault, cut_off
from build.remote.errors import CredentialsError, NotFound, RemoteUnavailable
from build.remote.findings import OK, Finding
from build.salesforce.doctor import checks
from build.salesforce.org_package import OrgPackage
from tests.support.fake_org import FakeOrg, refuse, refuse_in_html
from tests.support.salesforce_runs import run_deploy, run_doctor

DATA = "/services/data/v66.0"


def utility_bar(**properties: object) -> dict[str, Any]:
    """Return the metadata of a utility bar with the panel, and the properties of its item."""
    named = [{"name": name, "value": value} for name, value in properties.items()]
    panel = {"componentName": "flexPanel", "componentInstanceProperties": named or None}
    history = {
        "componentName": "history",
        "componentInstanceProperties": [{"name": "eager", "value": "false"}],
    }
    return {
        "flexiPageRegions": [{"itemInstances": [{"componentInstance": item} for item in (history, panel)]}]
    }


UTILITY_BAR = utility_bar(flexAddress="https://flex.twilio.com/agent-desktop", eager="true", height="700")
OTHER_BAR = {"flexiPageRegions": [{"itemInstances": [{"componentInstance": {"componentName": "history"}}]}]}


ONE_FAILURE = (
    (refuse(400, "MALFORMED_QUERY"), 1),
    (refuse(403, "INSUFFICIENT_ACCESS"), 1),
    (refuse_in_html(302, location="https://maintenance.example/"), 1),
    (refuse_in_html(503), 5),
    (cut_off(), 5),
)
"""A fault, and how many times it has to occur until the request fails."""


@pytest.fixture
def healthy(org: FakeOrg, small_package: OrgPackage) -> FakeOrg:
    """Return an org with the package, as the set-up page makes it."""
    org.polls_needed = 1
    run_deploy(org, small_package)
    agent = {"AssigneeId": "005A", "Assignee": {"IsActive": True}, "PermissionSetGroupId": None}
    org.tables["PermissionSetAssignment"].append({**agent, "PermissionSet": {"Name": "Flex_Agent"}})
    for name, metadata in (("Other", OTHER_BAR), ("Sales_UtilityBar", UTILITY_BAR)):
        page = {"Id": f"0M0{name}", "DeveloperName": name, "Type": "UtilityBar", "Metadata": metadata}
        org.tables["FlexiPage"].append(page)
    org.requests.clear()
    return org


def bad(findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.level != OK]


def test_a_healthy_org_has_no_finding(healthy: FakeOrg, small_package: OrgPackage) -> None:
    results = run_doctor(healthy, small_package)
    assert [finding.check for finding in results.findings] == [
        *("org", "release", "Lightning Web Security", "microphone", "package", "Trusted URL", "key field"),
        *("permission set", "utility bar", "message channels", "search rules", "Allowed URLs"),
    ]
    assert not bad(results.findings)
    assert {request.method for request in healthy.requests} == {"GET"}
    assert "Twilio Flex is in Sales_UtilityBar" in [finding.text for finding in results.findings]


def change(table: str, **values: object) -> Callable[[FakeOrg], None]:
    def apply(org: FakeOrg) -> None:
        for row in org.tables[table]:
            row.update(values)

    return apply


def drop(table: str) -> Callable[[FakeOrg], None]:
    return lambda org: org.tables[table].clear()


def security(**values: object) -> Callable[[FakeOrg], None]:
    return lambda org: org.security.update(values)


def source(path: str, text: str) -> Callable[[FakeOrg], None]:
    def apply(org: FakeOrg) -> None:
        for table, key, field in (
            ("LightningComponentResource", "FilePath", "Source"),
            ("ApexClass", "Name", "Body"),
        ):
            for row in org.tables[table]:
                if row[key] in path:
                    row[field] = text

    return apply


def without(table: str, key: str, value: object) -> Callable[[FakeOrg], None]:
    def apply(org: FakeOrg) -> None:
        org.tables[table][:] = [row for row in org.tables[table] if row[key] != value]

    return apply


FIELD: dict[str, Any] = {"unique": False, "externalId": True, "caseSensitive": True}


@pytest.mark.parametrize(
    ("break_it", "check", "words"),
    [
        (security(sessionSettings={"lockerServiceNext": False}), "Lightning Web Security", "off"),
        (security(sessionSettings={"lockerServiceNext": "false"}), "Lightning Web Security", "off"),
        (security(sessionSettings=None), "Lightning Web Security", "do not show"),
        (lambda org: org.security.clear(), "Lightning Web Security", "do not show"),
        (security(enablePermissionsPolicy=None), "microphone", "do not show"),
        (security(grantMicrophoneAccess="Never"), "microphone", '"Never"'),
        (security(grantMicrophoneAccess=None), "microphone", '"unknown"'),
        (change("CspTrustedSite", CanAccessMicrophone=False), "microphone", "nobody can hear agents"),
        (change("CspTrustedSite", IsActive=False), "Trusted URL", "is missing, not active"),
        (change("CspTrustedSite", Context="Communities"), "Trusted URL", "not for Lightning Experience"),
        (change("CspTrustedSite", EndpointUrl="http://flex.twilio.com"), "Trusted URL", "is missing"),
        (change("CspTrustedSite", EndpointUrl="https://flex.twilio.com.evil"), "Trusted URL", "is missing"),
        (change("CspTrustedSite", EndpointUrl="https://*.evil.com"), "Trusted URL", "is missing"),
        (change("CspTrustedSite", IsApplicableToFrameSrc=False), "Trusted URL", "lacks frame-src"),
        (drop("CspTrustedSite"), "Trusted URL", "is missing"),
        (change("ApexClass", Status="Inactive"), "package", "cannot compile FlexHost, FlexHostTest"),
        (
            source("classes/FlexHost.cls", "public class FlexHost { }"),
            "package",
            "another version of FlexHost",
        ),
        (source("lwc/flexPanel/flexPanel.js", "// old"), "package", "another version of flexPanel"),
        (without("ApexClass", "Name", "FlexHost"), "package", "a part of it is missing: FlexHost"),
        (
            without("LightningComponentResource", "FilePath", "lwc/flexPanel/flexPanel.html"),
            "package",
            "is missing: flexPanel",
        ),
        (without("CustomField", "DeveloperName", "Flex_Key"), "key field", "is missing"),
        (change("CustomField", Metadata=FIELD), "key field", "is not unique"),
        (
            change("CustomField", Metadata={**FIELD, "externalId": "false"}),
            "key field",
            "is not unique and not externalId",
        ),
        (
            change("CustomField", Metadata={"unique": True, "externalId": True}),
            "key field",
            "is not caseSensitive",
        ),
        (
            without("CustomField", "DeveloperName", "Flex_Updates"),
            "activity fields",
            "missing: Activity.Flex_Updates__c.",
        ),
        (
            without("FieldPermissions", "Field", "Task.Flex_Updates__c"),
            "permission set",
            "write Activity.Flex_Updates__c",
        ),
        (drop("PermissionSet"), "permission set", "is missing"),
        (
            without("SetupEntityAccess", "SetupEntityType", "ApexClass"),
            "permission set",
            "Flex_Agent lacks the Apex class FlexHost: Flex cannot",
        ),
        (
            without("SetupEntityAccess", "SetupEntityType", "CustomPermission"),
            "permission set",
            "Flex_Agent lacks the custom permission Flex_Agent: Flex cannot",
        ),
        (
            drop("SetupEntityAccess"),
            "permission set",
            "Flex_Agent lacks the Apex class FlexHost and the custom permission Flex_Agent "
            "and the custom metadata type FlexPop__mdt: Flex cannot",
        ),
        (
            lambda org: org.replace_grant("FlexHost"),
            "permission set",
            "Flex_Agent lacks the Apex class FlexHost: Flex cannot",
        ),
        (
            lambda org: org.replace_grant("Flex_Agent"),
            "permission set",
            "Flex_Agent lacks the custom permission Flex_Agent: Flex cannot",
        ),
        (
            lambda org: org.replace_grant("FlexPop__mdt"),
            "permission set",
            "Flex_Agent lacks the custom metadata type FlexPop__mdt: Flex cannot",
        ),
        (drop("FieldPermissions"), "permission set", "lets anybody write"),
        (change("FieldPermissions", PermissionsEdit=False), "permission set", "lets anybody write"),
        (drop("PermissionSetAssignment"), "permission set", "no active user"),
        (change("PermissionSetAssignment", Assignee={"IsActive": False}), "permission set", "no active user"),
        (drop("FlexiPage"), "utility bar", "no utility bar"),
        (change("FlexiPage", Metadata=OTHER_BAR), "utility bar", "no utility bar"),
        (change("FlexiPage", Metadata=None), "utility bar", "no utility bar"),
        (
            change("FlexiPage", Metadata=utility_bar(flexAddress="https://flex.acme.example/x?y")),
            "utility bar",
            "Other shows Flex from https://flex.acme.example, which is not a Trusted URL",
        ),
        (
            change("FlexiPage", Metadata=utility_bar(flexAddress="flex.twilio.com")),
            "utility bar",
            "Other shows Flex from an invalid address",
        ),
        (
            change("FlexiPage", Metadata=utility_bar(eager="false")),
            "utility bar",
            "Other does not start Flex automatically",
        ),
        (drop("LightningMessageChannel"), "message channels", "not in the org: FlexDial__c"),
        (change("LightningMessageChannel", NamespacePrefix="ns"), "message channels", "FlexDial__c"),
        (drop("FlexSearch__mdt"), "search rules", "nothing is found"),
        (drop("FlexPop__mdt"), "search rules", "Flex Pop has no records"),
        (lambda org: org.tables.pop("FlexSearch__mdt"), "search rules", "this user cannot see"),
        (lambda org: org.tables.pop("FlexPop__mdt"), "search rules", "this user cannot see"),
        (change("FlexSearch__mdt", Object__c="Contacts"), "search rules", 'that the org lacks: "Contacts"'),
        (change("FlexSearch__mdt", Object__c="O'Neil, x"), "search rules", 'the org lacks: "O\'Neil, x"'),
        (
            change("FlexPop__mdt", Show__c="New record"),
            "search rules",
            'Flex Pop names an object that the org lacks: ""',
        ),
    ],
)
def test_each_cause_is_the_only_finding(
    healthy: FakeOrg, small_package: OrgPackage, break_it: Callable[[FakeOrg], None], check: str, words: str
) -> None:
    break_it(healthy)
    (finding,) = bad(run_doctor(healthy, small_package).findings)
    assert finding.check == check
    assert words in finding.text
    assert finding.next


@pytest.mark.parametrize(
    "heal",
    [
        security(enablePermissionsPolicy=False, grantMicrophoneAccess=None),
        security(enablePermissionsPolicy="true"),
        security(sessionSettings={"lockerServiceNext": "true"}),
        security(grantMicrophoneAccess="Always"),
        change("FlexSearch__mdt", Object__c=" contact"),
        change("FlexPop__mdt", Show__c="New record", Object__c="Lead"),
        lambda org: org.objects.clear(),
        drop("CustomPermission"),
        change("CspTrustedSite", EndpointUrl="https://*.twilio.com"),
        change("CspTrustedSite", EndpointUrl="https://Flex.twilio.com/", Context="All"),
        change("FlexiPage", Metadata={"a": [{"componentName": "c:flexPanel"}]}),
        change("FlexiPage", Metadata=utility_bar(flexAddress="https://FLEX.twilio.com/login", eager=True)),
        change("FlexiPage", Metadata=utility_bar(flexAddress=None, eager=None)),
        source("lwc/flexPanel/flexPanel.js", "import { CHANNELS } from 'c/flexChannels';\r\n\r\n"),
    ],
)
def test_a_valid_state_of_another_form_is_not_a_finding(
    healthy: FakeOrg, small_package: OrgPackage, heal: Callable[[FakeOrg], None]
) -> None:
    heal(healthy)
    assert not bad(run_doctor(healthy, small_package).findings)


def test_namesakes_of_a_managed_package_are_not_ours(healthy: FakeOrg, small_package: OrgPackage) -> None:
    healthy.install_namesakes()
    other = {"Id": "0M0ns", "DeveloperName": "Sales_UtilityBar", "Type": "UtilityBar", "Metadata": None}
    healthy.tables["FlexiPage"].append(other)
    findings = run_doctor(healthy, small_package).findings
    assert not bad(findings)
    texts = [finding.text for finding in findings]
    assert "Flex_Agent is assigned to 1 active user" in texts
    assert "Twilio Flex is in Sales_UtilityBar" in texts


def test_a_permission_set_group_counts(healthy: FakeOrg, small_package: OrgPackage) -> None:
    healthy.tables["PermissionSetAssignment"][:] = [
        {
            "AssigneeId": user,
            "Assignee": {"IsActive": True},
            "PermissionSetGroupId": group,
            "PermissionSet": {"Name": "x"},
        }
        for user, group in (("005A", "0PG1"), ("005B", "0PG1"), ("005C", "0PG2"))
    ]
    component = {"PermissionSetGroupId": "0PG1", "PermissionSet": {"Name": "Flex_Agent"}}
    healthy.tables["PermissionSetGroupComponent"].append(component)
    findings = run_doctor(healthy, small_package).findings
    assert not bad(findings)
    assert "Flex_Agent is assigned to 2 active users" in [finding.text for finding in findings]


def test_for_an_empty_org_only_the_package_is_reported_missing(
    org: FakeOrg, small_package: OrgPackage
) -> None:
    (finding,) = bad(run_doctor(org, small_package).findings)
    assert (finding.check, finding.text) == ("package", "it is not in the org")


def test_releases_are_compared_as_numbers() -> None:
    assert checks.check_release("60.0", 66.0).level == "problem"
    assert checks.check_release("100.0", 66.0).level == OK


def test_an_org_with_an_older_api_than_the_packages_has_that_one_problem(
    org: FakeOrg, small_package: OrgPackage
) -> None:
    org.versions = ("60.0", "65.0")
    results = run_doctor(org, small_package)
    assert str(results.org) == '"Acme" (sandbox, 00D5g00000ABCDEEA4)'
    (finding,) = bad(results.findings)
    assert (finding.check, finding.level) == ("release", "problem")
    assert finding.text == "the org serves API 65.0, and the package needs 66.0"


def test_a_missing_resource_of_a_new_org_is_an_error(org: FakeOrg, small_package: OrgPackage) -> None:
    org.faults.on("GET", f"{DATA}/query", refuse(404, "NOT_FOUND"))
    with pytest.raises(NotFound):
        run_doctor(org, small_package)


def test_self_hosted_flex_needs_its_own_trusted_url(healthy: FakeOrg, small_package: OrgPackage) -> None:
    (finding,) = bad(run_doctor(healthy, small_package, flex="https://flex.acme.example:8443/desk").findings)
    assert finding.text.startswith("https://flex.acme.example:8443 is missing")


TABLES = (
    *("SecuritySettings", "CspTrustedSite", "ApexClass", "LightningComponentResource", "CustomField"),
    *("PermissionSet", "PermissionSetAssignment", "FlexiPage", "LightningMessageChannel"),
)


@pytest.mark.parametrize("table", TABLES)
def test_a_query_that_is_refused_is_one_finding(
    healthy: FakeOrg, small_package: OrgPackage, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    real = healthy._tables

    def tables(*, is_tooling: bool) -> dict[str, list[dict[str, Any]]]:
        return {name: rows for name, rows in real(is_tooling=is_tooling).items() if name != table}

    monkeypatch.setattr(healthy, "_tables", tables)
    (finding,) = bad(run_doctor(healthy, small_package).findings)
    assert finding.text.startswith("could not be checked: ")
    assert f"'{table}' is not supported" in finding.text
    assert finding.next


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(refuse(401, "INVALID_SESSION_ID"), CredentialsError), (refuse_in_html(503), RemoteUnavailable)],
    ids=["session", "maintenance"],
)
def test_an_org_that_does_not_answer_is_an_error(
    org: FakeOrg, small_package: OrgPackage, fault: Any, kind: type[Exception]
) -> None:
    org.faults.on("GET", f"{DATA}/query", fault, times=None)
    with pytest.raises(kind):
        run_doctor(org, small_package)


@pytest.mark.parametrize(
    ("api", "lightning"),
    [
        ("acme.my.salesforce.com", "https://acme.lightning.force.com"),
        ("acme--uat.sandbox.my.salesforce.com", "https://acme--uat.sandbox.lightning.force.com"),
        ("acme.my.salesforce.mil", "https://acme.lightning.crmforce.mil"),
        ("acme.my.sfcrmproducts.cn", "https://acme.lightning.sfcrmapps.cn"),
        ("na139.salesforce.com", "the origin of your Lightning pages"),
        ("127.0.0.1", "the origin of your Lightning pages"),
    ],
)
def test_allowed_urls_names_the_lightning_origin(api: str, lightning: str) -> None:
    assert checks.check_allowed_urls(f"https://{api}").text.endswith(f"must list {lightning}")


def anchors(page: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_leads_to_a_heading_of_the_set_up_page() -> None:
    sources = [*(ROOT / "build/salesforce").rglob("*.py"), ROOT / "build/cli/salesforce_org.py"]
    text = "\n".join(path.read_text("utf-8") for path in sources).replace("{SETUP}", checks.SETUP)
    linked = set(re.findall(r"docs/salesforce-setup\.md#([\w-]+)", text))
    assert len(linked) > 5
    assert linked <= anchors((ROOT / checks.SETUP).read_text("utf-8"))


@pytest.mark.parametrize(("fault", "times"), ONE_FAILURE, ids=[fault.name for fault, _ in ONE_FAILURE])
def test_a_request_that_fails_is_one_finding_and_the_rest_is_checked(
    healthy: FakeOrg, small_package: OrgPackage, fault: Fault, times: int
) -> None:
    run_doctor(healthy, small_package)
    for nth in range(2, len(healthy.requests) + 1):  # the first names the org
        healthy.faults.on("*", "**", fault, nth=nth, times=times)
        (finding,) = bad(run_doctor(healthy, small_package).findings)
        healthy.faults.clear()
        assert finding.text.startswith("could not be checked: ")
        assert "\n" not in finding.text
        assert finding.next
    assert not bad(run_doctor(healthy, small_package).findings)
