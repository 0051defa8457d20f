"""The page of fakes does what browsers, Flex and Salesforce do, and notices what they would report."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .day import ADA, ALL_ON
from .faults import FAULTS
from .page import NAME, NUMBER, Engine, Tab, World

PLUGIN = """
const { Plugins } = globalThis.Twilio.Flex;
window.SEEN = [];
Plugins.init(class {
  init(flex, manager) {
    Object.assign(window, { flex, manager });
    const tag = document.createElement('script');
    tag.src = 'https://acme.lightning.force.com/support/api/66.0/lightning/opencti_min.js';
    document.head.insertBefore(tag, null);
  }
});
"""


@pytest.fixture(scope="module")
def bare() -> Iterator[Engine]:
    """Yield an engine whose plugin does nothing but load Open CTI."""
    engine = Engine(PLUGIN)
    yield engine
    engine.close()


@pytest.fixture
def world(bare: Engine) -> Iterator[World]:
    """Yield a new world."""
    world = bare.world(ALL_ON)
    yield world
    bare.forget(world)


@pytest.fixture
def tab(world: World) -> Tab:
    """Return a booted tab."""
    return world.open()


def in_page(tab: Tab, code: str, seconds: float = 1) -> list[object]:
    """Return what `code` has put into `seen` after that time. `window` is the tab's."""
    tab.run(f"const {{ window }} = tab; const seen = (window.SEEN = []); {code}")
    tab.world.passes(seconds)
    return list(tab.value("tab.window.SEEN"))


SAVE = """window.sforce.opencti.saveLog({
    value: { entityApiName: 'Task' },
    callback: (r) => seen.push(r && r.success),
});"""


def test_an_error_in_a_timer_is_a_mistake(tab: Tab) -> None:
    in_page(tab, "window.setTimeout(() => { throw new Error('oops'); }, 10)")
    assert tab.world.mistakes == ["a timer: oops"]


def test_an_error_in_a_store_event_or_action_listener_is_a_mistake(tab: Tab) -> None:
    in_page(tab, "window.manager.store.subscribe(() => { throw new Error('one'); })")
    in_page(tab, "window.manager.events.addListener('taskReceived', () => { throw new Error('two'); })")
    in_page(tab, "window.flex.Actions.addListener('afterSetActivity', () => { throw new Error('three'); })")
    tab.world.offer(1, "web", {})
    tab.act("SetActivity", {})
    assert {mistake.rpartition(" ")[2] for mistake in tab.world.mistakes} == {"one", "two", "three"}


@pytest.mark.parametrize(
    "code",
    [
        "new Promise((_, reject) => reject(new Error('oops')))",
        "Promise.reject(new Error('oops'))",
        "Promise.resolve().then(() => { throw new Error('oops'); })",
        "new Promise((resolve) => resolve(Promise.reject(new Error('oops'))))",
        "Promise.all([Promise.reject(new Error('oops'))])",
    ],
)
def test_an_unhandled_rejection_is_a_mistake(tab: Tab, code: str) -> None:
    in_page(tab, code)
    assert tab.world.mistakes == ["oops"]


def test_a_handled_rejection_is_not_a_mistake(tab: Tab) -> None:
    in_page(tab, "Promise.reject(new Error('oops')).then(() => 0, () => seen.push('heard'))")
    in_page(tab, "const p = Promise.reject(new Error('oops')); p.then(() => 0, () => 0)")
    assert tab.world.mistakes == []


@pytest.mark.parametrize(
    ("fault", "answers", "saved"),
    [
        ("refused", [False], 0),
        ("throws", ["TypeError"], 0),
        ("never", [], 0),
        ("lost", [], 1),
        ("late", [True], 1),
        ("twice", [True, True], 1),
        ("nonsense", [None, None, None, None, None, None, "true", 1, None], 0),
    ],
)
def test_open_cti_answers_as_the_fault_says(tab: Tab, fault: str, answers: list[object], saved: int) -> None:
    tab.world.fails("saveLog", fault)
    calls = in_page(tab, f"try {{ {SAVE} }} catch (error) {{ seen.push(error.name); }}", seconds=200)
    assert calls == answers
    assert len(tab.world.saved) == saved
    assert fault in FAULTS


@pytest.mark.parametrize(
    ("fault", "outcome", "written"),
    [
        (None, ["done"], 1),
        ("refused", ["TwilioError"], 0),
        ("throws", ["TypeError"], 0),
        ("never", [], 0),
        ("lost", [], 1),
        ("late", ["done"], 1),
        ("twice", ["TwilioError"], 1),
        ("nonsense", ["done"], 0),
    ],
)
def test_task_attributes_are_written_as_the_fault_says(
    tab: Tab, fault: str | None, outcome: list[object], written: int
) -> None:
    sid = tab.world.offer(1, "voice", {"a": 1})
    tab.world.fails("setAttributes", fault)
    code = (
        f"try {{ tab.flex.tasks.get('{sid}').setAttributes({{ b: 2 }})"
        ".then(() => seen.push('done'), (error) => seen.push(error.name)); }"
        " catch (error) { seen.push(error.name); }"
    )
    assert in_page(tab, code, seconds=200) == outcome
    assert tab.world.attributes(sid) == ({"b": 2} if written else {"a": 1})


def test_open_cti_takes_exactly_one_object_that_can_be_cloned(tab: Tab) -> None:
    for arguments in ("", "{}", "1", "{ value: {} }, 2", "{ value: { f() {} } }"):
        call = f"window.sforce.opencti.saveLog({arguments});"
        assert in_page(tab, f"try {{ {call} }} catch (error) {{ seen.push(error.name); }}"), arguments
    assert tab.world.saved == []


def test_without_its_query_open_cti_loads_and_never_answers(world: World) -> None:
    tab = world.open()
    tab.select("WR" + "1" * 32)
    tab.reload()
    assert in_page(tab, SAVE, seconds=600) == []
    assert in_page(tab, "try { window.sforce.opencti.initialize(); } catch (e) { seen.push(e); }") != []


def test_an_activity_is_updated_by_its_id_and_only_if_it_exists(tab: Tab) -> None:
    in_page(tab, SAVE)
    sid = tab.value("Object.keys(tab.world.org.saved)[0]")
    update = (
        "window.sforce.opencti.saveLog({ value: { Id: '%s', Subject: 'x' }, callback: (r) => seen.push(r) });"
    )
    assert in_page(tab, update % sid)[0] == {
        "success": True,
        "returnValue": {"recordId": sid},
        "errors": None,
    }
    assert [value["Subject"] for value in tab.world.saved] == ["x"]
    assert "ENTITY_IS_DELETED" in str(in_page(tab, update % "00T5f0000009999AAA"))


def test_a_search_finds_by_number_and_by_name(tab: Tab) -> None:
    tab.world.run(f"world.org.records.push({ADA!r})")
    for term, found in ((NUMBER, 1), (NAME.lower(), 1), ("nobody", 0)):
        code = (
            f"window.sforce.opencti.searchAndScreenPop({{ searchParams: '{term}', callType: 'inbound',"
            " callback: (r) => seen.push(Object.keys(r.returnValue).length) });"
        )
        assert in_page(tab, code) == [found]


def test_an_aborted_complete_differs_from_a_blocked_one(tab: Tab) -> None:
    sid = tab.world.offer(1, "web", {})
    tab.accept(sid)
    in_page(tab, "window.stop = (_, abort) => abort()")
    in_page(tab, "window.flex.Actions.addListener('beforeCompleteTask', window.stop)")
    assert tab.complete(sid) == "aborted"
    in_page(tab, "window.flex.Actions.removeListener('beforeCompleteTask', window.stop)")
    in_page(tab, f"window.flex.Actions.blockAction('CompleteTask', {{ task: {{ sid: '{sid}' }}, by: 'me' }})")
    assert tab.complete(sid) == "blocked"
    in_page(tab, "window.flex.Actions.unblockAction('CompleteTask', (blocked) => blocked.by === 'you')")
    assert tab.complete(sid) == "blocked"
    in_page(tab, "window.flex.Actions.unblockAction('CompleteTask', (blocked) => blocked.by === 'me')")
    assert tab.complete(sid) == "done"
    assert not tab.has(sid)


def test_a_task_is_a_new_object_after_every_change_and_has_no_own_fields(tab: Tab) -> None:
    sid = tab.world.offer(1, "voice", {"from": NUMBER})
    tab.run(f"tab.before = tab.flex.tasks.get('{sid}'); tab.map = tab.flex.tasks")
    tab.accept(sid)
    assert tab.value(f"[tab.before === tab.flex.tasks.get('{sid}'), tab.map === tab.flex.tasks]") == [
        False,
        False,
    ]
    assert tab.value(f"Object.keys(tab.flex.tasks.get('{sid}'))") == []
    assert tab.value(f"tab.flex.tasks.get('{sid}').status") == "accepted"


def test_a_reload_keeps_the_tabs_storage_and_a_closed_page_does_nothing_more(tab: Tab) -> None:
    in_page(tab, "window.sessionStorage.setItem('a', '1'); window.localStorage.setItem('b', '2')")
    in_page(tab, "window.setTimeout(() => world.late = true, 5000)", seconds=0)
    tab.reload(says=False)
    assert in_page(
        tab, "seen.push(window.sessionStorage.getItem('a'), window.localStorage.getItem('b'))"
    ) == ["1", "2"]
    tab.world.passes(10)
    assert tab.world.value("world.late ?? false") is False
    second_tab = tab.world.open()
    assert in_page(
        second_tab, "seen.push(window.sessionStorage.getItem('a'), window.localStorage.getItem('b'))"
    ) == [None, "2"]


def test_other_tabs_are_notified_of_stored_values(tab: Tab) -> None:
    second_tab = tab.world.open()
    in_page(
        second_tab,
        "window.addEventListener('storage', (event) => window.SEEN.push([event.key, event.newValue]))",
    )
    in_page(tab, "window.localStorage.setItem('a', '1'); window.localStorage.removeItem('a')")
    assert second_tab.value("tab.window.SEEN") == [["a", "1"], ["a", None]]
    assert tab.value("tab.window.SEEN") == []


@pytest.mark.parametrize(("fault", "name"), [("throws", "SecurityError"), ("refused", "QuotaExceededError")])
def test_storage_can_be_denied_or_full(tab: Tab, fault: str, name: str) -> None:
    tab.world.fails("localStorage", fault)
    code = "try { window.localStorage.setItem('a', '1'); } catch (error) { seen.push(error.name); }"
    assert in_page(tab, code) == [name]


def test_some_writes_fail_in_a_storage_that_is_full_at_times(tab: Tab) -> None:
    tab.world.fails("localStorage", "sometimes")
    code = """
        for (let turn = 0; turn < 20; turn++) {
            try { window.localStorage.setItem('a', '1'); } catch (error) { seen.push(error.name); }
        }
    """
    failures = in_page(tab, code)
    assert set(failures) == {"QuotaExceededError"}
    assert len(failures) < 20


def test_events_of_the_storage_can_be_lost(tab: Tab) -> None:
    second_tab = tab.world.open()
    in_page(second_tab, "window.addEventListener('storage', (event) => window.SEEN.push(event.key))")
    tab.world.fails("storage events", "never")
    in_page(tab, "window.localStorage.setItem('a', '1')")
    assert second_tab.value("tab.window.SEEN") == []


def test_a_throttled_tab_runs_its_timers_once_in_a_minute(tab: Tab) -> None:
    tab.run("tab.throttled = true; tab.later(1_000, () => tab.window.SEEN.push('an answer'))")
    code = "for (const wait of [10, 20_000]) window.setTimeout(() => seen.push(wait), wait)"
    in_page(tab, code)
    tab.world.passes(30)
    assert tab.value("tab.window.SEEN") == ["an answer"]
    tab.world.passes(60)
    assert tab.value("tab.window.SEEN") == ["an answer", 10, 20_000]


@pytest.mark.parametrize(("fault", "expected"), [("throws", 0), ("twice", 1)])
def test_a_dispatch_can_fail_before_or_after_its_effect(tab: Tab, fault: str, expected: int) -> None:
    in_page(tab, "window.manager.store.addReducer('added', (sum = 0, { type }) => sum + (type === 'add'))")
    tab.world.fails("dispatch", fault)
    code = """
        const { store } = window.manager;
        try { store.dispatch({ type: 'add' }); } catch (error) { seen.push(error.name); }
        seen.push(store.getState().added);
    """
    assert in_page(tab, code) == ["TypeError", expected]


def test_a_lock_is_held_by_one_tab_until_it_releases_it_or_closes(tab: Tab) -> None:
    second_tab = tab.world.open()
    hold = "window.navigator.locks.request('q', () => { seen.push('held'); return new Promise(() => {}); })"
    assert in_page(tab, hold) == ["held"]
    assert in_page(second_tab, hold) == []
    ask = "window.navigator.locks.request('q', { ifAvailable: true }, (lock) => { seen.push(lock); })"
    assert in_page(tab.world.open(), ask) == [None]
    second_tab.run("tab.window.SEEN.length = 0")
    tab.close()
    tab.world.passes(1)
    assert tab.world.value("world.tab2.window.SEEN") == ["held"]


def test_time_passes_in_order_and_promises_settle_in_between(tab: Tab) -> None:
    code = """
        window.setTimeout(() => seen.push('late'), 20);
        window.setTimeout(() => { seen.push('early'); Promise.resolve().then(() => seen.push('then')); }, 10);
        const timer = window.setTimeout(() => seen.push('never'), 15);
        window.clearTimeout(timer);
    """
    assert in_page(tab, code) == ["early", "then", "late"]


def test_components_have_state_and_effects(tab: Tab) -> None:
    code = """
        const { React } = window;
        function Chooser({ task }) {
            const [value, set] = React.useState('');
            React.useEffect(() => {
                seen.push('shown ' + value);
                return () => seen.push('gone ' + value);
            }, [value]);
            return React.createElement('label', null, 'Record', React.createElement('select',
                { value, onChange: (event) => set(event.target.value) },
                [React.createElement('option', { key: 'a', value: 'a' }, task ? task.sid : 'none')]));
        }
        const element = React.createElement(Chooser, { key: 'chooser' });
        window.flex.TaskCanvas.Content.add(element, { sortOrder: 1 });
    """
    in_page(tab, code)
    sid = tab.world.offer(1, "web", {})
    tab.select(sid)
    assert tab.dropdowns() == [
        {"value": "", "disabled": False, "options": [{"value": "a", "text": sid, "disabled": False}]}
    ]
    tab.choose("a")
    assert tab.dropdowns()[0]["value"] == "a"
    assert tab.value("tab.window.SEEN") == ["shown ", "gone ", "shown a"]


def test_a_number_is_clicked_in_salesforce_once_for_each_listener(tab: Tab) -> None:
    in_page(
        tab, "window.sforce.opencti.onClickToDial({ listener: (click) => window.SEEN.push(click.number) })"
    )
    tab.click({"number": "1"})
    tab.world.fails("onClickToDial", "twice")
    tab.click({"number": "2"})
    assert tab.value("tab.window.SEEN") == ["1", "2", "2"]
