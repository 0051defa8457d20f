"""The frame's query string, which Open CTI needs and Flex loses, is recovered."""

from __future__ import annotations

from build.demo.desktop import Desktop
from build.demo.plugin_setup import with_plugin
from build.demo.product import Product
from build.demo.salesforce import ADA

from .hosts import Open


async def test_a_query_string_lost_before_boot_is_recovered(open_desktop: Open, product: Product) -> None:
    async with open_desktop(with_plugin(product, query="")) as desktop:
        await desktop.boot()
        await desktop.lightning.listens_for("onClickToDial")
        assert "sfdcIframeOrigin" not in desktop.frame.url
        await desktop.lightning.show(ADA)
        await desktop.lightning.click_number()
        await desktop.on_a_call()


async def test_a_query_string_lost_by_selecting_a_task_and_reloading_is_recovered(desktop: Desktop) -> None:
    task = await desktop.offer_task()
    await desktop.accept(task)
    assert "sfdcIframeOrigin" not in desktop.frame.url
    await desktop.reload_frame()
    await desktop.lightning.show(ADA)
    await desktop.lightning.click_number()
    await desktop.on_a_call()
