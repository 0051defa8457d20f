"""Compare two configurations, plugin by plugin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from build.twilio.client.plugins import ConfiguredPlugin


@dataclass(frozen=True)
class Change:
    """A plugin that differs."""

    name: str
    before: str | None
    """Its version; None if the configuration does not have it."""
    after: str | None
    phase_before: int | None
    phase_after: int | None

    def __str__(self) -> str:
        if self.before is None:
            return f"+ {self.name} {self.after} (phase {self.phase_after})"
        if self.after is None:
            return f"- {self.name} {self.before}"
        moved = self.phase_before != self.phase_after
        phase = f" (phase {self.phase_before} -> {self.phase_after})" if moved else ""
        version = self.before if self.before == self.after else f"{self.before} -> {self.after}"
        return f"~ {self.name} {version}{phase}"

    def document(self) -> dict[str, object]:
        """Return the JSON object."""
        return {
            "name": self.name,
            "before": self.before,
            "after": self.after,
            "phaseBefore": self.phase_before,
            "phaseAfter": self.phase_after,
        }


@dataclass(frozen=True)
class Patch:
    """A change from one configuration to another that can be applied to a third."""

    put: tuple[ConfiguredPlugin, ...]
    removed: tuple[str, ...]
    """The plugins' SIDs."""

    @property
    def size(self) -> int:
        """The number of plugins that the change affects."""
        return len(self.put) + len(self.removed)

    @classmethod
    def between(cls, before: Iterable[ConfiguredPlugin], after: Iterable[ConfiguredPlugin]) -> Patch:
        """Return the plugins that were added, changed in version or phase, or removed."""
        old = {plugin.plugin_sid: plugin.chosen for plugin in before}
        new = {plugin.plugin_sid: plugin for plugin in after}
        put = tuple(plugin for sid, plugin in new.items() if old.get(sid) != plugin.chosen)
        return cls(put, tuple(sid for sid in old if sid not in new))

    def on(self, plugins: Iterable[ConfiguredPlugin]) -> tuple[ConfiguredPlugin, ...]:
        """Apply the change to other plugins. Replace a plugin in its place, or append it."""
        by_sid = {plugin.plugin_sid: plugin for plugin in plugins if plugin.plugin_sid not in self.removed}
        by_sid.update((plugin.plugin_sid, plugin) for plugin in self.put)
        return tuple(by_sid.values())


def differences(before: Iterable[ConfiguredPlugin], after: Iterable[ConfiguredPlugin]) -> tuple[Change, ...]:
    """Return the plugins that differ in version or phase, by name."""
    old = {plugin.plugin_sid: plugin for plugin in before}
    new = {plugin.plugin_sid: plugin for plugin in after}
    changes = [_change(old.get(sid), new.get(sid)) for sid in {**old, **new}]
    return tuple(sorted((change for change in changes if change), key=lambda change: change.name))


def _change(old: ConfiguredPlugin | None, new: ConfiguredPlugin | None) -> Change | None:
    plugin = new or old
    if plugin is None or (old and new and old.chosen == new.chosen):
        return None
    return Change(
        plugin.name,
        old.version if old else None,
        new.version if new else None,
        old.phase if old else None,
        new.phase if new else None,
    )
