"""The plugin never covers the button that accepts a task, however narrow the panel is."""

from __future__ import annotations

from build.demo.desktop import Desktop
from build.demo.plugin_setup import with_plugin
from build.demo.product import Product
from build.demo.salesforce import ADA, Org
from build.demo.salesforce.behaviour import never
from build.demo.salesforce.org import Softphone
from flex_sfdc.activities.entries import NOTIFIED_AFTER_MS
from flex_sfdc.activities.logout import CHECKS_EVERY_MS, LOGOUT_LIMIT_MS
from flex_sfdc.flex.notifications import ACTIVITY_NOT_SAVED, UNSAVED_AT_LOGOUT

from .hosts import Open, width_is
from .test_outbox import probed

WIDTHS = (320, 428, 500)
SUMMARY = ".Twilio-MainHeader summary"
NOTIFICATION = ".Twilio-NotificationBar-NotificationContainer"
SHOWN = f"() => document.querySelectorAll('{NOTIFICATION}').length"
IS_OPEN = "() => document.querySelector('.Twilio-MainHeader details').open"
CAN_ACCEPT = """() => [...document.querySelectorAll('button[aria-label^=Accept]')].some((button) => {
    const { left, top, width, height } = button.getBoundingClientRect();
    return button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
})"""
HEADER_FITS = """() => {
    const header = document.querySelector('.Twilio-MainHeader');
    const buttons = [...header.querySelectorAll('button')];
    return header.scrollWidth <= innerWidth && document.scrollingElement.scrollWidth <= innerWidth
        && buttons.every((one) => one.getBoundingClientRect().right <= innerWidth);
}"""


async def log_out_in_vain(desktop: Desktop) -> None:
    """Try to log out while an activity is unsaved."""
    await desktop.flex("() => void Twilio.Flex.Actions.invokeAction('Logout', {}).catch(() => {})")
    for _ in range(LOGOUT_LIMIT_MS // CHECKS_EVERY_MS):
        await desktop.advance(CHECKS_EVERY_MS)
    await desktop.notification(UNSAVED_AT_LOGOUT)


async def show_again(desktop: Desktop) -> None:
    """Show both notifications again, because they disappear while a test runs."""
    await desktop.close_notifications()
    script = """names => names.forEach(
        (name) => Twilio.Flex.Notifications.showNotification(name, { numLogs: '1', singular: true }))"""
    await desktop.flex(script, [ACTIVITY_NOT_SAVED, UNSAVED_AT_LOGOUT])
    await desktop.until(f"() => ({SHOWN})() === 2", what="both notifications are shown")


async def test_no_unsaved_activity_covers_the_accept_button(open_desktop: Open, product: Product) -> None:
    setup = with_plugin(product, org=Org(softphone=Softphone(width=428)))
    async with open_desktop(setup) as desktop:
        await desktop.boot()
        await desktop.lightning.listens_for("onClickToDial")
        desktop.lightning.always_for_every_method(never())
        desktop.lightning.calls.clear()
        task = await desktop.offer_task({"from": ADA.phone})
        await desktop.accept(task)
        await desktop.complete(task)
        await desktop.task_gone(task)
        await probed(desktop)
        await desktop.advance(NOTIFIED_AFTER_MS)
        await desktop.notification(ACTIVITY_NOT_SAVED)
        await log_out_in_vain(desktop)
        for width in WIDTHS:
            await width_is(desktop, width)
            await desktop.until(HEADER_FITS, what=f"the header fits into {width} px")
            await desktop.frame.locator(SUMMARY).click()
            await desktop.until(IS_OPEN, what=f"a click opens the list at {width} px")
            await show_again(desktop)
            await desktop.until(IS_OPEN, what="the list is open")
            ringing = await desktop.offer_task({"from": ADA.phone})
            await desktop.until(CAN_ACCEPT, what=f"Accept is not covered at {width} px")
            assert not await desktop.flex(IS_OPEN)
            await desktop.until(HEADER_FITS, what=f"the header fits into {width} px while a task rings")
            await desktop.customer_gives_up(ringing)
            await desktop.until(f"() => ({SHOWN})() > 0", what="what was hidden comes back")
        await closes_by_itself(desktop)


async def closes_by_itself(desktop: Desktop) -> None:
    """Close the list by Escape, which keeps the focus on it, and by a click elsewhere."""
    summary = desktop.frame.locator(SUMMARY)
    await summary.focus()
    await desktop.page.keyboard.press("Enter")
    await desktop.until(IS_OPEN, what="the list is open")
    await desktop.page.keyboard.press("Tab")
    await desktop.page.keyboard.press("Escape")
    await desktop.until(f"() => !({IS_OPEN})()", what="Escape closes the list")
    assert await desktop.flex(f"() => document.activeElement === document.querySelector('{SUMMARY}')")
    await summary.click()
    await desktop.until(IS_OPEN, what="the list is open")
    await desktop.frame.locator("body").click(position={"x": 10, "y": 600})
    await desktop.until(f"() => !({IS_OPEN})()", what="a click elsewhere closes the list")
