"""Take the pictures of the documentation, docs/images/: the real Flex UI with the plugin.

python -m tests.desktop.screenshots [FOLDER]
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import BrowserContext

from build.demo.browser import open_browser
from build.demo.desktop import Desktop
from build.demo.flex.bundle import flex_bundle
from build.demo.plugin_setup import with_plugin
from build.demo.product import ROOT, Product, build
from build.demo.record_select import IN_VIEW, SAVED, with_choices
from build.demo.salesforce import ADA, LEE, Org
from build.demo.salesforce.org import Softphone
from build.demo.salesforce.refusals import validation_rule
from build.demo.script_server import serve

IMAGES = ROOT / "docs" / "images"
HEIGHT = 236
LIST_WIDTH = 520
HIDE_SCROLL_BARS = "* { scrollbar-width: none !important; }"


async def picture(
    browser: BrowserContext, scripts: str, product: Product, path: Path, width: int, light: bool
) -> None:
    """A panel of that width: the record in view is preselected, or in the light theme chosen."""
    org = Org(softphone=Softphone(width=width))
    async with Desktop.open(browser, scripts, with_plugin(product, org=org)) as desktop:
        await desktop.boot()
        await desktop.lightning.listens_for("onClickToDial")
        script = "isLight => Twilio.Flex.Manager.getInstance().updateConfig({ theme: { isLight } })"
        await desktop.flex(script, light)
        _, select = await with_choices(desktop)
        await desktop.lightning.show(LEE)
        await select.shows(LEE.id, IN_VIEW)
        if light and width > 400:
            await select.confirm.click()
            await select.shows(LEE.id, SAVED)
        await desktop.frame.add_style_tag(content=HIDE_SCROLL_BARS)
        canvas = desktop.frame.locator(".Twilio-TaskCanvas")
        box = await canvas.bounding_box()
        assert box is not None
        clip = {"x": box["x"], "y": box["y"], "width": box["width"], "height": min(box["height"], HEIGHT)}
        await desktop.page.screenshot(path=path, clip=clip)  # type: ignore[arg-type]


async def refused(browser: BrowserContext, scripts: str, product: Product, path: Path) -> None:
    """An activity that the org refuses, in the list that opens in the header."""
    async with Desktop.open(browser, scripts, with_plugin(product)) as desktop:
        await desktop.boot()
        await desktop.lightning.listens_for("onClickToDial")
        desktop.org.rules.append(validation_rule("Subject", "Subject: say what the call was about."))
        task = await desktop.offer_task({"name": "Ada Lovelace", "sfdcObjectId": ADA.id})
        await desktop.accept(task)
        await desktop.complete(task)
        told = (await desktop.notification("PSSalesforceActivityNotSaved")).id
        await desktop.flex("id => Twilio.Flex.Notifications.dismissNotificationById(id)", told)
        await desktop.frame.locator(".Twilio-MainHeader summary").click()
        await desktop.frame.add_style_tag(content=HIDE_SCROLL_BARS)
        opened = await desktop.frame.locator("details > div").bounding_box()
        header = await desktop.frame.locator(".Twilio-MainHeader").bounding_box()
        assert opened is not None
        assert header is not None
        right = header["x"] + header["width"]
        bottom = opened["y"] + opened["height"] + 8
        clip = {
            "x": right - LIST_WIDTH,
            "y": header["y"],
            "width": LIST_WIDTH,
            "height": bottom - header["y"],
        }
        await desktop.page.screenshot(path=path, clip=clip)  # type: ignore[arg-type]


async def take(folder: Path) -> None:
    """All pictures, into the folder."""
    with tempfile.TemporaryDirectory() as dist, serve(flex_bundle()) as scripts:
        product = build(Path(dist))
        async with open_browser() as browser:
            for name, width, light in (("light", 1000, True), ("dark", 1000, False), ("narrow", 320, True)):
                await picture(browser, scripts, product, folder / f"record_choice_{name}.png", width, light)
            await refused(browser, scripts, product, folder / "activity_refused.png")


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES))
