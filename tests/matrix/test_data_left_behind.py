"""Customer data on the machine: none after a logout, and none that another worker can see."""

from __future__ import annotations

import pytest

from .answers import AMBIGUOUS, error
from .day import ALL_ON, attributes
from .items import COLLEAGUE
from .page import HOUR, MINUTE, NAME, NUMBER, Engine, Tab, World
from .scenes import at_work, customer_data, take_task, take_task_with_a_choice

OTHER_ORG = "https://other.lightning.force.com"


def log_out_twice(tab: Tab) -> None:
    """The agent logs out, ignoring any warning."""
    if tab.act("Logout", {}) == "aborted":
        assert tab.act("Logout", {}) == "done"


def fill(world: World, tab: Tab) -> None:
    """Leave something in every state: going on, waiting, rejected, unknown."""
    take_task_with_a_choice(world, tab, 1)
    rejected, unknown, waiting = [take_task(world, tab, number, "web") for number in (2, 3, 4)]
    world.rejects(error("FIELD_CUSTOM_VALIDATION_EXCEPTION"))
    tab.complete(rejected)
    world.passes(MINUTE)
    world.accepts(error("FIELD_CUSTOM_VALIDATION_EXCEPTION"))
    world.answers("saveLog", AMBIGUOUS["SERVER_ERROR"], times=1)
    tab.complete(unknown)
    world.passes(MINUTE)
    world.fails("getCallCenterSettings", "refused")
    world.fails("isSoftphonePanelVisible", "refused")
    tab.complete(waiting)
    world.passes(MINUTE)


def test_a_logout_leaves_nothing_whatever_state_it_is_in(engine: Engine) -> None:
    world, tab = at_work(engine)
    fill(world, tab)
    log_out_twice(tab)
    assert customer_data({**world.stored, **tab.kept}) == []
    assert NAME not in str(tab.value("tab.flex.store.getState().salesforceIntegration"))


def test_a_logout_leaves_nothing_of_the_same_workers_other_org(engine: Engine) -> None:
    world, tab = at_work(engine)
    fill(world, tab)
    tab.close(True)
    world.fails("getCallCenterSettings", None)
    world.fails("isSoftphonePanelVisible", None)
    other = world.open(org=OTHER_ORG)
    world.passes(MINUTE)
    log_out_twice(other)
    assert customer_data({**world.stored, **other.kept}) == []


def test_an_activity_of_another_org_is_not_sent_to_this_one(engine: Engine) -> None:
    world, tab = at_work(engine)
    fill(world, tab)
    before = len(world.calls_of("saveLog"))
    tab.close(True)
    world.fails("getCallCenterSettings", None)
    world.fails("isSoftphonePanelVisible", None)
    other = world.open(org=OTHER_ORG)
    world.passes(HOUR)
    assert len(world.calls_of("saveLog")) == before
    assert other.unsaved == []


def test_the_agent_is_warned_of_what_a_logout_in_another_org_discards(engine: Engine) -> None:
    world, tab = at_work(engine)
    world.fails("getCallCenterSettings", "refused")
    world.fails("isSoftphonePanelVisible", "refused")
    sid = take_task(world, tab)
    tab.complete(sid)
    world.passes(MINUTE)
    tab.close(True)
    other = world.open(org=OTHER_ORG)
    world.passes(MINUTE)
    assert other.act("Logout", {}) == "aborted"


@pytest.mark.parametrize("same_tab", [True, False], ids=["same-tab", "new-tab"])
def test_after_a_logout_by_force_a_colleague_sees_and_sends_nothing(engine: Engine, same_tab: bool) -> None:
    world, tab = at_work(engine)
    fill(world, tab)
    tab.act("Logout", {"forceLogout": True})
    before = len(world.calls_of("saveLog"))
    world.run(f"world.worker = '{COLLEAGUE}'")
    if same_tab:
        tab.reload()
    else:
        tab.close(True)
        tab = world.open()
    world.fails("getCallCenterSettings", None)
    world.fails("isSoftphonePanelVisible", None)
    world.passes(HOUR)
    assert NAME not in str(tab.value("tab.flex.store.getState().salesforceIntegration"))
    assert tab.unsaved == []
    assert len(world.calls_of("saveLog")) == before


def test_after_a_logout_by_force_the_agent_finds_everything_again(engine: Engine) -> None:
    world, tab = at_work(engine)
    fill(world, tab)
    tab.act("Logout", {"forceLogout": True})
    world.fails("getCallCenterSettings", None)
    world.fails("isSoftphonePanelVisible", None)
    world.passes(MINUTE)
    tab.reload()
    world.passes(HOUR)
    assert sorted(one["state"] for one in tab.unsaved) == ["rejected", "unknown"]
    assert len(world.saved) == 1


def test_a_saved_activity_keeps_no_customer_data(engine: Engine) -> None:
    world, tab = at_work(engine)
    sid = take_task_with_a_choice(world, tab)
    tab.complete(sid)
    world.passes(HOUR)
    assert customer_data({**world.stored, **tab.kept}) == []


def test_every_key_in_the_browsers_storage_is_the_plugins_own(engine: Engine) -> None:
    world, tab = at_work(engine)
    fill(world, tab)
    assert world.stored
    assert [key for key in world.stored if not key.startswith("flex-sfdc.")] == []


def test_with_the_plugin_off_nothing_is_kept(engine: Engine) -> None:
    world = engine.world({**ALL_ON, "enabled": False})
    tab = world.open()
    sid = world.offer(1, "web", attributes(NUMBER))
    tab.accept(sid)
    tab.complete(sid)
    world.passes(HOUR)
    assert (world.stored, tab.kept) == ({}, {})
