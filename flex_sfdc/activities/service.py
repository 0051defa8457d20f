"""Log tasks as activities of Salesforce: the parts of this feature, and its port to the other features."""

from __future__ import annotations

from flex_sfdc.activities.outbox import ActivityOutbox
from flex_sfdc.activities.rules import is_settled
from flex_sfdc.activities.tracker import CompletionTracker
from flex_sfdc.salesforce.records import Record
from flex_sfdc.services import Services


class ActivityLog:
    """Keep `services.Activities`."""

    def __init__(self, services: Services) -> None:
        self.outbox = ActivityOutbox(services)
        self.tracker = CompletionTracker(services, self.outbox)
        self._is_started = False

    def start(self) -> None:
        """Take up the activities from before. A second call does nothing."""
        if not self._is_started:
            self._is_started = True
            self.outbox.start()

    def is_settled(self, sid: str) -> bool:
        """Return whether nothing more will become of a task's activity."""
        return is_settled(self.outbox.entry_of(sid))

    def is_finished(self, sid: str) -> bool:
        """Return whether the task has ended, as far as any tab or an earlier page knows."""
        return self.outbox.is_finished(sid)

    def unrelated_sids(self) -> list[str]:
        """Return the reservations whose activities lack their record."""
        return self.outbox.unrelated_sids()

    def relate(self, sid: str, record: Record) -> None:
        """Relate an activity whose task has ended to another record."""
        self.outbox.relate(sid, record)

    def completing(self, task: object) -> None:
        """Keep what is to be logged of a task that is being completed."""
        self.tracker.completing(task)
