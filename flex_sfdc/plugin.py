"""The entry: Flex calls it once, when it initialises the plugin."""

from __future__ import annotations

from flex_sfdc import plugins_initialized
from flex_sfdc.activities import hooks as activities
from flex_sfdc.activities.outbox import ActivityOutbox
from flex_sfdc.activities.rules import is_settled
from flex_sfdc.browser.clock import Clock
from flex_sfdc.browser.frame import ancestor
from flex_sfdc.browser.log import Log
from flex_sfdc.browser.storage import JsonStorage, WorkerStorage
from flex_sfdc.browser.types import Host
from flex_sfdc.click_to_dial import dial_channel as on_dial_message
from flex_sfdc.click_to_dial import hooks as on_click_to_dial
from flex_sfdc.click_to_dial import reminder as after_set_activity
from flex_sfdc.click_to_dial.service import Dialler
from flex_sfdc.configuration import Configuration, parse
from flex_sfdc.flex.language import nearest
from flex_sfdc.flex.locale import locale_of
from flex_sfdc.flex.notices import Notices
from flex_sfdc.flex.notifications import CONSOLE_NOT_REACHABLE
from flex_sfdc.flex.selectors import dig
from flex_sfdc.flex.strings import add_strings
from flex_sfdc.flex.task_store import Tasks
from flex_sfdc.flex.types import Build, Flex, Manager
from flex_sfdc.panel import popout as on_incoming_call
from flex_sfdc.panel import service as task_received
from flex_sfdc.record_choice import completion_guard as before_complete_task
from flex_sfdc.record_choice import record_channel as on_record_message
from flex_sfdc.record_choice import record_in_view as on_navigation_change
from flex_sfdc.record_choice import view as task_canvas
from flex_sfdc.record_choice.service import choose
from flex_sfdc.salesforce.connection import Connection
from flex_sfdc.salesforce.open_cti import OpenCti
from flex_sfdc.salesforce.scripts import SalesforceScripts
from flex_sfdc.screen_pop import service as after_accept_task
from flex_sfdc.services import Context
from flex_sfdc.utility_bar import service as main_header
from flex_sfdc.utils.sfdc_loader import is_trusted, parent_origin, serves

QUERY = "query"  # of the frame's address, as it was when it served


def start(host: Host, flex: Flex, manager: Manager, build: Build) -> None:
    """Start the plugin, or say why it stays off. `build`: its name, version and texts.

    Switched off, not embedded, or embedded by a page it does not trust, it registers nothing at all.
    """
    window = host.window
    log = Log(window.console)
    custom_data = dig(manager, "configuration.custom_data")
    configuration, warnings = parse(custom_data, dig(manager, "workerClient.attributes"))
    for warning in warnings:
        log.warn(warning)
    if not configuration.enabled:
        log.info("off: the configuration does not enable it")
    elif window.self is window.top:
        log.warn("off: Flex is not embedded in Salesforce")
    else:
        kept = JsonStorage(window, "sessionStorage", f"{build['name']}.")  # a reload may have lost the query
        search = window.location.search
        before = kept.text(QUERY)
        origin = parent_origin(ancestor(window), search, before, window.document.referrer)
        if not is_trusted(origin, configuration.trusted_origins):
            log.error(f"off: Flex is embedded by {origin or 'an unknown origin'}, which is not trusted")
            return
        log.info(f"version {build['version']} in {origin}")
        query = search if serves(search, origin) else before
        if query != before:
            kept.put_text(QUERY, query)
        begin(wired(host, flex, manager, build, configuration, origin, query), build)


def wired(
    host: Host,
    flex: Flex,
    manager: Manager,
    build: Build,
    configuration: Configuration,
    origin: str,
    query: str,
) -> Context:
    """The parts, put together. Here Open CTI becomes the CRM host."""
    window = host.window
    log = Log(window.console)
    clock = Clock(window, log)
    notices = Notices(flex, log)
    scripts = SalesforceScripts(window, clock, origin, configuration.open_cti_version, query)
    crm = OpenCti(clock, scripts, log, lambda: notices.show(CONSOLE_NOT_REACHABLE, {}))
    connection = Connection(clock, crm, notices, log)
    storage = WorkerStorage(window, manager, clock)
    locale = locale_of(window, manager)
    outbox = ActivityOutbox(window, manager, clock, log, notices, crm, connection, storage, origin, locale)
    tasks = Tasks(window, manager, clock, log, storage, lambda sid: is_settled(outbox.entry_of(sid)))
    return Context(
        flex=flex,
        manager=manager,
        react=window.React,
        configuration=configuration,
        log=log,
        clock=clock,
        notices=notices,
        crm=crm,
        connection=connection,
        window=window,
        tasks=tasks,
        storage=storage,
        outbox=outbox,
        origin=origin,
        locale=locale,
        language=nearest(locale, build["strings"]["texts"]),
        given={},
    )


def begin(ctx: Context, build: Build) -> None:
    """Everything that happens at once; the rest waits for its event."""
    if ctx.configuration.hide_crm_container:
        # Salesforce is around Flex: Flex's own CRM panel would be a second one.
        ctx.manager.updateConfig({"componentProps": {"AgentDesktopView": {"showPanel2": False}}})
    add_strings(ctx, build["strings"])
    ctx.notices.announce()
    plugins_initialized.register(ctx)
    after_set_activity.register(ctx)
    dial = Dialler(ctx).dial
    on_click_to_dial.register(ctx, dial)
    on_dial_message.register(ctx, dial)
    after_accept_task.register(ctx)
    main_header.register(ctx)
    task_received.register(ctx)
    on_incoming_call.register(ctx)
    on_navigation_change.register(ctx)
    on_record_message.register(ctx, choose)
    tracker = activities.register(ctx)
    can_prompt = task_canvas.register(ctx)
    if tracker is not None:
        before_complete_task.register(ctx, can_prompt, tracker.completing)
