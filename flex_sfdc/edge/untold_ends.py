"""Tasks whose end Flex tells nothing of: they ended during a reload, after a crash, or while there was no
network, and are just not there any more."""

from __future__ import annotations

from typing import Any

from flex_sfdc.configuration import section
from flex_sfdc.context import Context
from flex_sfdc.edge.activity import SETTLES_MS, fields_of, is_taken_over, learn_channel
from flex_sfdc.edge.current_task import accepted_tasks
from flex_sfdc.edge.foreign import knows_tasks, text_at
from flex_sfdc.edge.storage import kept_in_tab
from flex_sfdc.utils.log_queue import has_passed

LEFT = "left"  # what would be logged of the tasks were the page gone now, by worker
DOUBTED_AFTER_MS = 300_000  # the agent may have gone on at another machine, and the task may be logged there


class UntoldEnds:
    """Compares the agent's tasks with those of before, in this page and in the one before it.

    One that has gone is logged as soon as Flex has been sure of it for a while. What another machine may have
    logged is not written by itself: the agent decides.
    """

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._kept = kept_in_tab(ctx.window)
        self._left = section(self._kept.get(LEFT), (self._worker(),))
        self._worked_on: dict[str, object] = {}
        self._missing: dict[str, object] = {}
        self._refreshing = False
        if self._left:
            self.look()
        else:
            self._kept.drop(LEFT)  # it is of another worker

    def look(self) -> None:
        """The tasks may be others than before."""
        if not self._knows_tasks():
            self._worked_on = {}  # they go on, elsewhere
            self._missing = {}
            self.leave()
            return
        ctx = self._ctx
        before = self._worked_on
        self._worked_on = {text_at(task, "sid"): task for task in accepted_tasks(ctx)}
        for sid in [*before, *self._left]:
            if sid not in self._worked_on and not ctx.queue.known(sid) and sid not in ctx.queue.drafts():
                self._missing[sid] = self._left.get(sid)
                if sid in before:
                    learn_channel(ctx, before[sid])
                    self._missing[sid] = self._now(before[sid], True)
                self._finish_later(sid)
        self._left = {}
        if self._refreshing:
            self.leave()
        else:
            self._refresh()

    def leave(self) -> None:
        """Keep what would be logged if nobody heard of this page again."""
        ctx = self._ctx
        unseen: dict[str, object] = {}
        if self._knows_tasks():
            unseen.update(self._missing)
            for task in accepted_tasks(ctx):
                unseen[text_at(task, "sid")] = self._now(task, False)
        elif not is_taken_over(ctx.manager.store.getState()):
            return  # the session has begun or ended: the tasks go on, and what is kept of them stays
        if unseen:
            self._kept.put(LEFT, {self._worker(): unseen})
        else:
            self._kept.drop(LEFT)

    def _worker(self) -> str:
        return text_at(self._ctx.manager, "workerClient.sid")

    def _knows_tasks(self) -> bool:
        state = self._ctx.manager.store.getState()
        return knows_tasks(state) and not is_taken_over(state)

    def _now(self, task: object, tells: bool) -> dict[str, object]:
        """What would be logged of the task, and when that was."""
        return {"at": self._ctx.clock.now(), "fields": fields_of(self._ctx, task, True, tells)}

    def _finish_later(self, sid: str) -> None:
        ctx = self._ctx
        found = section(self._missing[sid], ())
        now = ctx.clock.now()
        at = found.get("at")
        doubted = has_passed(DOUBTED_AFTER_MS, at if isinstance(at, int) else now, now)

        def finish() -> None:
            fields: Any = section(self._missing.pop(sid, None), ("fields",))
            if fields and sid not in self._worked_on and self._knows_tasks():
                ctx.log.info(f"activity of {sid}: its task is gone")
                ctx.queue.finish(sid, fields, list(ctx.configuration.activity_fields), doubted)

        ctx.clock.after(SETTLES_MS, "the completion", finish)

    def _refresh(self) -> None:
        self._refreshing = bool(self._worked_on)
        self.leave()
        if self._refreshing:  # a page that crashes does not say so
            self._ctx.clock.after(SETTLES_MS, "the completion", self._refresh)
