"""docs/specification.md, section 11: the plugin's health in Flex's header."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from flex_sfdc.activities.entries import REJECTED, stored
from flex_sfdc.diagnostics import view
from flex_sfdc.diagnostics.rules import (
    CHECKS,
    OK,
    PROBLEM,
    UNCHECKED,
    WARNING,
    WARNINGS,
    advice_key,
    channels_reason,
    checks,
    connection_reasons,
    label_key,
    origin_reason,
)
from flex_sfdc.flex.notifications import CONSOLE_NOT_REACHABLE
from tests.support.plugin.browser import SALESFORCE, FakeOriginList, JsError
from tests.support.plugin.entries import an_entry
from tests.support.plugin.flex import FakeVoiceClient, Settled
from tests.support.plugin.page import BUILD, CLICK_TO_DIAL, RECORD_CHOICE, Page
from tests.support.plugin.salesforce import Respond, answers, never, refuses
from tests.support.plugin.tab import OTHER, SCOPE
from tests.support.plugin.views import Checks

ROOT = Path(__file__).parents[3]
SETUP = ROOT / "docs" / "salesforce-setup.md"
LONG_MS = 600_000
DOMAIN = "functions-1234-dev.twil.io"
NAME, NUMBER, NOTE = "Zebedee Quill", "+14155557391", "asked for a boat"
SECRETS = re.compile(r"Zebedee|Quill|555.?7391|boat")


def page_of(settings: object = None, *roles: str) -> Page:
    """Return a page whose user has these roles, before Flex starts."""
    page = Page(settings)
    page.manager.user.roles = list(roles)
    page.flex.VERSION = "2.17.1"
    return page


def admins(settings: object = None) -> Page:
    return page_of(settings, "agent", "admin")


def named(page: Page) -> list[str]:
    """Open the list, and return the names of the checks that are not ok."""
    shown = Checks(page).open()
    page.passes(LONG_MS)
    labels = {label_key(name): name for name in CHECKS}
    names = [labels[label] for label, _ in Checks(page).named]
    shown.open(False)
    return names


# The list


def test_checks_keep_their_order_and_those_without_a_reason_are_left_out() -> None:
    shown = checks({"storage": None, "enabled": "", "console": "404", "script": "404"})
    assert [(check["name"], check["level"]) for check in shown] == [
        ("enabled", OK),
        ("script", PROBLEM),
        ("console", WARNING),
        ("storage", UNCHECKED),
    ]


def test_each_step_is_a_heading_of_the_set_up_page() -> None:
    headings = re.findall(r"^#+ (.+)$", SETUP.read_text("utf-8"), re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
    assert {step for _, step in CHECKS.values()} <= anchors


def test_the_step_for_a_salesforce_that_does_not_respond_is_for_both_drivers() -> None:
    _, step = CHECKS["salesforce"]
    heading = step.replace("-", " ").capitalize()
    section = SETUP.read_text("utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    assert "call center" in section
    assert "](#utility-item)" in section


def test_each_check_has_its_texts() -> None:
    for path in sorted((ROOT / "flex_sfdc" / "strings").glob("*.yaml")):
        texts = yaml.safe_load(path.read_text("utf-8"))
        assert {key(name) for name in CHECKS for key in (label_key, advice_key)} <= set(texts)
    assert set(WARNINGS) <= set(CHECKS)


@pytest.mark.parametrize(
    ("outcome", "script", "classic", "expected"),
    [
        (None, "", "", {"script": None, "salesforce": None}),
        (None, "404", "mode", {"script": None, "salesforce": None}),
        ("", "", "mode", {"script": "", "salesforce": ""}),
        ("silent", "", "", {"script": "", "salesforce": "silent"}),
        ("404", "404", "", {"script": "404", "salesforce": None}),
        ("404", "404", "mode", {"classic": "mode", "script": None, "salesforce": None}),
    ],
)
def test_a_cause_is_named_without_its_consequences(
    outcome: str | None, script: str, classic: str, expected: dict[str, str | None]
) -> None:
    assert connection_reasons(outcome, {"script": script, "classic": classic}) == expected


@pytest.mark.parametrize(("outcome", "access"), [(None, None), ("", "task"), ("silent", None)])
def test_a_driver_without_a_script_has_no_check_for_it(outcome: str | None, access: str | None) -> None:
    assert connection_reasons(outcome, {"access": "task"}) == {"salesforce": outcome, "access": access}


@pytest.mark.parametrize("origin", ["", NAME, "x" * 300, f"https://{NAME}", "https://a.example?to=+1"])
def test_an_invalid_origin_is_not_shown(origin: str) -> None:
    assert origin_reason(True, False, origin) == "an unknown origin"
    assert origin_reason(True, False, "https://evil.example:8443") == "https://evil.example:8443"
    assert origin_reason(True, False, "https://evil.example/Ada/415/5550101") == "https://evil.example"
    assert origin_reason(True, True, origin) == ""
    assert origin_reason(False, False, origin) is None


def test_only_a_channel_that_does_not_work_is_named() -> None:
    assert channels_reason({"click-to-dial": "off", "settings click_to_dial": "off"}) is None
    assert channels_reason({"record_channel": "", "storage": "full"}) == ""
    outcomes = {"record_channel": "X", "dial_channel": "", "event_channel": "Y"}
    assert channels_reason(outcomes) == "record_channel: X; event_channel: Y"


# Who sees it


def test_an_agent_sees_nothing_while_all_is_well_and_a_problem_at_once() -> None:
    page = page_of(CLICK_TO_DIAL, "agent").boot()
    assert Checks(page).all == []
    page.salesforce.respond["getCallCenterSettings"] = never
    page = page_of(CLICK_TO_DIAL, "agent")
    page.salesforce.respond.update({"getCallCenterSettings": never, "isSoftphonePanelVisible": never})
    page.boot()
    assert Checks(page).all == []
    page.passes(LONG_MS)
    assert Checks(page).summaries == [view.SUMMARY]
    assert named(page) == ["salesforce"]


@pytest.mark.parametrize("roles", [("admin",), ("agent", "supervisor")])
def test_admins_and_supervisors_see_it_without_a_problem(roles: tuple[str, ...]) -> None:
    page = page_of(CLICK_TO_DIAL, *roles).boot()
    assert Checks(page).summaries == [view.SUMMARY]
    assert named(page) == []


@pytest.mark.parametrize("roles", [None, "admin", 5, [], ["agent"], [None], [{"a": "admin"}]])
def test_invalid_roles_make_nobody_an_admin(roles: object) -> None:
    page = Page({"enabled": False})
    page.manager.user.roles = roles
    page.start()
    assert page.flex.MainHeader.Content.parts == {"logo": None}


@pytest.mark.parametrize("why", ["enabled", "embedded", "origin"])
def test_switched_off_the_plugin_only_shows_an_admin_the_reason(why: str) -> None:
    page = admins({"enabled": False} if why == "enabled" else None)
    if why == "embedded":
        page.window.top = page.window
    if why == "origin":
        page.window.location.ancestorOrigins = FakeOriginList("https://evil.example")
    page.boot()
    assert named(page) == [why]
    assert page.salesforce.requested == []
    listeners = list(page.manager.events.listeners)
    assert listeners == ["pluginsInitialized", "taskReceived"], "for the texts, and to close the list"
    assert page.flex.Actions.listeners == {}
    assert (page.flex.Notifications.registered, page.manager.store.reducers) == ({}, {})


@pytest.mark.parametrize("part", ["MainHeader", "styled"])
def test_a_header_that_cannot_be_changed_loses_only_the_list(part: str) -> None:
    page = admins()
    setattr(page.flex, part, None)
    assert page.boot().salesforce.listeners


def test_no_request_is_sent_before_the_list_is_opened() -> None:
    page = admins({**CLICK_TO_DIAL, "open_cti_version": "60.0"})
    page.manager.configuration.custom_data["serverless_functions_domain"] = DOMAIN
    calls = len(page.boot().salesforce.calls)
    Checks(page)
    page.passes(LONG_MS)
    assert (len(page.salesforce.calls), page.window.requests) == (calls, [])


# The findings


def test_a_missing_script_is_named_with_its_address() -> None:
    page = admins()
    page.salesforce.fails = {"opencti"}
    page.boot().window.passes(LONG_MS)
    assert named(page) == ["script"]


LIGHTNING = {**CLICK_TO_DIAL, "crm_host": "lightning", "prevent_popout_during_call": True}


@pytest.mark.parametrize("missing", [["key"], ["mark"], ["key", "mark"]])
def test_a_component_that_cannot_save_exactly_once_is_a_warning(missing: list[str]) -> None:
    page = admins(LIGHTNING)
    page.lightning.facts = {**page.lightning.facts, "popout": True, "missing": missing}
    page.boot().window.passes(LONG_MS)
    assert named(page) == ["access"]
    (text,) = Checks(page).open().copy().of("textarea")
    assert f"access: warning ({', '.join(missing)})" in text.props["value"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, []),
        ({"missing": ["key"]}, ["access"]),
        ({"missing": ["task", "key"]}, ["access"]),
        ({"missing": ["access", NAME]}, ["access"]),
        ({"popout": False}, ["console"]),
    ],
)
def test_a_lightning_component_reports_the_missing_parts(facts: dict[str, Any], expected: list[str]) -> None:
    page = admins(LIGHTNING)
    page.lightning.facts = {**page.lightning.facts, "popout": True, **facts}
    page.boot().window.passes(LONG_MS)
    assert named(page) == expected
    (text,) = Checks(page).open().copy().of("textarea")
    assert "Lightning component, protocol 1" in text.props["value"]
    assert "script: " not in text.props["value"]
    assert not SECRETS.search(text.props["value"])


@pytest.mark.parametrize("crm_host", ["lightning", "open_cti", "auto"])
def test_a_silent_host_is_named_with_the_setting_that_chose_it(crm_host: str) -> None:
    page = admins({**LIGHTNING, "crm_host": crm_host})
    page.lightning.is_silent = True
    page.salesforce.respond.update({"getCallCenterSettings": never, "isSoftphonePanelVisible": never})
    page.boot().window.passes(LONG_MS)
    assert named(page) == ["salesforce"]
    (text,) = Checks(page).open().copy().of("textarea")
    assert (f"; crm_host: {crm_host})" in text.props["value"]) is (crm_host != "auto")


def test_while_no_driver_has_reached_salesforce_both_are_named() -> None:
    page = admins({**CLICK_TO_DIAL, "crm_host": "auto"})
    page.window.location.search = ""
    page.salesforce.fails = {"opencti"}
    page.boot().window.passes(LONG_MS)
    assert named(page) == ["script"]
    (text,) = Checks(page).open().copy().of("textarea")
    assert "protocol 1 or Open CTI 66.0" in text.props["value"]


@pytest.mark.parametrize("silent_ms", [3_000, 8_000, 60_000])
@pytest.mark.parametrize("kind", ["fails", "hangs"])
def test_a_console_script_that_the_chosen_driver_does_not_need_is_not_missed(
    kind: str, silent_ms: int
) -> None:
    page = admins({**LIGHTNING, "crm_host": "auto", "prevent_popout_during_call": True})
    page.window.location.search = ""
    page.salesforce.fails = {"opencti"}
    getattr(page.salesforce, kind).add("integration.js")
    page.lightning.is_silent = True
    page.boot().window.passes(silent_ms)
    page.lightning.is_silent = False
    page.window.passes(LONG_MS)
    assert named(page) == []
    assert CONSOLE_NOT_REACHABLE not in page.shown


def test_salesforce_classic_is_named() -> None:
    page = admins()
    page.window.location.search = f"?sfdcIframeOrigin={SALESFORCE}&mode=Classic"
    page.salesforce.respond.update({"getCallCenterSettings": never, "isSoftphonePanelVisible": never})
    page.boot().window.passes(LONG_MS)
    assert named(page) == ["classic"]


def test_a_salesforce_that_falls_silent_is_named_until_it_answers() -> None:
    page = admins().boot()
    silence = {"getCallCenterSettings": never, "isSoftphonePanelVisible": never}
    page.salesforce.respond.update(silence)
    Checks(page).open()
    page.passes(6_000)
    assert [label for label, _ in Checks(page).named] == ["PSSalesforceCheckSalesforce"]
    for method in silence:
        del page.salesforce.respond[method]
    page.passes(LONG_MS)
    assert Checks(page).named == []


def test_numbers_that_cannot_be_clicked_are_named() -> None:
    page = admins()
    page.salesforce.respond["enableClickToDial"] = refuses
    page.boot().window.passes(LONG_MS)
    assert named(page) == ["click_to_dial"]


@pytest.mark.parametrize("is_asked", [True, False])
def test_a_missing_console_toolkit_counts_only_where_it_is_needed(is_asked: bool) -> None:
    page = admins({**CLICK_TO_DIAL, "prevent_popout_during_call": is_asked})
    page.salesforce.fails = {"console"}
    page.boot()
    Checks(page)  # React renders it again only after an outcome
    before = page.window.React.state
    page.window.passes(LONG_MS)
    assert (page.window.React.state != before) is is_asked
    assert named(page) == (["console"] if is_asked else [])
    assert page.shown == ([CONSOLE_NOT_REACHABLE] if is_asked else [])


def test_an_unknown_channel_is_named() -> None:
    page = admins({**CLICK_TO_DIAL, "dial_channel": "Nowhere__c"})
    page.salesforce.respond["subscribe"] = refuses
    page.boot().window.passes(LONG_MS)
    assert named(page) == ["channels"]


def test_a_channel_that_is_never_used_is_not_waited_for() -> None:
    for is_on in (True, False):
        page = admins({"click_to_dial": is_on, "dial_channel": "Dial__c"}).boot()
        shown = Checks(page).open().texts("span")
        assert (label_key("channels") in shown) is is_on


def test_a_channel_for_dialling_without_click_to_dial_is_a_mistake_in_the_settings() -> None:
    page = admins({"enabled": True, "dial_channel": "Dial__c"}).boot()
    assert named(page) == ["configuration"]


def test_a_refused_subscription_is_still_named_after_the_plugin_has_published() -> None:
    page = admins({"enabled": True, "event_channel": "Events__c", "context_switching": True})
    page.salesforce.respond["subscribe"] = refuses
    page.boot()
    page.passes(LONG_MS)
    page.offer({}).taskChannelUniqueName = "voice"
    page.manager.store.changes()
    page.passes(LONG_MS)
    (text,) = Checks(page).open().copy().of("textarea")
    line = "channels: problem (event_channel: subscribe was refused: SERVER_ERROR)"
    assert line in text.props["value"].split("\n")


@pytest.mark.parametrize(
    ("respond", "line"),
    [
        (refuses, "channels: problem (the event_channel: publish was refused: SERVER_ERROR)"),
        (answers, "channels: ok"),
        (never, "channels: unchecked"),
    ],
)
def test_a_channel_is_checked_when_the_plugin_publishes_on_it(respond: Respond, line: str) -> None:
    page = admins({"enabled": True, "event_channel": "Events__c"})
    page.salesforce.respond["publish"] = respond
    page.boot()
    (text,) = Checks(page).open().copy().of("textarea")
    assert "channels: unchecked" in text.props["value"].split("\n")
    page.offer({}).taskChannelUniqueName = "voice"
    page.manager.store.changes()
    page.passes(LONG_MS)
    (text,) = Checks(page).of("textarea")
    assert line in text.props["value"].split("\n")


@pytest.mark.parametrize("storage", ["localStorage", "sessionStorage"])
def test_a_full_or_denied_storage_is_named(storage: str) -> None:
    page = admins().boot()
    getattr(page.window, storage).room = 2_000
    assert named(page) == ["storage"]
    getattr(page.window, storage).room = 5_000_000
    assert named(page) == []
    getattr(page.window, storage).denied = True
    assert named(page) == ["storage"]


class FakePermission:
    """The browser's permission for the microphone."""

    def __init__(self, state: str) -> None:
        self.state = state
        self.listeners: list[Any] = []

    def addEventListener(self, event: str, listener: Any) -> None:
        assert event == "change"
        self.listeners.append(listener)

    def becomes(self, state: str) -> None:
        self.state = state
        for listener in self.listeners:
            listener(None)


def with_microphone(state: str, has_voice: bool = True) -> tuple[Page, FakePermission]:
    permission = FakePermission(state)
    page = page_of(CLICK_TO_DIAL, "agent")
    page.window.navigator.permissions = SimpleNamespace(query=lambda _: Settled(permission))
    page.manager.voiceClient = FakeVoiceClient() if has_voice else None
    return page.boot(), permission


def test_an_agent_sees_that_the_microphone_is_denied_until_it_is_allowed() -> None:
    page, permission = with_microphone("denied")
    assert named(page) == ["microphone"]
    permission.becomes("granted")
    assert Checks(page).all == []
    assert len(permission.listeners) == 1


@pytest.mark.parametrize(("state", "has_voice"), [("granted", True), ("prompt", True), ("denied", False)])
def test_a_microphone_that_is_allowed_or_not_needed_is_not_a_problem(state: str, has_voice: bool) -> None:
    assert Checks(with_microphone(state, has_voice)[0]).all == []


@pytest.mark.parametrize(
    "permissions", [None, SimpleNamespace(query=lambda _: Settled(reason=JsError("no")))]
)
def test_a_browser_without_a_permissions_query_reports_no_microphone_problem(permissions: object) -> None:
    page = admins()
    page.window.navigator.permissions = permissions
    page.manager.voiceClient = FakeVoiceClient()
    assert named(page.boot()) == []


def response(status: int, content: object) -> Settled:
    return Settled(SimpleNamespace(status=status, json=lambda: Settled(content)))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (response(403, None), []),
        (response(400, {"data": None}), []),
        (response(404, None), ["attributes"]),
        (response(502, None), ["attributes"]),
        (Settled(reason=JsError("Failed to fetch", "TypeError")), ["attributes"]),
    ],
)
def test_a_function_that_refuses_a_request_without_a_token_exists(answer: Any, expected: list[str]) -> None:
    page = admins()
    page.manager.configuration.custom_data["serverless_functions_domain"] = DOMAIN
    page.window.promises = [answer]
    assert named(page.boot()) == expected
    ((url, request),) = page.window.requests
    assert (url.split("/")[2], request["body"]) == (DOMAIN, "")


def test_a_wrong_key_is_named_and_the_heading_does_not_say_that_all_is_well() -> None:
    for more, named_checks, mark in (({}, [], "☁ ✓"), ({"screen_popp": NAME}, ["configuration"], "☁ !")):
        page = admins({**CLICK_TO_DIAL, **more}).boot()
        assert named(page) == named_checks
        assert Checks(page).of("summary")[0].props["data-mark"] == mark


def test_the_heading_does_not_say_that_all_is_well_before_salesforce_has_responded() -> None:
    page = admins()
    page.salesforce.respond.update({"getCallCenterSettings": never, "isSoftphonePanelVisible": never})
    page.boot()
    for mark in ("☁ …", "☁ 1"):
        assert Checks(page).of("summary")[0].props["data-mark"] == mark
        page.passes(LONG_MS)


def test_where_the_plugin_is_off_the_heading_leaves_room_for_the_logo_of_flex() -> None:
    for is_on in (True, False):
        page = admins({"enabled": is_on}).boot()
        assert bool(Checks(page).of("summary")[0].props["style"]) is not is_on
        assert ("logo" in page.flex.MainHeader.Content.parts) is not is_on


def test_each_mistake_in_the_configuration_has_its_own_line() -> None:
    page = admins({**CLICK_TO_DIAL, "screen_popp": True, "prefer": "Contact"}).boot()
    (why,) = Checks(page).open().of("code")
    lines = why.children[0].splitlines()
    assert ["screen_popp" in lines[0], "prefer" in lines[1], len(lines)] == [True, True, 2]


# The report and the link


def test_the_step_is_a_link_if_the_account_has_an_address_for_it() -> None:
    for address in ("", "https://wiki.example/set-up"):
        page = admins({**CLICK_TO_DIAL, "help_url": address, "x": 1}).boot()
        shown = Checks(page).open()
        assert [part.props["href"] for part in shown.of("a")] == (
            [f"{address}#9-switch-the-plugin-on"] if address else []
        )


def test_the_report_is_copied_when_it_appears_and_a_second_press_hides_it() -> None:
    page = admins().boot()
    (text,) = Checks(page).open().copy().of("textarea")
    lines = text.props["value"].split("\n")
    assert lines[0] == "flex-sfdc 1.2.3, Flex UI 2.17.1, Open CTI 66.0"
    assert "origin: ok" in lines
    assert Checks(page).copy().of("textarea") == []


def quotes_the_customer(callback: Any, _: object) -> None:
    errors = [{"code": f"{NAME} {NUMBER}", "description": NAME, "details": [{"message": NOTE}]}]
    callback({"success": False, "returnValue": {"name": NAME}, "errors": errors})


def test_no_customer_data_is_in_the_report_whatever_fails() -> None:
    page = admins(
        {**RECORD_CHOICE, "click_to_dial": True, "open_cti_version": NAME, "caller_id": NUMBER + "x"}
    )
    page.manager.configuration.custom_data["serverless_functions_domain"] = DOMAIN
    page.window.promises = [Settled(reason=JsError(NAME, NAME, NUMBER)) for _ in range(9)]
    page.window.location.ancestorOrigins = None
    page.window.document.referrer = f"https://{NAME}/{NUMBER}"
    for method in ("enableClickToDial", "subscribe", "getCallCenterSettings", "saveLog"):
        page.salesforce.respond[method] = quotes_the_customer
    rejected = an_entry(REJECTED, fields={"Subject": NAME}, about=NUMBER, reason=NOTE)
    page.window.localStorage.items[SCOPE + OTHER] = json.dumps(stored(rejected))
    page.boot()
    page.accept(page.offer({"name": NAME, "from": NUMBER, "conversations": {"content": NOTE}}))
    page.passes(LONG_MS)
    Checks(page).open()
    page.passes(LONG_MS)
    (text,) = Checks(page).copy().of("textarea")
    assert "activities: warning (1 rejected)" in text.props["value"]
    assert "salesforce: problem" in text.props["value"] or "click_to_dial: problem" in text.props["value"]
    assert not SECRETS.search(text.props["value"])
    assert not SECRETS.search(page.printed)


@pytest.mark.parametrize("odd", [5, "x", [5], [{}], [None], {"a": 1}])
def test_an_action_of_another_plugin_does_not_break_the_header(odd: object) -> None:
    page = admins().boot()
    page.manager.store.dispatch({"type": "salesforceIntegration/changed", "changes": {"unsaved": odd}})
    Checks(page)


def test_a_wording_of_the_list_that_cannot_be_rendered_shows_our_text() -> None:
    def broken(_: object) -> str:
        raise JsError("Parse error")

    page = admins()
    page.build = {**BUILD, "strings": {"keys": [view.SUMMARY], "texts": {"en-US": ["Checks."]}}}
    page.window.Handlebars = SimpleNamespace(compile=lambda text: lambda _: text)
    page.boot()
    setattr(
        page.flex.templates, view.SUMMARY, broken
    )  # Flex compiles the texts after the plugins have started
    assert Checks(page).of("summary")[0].children[0].children == ("Checks.",)
