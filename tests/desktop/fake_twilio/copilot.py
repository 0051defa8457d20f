"""The fake Agent Copilot: the wrap-up notes Flex writes and submits when a task is completed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from . import ids

GENERATED_SUMMARY = "Generated: the customer asked about an order."


@dataclass
class Copilot:
    """What the service generates, and the notes that were submitted to it."""

    disposition_codes: list[dict[str, Any]] = field(default_factory=list)
    sentiment: str = "neutral"
    notes_visible: bool = True
    submitted: list[dict[str, str]] = field(default_factory=list)

    def answer(self, path: str, form: dict[str, str]) -> dict[str, Any]:
        """The answer to a request below `/Flex/Instances`."""
        if path.endswith("/FeatureConfigurations"):
            look = {
                "display_note": self.notes_visible,
                "display_sentiment": False,
                "multilang_enabled": False,
            }
            return {"ui_config": look, "queues": []}
        if path.endswith("/DispositionCodes"):
            return {"disposition_codes": self.disposition_codes, "meta": {}}
        if path.endswith("/Topics"):
            return {"topics": [], "meta": {}}
        self.submitted.append(form)
        return self._note(form)

    def _note(self, form: dict[str, str]) -> dict[str, Any]:
        return {
            "sid": ids.related_sid("GN", ids.ACCOUNT),
            "summary": form.get("Summary") or GENERATED_SUMMARY,
            "disposition_code_sid": form.get("DispositionCodeSid"),
            "sentiment": form.get("Sentiment", self.sentiment),
            "generated_summary": GENERATED_SUMMARY,
            "generated_sentiment": self.sentiment,
            "detected_language": "en",
            "generated_disposition_code_sid": None,
            "date_updated": ids.iso_now(),
            "version": 1,
            "codes": {"__typename": "ChannelNoteCodes", "generated": [], "selected": []},
        }
