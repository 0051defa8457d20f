"""Start the plugin: Flex calls this module once, when it initialises the plugin."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc import extensions
from flex_sfdc.activities.hooks import register as register_activities
from flex_sfdc.browser.clock import Clock
from flex_sfdc.browser.log import Log
from flex_sfdc.browser.page_objects import dig
from flex_sfdc.browser.storage import JsonStorage
from flex_sfdc.browser.types import Host
from flex_sfdc.click_to_dial.service import register as register_click_to_dial
from flex_sfdc.configuration import parse
from flex_sfdc.context_switching.service import register as register_context_switching
from flex_sfdc.diagnostics.hooks import register as register_diagnostics
from flex_sfdc.diagnostics.hooks import sees_all
from flex_sfdc.flex.notifications import CONSOLE_NOT_REACHABLE, Notifications
from flex_sfdc.flex.strings import add_strings, locale_of
from flex_sfdc.flex.types import Build, Flex, Manager
from flex_sfdc.page_events.service import register as register_page_events
from flex_sfdc.panel.service import register as register_panel
from flex_sfdc.record_choice.hooks import register as register_record_choice
from flex_sfdc.salesforce.crm_host import CrmHost
from flex_sfdc.salesforce.driver_choice import DriverChoice
from flex_sfdc.salesforce.lightning import Lightning
from flex_sfdc.salesforce.lightning_port import LightningPort
from flex_sfdc.salesforce.open_cti import OpenCti
from flex_sfdc.salesforce.scripts import SalesforceScripts
from flex_sfdc.screen_pop.service import register as register_screen_pop
from flex_sfdc.services import DRIVER, Frame, Services
from flex_sfdc.utility_bar.service import register as register_utility_bar
from flex_sfdc.utils.sfdc_loader import (
    OPEN_CTI,
    crm_drivers,
    is_trusted,
    parent_origin,
    serves,
    shown_origin,
)

QUERY = "query"  # the key of the frame's last query that Salesforce's scripts could start with

FEATURES = (
    register_click_to_dial,
    register_screen_pop,
    register_context_switching,
    register_utility_bar,
    register_panel,
    register_activities,
    register_record_choice,
    register_page_events,
)


def start(host: Host, flex: Flex, manager: Manager, build: Build) -> None:
    """Start the plugin, or log why it stays off. `build`: its name, version and texts.

    If it is switched off, not embedded, or embedded by an untrusted page, register only the list of checks,
    which shows the reason to those who may see it.
    """
    window = host.window
    log = Log(window.console)
    custom_data = dig(manager, "configuration.custom_data")
    configuration, warnings = parse(custom_data, dig(manager, "workerClient.attributes"))
    for warning in warnings:
        log.warn(warning)
    tab = JsonStorage(window, "sessionStorage", f"{build['name']}.")  # a reload may have lost the query
    search, ancestors = window.location.search, window.location.ancestorOrigins
    ancestor = None if ancestors is None else ancestors.item(0)
    origin = parent_origin(ancestor, search, tab.text(QUERY), window.document.referrer)
    is_on = False
    if not configuration.enabled:
        log.info("off: the configuration does not enable it")
    elif window.self is window.top:
        log.warn("off: Flex is not embedded in Salesforce")
    elif not is_trusted(origin, configuration.trusted_origins):
        log.error(f"off: Flex is embedded by {shown_origin(origin)}, which is not trusted")
    else:
        is_on = True
    if not is_on and not sees_all(manager):
        return
    locale = locale_of(window, manager)
    services = wired(Frame(host, flex, manager, build, configuration, origin, locale, tab))
    add_strings(services, host, build["strings"])
    if is_on:
        log.info(f"version {build['version']} in {origin}")
        begin(services)
    register_diagnostics(services, is_on, warnings, build["version"])


def wired(frame: Frame) -> Services:
    """Return the services, which all features share."""
    window = frame.host.window
    log = Log(window.console)
    clock = Clock(window, log)
    notifications = Notifications(frame.flex, log)

    def report_no_popout() -> None:
        needs_popout = frame.configuration.prevent_popout_during_call
        if needs_popout and drivers.health()["console"]:
            notifications.show(CONSOLE_NOT_REACHABLE, {})
            services.set_outcome("console", CONSOLE_NOT_REACHABLE)

    drivers = drivers_of(frame, log, clock, lambda: drivers.when_chosen(report_no_popout))
    services = Services(frame, log, clock, notifications, drivers)
    return services


def drivers_of(frame: Frame, log: Log, clock: Clock, no_popout: Callable[[], object]) -> DriverChoice:
    """Return the driver of the CRM, or both until one is certain. Store the facts that a reload needs.

    `no_popout`: called if the driver cannot control pop-out.
    """
    window, origin, tab = frame.host.window, frame.origin, frame.tab
    search, before = window.location.search, tab.text(QUERY)
    is_serving = serves(search, origin)
    names = crm_drivers(frame.configuration.crm_host, search, is_serving, tab.text(DRIVER), before)
    query = search if is_serving else before
    if query != before:
        tab.put_text(QUERY, query)
    if len(names) == 1 and (tab.text(DRIVER) or OPEN_CTI) != names[0]:
        tab.put_text(DRIVER, names[0])

    def driver(name: str) -> CrmHost:
        if name == OPEN_CTI:
            scripts = SalesforceScripts(window, clock, origin, frame.configuration.open_cti_version, query)
            return OpenCti(clock, scripts, log, no_popout)
        return Lightning(
            LightningPort(frame.host, clock, log, origin, frame.build["version"]), log, no_popout
        )

    return DriverChoice(names, [driver(name) for name in names])


def begin(services: Services) -> None:
    """Register every feature; connect to Salesforce when Flex has initialised all plugins."""
    if services.configuration.hide_crm_container:
        # Flex is inside Salesforce, so Flex's own CRM panel would only be a second view.
        services.manager.updateConfig({"componentProps": {"AgentDesktopView": {"showPanel2": False}}})
    services.tasks.start()
    services.notifications.register_all()
    services.on_ringing_change("ringing", services.notifications.on_ringing)
    services.on_action("afterLogout", lambda _: services.notifications.forget_worker())
    extensions.prepare(services)
    for register in FEATURES:
        register(services)
    extensions.register(services)
    services.on_event("pluginsInitialized", lambda _: services.connection.start())
