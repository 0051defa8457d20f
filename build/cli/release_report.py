"""How a release or a rollback ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from build.cli.remote import counted, table
from build.twilio.progress import Progress
from build.twilio.release.difference import Change
from build.twilio.release.new_release import Released


def showing(progress: Progress) -> Callable[[tuple[Change, ...]], None]:
    """Tells what will change, before it does."""

    def show(changes: tuple[Change, ...]) -> None:
        for change in changes:
            progress.note(str(change))

    return show


@dataclass(frozen=True)
class ReleaseReport:
    """What is live now, what changed by it, and how to go back."""

    done: Released
    verb: str
    """ "released" or "rolled back"."""
    is_dry_run: bool
    exit_code: int = 0

    def in_words(self) -> str:
        """What is live, what changed, how to go back."""
        done = self.done
        if done.was_live:
            first = "nothing to change: this is live already"
        else:
            first = f"would be {self.verb}" if self.is_dry_run else self.verb
        rows = [("configuration", done.configuration_sid or "none"), ("release", done.release_sid or "none")]
        lines = [first, *(f"  {change}" for change in done.changes), *table(rows)]
        lines += self._plugins()
        if not done.was_live and not self.is_dry_run and done.previous_sid:
            lines.append(f"to go back: python3 package.py rollback {done.previous_sid}")
        return "\n".join(lines)

    def _plugins(self) -> list[str]:
        """Those that changed, with their URLs; the others are only counted."""
        changed = {change.name for change in self.done.changes}
        shown = [one for one in self.done.plugins if one.name in changed]
        rows = [(f"plugin URL of {one.name}", one.url) for one in shown]
        others = len(self.done.plugins) - len(shown)
        stay = [f"  {counted(others, 'other plugin')} as before"] if others else []
        return [*(table(rows) if rows else []), *stay]

    def document(self) -> Mapping[str, object]:
        """The same for machines."""
        return {
            "configurationSid": self.done.configuration_sid,
            "releaseSid": self.done.release_sid,
            "previousConfigurationSid": self.done.previous_sid,
            "wasLive": self.done.was_live,
            "changes": [change.document() for change in self.done.changes],
            "plugins": [
                {"name": one.name, "version": one.version, "phase": one.phase, "url": one.url}
                for one in self.done.plugins
            ],
            "dryRun": self.is_dry_run,
        }
