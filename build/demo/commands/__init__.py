"""The commands of the demo: events that a control room, a scenario or a test can cause."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from build.demo.demo import Demo

Work = Callable[..., Awaitable[object]]


class BadCommand(Exception):
    """The command is unknown, impossible now, or has a wrong parameter. The message is one line."""


@dataclass(frozen=True)
class Parameter:
    """A value that a person chooses for a command; always a string, a number, true or false."""

    name: str
    label: str
    default: str | int | bool
    choices: tuple[str, ...] = ()

    def checked(self, value: Any) -> Any:
        """Return the value. Raises BadCommand if it has another type, or is not one of the choices."""
        if type(value) is not type(self.default):
            raise BadCommand(f"{self.name}: expected a value like {self.default!r}")
        if self.choices and value not in self.choices:
            raise BadCommand(f"{self.name}: expected one of {', '.join(self.choices)}")
        return value


@dataclass(frozen=True)
class Command:
    """A command: the method behind it takes the demo, and its parameters by name."""

    name: str
    group: str
    label: str
    work: Work
    parameters: tuple[Parameter, ...] = ()
    hint: str = ""
    verb: str = "Set"
    """The button of a command with a single value."""

    def described(self) -> dict[str, Any]:
        """Return the command as JSON for the control room."""
        parameters = [asdict(parameter) for parameter in self.parameters]
        return {
            "name": self.name,
            "group": self.group,
            "label": self.label,
            "hint": self.hint,
            "verb": self.verb,
            "parameters": parameters,
        }

    async def run(self, demo: Demo, values: Mapping[str, Any]) -> object:
        """Run the command. Parameters without a value have their default. Raises BadCommand."""
        if unknown := set(values) - {parameter.name for parameter in self.parameters}:
            raise BadCommand(f"{self.name} has no parameter {', '.join(sorted(unknown))}")
        chosen = {
            parameter.name: parameter.checked(values.get(parameter.name, parameter.default))
            for parameter in self.parameters
        }
        return await self.work(demo, **chosen)


class Commands:
    """The commands of one group, filled by its decorator in the order of the source."""

    def __init__(self, group: str) -> None:
        self.group = group
        self.all: list[Command] = []

    def command(
        self, label: str, *parameters: Parameter, hint: str = "", verb: str = Command.verb
    ) -> Callable[[Work], Work]:
        """Turn the function below into a command; it has the function's name, with `-` for `_`."""

        def add(work: Work) -> Work:
            name = work.__name__.strip("_").replace("_", "-")
            self.all.append(Command(name, self.group, label, work, parameters, hint, verb))
            return work

        return add
