"""A deploy from the first look to the result, on the fake org."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count, product

import pytest

from build.demo.twilio_api.faults import Fault, cut_off, drop_after, drop_before, first
from build.remote.errors import (
    AnswerLost,
    Conflict,
    CredentialsError,
    Declined,
    InputError,
    Interrupted,
    NotFound,
    ReleaseError,
    RemoteUnavailable,
)
from build.remote.retry import Clock
from build.salesforce.client.org import check_deploy_id
from build.salesforce.conversion import convert
from build.salesforce.deploy import deploy, follow, plan_package
from build.salesforce.deploy_result import DeployResult, parse_result
from build.salesforce.grants import OTHERS, check_grants
from build.salesforce.org_package import CHANNELS_MODULE, OrgPackage
from tests.support.cases import case
from tests.support.fake_org import FakeOrg, refuse, refuse_in_html
from tests.support.fake_org.deploys import failure
from tests.support.fake_org.server import entity_id
from tests.support.in_process import InProcess, InterruptedAt
from tests.support.salesforce_runs import bound, run_deploy
from tests.support.twilio_runs import RecordedProgress, moving_clock

DATA = "/services/data/v66.0"
START = ("POST", f"{DATA}/metadata/deployRequest")
POLL = ("GET", f"{DATA}/metadata/deployRequest/*")
LIST = ("GET", f"{DATA}/tooling/query")
"""The third such request of a deploy lists the deploys; those before look for what admins made."""
DONE = {fault.name: fault for fault in (drop_after(), cut_off(), refuse(504, "GATEWAY", done=True))}
NOT_DONE = {
    fault.name: fault
    for fault in (drop_before(), refuse(500, "UNKNOWN_EXCEPTION"), refuse_in_html(502), refuse_in_html(200))
}


def locate(file: str, name: str) -> str:
    return f"here/{file}" if file else name


def no_wait(org: FakeOrg) -> None:
    org.polls_needed = 1


@pytest.fixture
def deployed(org: FakeOrg, small_package: OrgPackage) -> FakeOrg:
    """Return an org that has the package."""
    no_wait(org)
    run_deploy(org, small_package)
    return org


@pytest.mark.parametrize("as_text", [False, True], ids=["numbers", "texts"])
def test_the_package_is_deployed_with_its_tests(
    org: FakeOrg, small_package: OrgPackage, as_text: bool
) -> None:
    org.as_text, org.polls_needed = as_text, 4
    progress = RecordedProgress([], [])
    result = run_deploy(org, small_package, progress=progress)
    assert result.succeeded
    assert result.is_done
    assert result.components == (15, 15)
    assert result.tests == (1, 1)
    assert not result.problems
    (deploy,) = org.deploys
    assert deploy.options == {
        "checkOnly": False,
        "rollbackOnError": True,
        "singlePackage": True,
        "ignoreWarnings": True,
        "testLevel": "RunSpecifiedTests",
        "runTests": ["FlexHostTest"],
    }
    assert org.tables["LightningComponentResource"]
    assert progress.notes == [f"the deploy is {deploy.id}"]
    assert progress.steps[-3:] == [
        "wait for the org to begin with the deploy",
        "deploy the components: 2 of 15",
        "deploy the components: 3 of 15",
    ]


def test_a_check_changes_nothing(org: FakeOrg, small_package: OrgPackage) -> None:
    result = run_deploy(org, small_package, check_only=True)
    assert result.succeeded
    assert result.check_only
    assert not any(org.tables.values())


def test_without_tests_salesforce_chooses_which_to_run(org: FakeOrg, small_package: OrgPackage) -> None:
    run_deploy(org, small_package.without(["classes/FlexHostTest.cls", "classes/FlexHostTest.cls-meta.xml"]))
    assert "testLevel" not in org.deploys[0].options


def test_a_change_that_is_not_approved_is_not_sent(org: FakeOrg, small_package: OrgPackage) -> None:
    with bound(org) as api:
        plan = plan_package(api, small_package)
        assert str(plan.identity) == '"Acme" (sandbox, 00D5g00000ABCDEEA4)'
        with pytest.raises(Declined):
            deploy(api, plan, locate, lambda *_: False, check_only=False)
    assert not [request for request in org.requests if request.method == "POST"]


@pytest.mark.parametrize(
    ("sandbox", "edition", "kind"),
    [
        (True, "Enterprise Edition", "sandbox"),
        ("true", "Developer Edition", "sandbox"),
        (False, "Developer Edition", "Developer Edition"),
        ("false", "Enterprise Edition", "production"),
        (None, "", "production"),
    ],
)
def test_the_org_is_called_by_its_kind(org: FakeOrg, sandbox: object, edition: str, kind: str) -> None:
    org.organization |= {"IsSandbox": sandbox, "OrganizationType": edition}
    with bound(org) as api:
        assert api.identity().kind == kind


def test_an_org_with_an_older_api_than_the_packages_is_refused(
    org: FakeOrg, small_package: OrgPackage
) -> None:
    org.versions = ("60.0", "65.0")
    with pytest.raises(InputError, match=r"serves API 65\.0, and the package needs 66\.0"):
        run_deploy(org, small_package)
    org.versions = ("60.0",)
    with pytest.raises(InputError, match=r"needs 61\.0"):
        run_deploy(org, replace(small_package, api_version="60.0"))


def test_rules_that_the_org_has_are_left_alone(deployed: FakeOrg, small_package: OrgPackage) -> None:
    deployed.tables["FlexSearch__mdt"] = [{"Id": "m1", "DeveloperName": "Own"}]
    deployed.tables["FlexPop__mdt"].clear()
    run_deploy(deployed, small_package)
    assert [row["DeveloperName"] for row in deployed.tables["FlexSearch__mdt"]] == ["Own"]
    assert [row["DeveloperName"] for row in deployed.tables["FlexPop__mdt"]] == ["One"]
    run_deploy(deployed, small_package, reset=True)
    assert [row["DeveloperName"] for row in deployed.tables["FlexSearch__mdt"]] == ["Own", "Contact"]


@pytest.mark.parametrize("table", ["FlexSearch__mdt", "FlexPop__mdt"])
def test_rules_that_the_user_cannot_see_are_not_replaced(
    deployed: FakeOrg, small_package: OrgPackage, table: str
) -> None:
    del deployed.tables[table]
    with pytest.raises(
        InputError, match=f"this user cannot see the records of {table}, which a deploy would"
    ):
        run_deploy(deployed, small_package)
    assert len(deployed.deploys) == 1
    assert run_deploy(deployed, small_package, reset=True).succeeded


def test_channels_and_a_trusted_url_of_the_admins_are_left_alone(
    org: FakeOrg, small_package: OrgPackage
) -> None:
    no_wait(org)
    own = {"DeveloperName": "Twilio_Flex", "EndpointUrl": "https://Flex.twilio.com/"}
    org.tables["CspTrustedSite"].append(own)
    org.tables["LightningMessageChannel"].append({"DeveloperName": "FlexDial", "NamespacePrefix": None})
    run_deploy(org, small_package)
    sent = {kind for kind, _ in org.deploys[0].members}
    assert not sent & {"CspTrustedSite", "LightningMessageChannel"}
    assert org.tables["CspTrustedSite"] == [own]
    run_deploy(org, small_package, reset=True)
    assert {"CspTrustedSite", "LightningMessageChannel"} <= {kind for kind, _ in org.deploys[1].members}


def entities(kind: str, number: int) -> Callable[[FakeOrg], None]:
    rows = [
        {"SetupEntityType": kind, "SetupEntityId": entity_id(f"Added{nth}"), **OF_AGENTS}
        for nth in range(number)
    ]
    return lambda org: org.tables["SetupEntityAccess"].extend(rows)


def granted(table: str, **row: object) -> Callable[[FakeOrg], None]:
    return lambda org: org.tables[table].append({**row, **OF_AGENTS})


OF_AGENTS = {"Parent": {"Name": "Flex_Agent"}}
ADDED: dict[str, Callable[[FakeOrg], None]] = {
    "Task.Topic__c": lambda org: org.grant("Flex_Agent", "Task.Topic__c"),
    "Lead": granted("ObjectPermissions", SobjectType="Lead"),
    "standard-Lead": granted("PermissionSetTabSetting", Name="standard-Lead"),
    "apps": entities("TabSet", 2),
    "Apex classes": entities("ApexClass", 1),
    "custom permissions": entities("CustomPermission", 1),
    "custom metadata types": entities("CustomEntityDefinition", 1),
    "Visualforce pages": entities("ApexPage", 1),
    "FlowDefinition": entities("FlowDefinition", 1),
    "ApiEnabled": lambda org: org.tables["PermissionSet"][0].update(PermissionsApiEnabled=True),
}


@pytest.mark.parametrize("check_only", [True, False])
@pytest.mark.parametrize("added", ADDED)
def test_permissions_that_admins_added_to_the_permission_set_are_not_taken_away(
    deployed: FakeOrg, small_package: OrgPackage, check_only: bool, added: str
) -> None:
    deployed.grant("Other", "Task.Other__c")
    deployed.tables["PermissionSet"][0]["PermissionsEditTask"] = False
    run_deploy(deployed, small_package)
    ADDED[added](deployed)
    with pytest.raises(InputError, match=f"Flex_Agent in the org also grants {added}, which it would lose"):
        run_deploy(deployed, small_package, check_only=check_only)
    assert len(deployed.deploys) == 2
    run_deploy(deployed, small_package, check_only=check_only, reset=True)
    assert len(deployed.deploys) == 3


def test_a_permission_set_of_a_managed_package_is_not_ours(
    deployed: FakeOrg, small_package: OrgPackage
) -> None:
    deployed.install_namesakes()
    assert run_deploy(deployed, small_package).succeeded


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("ApexClass", "FlexHost"),
        ("CustomEntityDefinition", "FlexPop__mdt"),
        ("CustomPermission", "Flex_Agent"),
    ],
)
def test_a_grant_that_replaced_the_packages_is_not_taken_away(
    deployed: FakeOrg, small_package: OrgPackage, kind: str, name: str
) -> None:
    deployed.replace_grant(name)
    with pytest.raises(InputError, match=f"also grants {OTHERS[kind]}, which it would lose"):
        run_deploy(deployed, small_package)


@pytest.mark.parametrize("table", ["ApexClass", "CustomPermission"])
def test_grants_whose_names_the_org_does_not_list_are_compared_by_number(
    deployed: FakeOrg, small_package: OrgPackage, table: str
) -> None:
    deployed.tables[table].clear()
    with bound(deployed) as api:
        check_grants(api, small_package)
        entities(table, 1)(deployed)
        with pytest.raises(InputError, match="also grants"):
            check_grants(api, small_package)


def test_an_org_that_does_not_list_system_permissions_gets_the_package(
    deployed: FakeOrg, small_package: OrgPackage
) -> None:
    deployed.faults.on("GET", f"{DATA}/query", refuse(400, "MALFORMED_QUERY"), nth=10)
    assert run_deploy(deployed, small_package).succeeded


def test_each_failure_has_its_place_in_the_checkout(org: FakeOrg, small_package: OrgPackage) -> None:
    org.next_deploy = {
        "failures": [
            failure("classes/FlexHost.cls", "FlexHost", "Unexpected token", 2, 7),
            failure("classes/FlexHost.cls", "FlexHost", "Missing ;", 9, 1),
            failure("objects/Activity.object", "Activity.Flex_Key__c", "Too many\nfields"),
            {**failure("lwc/flexPanel/flexPanel.js", "flexPanel", "Old API"), "problemType": "Warning"},
        ],
        "test_failures": [
            {
                "name": "FlexHostTest",
                "methodName": "savesOnce",
                "message": "System.AssertException: Assertion Failed",
                "stackTrace": "Class.FlexHostTest.savesOnce: line 12, column 3\nAnonymous: line 1, column 1",
            }
        ],
    }
    result = run_deploy(org, small_package)
    assert not result.succeeded
    assert [str(problem) for problem in result.problems] == [
        "classes/FlexHost.cls:2:7: Unexpected token",
        "classes/FlexHost.cls:9:1: Missing ;",
        "objects/Activity/fields/Flex_Key__c.field-meta.xml: Activity.Flex_Key__c: Too many fields",
        "lwc/flexPanel/flexPanel.js: Old API",
        "classes/FlexHostTest.cls:12:3: savesOnce: System.AssertException: Assertion Failed",
    ]
    assert len(result.failures) == 4


def test_a_channel_that_the_org_lacks_is_a_failure_with_its_line(
    org: FakeOrg, small_package: OrgPackage
) -> None:
    text = small_package.files[CHANNELS_MODULE].replace(b"FlexDial__c", b"AcmeDial__c")
    files = {**small_package.files, CHANNELS_MODULE: text}
    result = run_deploy(org, replace(small_package, files=files))
    (problem,) = result.problems
    assert problem.place == f"{CHANNELS_MODULE}:2:1"
    assert "AcmeDial__c" in problem.text


def test_a_deploy_that_fails_as_a_whole_has_its_reason(org: FakeOrg, small_package: OrgPackage) -> None:
    org.next_deploy = {"error": ("UNKNOWN_EXCEPTION", "An internal error")}
    result = run_deploy(org, small_package)
    assert (result.status, result.error) == ("Failed", "UNKNOWN_EXCEPTION: An internal error")


def test_a_cancelled_deploy_did_not_succeed(org: FakeOrg, small_package: OrgPackage) -> None:
    org.next_deploy = {"is_canceled": True}
    result = run_deploy(org, small_package)
    assert (result.is_done, result.succeeded, result.status) == (True, False, "Canceled")


@pytest.mark.parametrize("fault", DONE)
def test_a_deploy_whose_answer_is_lost_is_found_and_not_sent_again(
    org: FakeOrg, small_package: OrgPackage, fault: str
) -> None:
    run_deploy(org, small_package, check_only=True)  # an earlier deploy is not mistaken for it
    org.faults.on(*START, DONE[fault])
    assert run_deploy(org, small_package).succeeded
    assert len(org.deploys) == 2


@pytest.mark.parametrize("fault", NOT_DONE)
def test_a_deploy_that_did_not_arrive_is_sent_again(
    org: FakeOrg, small_package: OrgPackage, fault: str
) -> None:
    org.faults.on(*START, NOT_DONE[fault])
    assert run_deploy(org, small_package).succeeded
    assert len(org.deploys) == 1


@pytest.mark.parametrize("fault", [*DONE, *NOT_DONE])
def test_an_answer_that_is_lost_twice_is_reported(
    org: FakeOrg, small_package: OrgPackage, fault: str
) -> None:
    org.faults.on(*START, {**DONE, **NOT_DONE}[fault], times=2 if fault in NOT_DONE else 1)
    if fault in NOT_DONE:
        with pytest.raises(AnswerLost, match="salesforce status"):
            run_deploy(org, small_package)
        assert not org.deploys
    else:
        assert run_deploy(org, small_package).succeeded


def test_a_second_answer_that_is_lost_is_found_too(org: FakeOrg, small_package: OrgPackage) -> None:
    org.faults.on(*START, drop_before())
    org.faults.on(*START, drop_after(), nth=2)
    assert run_deploy(org, small_package).succeeded
    assert len(org.deploys) == 1


@pytest.mark.parametrize(
    "members",
    [
        [("ApexClass", "Other")],
        [("ApexClass", "FlexHost")],
        [("ApexClass", "FlexHost"), ("ApexClass", "FlexHostTest"), ("ApexClass", "Other")],
    ],
    ids=["another class", "a part of ours", "a part of ours and another class"],
)
def test_somebody_elses_deploy_is_not_mistaken_for_ours(
    org: FakeOrg, small_package: OrgPackage, members: list[tuple[str, str]]
) -> None:
    org.faults.on(*START, first(lambda: org.start_by_somebody(members=members)))
    org.faults.on(*START, drop_before())
    with pytest.raises(Conflict, match="somebody else's"):
        run_deploy(org, small_package)
    assert len(org.deploys) == 1


def test_a_found_deploy_of_more_than_the_package_is_somebody_elses(small_package: OrgPackage) -> None:
    archive = convert(small_package.files, "66.0")
    reported = archive.names | {"package.xml", "Activity", "FlexSearch__mdt"}
    assert archive.is_reported_as(reported)
    assert archive.is_reported_as(archive.names)
    assert not archive.is_reported_as(reported | {"Other"})
    assert not archive.is_reported_as(reported - {"FlexHost"})
    assert not archive.is_reported_as(frozenset())


def test_several_new_deploys_are_reported_and_none_is_followed(
    org: FakeOrg, small_package: OrgPackage
) -> None:
    org.faults.on(*START, first(org.start_by_somebody))
    org.faults.on(*START, drop_after())
    with pytest.raises(AnswerLost, match="several deploys") as caught:
        run_deploy(org, small_package)
    assert all(deploy.id in str(caught.value) for deploy in org.deploys)


def test_somebody_elses_check_is_not_mistaken_for_our_deploy(org: FakeOrg, small_package: OrgPackage) -> None:
    org.faults.on(*START, first(lambda: org.start_by_somebody(check_only=True)))
    org.faults.on(*START, drop_after())
    assert run_deploy(org, small_package).succeeded


def test_a_user_who_may_not_list_deploys_looks_in_setup(org: FakeOrg, small_package: OrgPackage) -> None:
    org.faults.on(*LIST, refuse(400, "INVALID_TYPE"), nth=3)
    org.faults.on(*START, drop_after())
    with pytest.raises(AnswerLost, match="Deployment Status"):
        run_deploy(org, small_package)
    assert len(org.deploys) == 1


def test_a_list_that_fails_after_a_lost_answer_does_not_hide_that_the_deploy_may_have_started(
    org: FakeOrg, small_package: OrgPackage
) -> None:
    org.faults.on(*START, drop_after())
    org.faults.on(*LIST, refuse_in_html(503), nth=4, times=None)
    with pytest.raises(AnswerLost, match="salesforce status") as caught:
        run_deploy(org, small_package)
    assert str(caught.value).startswith("start the deploy: ")
    assert "HTTP 503" in str(caught.value)


class Stop:
    """A clock whose n-th sleep is Ctrl-C."""

    def __init__(self, nth: int) -> None:
        self.left = nth
        self.moving = moving_clock()
        self.clock = Clock(seconds=self.moving.seconds, wall=self.moving.wall, sleep=self.sleep)

    def sleep(self, seconds: float) -> None:
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt
        self.moving.sleep(seconds)


def test_ctrl_c_leaves_the_deploy_running_and_names_the_next_step(
    org: FakeOrg, small_package: OrgPackage
) -> None:
    org.polls_needed = 5
    with pytest.raises(Interrupted) as caught:
        run_deploy(org, small_package, clock=Stop(2).clock)
    (deploy,) = org.deploys
    assert caught.value.exit_code == 130
    assert f"`package.py salesforce status {deploy.id}`" in str(caught.value)
    assert not deploy.is_canceled
    with bound(org) as api:
        assert follow(api, deploy.id, locate).succeeded


def test_ctrl_c_during_the_search_says_that_the_deploy_may_have_started(
    org: FakeOrg, small_package: OrgPackage
) -> None:
    org.faults.on(*START, drop_after())
    with pytest.raises(Interrupted, match="may have started"):
        run_deploy(org, small_package, clock=Stop(1).clock)


def _advice(org: FakeOrg, small_package: OrgPackage, wire: InterruptedAt) -> str:
    """Return what a deploy says after Ctrl-C; "" if nothing has been sent."""
    try:
        return f"package.py salesforce status {run_deploy(org, small_package, wire=wire).id}"
    except KeyboardInterrupt:
        return ""
    except Interrupted as interrupted:
        return str(interrupted)


def test_a_deploy_that_was_interrupted_at_any_request_is_completed_by_the_next_run(
    small_package: OrgPackage,
) -> None:
    for nth, is_done in ((nth, is_done) for nth in count(1) for is_done in (False, True)):
        with case(nth, is_done), FakeOrg() as org:
            wire = InterruptedAt(org, nth, is_done=is_done)
            advice = _advice(org, small_package, wire)
            assert not org.deploys or "package.py salesforce status" in advice
            assert all(deploy.polls == 0 or deploy.id in advice for deploy in org.deploys)
            assert run_deploy(org, small_package, wire=InProcess(org)).succeeded
            if not wire.has_interrupted:
                break
    assert nth > 10


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (drop_before(), RemoteUnavailable),
        (refuse_in_html(503), RemoteUnavailable),
        (refuse(401, "INVALID_SESSION_ID"), CredentialsError),
        (refuse(403, "REQUEST_LIMIT_EXCEEDED"), RemoteUnavailable),
    ],
    ids=["dropped", "maintenance", "session", "limit"],
)
def test_a_deploy_that_cannot_be_followed_continues(
    org: FakeOrg, small_package: OrgPackage, fault: Fault, kind: type[ReleaseError]
) -> None:
    org.polls_needed = 5
    org.faults.on(*POLL, fault, nth=2, times=None)
    with pytest.raises(kind, match="It continues in the org") as caught:
        run_deploy(org, small_package)
    assert str(caught.value).count(f"salesforce status {org.deploys[0].id}") == 1
    assert "the same command again" not in str(caught.value)
    assert "\n" not in str(caught.value)
    org.faults.clear()
    with bound(org) as api:
        assert follow(api, org.deploys[0].id, locate).succeeded


def test_a_deploy_that_does_not_end_continues_without_the_command(
    org: FakeOrg, small_package: OrgPackage
) -> None:
    org.polls_needed = 10_000
    with pytest.raises(RemoteUnavailable, match="the deploy has not ended") as caught:
        run_deploy(org, small_package)
    assert str(caught.value).count(f"salesforce status {org.deploys[0].id}") == 1
    assert len(org.requests) < 1000


def test_a_deploy_that_does_not_exist_is_reported(org: FakeOrg) -> None:
    with bound(org) as api, pytest.raises(NotFound):
        follow(api, "0Af5g0000099999AAA", locate)


@pytest.mark.parametrize("text", ["", "0Af", "../query", "0Af5g0000099999AAA?x=y", "0AF5g0000099999AAA"])
def test_an_id_of_something_else_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        check_deploy_id(text)


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"status": None, "details": None},
        {"details": [], "numberComponentsTotal": "x", "done": "yes"},
        {"details": {"componentFailures": "x", "runTestResult": 3, "componentSuccesses": [3, None]}},
        {"numberTestsTotal": -1, "numberComponentsTotal": 1.5, "details": {"componentFailures": [{}]}},
    ],
)
def test_a_result_of_any_shape_is_read(row: dict[str, object]) -> None:
    result = parse_result("0Af", row, locate)
    assert isinstance(result, DeployResult)
    assert not result.succeeded
    assert result.progress


def test_a_single_failure_may_be_an_object() -> None:
    failure = {"fileName": "a.cls", "fullName": "a", "problem": "x", "lineNumber": "3", "columnNumber": "4"}
    row: dict[str, object] = {"status": "Failed", "details": {"componentFailures": failure}}
    assert [str(problem) for problem in parse_result("0Af", row, locate).problems] == ["here/a.cls:3:4: x"]


STEPS = {
    "read the versions of the API": ("GET", "/services/data/"),
    "read the organization": ("GET", f"{DATA}/query"),
    "list the deploys": LIST,
    "start the deploy": START,
    "read the deploy": POLL,
}
REFUSED = {
    fault.name: fault
    for fault in (
        refuse(400, "MALFORMED"),
        refuse(401, "INVALID_SESSION_ID"),
        refuse(403, "INSUFFICIENT_ACCESS"),
        refuse(404, "NOT_FOUND"),
        refuse(403, "REQUEST_LIMIT_EXCEEDED"),
        refuse_in_html(302, location="https://maintenance.example/"),
    )
}
PASSING = {
    fault.name: fault
    for fault in (
        refuse(429, "TOO_MANY", retry_after=7),
        refuse(503, "SERVER_UNAVAILABLE"),
        refuse_in_html(502),
        drop_before(),
    )
}
FAULTS = {**REFUSED, **PASSING, **DONE}


@pytest.mark.parametrize("step", STEPS)
def test_every_request_fails_in_every_way_and_the_next_run_completes_it(
    small_package: OrgPackage, step: str
) -> None:
    for fault, for_ever in product(FAULTS, (False, True)):
        with case(fault, "for ever" if for_ever else "once"), FakeOrg() as org:
            _goes_wrong(org, small_package, step, fault, for_ever)


def _goes_wrong(org: FakeOrg, small_package: OrgPackage, step: str, fault: str, for_ever: bool) -> None:
    wire = InProcess(org)
    no_wait(org)
    nth = 3 if step == "list the deploys" else 1
    org.faults.on(*STEPS[step], FAULTS[fault], nth=nth, times=None if for_ever else 1)
    try:
        result, error = run_deploy(org, small_package, wire=wire), None
    except ReleaseError as failed:
        result, error = None, failed
    assert not org.faults.unmet()
    org.faults.clear()
    is_optional = step == "list the deploys" and fault in ("400 MALFORMED", "404 NOT_FOUND", "302 in HTML")
    refused = fault in REFUSED and not is_optional
    if result:
        assert result.succeeded
        assert not refused
        assert len(org.deploys) == 1
    else:
        assert error
        assert refused or for_ever
        assert error.exit_code in (1, 2, 3)
        assert error.next
        assert "\n" not in str(error)
        assert error.step.startswith(step) or step == "list the deploys"
    assert run_deploy(org, small_package, wire=wire).succeeded
