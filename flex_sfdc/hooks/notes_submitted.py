"""Flex event `notesSubmitted`: the copilot's note, before or after the task is completed."""

from __future__ import annotations

from flex_sfdc.context import Context
from flex_sfdc.edge.activity import note


def register(ctx: Context) -> None:
    """Put the note into the activity."""
    if ctx.configuration.activity_logging and ctx.configuration.copilot_notes:
        submitted = ctx.log.guarded("notesSubmitted", lambda payload: note(ctx, payload))
        ctx.manager.events.addListener("notesSubmitted", submitted)
