"""The demo's start: an org with records, and the plugin with everything on."""

from __future__ import annotations

from build.demo.design import Design
from build.demo.flex.bundle import npm_modules
from build.demo.plugin_setup import with_plugin
from build.demo.product import Product
from build.demo.salesforce.samples import sample_org
from build.demo.setup import Setup

FIELDS = {"External_Id__c": "attributes.customers.external_id", "Topic__c": "copilot.topic_path"}


def demo_setup(product: Product, has_panel: bool = False) -> Setup:
    """Return what the demo starts with; `has_panel`: the org package's panel instead of Open CTI."""
    return with_plugin(
        product,
        configuration={"activity_fields": FIELDS},
        org=sample_org(),
        design=Design(npm_modules()),
        has_panel=has_panel,
    )
