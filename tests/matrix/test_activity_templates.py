"""Templates and the roots of `activity_fields` in the built plugin, on the page's own objects."""

from __future__ import annotations

from .day import attributes
from .page import MINUTE, NAME, NUMBER, Engine
from .scenes import at_work, submit_note

FIELDS = {
    "Subject": "ACME: {{subject}}",
    "Queue__c": "task.queueName",
    "Who__c": "{{attributes.name}} via {{task.queueName}}",
    "Recording__c": "attributes.conversations.media.0.url",
    "Age__c": "task.age",
    "Mood__c": "{{copilot.sentiment}} in {{task.queueName}}",
    "Wrong__c": "attributes.name attributes.from",
    "CallType": "Callback",
}


def test_templates_and_late_notes_in_the_built_plugin(engine: Engine) -> None:
    world, tab = at_work(engine, {"activity_fields": FIELDS})
    media = {"media": [{"url": "https://x.example/1"}]}
    sid = world.offer(1, "web", {**attributes(NUMBER, name=f"{NAME} Zoe"), "conversations": media})
    tab.accept(sid)
    world.passes(MINUTE)
    assert tab.complete(sid) == "done"
    world.passes(MINUTE)
    submit_note(tab)
    world.passes(MINUTE)
    (saved,) = world.activities(sid)
    assert saved["Subject"].startswith("ACME: [Completed] Inbound chat at ")
    assert (saved["Queue__c"], saved["Who__c"]) == ("Everyone", f"{NAME} Zoe via Everyone")
    assert saved["Recording__c"] == "https://x.example/1"
    assert isinstance(saved["Age__c"], int)
    assert saved["Mood__c"] == "positive in Everyone"
    assert saved["CallType"] == "Inbound"
    assert "Wrong__c" not in saved
    for name in ("Wrong__c", "CallType"):
        assert world.printed.count(f"activity_fields.{name} ") == 1
    assert world.mistakes == []
