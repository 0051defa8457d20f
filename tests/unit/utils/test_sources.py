"""docs/specification.md, section 6: the sources of the account's own fields."""

from __future__ import annotations

from flex_sfdc.utils.log_activity import is_source, value_of
from tests.support.cases import each


@each(
    "source",
    [
        *("attributes.x", "attributes.customers.external_id", "attributes.a b.c", "copilot.topic_path"),
        *("copilot.summary", "copilot.sentiment", "copilot.disposition_code", "copilot.detected_language"),
        *("constant.x", "constant.task.sid", "Phone call", "Call", "call", "e.g. this", "Mr.Smith", "E.ON"),
        *(
            "Ask about the task.",
            "Ask about the task. Then call.",
            "Call [back]",
            "Task: call?",
            "Why this call?",
        ),
        *("Sales/Support", "Task/Call", "https://x.example/attributes/name", "constant.attributes/name"),
        *("attributes are nice", "worker - task", "a -> b", " attributes.x", "attributes.x "),
        *(
            "\tcopilot.summary\n",
            " {{subject}} ",
            "",
            "1.5 hours",
            "1.5",
            "31.12.2027",
            "…",
            3,
            0.5,
            True,
            False,
        ),
    ],
)
def test_a_path_a_note_field_and_a_constant_are_sources(source: object) -> None:
    assert is_source(source)


@each(
    "source",
    [
        *(
            *("attributes", "attributes.", "attribute.x", "tasks.sid", "copilot", "copilot.mood"),
            "copilot.summary.x",
        ),
        *("Attributes.name", "Task.queueName", "{attributes.name}", "${attributes.name}"),
        *("Call from attributes.name", "attributes.name attributes.from", "(task.queueName) call"),
        *(
            "attributes/name",
            "/attributes/customers/name",
            "task/queueName",
            "attributes:name",
            "copilot/summary",
        ),
        *("attributes['name']", 'Attributes["x"]', "attributes?.name", "attributes?.[0]", "TASK?.queueName"),
        *("Call from worker['name']", "copilot->summary", "attributes::name", "call[duration]"),
        *(
            *("#{attributes.name}", "'attributes.name'", '"task.queueName"', "=attributes.name"),
            "%attributes.name%",
        ),
        *("from <attributes.name>", "attributes.name, please", "`attributes.name`", "$.attributes.name"),
        *("Call from attributes.name.", "The queue is task.queueName.", "upper(attributes.name)"),
        *("f'{attributes.name}'", "'Call from '+attributes.name", "@{attributes.name}", "/attributes.name/"),
        *("-task.sid", "taskAttributes.name", "workerClient.attributes.x"),
        *(
            *("attributes .name", " task .queueName", "Constant.Call", "CONSTANT.x"),
            *("{!Task.Subject}", "{!$User.Id}"),
        ),
        *("attribute.customers.externalId", "agent.attributes.full_name", None, [], {}, ["attributes.x"]),
    ],
)
def test_a_path_without_a_root_is_not_a_source(source: object) -> None:
    assert not is_source(source)


def test_spaces_around_a_source_are_ignored() -> None:
    roots = {"attributes": {"name": "Ada", "name ": "no"}, "task": {"sid": "WT1"}}
    assert [value_of(source, roots) for source in (" attributes.name", "attributes.name ", "task.sid\n")] == [
        *("Ada", "Ada", "WT1")
    ]
    assert value_of(" constant. Ada ", roots) == " Ada"


@each(
    ("value", "text"),
    [(["a", "b"], "Tags: a;b"), ([1, True, None, {}, "", "c"], "Tags: 1;true;c"), ([], ""), ([{}], "")],
)
def test_a_list_in_a_text_with_paths_is_written_as_on_its_own(value: object, text: str) -> None:
    assert value_of("Tags: {{attributes.tags}}", {"attributes": {"tags": value}}) == text
