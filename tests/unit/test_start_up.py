"""docs/specification.md, section 2: starting, inside a Salesforce page and elsewhere."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.flex.notifications import CONSOLE_NOT_REACHABLE, NOT_REACHABLE
from tests.support.plugin.browser import FRAME_QUERY, SALESFORCE, FakeOriginList, JsError
from tests.support.plugin.page import CLICK_TO_DIAL, Page
from tests.support.plugin.salesforce import FakeOpenCti, never, nonsense, refuses, throws, twice

OPEN_CTI = f"{SALESFORCE}/support/api/66.0/lightning/opencti_min.js"
CONSOLE = f"{SALESFORCE}/support/console/66.0/integration.js"
A_MINUTE = 60_000
OPEN_CTI_ALONE = {**CLICK_TO_DIAL, "crm_host": "open_cti"}  # without a query, `auto` first asks the component


def nothing_happened(page: Page) -> None:
    """Check that Flex, the page and Salesforce are unchanged."""
    assert page.salesforce.requested == []
    assert page.manager.events.listeners == {}
    assert page.flex.Actions.listeners == {}
    assert page.flex.Notifications.registered == {}
    assert page.manager.updates == []
    assert vars(page.manager.strings) == {}
    assert page.window.sessionStorage.items == {}
    assert page.window.history.replaced == []
    assert page.window.timers == []


# Off, not embedded, not trusted


@pytest.mark.parametrize(
    "settings", [{}, {"enabled": False, "click_to_dial": True}, {"enabled": "true"}, "on"]
)
def test_a_plugin_that_is_switched_off_registers_nothing(settings: object) -> None:
    page = Page(settings).boot()
    nothing_happened(page)
    assert page.window.console.of("error") == []


def test_without_custom_data_and_worker_the_plugin_loads_and_stays_off() -> None:
    page = Page()
    page.manager.configuration = SimpleNamespace(custom_data=None)
    page.manager.workerClient = None
    nothing_happened(page.boot())


def test_salesforce_learns_once_that_the_plugin_has_started() -> None:
    page = Page()
    page.salesforce.fails = {"opencti"}
    page.boot()
    assert page.salesforce.calls == []
    page.salesforce.fails = set()
    page.passes(600_000)
    assert page.salesforce.calls.count("notifyInitializationComplete") == 1


def test_the_plugin_can_be_switched_on_for_only_one_worker() -> None:
    page = Page({})
    overrides = {"features": {"salesforce_integration": CLICK_TO_DIAL}}
    page.manager.workerClient.attributes = {"config_overrides": overrides}
    assert page.boot().salesforce.requested == [OPEN_CTI, CONSOLE]


def test_a_warning_of_the_configuration_is_printed_once_with_the_prefix() -> None:
    page = Page({**CLICK_TO_DIAL, "click_to_dail": 1}).boot()
    expected = "[flex-sfdc] salesforce_integration.click_to_dail (a number): unknown key: ignored"
    assert page.window.console.of("warn") == [expected]


def test_not_embedded_there_is_one_warning_and_nothing_else() -> None:
    page = Page()
    page.window.top = page.window
    page.boot()
    nothing_happened(page)
    expected = ["[flex-sfdc] off: Flex is not embedded in Salesforce"]
    assert [text for _, text in page.window.console.lines] == expected


@pytest.mark.parametrize(
    "origin", ["https://x.lightning.force.com.evil.example", "http://acme.lightning.force.com", "null"]
)
def test_a_hostile_origin_gets_nothing_and_one_error_names_it(origin: str) -> None:
    page = Page()
    page.window.location.ancestorOrigins = FakeOriginList(origin)
    page.boot()
    nothing_happened(page)
    expected = [f"[flex-sfdc] off: Flex is embedded by {origin}, which is not trusted"]
    assert [text for _, text in page.window.console.lines] == expected


def test_an_origin_outside_the_accounts_list_gets_nothing() -> None:
    page = Page({**CLICK_TO_DIAL, "trusted_origins": ["https://other.lightning.force.com"]}).boot()
    nothing_happened(page)


# At once


def test_the_crm_container_is_hidden_at_once_even_if_no_script_loads() -> None:
    page = Page({"enabled": True, "hide_crm_container": True})
    page.salesforce.fails = {"support"}
    page.start()
    assert page.manager.updates == [{"componentProps": {"AgentDesktopView": {"showPanel2": False}}}]
    page.manager.events.emit("pluginsInitialized")
    page.passes(A_MINUTE)
    assert len(page.manager.updates) == 1


def test_the_crm_container_stays_without_the_flag() -> None:
    assert Page().boot().manager.updates == []


def test_flex_gets_the_texts_it_does_not_have() -> None:
    page = Page()
    page.manager.strings.PSSalesforceAlreadyOnPhone = "The account's own words."
    page.start()
    assert page.manager.strings.PSSalesforceAlreadyOnPhone == "The account's own words."
    assert page.manager.strings.PSSalesforceNotReachable == "Away."


def test_our_text_replaces_a_text_of_the_account_that_is_not_text() -> None:
    page = Page()
    page.manager.strings.PSSalesforceAlreadyOnPhone = 5
    page.start()
    assert page.manager.strings.PSSalesforceAlreadyOnPhone == "Busy."


def test_our_text_replaces_an_account_template_that_cannot_be_rendered_whenever_it_is_set() -> None:
    def broken(_: object) -> str:
        raise JsError("Parse error: Ada")

    page = Page()
    page.window.Handlebars = SimpleNamespace(compile=lambda text: lambda context: f"{text} {context}")
    page.boot()
    templates: Any = page.flex.templates
    for useless in (broken, broken, lambda _: {"not": "text"}):
        templates.PSSalesforceAlreadyOnPhone = useless
        assert [templates.PSSalesforceAlreadyOnPhone({"a": 1}) for _ in range(2)] == ["Busy. {'a': 1}"] * 2
    templates.PSSalesforceAlreadyOnPhone = lambda context: f"Own {context}"
    assert templates.PSSalesforceAlreadyOnPhone({}) == "Own {}"
    assert page.window.console.of("error") == ["[flex-sfdc] PSSalesforceAlreadyOnPhone failed: JsError"] * 2


def test_the_notifications_have_their_ids_time_outs_and_type() -> None:
    registered = Page().start().flex.Notifications.registered
    contract = {
        "PSSalesforceAssociationRequired": 3500,
        "PSSalesforceAlreadyOnPhone": 3500,
        "PSSalesforceUnableToCallOffline": 5000,
    }
    for name, timeout in contract.items():
        assert registered[name] == {"id": name, "content": name, "type": "error", "timeout": timeout}


def test_a_notification_that_someone_else_registered_does_not_stop_the_others() -> None:
    page = Page()
    page.flex.Notifications.registered["PSSalesforceAlreadyOnPhone"] = {"id": "theirs"}
    page.boot()
    assert page.flex.Notifications.registered["PSSalesforceAlreadyOnPhone"] == {"id": "theirs"}
    assert page.salesforce.listeners
    assert page.window.console.of("error") == []
    assert len(page.window.console.of("warn")) == 1


# The scripts


def test_nothing_is_loaded_before_flex_has_initialised_its_plugins() -> None:
    page = Page().start().passes(A_MINUTE)
    assert page.salesforce.requested == []


def test_both_scripts_are_loaded_async_before_the_first_script_one_after_the_other() -> None:
    page = Page().boot()
    assert page.salesforce.requested == [OPEN_CTI, CONSOLE]
    head = page.window.document.head
    assert [tag.src for tag in head.children] == [CONSOLE, OPEN_CTI, ""]
    assert all(tag.attributes["async"] == "" for tag in page.salesforce.tags)


def test_without_a_script_in_the_page_both_go_into_its_head() -> None:
    page = Page()
    page.window.document.head.children = []
    assert [tag.src for tag in page.boot().window.document.head.children] == [CONSOLE, OPEN_CTI]


def test_the_configured_version_is_loaded() -> None:
    page = Page({**CLICK_TO_DIAL, "open_cti_version": "67.0"}).boot()
    assert page.salesforce.requested == [url.replace("66.0", "67.0") for url in (OPEN_CTI, CONSOLE)]


def test_a_script_is_loaded_only_if_its_global_is_absent() -> None:
    page = Page()
    page.salesforce.alive = True
    page.window.sforce = SimpleNamespace(opencti=FakeOpenCti(page.salesforce), console=SimpleNamespace())
    page.boot()
    assert page.salesforce.requested == []
    assert page.salesforce.initialised == 0
    assert len(page.salesforce.listeners) == 1


def test_a_repeated_plugins_initialized_event_has_no_effect() -> None:
    page = Page().boot()
    page.manager.events.emit("pluginsInitialized")
    page.passes(A_MINUTE)
    assert page.salesforce.requested == [OPEN_CTI, CONSOLE]
    assert len(page.salesforce.listeners) == 1


def test_a_console_script_that_fails_only_loses_the_console() -> None:
    page = Page()
    page.salesforce.fails = {"integration.js"}
    page.boot()
    assert len(page.salesforce.listeners) == 1
    page.passes(A_MINUTE)
    assert page.salesforce.requested.count(CONSOLE) == 3
    expected = f"[flex-sfdc] the Console toolkit is not reachable: {CONSOLE}: not loaded"
    assert page.window.console.of("error") == [expected]


def test_the_agent_is_notified_once_of_an_unreachable_console() -> None:
    page = Page({**CLICK_TO_DIAL, "prevent_popout_during_call": True})
    page.salesforce.hangs = {"integration.js"}
    page.boot().passes(10 * A_MINUTE)
    assert page.shown == [CONSOLE_NOT_REACHABLE]
    assert len(page.salesforce.listeners) == 1
    expected = f"[flex-sfdc] the Console toolkit is not reachable: {CONSOLE}: no answer within 10000 ms"
    assert page.window.console.of("error") == [expected]


def test_an_open_cti_script_that_fails_does_not_keep_the_console_from_loading() -> None:
    page = Page()
    page.salesforce.fails = {"opencti_min.js"}
    page.boot()
    assert CONSOLE in page.salesforce.requested


@pytest.mark.parametrize("kind", ["fails", "hangs"])
def test_an_open_cti_script_that_does_not_load_is_tried_again_and_reported_once(kind: str) -> None:
    page = Page()
    setattr(page.salesforce, kind, {"opencti_min.js"})
    page.boot().passes(10 * A_MINUTE)
    assert page.salesforce.requested.count(OPEN_CTI) > 3
    assert len(page.window.console.of("error")) == 1
    assert page.shown == [NOT_REACHABLE]
    if kind == "fails":
        assert [tag.src for tag in page.window.document.head.children if "opencti" in tag.src] == []


def test_a_script_that_could_not_even_be_inserted_is_reported_once() -> None:
    page = Page()

    def refuse(_: object) -> None:
        raise JsError("Trusted Types", "TypeError")

    page.window.document.head.inserted = refuse
    page.boot().passes(A_MINUTE)
    assert len([text for text in page.window.console.of("error") if "Salesforce is not" in text]) == 1


def test_a_script_that_arrives_after_its_time_limit_is_used_and_not_loaded_again() -> None:
    page = Page()
    page.salesforce.hangs = {"opencti_min.js"}
    page.boot().passes(10_100)
    page.salesforce.runs(page.salesforce.tags[0])
    page.passes(A_MINUTE)
    assert page.salesforce.requested.count(OPEN_CTI) == 1
    assert page.salesforce.initialised == 0
    assert len(page.salesforce.listeners) == 1


# Loaded means that it answers


@pytest.mark.parametrize("respond", [never, refuses, throws, nonsense])
def test_an_open_cti_that_does_not_answer_is_reported_once_without_its_words(respond: object) -> None:
    page = Page()
    for method in ("getCallCenterSettings", "isSoftphonePanelVisible"):
        page.salesforce.respond[method] = respond  # type: ignore[assignment]
    page.boot().passes(10 * A_MINUTE)
    assert len(page.window.console.of("error")) == 1
    assert page.window.console.of("error")[0].startswith("[flex-sfdc] Salesforce is not reachable: ")
    assert page.shown == [NOT_REACHABLE]
    assert page.salesforce.listeners == []
    assert "Ada" not in page.printed
    assert "4155550101" not in page.printed


def test_before_it_is_reported_a_slow_page_gets_three_attempts() -> None:
    page = Page()
    page.salesforce.respond["getCallCenterSettings"] = never
    page.salesforce.respond["isSoftphonePanelVisible"] = never
    page.boot().passes(15_000)
    assert page.shown == []
    page.passes(1_000)
    assert page.shown == [NOT_REACHABLE]


def test_when_open_cti_answers_late_the_waiting_work_is_done_and_the_notification_closes() -> None:
    page = Page()
    page.salesforce.respond["getCallCenterSettings"] = never
    page.salesforce.respond["isSoftphonePanelVisible"] = never
    page.boot().passes(5 * A_MINUTE)
    page.salesforce.respond.clear()
    page.passes(2 * A_MINUTE)
    assert len(page.salesforce.listeners) == 1
    assert page.flex.Notifications.active == []
    assert page.shown == [NOT_REACHABLE]


def test_a_host_that_answers_only_one_of_the_two_probes_is_reached() -> None:
    page = Page()
    page.salesforce.respond["getCallCenterSettings"] = refuses
    page.boot().passes(1_000)
    assert len(page.salesforce.listeners) == 1
    assert page.window.console.of("error") == []


def test_an_answer_that_arrives_twice_counts_once() -> None:
    page = Page()
    for method in ("getCallCenterSettings", "enableClickToDial"):
        page.salesforce.respond[method] = twice
    page.boot()
    assert len(page.salesforce.listeners) == 1
    assert page.printed.count("Salesforce answers") == 1


def test_a_late_answer_is_ignored() -> None:
    page = Page()
    held_back = []
    page.salesforce.respond["getCallCenterSettings"] = lambda callback, _: held_back.append(callback)
    page.boot().passes(2_100)
    held_back[0]({"success": True, "returnValue": {}, "errors": None})
    assert page.salesforce.listeners == []
    page.passes(1_000)
    assert len(page.salesforce.listeners) == 1


def test_the_settings_of_the_call_center_are_never_printed() -> None:
    assert "s3cret" not in Page().boot().printed


def test_the_console_shows_the_start_up_in_order() -> None:
    assert [text for _, text in Page().boot().window.console.lines] == [
        f"[flex-sfdc] version 1.2.3 in {SALESFORCE}",
        "[flex-sfdc] Salesforce answers",
        "[flex-sfdc] click-to-dial is on",
    ]


# The query string


def test_an_existing_query_string_is_left_alone() -> None:
    page = Page().boot()
    assert page.window.location.search == FRAME_QUERY
    assert page.salesforce.initialised == 0


def test_the_query_string_is_remembered_as_soon_as_the_plugin_starts() -> None:
    page = Page().start()
    assert page.window.sessionStorage.items == {"plugin-under-test.query": FRAME_QUERY}


def test_a_query_of_another_parent_is_not_remembered() -> None:
    page = Page()
    page.window.location.search = "?sfdcIframeOrigin=https://evil.example&mode=Lightning"
    assert "evil" not in str(page.start().window.sessionStorage.items)


def test_a_query_lost_before_boot_is_put_back_while_the_scripts_load() -> None:
    page = Page(OPEN_CTI_ALONE)
    page.window.location.go("/agent-desktop?keep=1#part")
    page.boot()
    assert page.salesforce.seen_queries == [f"?keep=1&sfdcIframeOrigin={SALESFORCE}&mode=Lightning"] * 2
    assert page.window.location.address == "/agent-desktop?keep=1#part"
    assert page.salesforce.initialised == 0
    assert len(page.salesforce.listeners) == 1


def test_a_query_lost_by_selecting_a_task_is_recovered_after_a_reload_with_its_nonce() -> None:
    page = Page().boot()
    page.window.location.go("/agent-desktop/WR1")
    reloaded = page.reload().boot()
    assert all(query == FRAME_QUERY for query in reloaded.salesforce.seen_queries)
    assert reloaded.window.location.address == "/agent-desktop/WR1"
    assert len(reloaded.salesforce.listeners) == 1


def test_a_query_lost_while_the_script_loads_is_restored_to_start_open_cti() -> None:
    page = Page()
    page.salesforce.hangs = {"opencti_min.js"}
    page.boot()
    page.window.location.go("/agent-desktop/WR1")
    page.salesforce.runs(page.salesforce.tags[0])
    assert page.salesforce.initialised == 1
    page.passes(1)
    assert page.salesforce.seen_queries[0] == ""
    assert page.window.location.address == "/agent-desktop/WR1"
    assert len(page.salesforce.listeners) == 1


def test_the_first_of_two_loading_scripts_leaves_the_query_to_the_other() -> None:
    page = Page(OPEN_CTI_ALONE)
    page.window.location.go("/agent-desktop")
    page.salesforce.fails = {"opencti", "integration"}
    page.boot()
    page.salesforce.hangs = {"opencti", "integration"}
    page.passes(3_000)
    for tag in sorted(page.salesforce.tags[2:], key=lambda tag: tag.src, reverse=True):
        page.salesforce.runs(tag)
    assert len(page.salesforce.seen_queries) == 2
    assert all("mode=" in query for query in page.salesforce.seen_queries)
    assert page.window.location.address == "/agent-desktop"


def test_a_console_whose_script_arrived_after_the_query_was_lost_is_loaded_again() -> None:
    page = Page()
    page.salesforce.hangs = {"integration"}
    page.boot()
    page.window.location.go("/agent-desktop/WR1")
    page.salesforce.hangs = set()
    page.salesforce.runs(page.salesforce.tags[1])
    page.passes(A_MINUTE)
    assert page.salesforce.requested == [OPEN_CTI, CONSOLE, CONSOLE]
    assert page.salesforce.seen_queries[-1] == FRAME_QUERY
    assert page.window.location.address == "/agent-desktop/WR1"


def test_an_open_cti_that_someone_loaded_without_a_query_is_restarted_when_it_does_not_answer() -> None:
    page = Page(OPEN_CTI_ALONE)
    page.window.location.search = ""
    page.window.sforce = SimpleNamespace(opencti=FakeOpenCti(page.salesforce), console=SimpleNamespace())
    page.boot()
    assert page.salesforce.initialised == 0
    page.passes(3_000)
    assert page.salesforce.initialised == 1
    assert page.window.location.search == ""
    assert len(page.salesforce.listeners) == 1


def test_an_address_that_cannot_be_changed_is_reported_once_and_nothing_else_breaks() -> None:
    page = Page({**OPEN_CTI_ALONE, "prevent_popout_during_call": True})
    page.window.location.search = ""
    page.window.history.throws = True
    page.boot().passes(A_MINUTE)
    assert page.shown == [CONSOLE_NOT_REACHABLE, NOT_REACHABLE]


def test_without_storage_the_frame_works_and_a_reload_builds_its_query_again() -> None:
    page = Page(OPEN_CTI_ALONE)
    page.window.sessionStorage.denied = True
    page.window.location.search = ""
    page.boot()
    assert len(page.salesforce.listeners) == 1
    assert page.window.console.of("error") == []
