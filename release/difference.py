"""What changes from one configuration to another, plugin by plugin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from release.plugins import ConfiguredPlugin


@dataclass(frozen=True)
class Change:
    """One plugin that is not the same in both."""

    name: str
    before: str | None
    """Its version; None where it is not there."""
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
        """For machines."""
        return {
            "name": self.name,
            "before": self.before,
            "after": self.after,
            "phaseBefore": self.phase_before,
            "phaseAfter": self.phase_after,
        }


def differences(before: Iterable[ConfiguredPlugin], after: Iterable[ConfiguredPlugin]) -> tuple[Change, ...]:
    """The plugins that differ in version or phase, by name."""
    old = {one.plugin_sid: one for one in before}
    new = {one.plugin_sid: one for one in after}
    changes = [_change(old.get(sid), new.get(sid)) for sid in {**old, **new}]
    return tuple(sorted((one for one in changes if one), key=lambda change: change.name))


def _change(old: ConfiguredPlugin | None, new: ConfiguredPlugin | None) -> Change | None:
    there = new or old
    if there is None or (old and new and old.chosen == new.chosen):
        return None
    return Change(
        there.name,
        old.version if old else None,
        new.version if new else None,
        old.phase if old else None,
        new.phase if new else None,
    )
