"""The entry: Flex calls it once, when it initialises the plugin."""

from __future__ import annotations

from flex_sfdc.configuration import Configuration, parse
from flex_sfdc.connection import Connection
from flex_sfdc.context import Context
from flex_sfdc.contracts.browser import Host, Window
from flex_sfdc.contracts.flex import Build, Flex, Manager
from flex_sfdc.edge.clock import Clock
from flex_sfdc.edge.console_toolkit import ConsoleToolkit
from flex_sfdc.edge.foreign import dig
from flex_sfdc.edge.frame import read_frame, remember
from flex_sfdc.edge.notices import Notices, add_strings
from flex_sfdc.edge.open_cti import OpenCti
from flex_sfdc.edge.salesforce_scripts import SalesforceScripts
from flex_sfdc.hooks import after_set_activity, on_click_to_dial, plugins_initialized
from flex_sfdc.log import Log
from flex_sfdc.notifications import CONSOLE_NOT_REACHABLE
from flex_sfdc.readiness import Readiness
from flex_sfdc.utils.sfdc_loader import NOT_EMBEDDED, TRUSTED, placement, query_to_keep


def start(host: Host, flex: Flex, manager: Manager, build: Build) -> None:
    """Start the plugin, or say why it stays off. `build`: its name, version and texts.

    Switched off, not embedded, or embedded by a page it does not trust, it registers nothing at all.
    """
    window = host.window
    log = Log(window.console)
    custom_data = dig(manager, "configuration", "custom_data")
    configuration, warnings = parse(custom_data, dig(manager, "workerClient", "attributes"))
    for warning in warnings:
        log.warn(warning)
    if not configuration.enabled:
        log.info(f"{build['version']} is off: the configuration does not enable it")
        return
    query_key = f"{build['name']}.query"
    frame = read_frame(window, query_key)
    place = placement(frame, configuration.trusted_origins)
    if place.verdict == NOT_EMBEDDED:
        log.warn("Flex is not embedded in Salesforce: the integration stays off")
    elif place.verdict != TRUSTED:
        parent = place.origin or "an unknown origin"
        log.error(f"not trusted: {parent} embeds Flex: nothing of Salesforce is loaded")
    else:
        log.info(f"{build['version']} starts in {place.origin}")
        query = query_to_keep(frame, place.origin)
        remember(window, query_key, query)
        ctx = wired(window, flex, manager, configuration, place.origin, query)
        begin(ctx, build)


def wired(
    window: Window, flex: Flex, manager: Manager, configuration: Configuration, origin: str, query: str
) -> Context:
    """The parts, put together. Here Open CTI becomes the CRM host."""
    log = Log(window.console)
    clock = Clock(window, log)
    notices = Notices(flex, log)
    ready = Readiness(log)

    def console_unreachable() -> None:
        if configuration.prevent_popout_during_call:
            notices.show(CONSOLE_NOT_REACHABLE, {})

    scripts = SalesforceScripts(window, clock, origin, configuration.open_cti_version, query)
    console = ConsoleToolkit(clock, scripts, log, console_unreachable)
    crm = OpenCti(clock, scripts, console, log)
    connection = Connection(clock, crm, ready, notices, log)
    return Context(flex, manager, configuration, log, clock, notices, crm, ready, connection)


def begin(ctx: Context, build: Build) -> None:
    """Everything that happens at once; the rest waits for its event."""
    if ctx.configuration.hide_crm_container:
        ctx.log.attempt("hiding the CRM container", lambda: hide_crm_container(ctx.manager))
    add_strings(ctx.manager.strings, build["strings"])
    ctx.notices.announce()
    plugins_initialized.register(ctx)
    after_set_activity.register(ctx)
    on_click_to_dial.register(ctx)


def hide_crm_container(manager: Manager) -> None:
    """Salesforce is around Flex: Flex's own CRM panel would be a second one."""
    manager.updateConfig({"componentProps": {"AgentDesktopView": {"showPanel2": False}}})
