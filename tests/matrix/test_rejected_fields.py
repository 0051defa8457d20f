"""A field beyond the standard ones that Salesforce rejects is left out, wherever it came from."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from build.bundle.products import ENTRY, make_products
from build.bundle.settings import load_settings
from build.cli import ROOT
from build.compiler.compile import compile_program

from .answers import error, failure
from .page import HOUR, Engine, Json
from .scenes import FIELD_REFUSED, SAVE_AGAIN, at_work, take_task

SOURCES: dict[str, object] = {
    "Queue__c": "constant.Sales",
    "External_Id__c": "attributes.customers.external_id",
    "Score__c": 3,
    "Done__c": True,
    "Type": "Call",
    "Priority": "High",
    "IsReminderSet": False,
}
CODES = (
    "INVALID_FIELD",
    "INVALID_FIELD_FOR_INSERT_UPDATE",
    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
    "STRING_TOO_LONG",
    "FIELD_INTEGRITY_EXCEPTION",
    "NUMBER_OUTSIDE_VALID_RANGE",
)


@pytest.mark.parametrize("field", SOURCES)
def test_a_field_of_the_account_is_left_out(engine: Engine, field: str) -> None:
    world, tab = at_work(engine, {"activity_fields": SOURCES})
    sid = take_task(world, tab)
    world.rejects(error("INVALID_FIELD", field), field)
    tab.complete(sid)
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert field not in saved
    assert set(SOURCES) - {field} <= set(saved)
    assert (world.creates(sid), tab.unsaved) == (2, [])
    assert FIELD_REFUSED in tab.shown


@pytest.mark.parametrize("code", CODES)
def test_a_field_of_the_account_is_left_out_whatever_the_reason(engine: Engine, code: str) -> None:
    world, tab = at_work(engine, {"activity_fields": SOURCES})
    sid = take_task(world, tab)
    world.rejects(error(code, "Queue__c"), "Queue__c")
    tab.complete(sid)
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert "Queue__c" not in saved
    assert saved["Type"] == "Call"


def test_fields_rejected_together_or_one_by_one_are_left_out(engine: Engine) -> None:
    world, tab = at_work(engine, {"activity_fields": SOURCES})
    first, second = take_task(world, tab, 1, "web"), take_task(world, tab, 2, "web")
    world.rejects(error("INVALID_FIELD", "Queue__c", "Score__c"), "Queue__c")
    tab.complete(first)
    world.passes(HOUR)
    world.rejects(error("INVALID_FIELD", "Type"), "Type")
    world.rejects(error("INVALID_FIELD", "Priority"), "Priority")
    tab.complete(second)
    world.passes(HOUR)
    for sid, left_out in ((first, {"Queue__c"}), (second, {"Queue__c", "Type", "Priority"})):
        (saved,) = world.activities(sid)
        assert not left_out & set(saved)
        assert saved["External_Id__c"] == "X-1"


def test_a_standard_field_is_not_left_out(engine: Engine) -> None:
    world, tab = at_work(engine)
    sid = take_task(world, tab)
    world.rejects(error("FIELD_CUSTOM_VALIDATION_EXCEPTION", "Subject"), "Subject")
    tab.complete(sid)
    world.passes(HOUR)
    assert world.creates(sid) == 1
    assert tab.state_of(sid) == "rejected"


@pytest.fixture
def own_field(tmp_path: Path) -> Iterator[Engine]:
    """The plugin with a field in its own rules, as README says: one line in `log_activity.py`."""
    shutil.copytree(ROOT / "flex_sfdc", tmp_path / "flex_sfdc")
    rules = tmp_path / "flex_sfdc" / "utils" / "log_activity.py"
    text = rules.read_text(encoding="utf-8")
    line = '        "Status": "Completed",\n'
    assert text.count(line) == 1
    rules.write_text(text.replace(line, line + '        "Queue__c": "Everyone",\n'), encoding="utf-8")
    made = make_products(ROOT, load_settings(ROOT), compile_program(tmp_path / ENTRY, root=tmp_path))
    engine = Engine(next(product.data.decode() for product in made.products if product.name.endswith(".js")))
    yield engine
    engine.close()


def test_a_field_of_a_custom_rule_is_left_out(own_field: Engine) -> None:
    world, tab = at_work(own_field)
    sid, other = take_task(world, tab), take_task(world, tab, 2, "web")
    tab.complete(other)
    world.passes(60)
    assert world.activities(other)[0]["Queue__c"] == "Everyone"
    world.rejects(error("INVALID_FIELD", "Queue__c", message="No such column 'Queue__c'"), "Queue__c")
    tab.complete(sid)
    world.passes(HOUR)
    (saved,) = world.activities(sid)
    assert "Queue__c" not in saved
    assert tab.unsaved == []


def test_a_field_left_out_is_sent_again_when_the_agent_saves_again(engine: Engine) -> None:
    world, tab = at_work(engine, {"activity_fields": SOURCES})
    sid = take_task(world, tab)
    world.rejects(error("INVALID_FIELD", "Queue__c"), "Queue__c")
    world.rejects(error("FIELD_CUSTOM_VALIDATION_EXCEPTION"))
    tab.complete(sid)
    world.passes(60)
    assert tab.state_of(sid) == "rejected"
    world.accepts(error("INVALID_FIELD"))
    world.accepts(error("FIELD_CUSTOM_VALIDATION_EXCEPTION"))
    tab.press(SAVE_AGAIN)
    world.passes(60)
    (saved,) = world.activities(sid)
    assert saved["Queue__c"] == "Sales"


MESSAGE = "No such column 'Queue__c'"
SHAPES: dict[str, Json] = {
    "details-as-text": failure("GENERIC_ERROR", details=f"INVALID_FIELD: {MESSAGE}"),
    "details-as-texts": failure("GENERIC_ERROR", details=[f"INVALID_FIELD: {MESSAGE}"]),
    "description": {
        **failure(""),
        "errors": [{"code": "GENERIC_ERROR", "description": f"INVALID_FIELD: {MESSAGE}", "details": None}],
    },
    "description-of-the-details": failure(
        "GENERIC_ERROR", details=[{"description": f"INVALID_FIELD: {MESSAGE}"}]
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_wherever_salesforce_names_the_field(engine: Engine, shape: str) -> None:
    world, tab = at_work(engine, {"activity_fields": SOURCES})
    sid = take_task(world, tab)
    world.answers("saveLog", SHAPES[shape], times=1)
    tab.complete(sid)
    world.passes(60)
    (saved,) = world.activities(sid)
    assert "Queue__c" not in saved
    assert "Type" in saved
