"""Pass Flex's events about tasks, notes and the session to the tracker and the outbox."""

from __future__ import annotations

from flex_sfdc.activities.contents import ActivityContents
from flex_sfdc.activities.copilot_notes import CopilotNotes
from flex_sfdc.activities.logout import Logout
from flex_sfdc.activities.outbox import ActivityOutbox
from flex_sfdc.activities.tracker import CompletionTracker, OngoingTasks
from flex_sfdc.activities.view import show_unsaved
from flex_sfdc.flex.selectors import CONFERENCES, SESSION
from flex_sfdc.services import Services


def register(services: Services) -> None:
    """Log tasks if the account enables it. Always send and show the activities of an earlier page."""
    outbox = ActivityOutbox(services)
    services.activities = outbox
    services.on_event("pluginsInitialized", lambda _: outbox.start())
    show_unsaved(services, outbox)
    logout = Logout(services, outbox)
    services.flex.Actions.addListener("beforeLogout", logout.on_logging_out)
    services.on_action("afterLogout", logout.on_logged_out)
    if not services.configuration.activity_logging:
        return
    contents = ActivityContents(services, outbox.org)
    ongoing = OngoingTasks(services, outbox, contents)
    tracker = CompletionTracker(services, outbox, contents, ongoing)
    services.on_completing = tracker.completing
    services.on_event("taskAccepted", ongoing.accepted)
    services.on_event("taskWrapup", ongoing.wrapping)
    services.on_event("taskCompleted", tracker.completed)
    services.on_event("taskCanceled", tracker.canceled)
    services.on_event("pluginsInitialized", lambda _: follow(services, ongoing, tracker))
    if services.configuration.copilot_notes:
        services.on_event("notesSubmitted", CopilotNotes(services, outbox, contents).submitted)
    services.on_tasks_change("the completion", tracker.tasks_changed, (CONFERENCES, *SESSION))
    services.connection.when_ready(tracker.catch_up)


def follow(services: Services, ongoing: OngoingTasks, tracker: CompletionTracker) -> None:
    """Follow the tasks from now on, until the page is closed."""
    on_leave = services.log.guarded("pagehide", lambda _: ongoing.keep(True))
    services.window.addEventListener("pagehide", on_leave)
    ongoing.beat()
    tracker.tasks_changed()  # last, because it may raise
