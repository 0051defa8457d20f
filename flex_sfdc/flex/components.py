"""Shared components: the style of the plugin's views, the dropdown of records, and the lists in the header.

Flex gives `flex.styled` (Emotion) its theme: `theme.tokens` are Paste's design tokens in the account's
colours, light or dark, and may change while Flex runs. A style rule uses the token that Paste's own
Select uses, so no copy of Paste is needed. Sizes that depend on text are in rem, and in em where a media
query compares them: like Flex, they follow the text size that the agent has set in the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flex_sfdc.browser.page_objects import dig, method_at, text_at
from flex_sfdc.flex.selectors import is_ringing
from flex_sfdc.flex.strings import text_element
from flex_sfdc.salesforce.records import Record, option_text
from flex_sfdc.services import Services

HIGH_CONTRAST_BORDER = "1px solid transparent"  # high contrast shows a border, and no shadow
SPOKEN = {"position": "absolute", "clipPath": "inset(50%)"}  # only for screen readers

# The style rules that leave room for Flex in a short panel.
SHORT_PANEL: dict[str, object] = {
    # Both dropdowns are in one row, and the status below them: a column would leave no room for the messages
    # of a chat, and push the third party of a call out of view.
    "@media (max-height: 50em)": {
        "&:has(> label)": {
            "display": "flex",
            "flexWrap": "wrap",
            "alignItems": "end",
            "columnGap": "8px",
        },
        "& > label": {"flex": "1 1 40%", "minWidth": 0},
        "& > label:has(~ label)": {"flexGrow": 9},  # the second is mostly as short as "Nothing else"
        "& > [role=status]": {"order": 1, "flexBasis": "100%"},
        "& > button ~ label": {"order": 1, "marginTop": "8px"},  # no room for it in the first row
        # Beside the dropdowns, an open keypad would have room for a single row.
        "&:has(~ * .Twilio-CallCanvasDialpad)": {"display": "none"},
    },
    # At a zoom of 200 %, texts above and below the dropdowns would push a call's buttons out of view.
    "@media (max-height: 26.25em)": {"& > label > span, & > [role=status]": SPOKEN},
}

# The style of a list that opens below the header; it also fits the narrowest panel.
BELOW_HEADER = {
    "position": "fixed",
    "top": "3.5rem",
    "right": "8px",
    "width": "22.5rem",
    "maxWidth": "calc(100vw - 16px)",
    "maxHeight": "calc(100vh - 4rem)",
    "overflow": "auto",
    "boxSizing": "border-box",
    "boxShadow": "0 4px 16px rgba(18,28,45,.2)",
    "border": "1px solid #8888",  # a dark page hides the shadow
    "zIndex": 11,  # shown above Flex's dialpad
}


def panel_component(services: Services) -> object:
    """Return a component: a box for texts, controls, a `summary` and `[role=status]`."""
    return services.flex.styled.div(services.log.guarded("the styles", style_rules))


def style_rules(props: object) -> dict[str, object]:
    """Return the style rules for the props that Emotion passes."""
    return {
        "padding": "8px 16px",
        "color": token(props, "textColors.colorText"),
        "background": token(props, "backgroundColors.colorBackgroundBody"),
        "fontFamily": token(props, "fonts.fontFamilyText"),
        "fontSize": "0.875rem",
        "lineHeight": "1.25rem",
        "overflowWrap": "anywhere",
        "label": {"display": "block", "fontWeight": 600},
        "strong": {"fontWeight": 600},
        "code": {"whiteSpace": "pre-line"},
        "a": {"color": token(props, "textColors.colorTextLink")},
        "summary": {
            "cursor": "pointer",
            "fontWeight": 600,
            "whiteSpace": "nowrap",
            "overflow": "hidden",
            "textOverflow": "ellipsis",
            "maxWidth": "calc(100vw - 17.5rem)",  # the rest is Flex's own part of the header
        },
        # In a wider panel Flex shows the name of the agent's activity too.
        "@media (min-width: 551px)": {"summary": {"maxWidth": "min(100vw - 23.75rem, 16.25rem)"}},
        "@media (max-width: 30em)": marked("summary"),
        "@media (max-width: 50em)": marked("summary[style*=vw]"),  # the list that makes room
        "[role=status]": {"marginTop": "4px", "color": token(props, "textColors.colorTextWeak")},
        **SHORT_PANEL,
        **control_rules(props),
    }


def marked(summary: str) -> dict[str, object]:
    """Return the style rules for a heading that shrinks to its mark."""
    return {
        summary: {"listStyle": "none", "maxWidth": "none !important"},
        f"{summary}::before": {"content": 'attr(data-mark) / ""'},  # a screen reader reads only the text
        f"{summary} > span": SPOKEN,
    }


def control_rules(props: object) -> dict[str, object]:
    """Return the style rules for the controls in the box."""
    control = {
        "font": "inherit",
        "boxSizing": "border-box",
        "maxWidth": "100%",
        "padding": "7px 11px",
        "border": HIGH_CONTRAST_BORDER,
        "borderRadius": token(props, "radii.borderRadius20"),
        "boxShadow": token(props, "boxShadows.shadowBorder"),
        "color": token(props, "textColors.colorText"),
        "background": token(props, "backgroundColors.colorBackgroundBody"),
    }
    return {
        "select": {**control, "display": "block", "width": "100%", "marginTop": "4px", "fontWeight": 400},
        "textarea": {**control, "display": "block", "width": "100%", "height": "6rem", "marginTop": "8px"},
        "button": {
            **control,
            "fontWeight": 600,
            "margin": "8px 8px 0 0",
            "cursor": "pointer",
            "color": token(props, "textColors.colorTextLink"),
        },
        "select:disabled": {
            "color": token(props, "textColors.colorTextWeak"),
            "background": token(props, "backgroundColors.colorBackground"),
        },
        "& :is(a,select,button,summary,textarea):focus-visible": {
            "outline": "2px solid transparent",  # for high contrast too
            "boxShadow": token(props, "boxShadows.shadowFocus"),
        },
    }


def token(props: object, path: str) -> str:
    """Return a design token of Flex's theme."""
    return text_at(props, f"theme.tokens.{path}")


LABEL = "PSSalesforceRecordLabel"
PLACEHOLDER = "PSSalesforceRecordPlaceholder"
SECOND_LABEL = "PSSalesforceSecondRecordLabel"
SECOND_NONE = "PSSalesforceSecondRecordNone"


def record_dropdown(
    services: Services, label_key: str, props: Mapping[str, object], options: list[object]
) -> object:
    """Return a dropdown with its label."""
    h = services.react.createElement
    label = text_element(services, "span", {}, label_key, {})
    return h("label", {"key": label_key}, label, h("select", props, options))


def record_options(services: Services, first_key: str, records: list[Record]) -> list[object]:
    """Return the options of a dropdown: one without a record, the placeholder or none, and the records."""
    first = {"key": "", "value": "", "disabled": first_key == PLACEHOLDER}
    options = [text_element(services, "option", first, first_key, {})]
    for record in records:
        props = {"key": record["id"], "value": record["id"]}
        options.append(services.react.createElement("option", props, option_text(record)))
    return options


class FocusKeeper:
    """Keep the focus in an element when the control that has it is removed or disabled."""

    def __init__(self, services: Services, fragment: str, on_left: Callable[[], object]) -> None:
        """`on_left`: called when the agent goes elsewhere in Flex."""
        self.element: Any = None
        self._window = services.window
        self._log = services.log
        self._fragment = fragment
        self._on_left = on_left
        self._is_inside = False

    def _follow(self, event: Any) -> None:
        self._is_inside = self.element is not None and self.element.contains(event.target)
        if not self._is_inside:
            self._on_left()

    def has_focus(self) -> bool:
        """Return whether the element has the focus, or had it last, and not Salesforce's page."""
        return self._is_inside and self._window.document.hasFocus()

    def on_rendered(self, element: Any) -> None:
        """Remember the element, which React has changed, or removed if it is None. Keep the focus in it."""
        if element:
            if self.element is None:
                self._listen()
            self._is_inside = self._is_inside and element is self.element
            self.element = element
            self.refocus(element)

    def _listen(self) -> None:
        for event in ("pointerdown", "focusin"):
            self._window.addEventListener(event, self._log.guarded(self._fragment, self._follow), True)

    def refocus(self, part: Any) -> None:
        """Focus the first control in a part of the element if the focus was lost to the page's body."""
        self._log.attempt("the focus", lambda: self._refocus(part))

    def _refocus(self, part: Any) -> None:
        document = self._window.document
        if part and self.has_focus() and document.activeElement is document.body:
            part.querySelector("summary,select,button").focus()


class HeaderList:
    """A list in Flex's header that opens by a click on its heading and closes like a menu.

    It also closes when a task arrives, because it would cover the task. In a narrow panel the heading
    shrinks to its `mark`.
    """

    def __init__(self, services: Services, fragment: str) -> None:
        self._services = services
        self._fragment = fragment
        self._h = services.react.createElement
        self._box: object = None  # until the list is shown
        self.focus = FocusKeeper(services, fragment, self._close)

    def put_in_header(self, show: Callable[[], object], place: int) -> None:
        """Add the component to Flex's header: the smaller its `place`, the further to the left."""
        component = self._services.log.guarded(self._fragment, lambda _: show())
        element = self._h(component, {"key": self._fragment})
        add = method_at(self._services.flex, "MainHeader.Content.add")
        add(element, {"sortOrder": place, "align": "end"})

    def _begin(self) -> None:
        """Create the box, and listen to what closes the list. Most lists are never shown."""
        services = self._services
        self._box = panel_component(services)
        on_key = services.log.guarded(self._fragment, self._close_on_escape)
        services.window.addEventListener("keydown", on_key, True)
        services.on_event("taskReceived", lambda _: self._close())
        services.on_ringing_change(self._fragment, self._on_ringing, is_ringing(services.flex_state()))

    def details(
        self,
        heading: str,
        context: Mapping[str, object],
        mark: str,
        content: object,
        on_toggle: Callable[[bool], object] | None = None,
        style: Mapping[str, str] | None = None,
    ) -> object:
        """Return the heading (a text's key and its context) and the list. `style`: the heading's."""
        if self._box is None:
            self._begin()
        text = text_element(self._services, "span", {}, heading, context)
        summary = self._h("summary", {"data-mark": mark, "style": style or {}}, text)
        listed = self._h(self._box, {"style": BELOW_HEADER}, content)
        attached: dict[str, object] = {
            # A new function, which React calls after every render.
            "ref": lambda element: self.focus.on_rendered(element),
        }
        if on_toggle is not None:
            attached["onToggle"] = lambda event: on_toggle(dig(event, "target.open") is True)
        details = self._h("details", attached, summary, listed)
        return self._h(self._box, {"style": {"padding": "8px"}}, details)

    def _on_ringing(self, is_ringing: bool) -> None:
        """Close the list when a task begins to ring: Flex may show a task without emitting `taskReceived`."""
        if is_ringing:
            self._close()

    def _close(self) -> None:
        details = self.focus.element
        if details and details.open:
            details.open = False
            if self.focus.has_focus():
                details.firstChild.focus()

    def _close_on_escape(self, event: object) -> None:
        if text_at(event, "key") == "Escape":
            self._close()
