"""The report of a release or a rollback."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from build.cli.account import counted, table
from build.twilio.release.new_release import ReleaseOutcome


@dataclass(frozen=True)
class ReleaseReport:
    """The released plugins, the changes, and the way back."""

    done: ReleaseOutcome
    verb: str
    """ "released" or "rolled back"."""
    is_dry_run: bool
    exit_code: int = 0

    def in_words(self) -> str:
        """Return the changes, the released plugins, and how to go back."""
        done = self.done
        if done.was_released:
            first = "nothing to change: this is released already"
        else:
            first = f"would be {self.verb}" if self.is_dry_run else self.verb
        rows = [("configuration", done.configuration_sid or "none"), ("release", done.release_sid or "none")]
        lines = [first, *(f"  {change}" for change in done.changes), *table(rows)]
        lines += self._plugins()
        if not done.was_released and not self.is_dry_run and done.previous_sid:
            lines.append(f"to go back: python3 package.py rollback {done.previous_sid}")
        return "\n".join(lines)

    def _plugins(self) -> list[str]:
        """List the plugins that changed, with their URLs; only count the others."""
        changed = {change.name for change in self.done.changes}
        shown = [plugin for plugin in self.done.plugins if plugin.name in changed]
        rows = [(f"plugin URL of {plugin.name}", plugin.url) for plugin in shown]
        others = len(self.done.plugins) - len(shown)
        stay = [f"  {counted(others, 'other plugin')} as before"] if others else []
        return [*(table(rows) if rows else []), *stay]

    def document(self) -> Mapping[str, object]:
        """Return the JSON object."""
        return {
            "configurationSid": self.done.configuration_sid,
            "releaseSid": self.done.release_sid,
            "previousConfigurationSid": self.done.previous_sid,
            "wasLive": self.done.was_released,
            "changes": [change.document() for change in self.done.changes],
            "plugins": [
                {"name": plugin.name, "version": plugin.version, "phase": plugin.phase, "url": plugin.url}
                for plugin in self.done.plugins
            ],
            "dryRun": self.is_dry_run,
        }
