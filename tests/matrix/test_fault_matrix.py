"""Whatever fails, and whenever: the agent can work on, no data is lost, and none is written twice."""

from __future__ import annotations

import pytest

from .day import a_day, wrong_with
from .faults import CALLED, Case, called, component_matrix, matrix
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


@pytest.mark.parametrize("case", matrix(), ids=str)
def test_a_day_with_a_fault_breaks_no_rule(engine: Engine, case: Case) -> None:
    day = a_day(engine, case)
    assert wrong_with(day, case) == []
