"""docs/specification.md, section 7: panel, utility item, logo and pop-out, in the real Flex UI."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from build.demo.desktop import Desktop
from build.demo.plugin_setup import with_plugin
from build.demo.product import Product
from build.demo.salesforce import ADA
from build.demo.salesforce.behaviour import never
from build.demo.salesforce.org import Softphone
from build.demo.waiting import eventually
from flex_sfdc.utils.sfdc_loader import ROUND_TRIP_LIMITS_MS

from .hosts import EACH_HOST, Open
from .test_screen_pop import no_pop, saved

# Hides Flex's voice client until the test shows it.
WITHOUT_VOICE = """(() => {
    const prototype = Object.getPrototypeOf(Twilio.Flex.Manager.getInstance());
    const real = Object.getOwnPropertyDescriptor(prototype, 'voiceClient');
    let late = true;
    const get = function () { return late ? undefined : real.get.call(this); };
    Object.defineProperty(prototype, 'voiceClient', { ...real, get });
    window.voiceClientAppears = () => { late = false; };
})();
"""
# As an account's plugin with a second device does: Flex's state gets its call when the call is accepted,
# when the agent selects it, and when Flex has removed the other one, which ended.
SECOND_DEVICE = """() => {
    const { store, voiceClient } = Twilio.Flex.Manager.getInstance();
    const listeners = {};
    const emitter = (state) => ({
        status: () => state,
        parameters: {}, customParameters: new Map(),
        isMuted: () => false, mute: () => {}, removeListener: () => {},
        on: (name, listener) => (listeners[name] ||= []).push(listener),
        ends: (name) => { state = 'closed'; (listeners[name] || []).forEach((listener) => listener()); },
    });
    const first = store.getState().flex.phone.activeCall;
    const second = window.secondCall = emitter('open');
    const shows = (payload) => store.dispatch({ type: 'PHONE_ADD_CALL', payload });
    first.on('disconnect', () => shows(second));
    shows(second);
    shows(first);
}"""
POPOUT = "setCustomConsoleComponentPopoutable"
STARTED = "notifyInitializationComplete"
QUIET = 0.5


async def softphone_is(desktop: Desktop, **expected: object) -> None:
    """Wait until the utility item or its panel has this state."""

    def found() -> dict[str, object]:
        return {name: getattr(desktop.org.softphone, name) for name in expected}

    await eventually(lambda: found() == expected, lambda: f"expected {expected}, found {found()}")


def item_calls(desktop: Desktop) -> list[object]:
    """Return the icons and labels that the item received."""
    return [
        call.args.get("key") or call.args.get("label")
        for call in desktop.lightning.calls
        if call.method.startswith("setSoftphoneItem")
    ]


@EACH_HOST
async def test_the_item_follows_the_activity_and_the_tasks(desktop: Desktop) -> None:
    await desktop.offline()
    await softphone_is(desktop, icon="away", label="Offline")
    desktop.lightning.calls.clear()
    await desktop.set_activity("Available")
    await softphone_is(desktop, icon="circle", label="Available")
    task = await desktop.offer_task()
    await softphone_is(desktop, icon="alert", label="Incoming Task")
    await desktop.accept(task)
    await softphone_is(desktop, icon="task", label="1 Task")
    second_task = await desktop.offer_task()
    await softphone_is(desktop, icon="alert", label="Incoming Task")
    await desktop.accept(second_task)
    await softphone_is(desktop, icon="task", label="2 Tasks")
    expected = [
        *("circle", "Available", "alert", "Incoming Task", "task", "1 Task"),
        *("alert", "Incoming Task", "task", "2 Tasks"),
    ]
    assert sorted(map(str, item_calls(desktop))) == sorted(expected), "each change once"
    script = "() => Twilio.Flex.MainHeader.Content.registeredFragments.map((one) => one.props.children.key)"
    assert "utility-bar-state-listener" in await desktop.flex(script)


async def test_the_agents_own_outbound_call_is_not_incoming(desktop: Desktop) -> None:
    await desktop.lightning.emit("onClickToDial", {"number": ADA.phone})
    await desktop.on_a_call()
    await softphone_is(desktop, icon="task", label="1 Task")
    assert "alert" not in item_calls(desktop)


async def test_when_salesforce_answers_it_receives_the_softphones_state_and_the_earlier_tasks(
    open_desktop: Open, product: Product
) -> None:
    async with open_desktop(with_plugin(product)) as desktop:
        desktop.lightning.always_for_every_method(never())
        await desktop.boot()
        desktop.org.softphone.visible = False
        task = await desktop.offer_task({"from": ADA.phone})
        await desktop.accept(task)
        await desktop.offer_task()
        await asyncio.sleep(QUIET)
        assert item_calls(desktop) == []
        await no_pop(desktop)
        assert desktop.lightning.calls_of(STARTED) == []
        desktop.lightning.behave_normally()
        await desktop.advance(max(ROUND_TRIP_LIMITS_MS))
        await softphone_is(desktop, icon="alert", label="Incoming Task", visible=True)
        await desktop.lightning.called("searchAndScreenPop")
        await saved(desktop, task, ADA.id, "Contact")
        await desktop.lightning.listens_for("onClickToDial")
        await asyncio.sleep(QUIET)
        assert [len(desktop.lightning.calls_of(call)) for call in ("searchAndScreenPop", STARTED)] == [1, 1]


@EACH_HOST
async def test_a_task_opens_the_panel_when_it_is_hidden(desktop: Desktop) -> None:
    desktop.org.softphone.visible = False
    await desktop.offer_task()
    await softphone_is(desktop, visible=True)
    assert len(desktop.lightning.calls_of("setSoftphonePanelVisibility")) == 1


@EACH_HOST
async def test_there_is_no_pop_out_during_a_call(desktop: Desktop) -> None:
    call = await desktop.start_call()
    await softphone_is(desktop, popoutable=False)
    await desktop.customer_hangs_up(call)
    await softphone_is(desktop, popoutable=True)
    assert [call["popoutable"] for call in desktop.lightning.console_calls_of(POPOUT)] == [False, True]


async def test_an_error_of_a_call_that_continues_does_not_allow_the_pop_out(desktop: Desktop) -> None:
    call = await desktop.start_call()
    await softphone_is(desktop, popoutable=False)
    script = """() => Twilio.Flex.Manager.getInstance().store.getState().flex.phone.activeCall
        .emit('error', { code: 53000, message: 'signalling' })"""
    await desktop.flex(script)
    await asyncio.sleep(1.0 + QUIET)
    assert desktop.org.softphone.popoutable is False
    await desktop.customer_hangs_up(call)
    await softphone_is(desktop, popoutable=True)


async def test_the_pop_out_is_allowed_again_after_the_last_of_two_calls(desktop: Desktop) -> None:
    first = await desktop.start_call()
    second = await desktop.offer_task({"direction": "inbound", "from": "+15551230009"}, "voice")
    await desktop.invoke("AcceptTask", {"sid": second.reservation})
    script = "() => Twilio.Flex.Manager.getInstance().voiceClient.calls.length === 1"
    await desktop.until(script, what="the second call rings")
    await desktop.customer_hangs_up(first)
    await asyncio.sleep(QUIET)
    assert desktop.org.softphone.popoutable is False
    await desktop.twilio.hang_up(second.task)
    await softphone_is(desktop, popoutable=True)
    assert [call["popoutable"] for call in desktop.lightning.console_calls_of(POPOUT)] == [False, True]


async def test_a_call_on_another_plugins_device_keeps_the_panel_docked(desktop: Desktop) -> None:
    first = await desktop.start_call()
    await desktop.flex(SECOND_DEVICE)
    await desktop.customer_hangs_up(first)
    await asyncio.sleep(QUIET)
    assert desktop.org.softphone.popoutable is False
    await desktop.flex("() => secondCall.ends('disconnect')")
    await softphone_is(desktop, popoutable=True)
    assert [call["popoutable"] for call in desktop.lightning.console_calls_of(POPOUT)][-1] is True
    script = """() => Twilio.Flex.Manager.getInstance().store.dispatch({ type: 'PHONE_REMOVE_CALL' })"""
    await desktop.flex(script)


async def test_a_reset_during_a_call_leaves_the_desktop_without_calls(desktop: Desktop) -> None:
    await desktop.start_call()
    await softphone_is(desktop, label="1 Task", popoutable=False)
    await desktop.reset()
    await asyncio.sleep(QUIET)
    assert desktop.lightning.console_calls_of(POPOUT) == []
    assert item_calls(desktop) == []


async def test_a_voice_client_that_appears_late_protects_the_call(
    open_desktop: Open, product: Product
) -> None:
    setup = with_plugin(product)
    (plugin,) = setup.account.plugins
    entry = {key: value for key, value in plugin.entry.items() if key != "integrity"}
    setup.account.plugins = [replace(plugin, entry=entry, script=WITHOUT_VOICE.encode() + plugin.script)]
    async with open_desktop(setup) as desktop:
        await desktop.boot()
        assert await desktop.flex("() => Twilio.Flex.Manager.getInstance().voiceClient === undefined")
        await desktop.flex("() => voiceClientAppears()")
        call = await desktop.start_call()
        await softphone_is(desktop, popoutable=False)
        await desktop.customer_hangs_up(call)
        await softphone_is(desktop, popoutable=True)


@EACH_HOST
async def test_a_reload_restores_item_panel_and_pop_out(desktop: Desktop) -> None:
    await desktop.start_call()
    await softphone_is(desktop, icon="task", popoutable=False)
    await desktop.offer_task()
    await softphone_is(desktop, icon="alert")
    desktop.org.softphone = Softphone(visible=False, popoutable=False)
    await desktop.reload_frame()
    await softphone_is(desktop, icon="alert", label="Incoming Task", visible=True)
    await softphone_is(desktop, popoutable=True)  # the call ended with the frame


async def test_without_its_flags_the_plugin_sends_nothing_to_salesforce(quiet_desktop: Desktop) -> None:
    quiet_desktop.org.softphone.visible = False
    await quiet_desktop.reload_frame()
    await quiet_desktop.start_call()
    await eventually(lambda: quiet_desktop.lightning.calls, "the plugin has called Salesforce")
    await asyncio.sleep(QUIET)
    assert item_calls(quiet_desktop) == []
    assert quiet_desktop.lightning.console_calls_of(POPOUT) == []
    assert quiet_desktop.org.softphone.visible is False
