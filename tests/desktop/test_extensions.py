"""docs/extensions.md, in the real Flex UI: the example extension works as documented."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.demo.plugin_setup import has_reached_salesforce, with_plugin
from build.demo.product import Product
from build.demo.waiting import eventually
from tests.support.shared_product import with_example_built_once

from .hosts import Open

NUMBER = "+14155550199"  # of no record in the org


@pytest.fixture
def product(shared_folder: Path) -> Product:
    """Return the plugin with the example, built outside of the loop."""
    return with_example_built_once(shared_folder)


async def test_the_example_changes_pops_texts_and_activities(open_desktop: Open, product: Product) -> None:
    async with open_desktop(with_plugin(product)) as desktop:
        await desktop.boot()
        await has_reached_salesforce(desktop)
        await desktop.frame.get_by_role("button", name="Guide", exact=True).wait_for()
        text = await desktop.offer_task({"from": NUMBER}, "sms")
        await eventually(lambda: desktop.org.softphone.label == "1 waiting", "the item has our text")
        await desktop.accept(text)
        assert await desktop.complete(text) is None
        await desktop.task_gone(text)
        await eventually(lambda: desktop.org.activities, "an activity is saved")
        (activity,) = desktop.org.activities.values()
        assert activity["Subject"].startswith("ACME: [Completed] Inbound sms")
        # The org of the demo does not have the field: the plugin leaves out what Salesforce rejects.
        sent = desktop.lightning.calls_of("saveLog")[0].args["object"]
        assert (sent["Country__c"], activity.get("Country__c")) == ("US", None)
        assert desktop.lightning.calls_of("searchAndScreenPop") == []
        await desktop.accept(await desktop.offer_task({"from": NUMBER}, "voice"))
        await eventually(
            lambda: desktop.lightning.calls_of("searchAndScreenPop"), "the customer is searched for"
        )
