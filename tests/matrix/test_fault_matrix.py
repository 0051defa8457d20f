"""Whatever fails, the agent can continue, no data is lost, and none is written twice."""

from __future__ import annotations

import pytest

from .day import Day, a_day, wrong_with
from .faults import CALLED, LISTENERS, Case, called, component_matrix, matrix, moments_of
from .page import LIGHTNING, OPEN_CTI, Engine


def test_a_day_without_faults_breaks_no_rule(engine: Engine) -> None:
    day = a_day(engine)
    assert wrong_with(day) == []
    assert all(outcomes == ["done"] for outcomes in day.completed.values())
    assert len(day.completed) == 3, "the call, the chat, and the number that was clicked"


@pytest.mark.parametrize("engine", [LIGHTNING], indirect=True)
def test_a_day_without_faults_in_a_component_breaks_no_rule(engine: Engine) -> None:
    day = a_day(engine)
    assert wrong_with(day) == []
    assert not any(call["method"].startswith("script") for call in day.world.calls)
    assert len(day.completed) == 3


@pytest.mark.parametrize("engine", [OPEN_CTI, LIGHTNING], indirect=True)
def test_the_matrix_has_every_moment_at_which_something_is_called(engine: Engine) -> None:
    asked = a_day(engine).world.value("world.asked")
    calls = {moment: sorted(asked[moment]) for moment in CALLED}
    assert calls == {moment: sorted(called(moment, engine.host == LIGHTNING)) for moment in CALLED}


@pytest.mark.parametrize("engine", [LIGHTNING], indirect=True)
@pytest.mark.parametrize("case", component_matrix(), ids=str)
def test_a_day_with_a_fault_in_a_component_breaks_no_rule(engine: Engine, case: Case) -> None:
    day = a_day(engine, case)
    assert wrong_with(day, case) == []
    assert_no_other_moment(day, case)


@pytest.mark.parametrize("case", matrix(), ids=str)
def test_a_day_with_a_fault_breaks_no_rule(engine: Engine, case: Case) -> None:
    day = a_day(engine, case)
    assert wrong_with(day, case) == []
    assert_no_other_moment(day, case)


def assert_no_other_moment(day: Day, case: Case) -> None:
    """Check that a call of a single moment is made at no other, even if it fails: `always` adds nothing."""
    is_component = day.world.engine.host == LIGHTNING
    if "always" not in moments_of(case.method, case.fault, is_component) and case.method not in LISTENERS:
        asked = day.world.value("world.asked")
        assert [moment for moment in asked if case.method in asked[moment]] == [case.moment]
