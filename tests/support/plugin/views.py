"""The plugin's components, rendered for a test to read and use like an agent."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flex_sfdc.activities import view as activities_view
from flex_sfdc.diagnostics import view as diagnostics_view
from flex_sfdc.record_choice import view as choice_view
from tests.support.plugin.flex import FakeTask
from tests.support.plugin.page import Page


def parts(element: Any) -> list[Any]:
    """Return the element and everything in it, with components rendered."""
    if isinstance(element, list):
        return [part for child in element for part in parts(child)]
    if not hasattr(element, "children"):
        return []
    inside = list(element.children)
    if callable(element.component):
        inside.append(element.component(SimpleNamespace(**element.props)))
    return [element, *[part for child in inside for part in parts(child)]]


class View:
    """A rendered component."""

    def __init__(self, element: Any) -> None:
        self.all = parts(element)

    def of(self, kind: str) -> list[Any]:
        return [part for part in self.all if part.component == kind]

    def texts(self, kind: str) -> list[Any]:
        return [part.children[0] for part in self.of(kind) if part.children]

    @property
    def select(self) -> Any:
        return self.of("select")[0].props

    def choose(self, value: str) -> None:
        self.select["onChange"](SimpleNamespace(target=SimpleNamespace(value=value)))

    @property
    def statuses(self) -> list[Any]:
        return [part.children[0] for part in self.all if part.props.get("role") == "status"]


class RecordDropdown(View):
    """The dropdown in the canvas of a task, which the agent opens."""

    def __init__(self, page: Page, task: FakeTask) -> None:
        page.select(task)
        self._react = page.window.React
        component = page.flex.TaskCanvas.Content.parts[choice_view.FRAGMENT].component
        super().__init__(component(SimpleNamespace(task=task)))
        self.disappear()
        for part in self.all:
            if "ref" in part.props:
                self._react.refs.append(part.props["ref"])
                part.props["ref"](part)

    def disappear(self) -> None:
        """Remove the view from the canvas, or the canvas from Flex."""
        for ref in self._react.refs:
            ref(None)
        self._react.refs.clear()

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(option.props["value"], option.children[0]) for option in self.of("option")]

    @property
    def status(self) -> str:
        (status,) = self.statuses
        return str(status)

    def confirm(self) -> None:
        self.of("button")[0].props["onClick"](None)


class UnsavedList(View):
    """The list in Flex's header."""

    def __init__(self, page: Page) -> None:
        self.page = page
        super().__init__(page.flex.MainHeader.Content.parts[activities_view.FRAGMENT].component(None))

    def press(self, key: str) -> UnsavedList:
        """Press a button as the agent, and return the list that is then shown."""
        (button,) = [part for part in self.of("button") if part.children[0] == key]
        button.props["onClick"](None)
        return UnsavedList(self.page)


class Checks(View):
    """The plugin's checks in Flex's header."""

    def __init__(self, page: Page) -> None:
        self.page = page
        component = page.flex.MainHeader.Content.parts[diagnostics_view.FRAGMENT].component
        super().__init__(component(None))
        for effect in page.window.React.effects:
            effect()
        page.window.React.effects = []

    def open(self, is_open: bool = True) -> Checks:
        """Open or close the list as the agent, and return it as it is then shown."""
        self.of("details")[0].props["onToggle"](SimpleNamespace(target=SimpleNamespace(open=is_open)))
        return Checks(self.page)

    def copy(self) -> Checks:
        """Press the button, and return the list as it is then shown."""
        self.of("button")[0].props["onClick"](None)
        return Checks(self.page)

    @property
    def summaries(self) -> list[str]:
        """The keys of the texts in the header."""
        return [part.children[0].children[0] for part in self.of("summary")]

    @property
    def named(self) -> list[tuple[str, str]]:
        """The checks that are not ok: the key of the label and of the level."""
        headings = [part.children[0] for part in self.of("strong")]
        return [(label.children[0], level.children[0]) for label, _, level in headings]
