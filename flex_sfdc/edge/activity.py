"""Has an activity written for each task that ends, and the copilot's note with it. Decided in
`utils.log_activity`; how it gets to Salesforce is the business of `edge.log_queue`.

What ends a task is an event of its reservation: Flex action `CompleteTask` resolves when it fails, too. And
the page may be reloaded in between: a draft is kept from before the completion until it is clear what came
of it.
"""

from __future__ import annotations

from flex_sfdc.context import Context
from flex_sfdc.edge.foreign import dig, knows_tasks, tasks_in, text_at
from flex_sfdc.edge.storage import kept_in_tab
from flex_sfdc.edge.task_attributes import task_of
from flex_sfdc.utils.log_activity import Work, activity, late, note_of
from flex_sfdc.utils.record_choice import record_of
from flex_sfdc.utils.screen_pop import text

SETTLES_MS = 30_000  # by then the event of a completion has come, or it failed
MOST_CHANNELS = 50  # remembered, for notes that come late
CHANNELS = "channels"


def draft(ctx: Context, task: object) -> None:
    """The agent is about to complete the task."""
    sid = text_at(task, "sid")
    learn_channel(ctx, task)
    fields = fields_of(ctx, task, True, True)
    ctx.queue.draft(sid, fields, list(ctx.configuration.activity_fields))
    ctx.clock.after(SETTLES_MS, "the completion", lambda: settle(ctx, sid))


def finish(ctx: Context, task: object, completed: bool) -> None:
    """The task has ended, completed or cancelled. An agent who never answered has nothing to log."""
    sid = text_at(task, "sid")
    if is_taken_over(ctx.manager.store.getState()):
        ctx.log.info(f"activity of {sid}: left to the session that took over")
    elif not completed and "accepted" not in ctx.tasks.of(sid):
        ctx.log.info(f"activity of {sid}: none, it was never answered")
    else:
        learn_channel(ctx, task)
        fields = fields_of(ctx, task, completed, sid not in ctx.queue.drafts())
        ctx.queue.finish(sid, fields, list(ctx.configuration.activity_fields))


def is_taken_over(state: object) -> bool:
    """Whether the agent's tasks are the business of another session now."""
    return bool(dig(state, "flex.session.singleSessionGuard.sessionInvalidated"))


def settle(ctx: Context, sid: str) -> None:
    """What became of a completion whose event has not come: a task that is gone is completed."""
    state = ctx.manager.store.getState()
    if sid not in ctx.queue.drafts():
        return
    if not knows_tasks(state):
        ctx.clock.after(SETTLES_MS, "the completion", lambda: settle(ctx, sid))
    elif task_of(ctx, sid) is None:
        ctx.log.info(f"activity of {sid}: its task is gone")
        ctx.queue.finish(sid, {}, [])
    else:
        ctx.queue.drop_draft(sid)


def fields_of(
    ctx: Context, task: object, completed: bool, tells: bool
) -> dict[str, str | int | float | bool]:
    """The fields of the activity, as it is now. `tells`: say which are too long; for a draft that is said
    already."""
    sid = text_at(task, "sid")
    facts = ctx.tasks.of(sid)
    attributes = dig(task, "attributes")
    now = ctx.clock.now()
    accepted = facts.get("accepted")
    work: Work = {
        "completed": completed,
        "sid": text_at(task, "taskSid"),
        "attributes": attributes,
        "channel": text_at(task, "channelType") or text_at(task, "taskChannelUniqueName"),
        "voice": is_call(ctx, task),
        "when": ctx.clock.date_time(now, ctx.locale),
        "date": ctx.clock.date(now),
        "seconds": ctx.window.Math.floor(((facts.get("ended") or now) - accepted) / 1000)
        if accepted
        else None,
        "record": record_of(attributes, facts),
    }
    fields, cut_ones = activity(work, facts.get("note") or {}, ctx.configuration.activity_fields)
    if cut_ones and tells:
        ctx.log.warn(f"activity of {sid}: too long, cut: {', '.join(cut_ones)}")
    return fields


def is_call(ctx: Context, task: object) -> bool:
    """Whether it is a voice task, as Flex sees it: accounts may have more such channels than `voice`."""
    try:
        return ctx.flex.TaskHelper.isCallTask(task)
    except Exception:  # it asks the channel definitions of all plugins
        return text_at(task, "taskChannelUniqueName") == "voice"


def channel_of(task: object) -> str:
    """The interaction channel of a task, by which notes come. A call has it as long as it has its
    conference."""
    return text_at(task, "conference.source.channel.sid") or text(
        dig(task, "attributes"), "flexInteractionChannelSid"
    )


def learn_channel(ctx: Context, task: object, ends: bool = True) -> None:
    """Remember which reservation the channel of a task belongs to: in the tab, beyond the task.

    A conversation that comes back to its agent is two tasks on one channel: its notes are of the one that
    `ends`.
    """
    kept = kept_in_tab(ctx.window)
    known = kept.get(CHANNELS)
    channels: dict[str, str] = dict(known) if isinstance(known, dict) else {}
    channel, sid = channel_of(task), text_at(task, "sid")
    if channel and channels.get(channel) != sid and (ends or channel not in channels):
        channels.pop(channel, None)
        recent = list(channels)[1 - MOST_CHANNELS :]
        channels = {other: channels[other] for other in recent}
        channels[channel] = sid
        kept.put(CHANNELS, channels)


def note(ctx: Context, payload: object) -> None:
    """The copilot's note of a channel was submitted: before the activity is written, or after."""
    for task in tasks_in(ctx.manager.store.getState()):
        learn_channel(ctx, task, False)
    known = kept_in_tab(ctx.window).get(CHANNELS)
    sid = text(known, text(payload, "channelSid"))
    said = note_of(payload)
    if not sid or not any(said.values()):
        ctx.log.info("a note that belongs to no task of this agent, or is empty")
        return
    if not ctx.queue.known(sid):
        ctx.tasks.learn(sid, {"note": said})
    changes = late(said, ctx.configuration.activity_fields)
    if not ctx.queue.amend(sid, changes) and ctx.queue.known(sid):
        ctx.log.warn(f"the note of {sid} came too late for its activity")
