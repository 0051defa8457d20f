"""Read the result of a deploy. Salesforce may write numbers and flags as texts, and a list as an object."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from build.salesforce.client.org import Row, flag, number, objects, text

SUCCEEDED = "Succeeded"
ENDED = (SUCCEEDED, "SucceededPartial", "Failed", "Canceled", "FinalizingDeployFailed")

Locate = Callable[[str, str], str]
"""Returns the file of the checkout for a file and a component's name, as Salesforce names them."""


@dataclass(frozen=True)
class Problem:
    """A failure of a component or a test, or a warning about it."""

    kind: str
    """`component`, `test` or `coverage`."""
    name: str
    text: str
    file: str = ""
    line: int = 0
    column: int = 0
    is_warning: bool = False

    @property
    def place(self) -> str:
        """The place of the problem, `file:line:column`, as far as Salesforce reports it."""
        numbers = [str(place) for place in (self.line, self.column) if place]
        return ":".join([self.file or self.name, *numbers]) if self.file else self.name

    def __str__(self) -> str:
        message = self.text if not self.file or self.name in self.file else f"{self.name}: {self.text}"
        return f"{self.place}: {message}"


@dataclass(frozen=True)
class DeployResult:
    """The state of a deploy, which may still continue."""

    id: str
    status: str
    is_done: bool
    check_only: bool
    components: tuple[int, int]
    """The number of deployed components, and of all components."""
    tests: tuple[int, int]
    problems: tuple[Problem, ...]
    error: str
    """Why the deploy as a whole failed, if it is not for a component or test."""
    detail: str
    """Salesforce's words on its current work."""
    names: frozenset[str]
    """The components that it reports."""

    @property
    def succeeded(self) -> bool:
        """Whether everything is deployed; False for a partial success."""
        return self.status == SUCCEEDED

    @property
    def failures(self) -> tuple[Problem, ...]:
        """The problems that are not warnings."""
        return tuple(problem for problem in self.problems if not problem.is_warning)

    @property
    def progress(self) -> str:
        """The state in one line, for a waiting person."""
        done, total = self.components
        tested, tests = self.tests
        if self.status == "Pending":
            return "wait for the org to begin with the deploy"
        if tests and done >= total:
            return f"run the tests: {tested} of {tests}"
        return f"deploy the components: {done} of {total}" if total else "deploy the components"


def parse_result(deploy_id: str, row: Row, locate: Locate) -> DeployResult:
    """Return the result from an answer's `deployResult`."""
    reported = row.get("details")
    details = reported if isinstance(reported, dict) else {}
    failed, deployed = objects(details.get("componentFailures")), objects(details.get("componentSuccesses"))
    tests = details.get("runTestResult") or details.get("runTestResults")
    problems = [
        _component(component, locate) for component in (*failed, *deployed) if component.get("problem")
    ]
    problems += _tests(tests if isinstance(tests, dict) else {}, locate)
    status = text(row.get("status")) or "Pending"
    code, message = text(row.get("errorStatusCode")), text(row.get("errorMessage"))
    return DeployResult(
        id=deploy_id,
        status=status,
        is_done=flag(row.get("done")) or status in ENDED,
        check_only=flag(row.get("checkOnly")),
        components=(number(row.get("numberComponentsDeployed")), number(row.get("numberComponentsTotal"))),
        tests=(number(row.get("numberTestsCompleted")), number(row.get("numberTestsTotal"))),
        problems=tuple(dict.fromkeys(problems)),
        error=": ".join(filter(None, (code, message))),
        detail=text(row.get("stateDetail")),
        names=frozenset(text(component.get("fullName")) for component in (*failed, *deployed)),
    )


def _component(row: Row, locate: Locate) -> Problem:
    name, file = text(row.get("fullName")), text(row.get("fileName"))
    return Problem(
        "component",
        name,
        text(row.get("problem")),
        locate(file, name),
        number(row.get("lineNumber")),
        number(row.get("columnNumber")),
        text(row.get("problemType")) == "Warning",
    )


def _tests(row: Row, locate: Locate) -> list[Problem]:
    problems = []
    for failure in objects(row.get("failures")):
        name = text(failure.get("name"))
        file = locate(f"classes/{name}.cls", name)
        line, column = _position(text(failure.get("stackTrace")))
        message = f"{text(failure.get('methodName'))}: {text(failure.get('message'))}"
        problems.append(Problem("test", name, message, file, line, column))
    for warning in objects(row.get("codeCoverageWarnings")):
        name = text(warning.get("name"))
        # Only the coverage of the whole deploy can fail it, and the deploy's status shows whether it does.
        problems.append(
            Problem("coverage", name or "code coverage", text(warning.get("message")), is_warning=True)
        )
    return problems


def _position(trace: str) -> tuple[int, int]:
    """Return line and column of the first frame: `Class.FlexHostTest.saves: line 12, column 1`."""
    _, _, position = trace.partition("line ")
    line, _, column = position.partition(", column ")
    return number(line.strip()), number(column.split(" ")[0].strip())
