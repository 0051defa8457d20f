"""Show the checks in Flex's header, and the report to copy."""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.diagnostics.rules import (
    CHECKS,
    OK,
    PROBLEM,
    UNCHECKED,
    WARNING,
    Check,
    advice_key,
    label_key,
    problems_in,
)
from flex_sfdc.diagnostics.service import Diagnostics
from flex_sfdc.flex.components import HeaderList
from flex_sfdc.flex.selectors import state_of
from flex_sfdc.flex.strings import number_in, text_element, text_to_copy
from flex_sfdc.services import Services

FRAGMENT = "diagnostics"
SUMMARY = "PSSalesforceDiagnostics"
COPY_REPORT = "PSSalesforceDiagnosticsCopy"
LEVELS = {
    OK: "PSSalesforceCheckOk",
    WARNING: "PSSalesforceCheckWarning",
    PROBLEM: "PSSalesforceCheckProblem",
    UNCHECKED: "PSSalesforceCheckUnchecked",
}
CLOSED = ""
OPEN = "open"
REPORT = "report"
DOCUMENT = "salesforce-setup.md"


class DiagnosticsPanel:
    """Show the list: to `is_staff` always, to others while there is a problem."""

    def __init__(self, services: Services, diagnostics: Diagnostics, is_staff: bool) -> None:
        self._services = services
        self._diagnostics = diagnostics
        self._is_staff = is_staff
        self._h = services.react.createElement
        self._list = HeaderList(services, FRAGMENT)
        self._mode = CLOSED
        self._renders = 0
        self._render: Callable[[str], object] | None = None

    def mount(self) -> None:
        """Add the list to Flex's header."""
        self._services.on_outcome_changed = self._refresh
        self._list.put_in_header(self._element, -2)

    def _element(self) -> object:
        services = self._services
        _, render = services.react.useState("")
        services.react.useEffect(lambda: self._on_mounted(render), [])
        unsaved = services.window.ReactRedux.useSelector(lambda state: state_of(state).get("unsaved"))
        checks = self._diagnostics.checks()
        problems = problems_in(checks)
        if not problems and not self._is_staff:
            self._mode = CLOSED
            return None
        count = number_in(services.window, services.locale, problems) if problems else ""
        has_warning = WARNING in [check["level"] for check in checks]
        is_waiting = "salesforce" in [check["name"] for check in checks if check["level"] == UNCHECKED]
        context = {
            "numProblems": count,
            "singular": problems == 1,
            "warning": has_warning,
            "waiting": is_waiting,
        }
        content = self._content(checks) if self._mode else None
        mark = "☁" if unsaved else f"☁ {count or ('!' if has_warning else '…' if is_waiting else '✓')}"
        style = {}
        if unsaved or not self._diagnostics.is_on:  # leave the room to the other list, or to Flex's logo
            style = {"maxWidth": "max(1.5rem, 100vw - 41.25rem)", "margin": "0 -8px"}
        return self._list.details(SUMMARY, context, mark, content, self._on_toggle, style)

    def _on_mounted(self, render: Callable[[str], object]) -> Callable[[], object]:
        self._render = render
        return self._on_unmounted

    def _on_unmounted(self) -> None:
        self._render = None
        self._mode = CLOSED

    def _refresh(self) -> None:
        if self._render is not None:
            self._renders = self._renders + 1
            self._render(f"{self._renders}")

    def _on_toggle(self, is_open: bool) -> None:
        if is_open != bool(self._mode):
            self._mode = OPEN if is_open else CLOSED
            self._refresh()
            if is_open:
                self._diagnostics.run_checks()

    def _on_copy(self, _: object) -> None:
        self._mode = OPEN if self._mode == REPORT else REPORT
        self._refresh()

    def _content(self, checks: list[Check]) -> object:
        services = self._services
        parts = [self._h("div", {"key": "versions"}, self._diagnostics.versions())]
        parts = parts + [self._check(check) for check in checks]
        props = {"key": COPY_REPORT, "type": "button", "onClick": self._on_copy}
        parts.append(text_element(services, "button", props, COPY_REPORT, {}))
        if self._mode == REPORT:
            parts.append(text_to_copy(services, COPY_REPORT, self._diagnostics.report()))
        return parts

    def _check(self, check: Check) -> object:
        services = self._services
        name, level = check["name"], check["level"]
        label = label_key(name)
        heading = [
            text_element(services, "span", {"key": label}, label, {}),
            ": ",
            text_element(services, "span", {"key": level}, LEVELS[level], {}),
        ]
        if level in (OK, UNCHECKED):
            return self._h("div", {"key": label}, heading)
        return self._h(
            "div",
            {"key": label, "style": {"margin": "8px 0"}},
            self._h("strong", {}, heading),
            text_element(services, "div", {}, advice_key(name), {}),
            self._h("code", {}, check["why"]),
            self._link(CHECKS[name][1]),
        )

    def _link(self, step: str) -> object:
        address = self._services.configuration.help_url
        if not address:
            return self._h("div", {}, f"docs/{DOCUMENT}#{step}")
        props = {"href": f"{address}#{step}", "target": "_blank", "rel": "noopener noreferrer"}
        return self._h("div", {}, self._h("a", props, f"{DOCUMENT}#{step}"))
