"""Setups with the plugin: the configuration an admin would write, and the build to try."""

from __future__ import annotations

from typing import Any

from build.demo.design import Design
from build.demo.desktop import Desktop
from build.demo.flex.bundle import npm_modules
from build.demo.product import Product
from build.demo.salesforce.samples import sample_org
from build.demo.setup import Setup
from build.demo.twilio import Account
from flex_sfdc.configuration import DEFAULTS

ALL_ON = {key: True for key, default in DEFAULTS.items() if default is False}


def with_plugin(
    *products: Product,
    configuration: dict[str, Any] | None = None,
    overrides: dict[str, Any] | None = None,
    **choices: Any,
) -> Setup:
    """Return an account that loads these builds, with every feature on, except as `configuration` says.

    `overrides`: the worker's own configuration.
    """
    account = Account(
        plugins=[product.plugin_file() for product in products],
        custom_data=feature({**ALL_ON, **(configuration or {})}),
        worker_attributes={"config_overrides": feature(overrides)} if overrides else {},
    )
    return Setup(account=account, **choices)


async def has_reached_salesforce(desktop: Desktop) -> None:
    """Wait until the plugin, with everything on, has reached Open CTI and the Console."""
    try:
        await desktop.lightning.listens_for("onClickToDial")
        await desktop.lightning.console_called("setCustomConsoleComponentPopoutable")
    except AssertionError as error:
        raise AssertionError(f"{error}; the page's errors: {desktop.page_errors}") from None


def feature(configuration: dict[str, Any]) -> dict[str, Any]:
    """Return the custom data that holds this configuration of the feature."""
    return {"features": {"salesforce_integration": configuration}}


FIELDS = {"External_Id__c": "attributes.customers.external_id", "Topic__c": "copilot.topic_path"}


def demo_setup(product: Product, has_panel: bool = False) -> Setup:
    """Return the demo's setup. `has_panel`: with the org package's panel instead of Open CTI."""
    return with_plugin(
        product,
        configuration={"activity_fields": FIELDS},
        org=sample_org(),
        design=Design(npm_modules()),
        has_panel=has_panel,
    )
