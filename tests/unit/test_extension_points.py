"""docs/extensions.md: what an extension's rules change, and that one that fails costs an agent nothing."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.configuration import own_settings
from flex_sfdc.extension_wrappers import DIAL_LIMIT_MS
from flex_sfdc.flex.notifications import ALREADY_ON_PHONE, DIALING_FAILED
from flex_sfdc.utils.click_to_dial import MAX_REASON_LENGTH
from tests.support.plugin.desk import NUMBER, Desk
from tests.support.plugin.extension import extended, make_extension
from tests.support.plugin.flex import FakePromise, Settled
from tests.support.plugin.page import CLICK_TO_DIAL, RECORD_CHOICE, Page
from tests.support.plugin.salesforce import refuses
from tests.support.plugin.views import Checks
from tests.support.records import ADA, ADA_FOUND, BOB

TWO = {**ADA_FOUND, BOB: {"Name": "Bob Smith", "RecordType": "Contact"}}
CLICK = {"number": "(415) 555-0101", "recordId": ADA, "objectType": "Contact"}
Extend = Callable[..., None]

NOTE = "note:\n  type: boolean\n  default: false\n  description: x\n"

# What a rule may do wrong: each falls back to ours. None as the match leaves the choice to the agent.
BROKEN = ("raise ValueError(NUMBER)", "return None", "return 7", 'return [("x",)]', "return object()")
HEADS = {
    "searches": "searches(task, ours)",
    "pops": "pops(task, ours)",
    "options": "options(records, task, ours)",
    "match": "match(records, task, ours)",
    "logs": "logs(task, ours)",
    "activity": "activity(work, note, ours)",
    "may_dial": "may_dial(number, attributes, ours)",
    "call": "call(number, attributes, ours)",
    "item_status": "item_status(tasks, incoming, available, ours)",
}


@pytest.fixture
def extend(tmp_path: Path) -> Iterator[Extend]:
    """Return a function that puts rules in place of ours until the test ends."""
    opened: list[Any] = []

    def put(rules: str = "", hooks: str = "", **files: str) -> None:
        make_extension(tmp_path, rules, hooks, **files)
        context = extended("acme_flex", root=tmp_path)
        context.__enter__()
        opened.append(context)

    yield put
    for context in opened:
        context.__exit__(None, None, None)


def booted(settings: object, own: object = None) -> Page:
    """Return a page with the plugin in it; `own`: the extension's settings."""
    page = Page(settings)
    page.manager.configuration.custom_data["features"]["acme_flex"] = own
    return page.boot()


def accepted(page: Page, **attributes: object) -> Any:
    """Return a task that the agent has accepted."""
    return page.accept(page.offer({"from": NUMBER, **attributes}))


# What is searched for, and whether a task pops


def test_a_rule_decides_the_searches_and_may_use_ours(extend: Extend) -> None:
    extend('def searches(task, ours): return [(task.attributes["plan"], False), *ours(task)]')
    page = booted(RECORD_CHOICE)
    accepted(page, plan="GOLD-4711")
    assert [pop["searchParams"] for pop in page.salesforce.pops] == ["GOLD-4711"]


def test_what_a_rule_finds_beside_a_record_that_cannot_be_shown_is_only_suggested(extend: Extend) -> None:
    extend('def searches(task): return [("+14155550101", False), ("Lovelace", False)]')
    desk = Desk(attributes={"sfdcUrl": "/lightning/page/home"}, screen_pop=True)
    desk.page.salesforce.respond["screenPop"] = refuses
    desk.page.salesforce.found = ADA_FOUND
    desk.boot().accepted().passes(60_000)
    assert "+14155550101" in desk.searched
    assert desk.task.written == []


def test_a_record_of_the_task_is_popped_whatever_a_rule_searches(extend: Extend) -> None:
    extend('def searches(task): return [("Somebody else", False)]')
    page = booted(RECORD_CHOICE)
    accepted(page, sfdcObjectId=ADA)
    assert page.salesforce.pops == [{"type": "sobject", "params": {"recordId": ADA}, "callback": None}]


def test_withheld_numbers_are_not_searched_for_whatever_a_rule_returns(extend: Extend) -> None:
    extend('def searches(task): return [("anonymous", False)]')
    page = booted(RECORD_CHOICE)
    accepted(page)
    assert page.salesforce.pops == []


def test_a_rule_decides_whether_a_task_pops(extend: Extend) -> None:
    extend('def pops(task, ours): return task.queue != "Everyone" and ours(task)')
    page = booted(RECORD_CHOICE)
    accepted(page)
    assert page.salesforce.pops == []
    assert "screen pop of WR00000000000000000000000000000001: none, acme_flex" in page.printed


# Which match wins, and what the dropdown offers


def test_a_rule_decides_which_match_wins(extend: Extend) -> None:
    extend("def match(records, task, ours): return ours(records[:1], task)")
    page = Page(RECORD_CHOICE)
    page.salesforce.found = TWO
    task = accepted(page.boot())
    assert task.written[-1]["sfdcObjectId"] == ADA


def test_a_rule_decides_what_the_dropdown_offers(extend: Extend) -> None:
    extend(
        "def options(records, task): return [{**one, 'name': one['name'].upper()} for one in records[::-1]]"
    )
    page = Page(RECORD_CHOICE)
    page.salesforce.found = TWO
    task = accepted(page.boot())
    choices = page.manager.store.getState().salesforceIntegration["tasks"][task.sid]["choices"]
    assert [choice["name"] for choice in choices] == ["BOB SMITH", "ADA LOVELACE"]


# Whether and how a task is logged


def test_a_rule_decides_whether_a_task_is_logged(extend: Extend) -> None:
    extend('def logs(task, ours): return task.kind == "outbound" and ours(task)')
    desk = Desk().boot().accepted().completes().completed()
    assert desk.activities == []


def test_a_rule_changes_the_fields_of_the_activity(extend: Extend) -> None:
    extend(
        'def activity(work, note, ours): return {**ours(work, note), "Subject": "ACME", "Queue__c":'
        ' work["task"]["queueName"], "Id": "x", "CallType": "Sideways", "Long__c": "x" * 40_000}'
    )
    desk = Desk().boot().accepted().completes().completed()
    activity = desk.activity
    assert (activity["Subject"], activity["Queue__c"], activity["Status"]) == (
        "ACME",
        "Everyone",
        "Completed",
    )
    assert len(activity["Long__c"]) == 32_000
    assert activity["entityApiName"] == "Task"
    assert "CallType" not in activity


def test_a_late_note_passes_through_the_rule_too(extend: Extend) -> None:
    extend(
        "def activity(work, note, ours):\n"
        '    return {**ours(work, note), "Description": "Note: " + text(note, "summary")}\n'
    )
    desk = Desk().chat().boot().accepted().completes()
    desk.completed().notes().passes()
    assert desk.activity["Description"] == "Note: Wants a refund."


def test_a_note_after_a_reload_passes_through_a_rule_that_reads_the_forgotten_task(extend: Extend) -> None:
    extend(
        "def activity(work, note, ours):\n"
        "    said = f\"{work['task']['queueName']} {work['worker']['name']} {text(note, 'summary')}\"\n"
        '    return {**ours(work, note), "Description": said}\n'
    )
    desk = Desk().chat().boot().accepted().completes().completed().reload().boot()
    desk.notes().passes()
    assert desk.activity["Description"] == "None None Wants a refund."
    assert "failed" not in desk.page.printed


# Whether a number may be dialled, and where a call goes out


@pytest.mark.parametrize(("value", "context"), [("False", {}), ("'Never.'", {"reason": "Never."})])
def test_a_rule_refuses_a_number_with_its_reason(extend: Extend, value: str, context: object) -> None:
    extend(f"def may_dial(number, attributes): return {value}")
    page = booted(CLICK_TO_DIAL)
    page.salesforce.click(CLICK)
    assert page.calls == []
    assert page.flex.Notifications.shown == [(DIALING_FAILED, context)]


ASKING = """
async def may_dial(number, attributes, services, settings, ours):
    response = await services.window.fetch(settings["url"], {"method": "GET"})
    answer = await response.json()
    return "On the list." if answer["listed"] else ours(number, attributes)
"""
SCHEMA = 'url:\n  type: string\n  default: "https://acme.example/dnc"\n  description: the list\n'


def test_a_rule_may_ask_a_service_and_meanwhile_nothing_else_is_dialled(extend: Extend) -> None:
    extend(ASKING, configuration__yaml=SCHEMA)
    page = booted(CLICK_TO_DIAL)
    promise = FakePromise()
    page.window.promises = [promise]
    page.salesforce.click(CLICK)
    page.salesforce.click({"number": "+14155550199"})
    assert page.calls == []
    assert page.window.requests == [("https://acme.example/dnc", {"method": "GET"})]
    promise.resolve(SimpleNamespace(json=lambda: Settled({"listed": False})))
    assert [call["destination"] for call in page.calls] == [CLICK["number"]]


def test_the_answer_of_a_service_may_be_no(extend: Extend) -> None:
    extend(ASKING, configuration__yaml=SCHEMA)
    page = booted(CLICK_TO_DIAL)
    page.window.promises = [Settled(SimpleNamespace(json=lambda: Settled({"listed": True})))] * 2
    page.salesforce.click(CLICK)
    page.salesforce.click(CLICK)
    assert page.calls == []
    assert page.flex.Notifications.shown == [(DIALING_FAILED, {"reason": "On the list."})] * 2


@pytest.mark.parametrize("promise", [FakePromise(), Settled(reason=ValueError()), Settled(SimpleNamespace())])
def test_a_service_that_fails_or_does_not_answer_does_not_keep_the_agent_from_calling(
    extend: Extend, promise: Any
) -> None:
    extend(ASKING, configuration__yaml=SCHEMA)
    page = booted(CLICK_TO_DIAL)
    page.window.promises = [promise]
    page.salesforce.click(CLICK)
    page.passes(DIAL_LIMIT_MS)
    assert [call["destination"] for call in page.calls] == [CLICK["number"]]
    assert "acme_flex: may_dial" in page.printed
    promise.then(lambda _: None, lambda _: None)
    assert len(page.calls) == 1


def test_a_call_that_arrives_while_the_service_is_asked_counts(extend: Extend) -> None:
    extend(ASKING, configuration__yaml=SCHEMA)
    page = booted(CLICK_TO_DIAL)
    promise = FakePromise()
    page.window.promises = [promise]
    page.salesforce.click(CLICK)
    page.flex.StateHelper.pending = True
    promise.resolve(SimpleNamespace(json=lambda: Settled({"listed": False})))
    assert page.calls == []
    assert page.shown == [ALREADY_ON_PHONE]


WAITING = "def may_dial(number, attributes, services, ours): return services.window.fetch('', {})"


def waiting(extend: Extend) -> tuple[Page, FakePromise]:
    """Return a page whose extension answers whether to dial when the promise does."""
    extend(WAITING)
    page = booted(CLICK_TO_DIAL)
    promise = FakePromise()
    page.window.promises = [promise]
    return page, promise


def test_the_number_that_the_service_approved_is_dialled_even_if_the_click_changes(extend: Extend) -> None:
    page, promise = waiting(extend)
    click = {**CLICK, "params": "a"}
    page.salesforce.click(click)
    click.update(number="+19005550000", recordId=BOB, params="b")
    promise.resolve(True)
    (call,) = page.calls
    assert call["destination"] == CLICK["number"]
    assert call["taskAttributes"] == {"sfdcObjectId": ADA, "sfdcObjectType": "Contact", "sfdcParams": "a"}


@pytest.mark.parametrize("answer", [True, False, "No."])
def test_an_answer_after_a_logout_does_not_reach_the_next_worker(extend: Extend, answer: object) -> None:
    page, promise = waiting(extend)
    page.salesforce.click(CLICK)
    page.flex.Actions.emit("afterLogout", SimpleNamespace())
    page.window.promises = [FakePromise()]
    page.salesforce.click({"number": "+14155550199"})
    promise.resolve(answer)
    assert (page.calls, page.shown) == ([], [])
    page.passes(DIAL_LIMIT_MS)
    assert [call["destination"] for call in page.calls] == ["+14155550199"]


def test_a_rule_decides_where_a_call_goes_out(extend: Extend) -> None:
    extend('def call(number, attributes, ours): return {**ours(number, attributes), "callerId": "+1415"}')
    page = booted(CLICK_TO_DIAL)
    page.salesforce.click(CLICK)
    assert [(call["destination"], call["callerId"]) for call in page.calls] == [(CLICK["number"], "+1415")]


@pytest.mark.parametrize(
    "change",
    [
        *("'destination': ' '", "'destination': 'anonymous'", "'destination': '+1<415>5550101'"),
        *("'destination': '1' * 41", "'callerId': ' '", "'queueSid': ' '", "'taskAttributes': None"),
    ],
)
def test_a_call_that_cannot_be_started_is_ignored(extend: Extend, change: str) -> None:
    extend(f"def call(number, attributes, ours): return {{**ours(number, attributes), {change}}}")
    page = booted(CLICK_TO_DIAL)
    page.salesforce.click(CLICK)
    assert [call["destination"] for call in page.calls] == [CLICK["number"]]
    assert "acme_flex: call returned something unusable" in page.printed


@pytest.mark.parametrize("number", ["1-800-FLOWERS", "+442071838750"])
def test_a_call_may_keep_the_number_as_it_was_clicked(extend: Extend, number: str) -> None:
    extend('def call(number, attributes, ours): return {**ours(number, attributes), "callerId": "+1415"}')
    page = booted(CLICK_TO_DIAL)
    page.salesforce.click({"number": number})
    assert [(call["destination"], call["callerId"]) for call in page.calls] == [(number, "+1415")]


def test_a_long_reason_is_cut(extend: Extend) -> None:
    extend("def may_dial(number, attributes): return 'x' * 100_000")
    page = booted(CLICK_TO_DIAL)
    page.salesforce.click(CLICK)
    assert page.flex.Notifications.shown == [(DIALING_FAILED, {"reason": "x" * MAX_REASON_LENGTH})]


# What the utility item shows


@pytest.mark.parametrize(
    "arguments",
    [
        *("'', '', {}", "'NOT an icon <b>', '', {}", "'x' * 41, '', {}", "'call', 'AcmeUnknown', {}"),
        *("'call', '', None", "'call', 'PSSalesforceTasksLabel', 'x'", "None, '', {}"),
    ],
)
def test_an_item_status_that_cannot_be_shown_is_not_used(extend: Extend, arguments: str) -> None:
    extend(f"def item_status(tasks, incoming, available): return ItemStatus({arguments})")
    page = Page({"enabled": True, "utility_bar_status": True}).boot()
    page.window.React.mount(page.flex.MainHeader.Content.parts["utility-bar-state-listener"])
    assert page.salesforce.item[0] == "circle"
    assert "acme_flex: item_status returned something unusable" in page.printed


def test_a_rule_decides_what_the_utility_item_shows(extend: Extend) -> None:
    extend(
        "def item_status(tasks, incoming, available):\n"
        '    return ItemStatus("call", "PSSalesforceNotReachable", {})\n'
    )
    page = Page({"enabled": True, "utility_bar_status": True}).boot()
    page.window.React.mount(page.flex.MainHeader.Content.parts["utility-bar-state-listener"])
    assert page.salesforce.item[0] == "call"


# Its settings, its hooks


def test_a_rule_gets_the_extensions_settings_and_the_workers_override_wins(extend: Extend) -> None:
    schema = "skip:\n  type: array\n  description: queues\nnote:\n  type: boolean\n  description: x\n"
    extend(
        "def pops(task, settings, ours): return task.queue not in settings['skip']",
        configuration__yaml=schema,
    )
    page = Page(RECORD_CHOICE)
    page.manager.configuration.custom_data["features"]["acme_flex"] = {"skip": [], "note": 1, "nope": 2}
    overrides = {"config_overrides": {"features": {"acme_flex": {"skip": ["Everyone"]}}}}
    page.manager.workerClient.attributes = overrides
    accepted(page.boot())
    assert page.salesforce.pops == []
    assert "acme_flex.note is not true or false: ignored" in page.printed
    assert "acme_flex.nope is an unknown key: ignored" in page.printed


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("boolean", True, 1),
        ("string", "", 1),
        ("integer", 3, True),
        ("integer", -1, 1.5),
        ("number", 1.5, "1.5"),
        ("array", ["x"], [1]),
        ("object", {"a": 1}, []),
    ],
)
def test_a_setting_has_the_type_of_its_schema(kind: str, good: object, bad: object) -> None:
    schema = {"key": (kind, None)}
    for value, expected in ((good, good), (bad, None)):
        settings, warnings = own_settings("acme", schema, {"features": {"acme": {"key": value}}}, None)
        assert settings == {"key": expected}
        assert bool(warnings) == (value is bad)


def test_a_workers_mistake_leaves_the_accounts_setting_of_an_extension() -> None:
    schema = {"key": ("object", None), "other": ("string", "x")}
    account = {"features": {"acme": {"key": {"a": 1}, "other": 7}}}
    worker = {"config_overrides": {"features": {"acme": {"key": 5, "other": 6}}}}
    settings, warnings = own_settings("acme", schema, account, worker)
    assert settings == {"key": {"a": 1}, "other": "x"}
    assert warnings == ["acme.key is not an object: ignored", "acme.other is not a string: ignored"]


def test_wrong_settings_of_an_extension_are_named_in_the_header(extend: Extend) -> None:
    extend(rules="def pops(task, ours): return ours(task)", configuration__yaml=NOTE)
    page = Page({"enabled": True})
    page.manager.user.roles = ["admin"]
    page.manager.configuration.custom_data["features"]["acme_flex"] = {"note": 5, "nope": 1}
    page.boot()
    text = Checks(page).open().copy().of("textarea")[0].props["value"]
    expected = "acme_flex.note is not true or false: ignored; acme_flex.nope is an unknown key: ignored"
    assert f"configuration: warning ({expected})" in text.split("\n")


def test_an_extension_registers_itself_with_the_services_of_our_features(extend: Extend) -> None:
    extend(
        hooks="""
def register(services, settings):
    services.notifications.register("AcmeHello", 1000, "information")
    services.on_event("taskRescinded", lambda _: services.notifications.show("AcmeHello", settings))
""",
        configuration__yaml="word:\n  type: string\n  default: hello\n  description: x\n",
    )
    page = booted({"enabled": True})
    page.manager.events.emit("taskRescinded")
    assert page.flex.Notifications.shown == [("AcmeHello", {"word": "hello"})]
    assert page.flex.Notifications.registered["AcmeHello"]["timeout"] == 1000


def test_an_extension_adds_an_element_to_a_component_that_the_plugin_does_not_use(extend: Extend) -> None:
    extend(
        hooks="from flex_sfdc.extension_points import method_at\n"
        "def register(services):\n"
        "    element = services.react.createElement('div', {'key': 'Acme'})\n"
        "    method_at(services.flex, 'CRMContainer.Content.replace')(element, {'sortOrder': 1})\n"
    )
    page = booted(CLICK_TO_DIAL)
    assert list(page.flex.CRMContainer.Content.parts) == ["Acme"]


@pytest.mark.parametrize(("adds", "name"), [("on_event", "taskAccepted"), ("on_action", "afterAcceptTask")])
def test_a_listener_may_be_async_and_what_it_raises_is_logged_without_its_message(
    extend: Extend, adds: str, name: str
) -> None:
    extend(
        hooks="async def told(services, task):\n"
        "    response = await services.window.fetch('https://acme.example', {})\n"
        f"    raise ValueError(response + '{NUMBER}')\n"
        "def register(services):\n"
        f"    services.{adds}('{name}', lambda task: told(services, task))\n"
    )
    page = Page(CLICK_TO_DIAL)
    answer = FakePromise()
    page.window.promises = [answer]
    task = page.boot().offer({})
    page.manager.events.emit("taskAccepted", task)
    page.accept(task)
    assert "failed" not in page.printed
    answer.resolve("answered")
    assert f"{name} failed: ValueError" in page.printed
    assert NUMBER not in page.printed


def test_a_failing_register_leaves_the_plugin_working(extend: Extend) -> None:
    extend(hooks="def register(services): raise ValueError('no')")
    page = booted(RECORD_CHOICE)
    accepted(page)
    assert len(page.salesforce.pops) == 1
    assert "acme_flex: register failed: ValueError" in page.printed


# Rules that fail


def day(page: Page) -> tuple[object, ...]:
    """Return the outcome of a day with a chat, a search with two matches and a click."""
    page.salesforce.found = TWO
    desk = Desk(page).boot()
    page.window.React.mount(page.flex.MainHeader.Content.parts["utility-bar-state-listener"])
    desk.accepted()
    page.accept(desk.task)
    desk.completes().completed()
    page.salesforce.click(CLICK)
    page.passes(DIAL_LIMIT_MS)
    choices = page.manager.store.getState().salesforceIntegration["tasks"]
    return (page.salesforce.pops, desk.activities, page.calls, list(page.salesforce.item), choices)


EVERYTHING = {**RECORD_CHOICE, **CLICK_TO_DIAL, "utility_bar_status": True}


@pytest.mark.parametrize(
    ("point", "body"),
    [(point, body) for point in HEADS for body in BROKEN if (point, body) != ("match", "return None")],
)
def test_if_a_rule_is_broken_the_plugins_own_rule_applies(extend: Extend, point: str, body: str) -> None:
    expected = day(Page(EVERYTHING))
    extend(f"NUMBER = '{NUMBER}'\ndef {HEADS[point]}:\n    {body}\n")
    page = Page(EVERYTHING)
    assert day(page) == expected
    assert f"acme_flex: {point}" in page.printed
    assert NUMBER not in page.printed


@pytest.mark.parametrize(
    "rule",
    [
        "searches(task): return ['+1415']",
        "searches(task): return [(7, False)]",
        "searches(task): return 7",
        "activity(work, note): return [1]",
        "activity(work, note): return {'no field': 1}",
    ],
)
def test_an_error_in_our_own_rule_is_not_logged_as_the_extensions(extend: Extend, rule: str) -> None:
    extend(f"def {rule}")
    page = Page(EVERYTHING)
    day(page)
    assert f"acme_flex: {rule.partition('(')[0]} returned something unusable; the plugin's" in page.printed


def test_a_test_prints_the_traceback_of_a_rule_that_fails(
    extend: Extend, capsys: pytest.CaptureFixture[str]
) -> None:
    extend('def searches(task, ours): return [(task.attributes["plan"], False)]')
    desk = Desk(screen_pop=True).boot().accepted()
    assert desk.searched == [NUMBER]
    printed = capsys.readouterr().out
    assert "acme_flex: searches failed: KeyError; the plugin's own rule is used" in printed
    assert 'rules.py", line' in printed
    assert "KeyError: 'plan'" in printed


def test_a_test_prints_why_an_async_listener_failed(
    extend: Extend, capsys: pytest.CaptureFixture[str]
) -> None:
    extend(
        hooks="async def told(services):\n    await services.window.fetch('https://acme.example', {})\n"
        "def register(services):\n"
        "    services.on_event('taskAccepted', lambda _: told(services))\n"
    )
    Desk().boot().accepted()
    printed = capsys.readouterr().out
    assert "nothing answers the request to https://acme.example: add a promise" in printed
    assert 'hooks.py", line 2' in printed


def test_a_test_cannot_set_a_key_that_the_plugin_lacks() -> None:
    with pytest.raises(AssertionError, match="no key 'channel'"):
        Desk(channel="sms")


def test_a_rule_that_fails_is_logged_once(extend: Extend) -> None:
    extend("def activity(work, note): return work['nothing']")
    desk = Desk().boot().accepted().completes().completed()
    assert desk.page.printed.count("acme_flex: activity failed: KeyError; the plugin's own rule is used") == 1


CHANGING = """
def change(value):
    if isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            change(inner)
        value.clear()
"""
NESTED = {"from": NUMBER, "customers": {"plan": {"name": "gold"}, "list": [{"id": 1}]}}


@pytest.mark.parametrize("end", ["return ours(task, *rest)", "raise ValueError(NUMBER)"])
@pytest.mark.parametrize("point", HEADS)
def test_a_rule_gets_copies_and_cannot_change_our_data(extend: Extend, point: str, end: str) -> None:
    def lived() -> tuple[object, ...]:
        page = Page(EVERYTHING)
        page.manager.workerClient.attributes = copy.deepcopy(NESTED)
        page.salesforce.found = TWO
        desk = Desk(page, attributes=copy.deepcopy(NESTED)).chat().boot()
        page.window.React.mount(page.flex.MainHeader.Content.parts["utility-bar-state-listener"])
        desk.accepted()
        page.accept(desk.task)
        desk.notes().completes().completed()
        page.salesforce.click(dict(CLICK))
        attributes = (desk.task.attributes, page.manager.workerClient.attributes)
        return (*attributes, page.salesforce.pops, desk.activities, page.calls, page.salesforce.item)

    expected = lived()
    _, _, values = HEADS[point].partition("(")
    names = [name.strip() for name in values.strip(")").split(",")][:-1]
    changes = "".join(f"    change(getattr({name}, 'attributes', {name}))\n" for name in names)
    last = "raise ValueError(NUMBER)"
    if end != last:
        kept = ", ".join(f"copy.deepcopy({name})" for name in names)
        changes, last = f"    kept = [{kept}]\n{changes}", "return ours(*kept)"
    extend(f"import copy\nNUMBER = '{NUMBER}'\n{CHANGING}\ndef {HEADS[point]}:\n{changes}    {last}\n")
    assert lived() == expected


LISTS = """
skip:
  type: array
  default: [Everyone]
  description: queues
by_queue:
  type: object
  default: {plans: [{name: gold}]}
  description: plans
"""
OWN_VALUES = {"skip": ["Everyone"], "by_queue": {"plans": [{"name": "gold"}]}}


@pytest.mark.parametrize("level", ["default", "account", "worker"])
def test_a_rule_cannot_change_the_settings_of_the_next_rule(extend: Extend, level: str) -> None:
    rule = "def pops(task, settings, ours):\n    skips = task.queue in settings['skip']\n"
    rule += "    change(settings)\n    return not skips"
    hooks = f"{CHANGING}\ndef register(services, settings): change(settings)\n"
    extend(f"{CHANGING}\n{rule}\n", hooks, configuration__yaml=LISTS)
    own = copy.deepcopy(OWN_VALUES)
    page = Page(RECORD_CHOICE)
    if level == "account":
        page.manager.configuration.custom_data["features"]["acme_flex"] = own
    elif level == "worker":
        page.manager.workerClient.attributes = {"config_overrides": {"features": {"acme_flex": own}}}
    page.boot()
    accepted(page)
    accepted(page)
    assert page.salesforce.pops == []
    assert "failed" not in page.printed
    assert own == OWN_VALUES
