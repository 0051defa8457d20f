"""The fake Agent Copilot: it generates the wrap-up notes that Flex submits when a task is completed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from build.demo.twilio import ids

GENERATED_SUMMARY = "Generated: the customer asked about an order."
NOTE = re.compile(r".*/Notes/(GN\w+)")


@dataclass
class Copilot:
    """The service's generated notes, and the notes that were submitted to it.

    Each of `codes` is `{disposition_code, topic_path}`; without it plugins get no `dispositionCode`.
    """

    codes: list[dict[str, str]] = field(default_factory=list)
    summary: str = GENERATED_SUMMARY
    sentiment: str = "neutral"
    notes_visible: bool = True
    generated: list[dict[str, str]] = field(default_factory=list)
    submitted: list[dict[str, str]] = field(default_factory=list)

    def answer(self, path: str, form: dict[str, str]) -> dict[str, Any]:
        """Return the answer to a request below `/Flex/Instances`."""
        if path.endswith("/FeatureConfigurations"):
            appearance = {
                "display_note": self.notes_visible,
                "display_sentiment": False,
                "multilang_enabled": False,
            }
            return {"ui_config": appearance, "queues": []}
        if path.endswith("/DispositionCodes"):
            return {"disposition_codes": [], "meta": {}}
        if path.endswith("/Topics"):
            return {"topics": [], "meta": {}}
        match = NOTE.fullmatch(path)
        if match is None:
            self.generated.append(form)
            return self._note(ids.new_sid("GN"), self.summary)
        self.submitted.append(form)
        return self._note(match[1], form.get("Summary", self.summary))

    def _note(self, sid: str, summary: str) -> dict[str, Any]:
        return {
            "sid": sid,
            "summary": summary,
            "disposition_code_sid": None,
            "sentiment": self.sentiment,
            "generated_summary": self.summary,
            "generated_sentiment": self.sentiment,
            "detected_language": "en",
            "generated_disposition_code_sid": None,
            "date_updated": ids.iso_now(),
            "version": 1,
            "codes": {"__typename": "ChannelNoteCodes", "generated": self.codes, "selected": []},
        }
