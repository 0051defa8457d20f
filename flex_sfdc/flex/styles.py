"""Style everything that the plugin shows like Flex's own controls.

Flex gives `flex.styled` (Emotion) its theme: `theme.tokens` are Paste's design tokens in the account's
colours, light or dark, and may change while Flex runs. A rule here uses the token that Paste's own Select
uses, so no copy of Paste is needed.
"""

from __future__ import annotations

from flex_sfdc.browser.page_objects import text_at
from flex_sfdc.services import Services

# Of a list that opens in the header: below it, in the narrowest panel too.
BELOW_HEADER = {
    "position": "fixed",
    "top": "56px",
    "right": "8px",
    "width": "360px",
    "maxWidth": "calc(100vw - 16px)",
    "maxHeight": "calc(100vh - 64px)",
    "overflow": "auto",
    "boxSizing": "border-box",
    "boxShadow": "0 4px 16px rgba(18,28,45,.2)",
    "zIndex": 10,
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
        "fontSize": "14px",
        "lineHeight": "20px",
        "overflowWrap": "anywhere",
        "label": {"display": "block", "fontWeight": 600},
        "strong": {"fontWeight": 600},
        "summary": {
            "cursor": "pointer",
            "fontWeight": 600,
            "whiteSpace": "nowrap",
            "overflow": "hidden",
            "textOverflow": "ellipsis",
            "maxWidth": "calc(100vw - 280px)",  # the rest of Flex's header
        },
        "@media (max-width: 480px)": {
            "summary": {"listStyle": "none", "maxWidth": "none !important"},
            "summary::before": {"content": "attr(data-mark)"},
            "summary > span": {"position": "absolute", "clipPath": "inset(50%)"},  # for screen readers
        },
        "[role=status]": {"marginTop": "4px", "color": token(props, "textColors.colorTextWeak")},
        **control_rules(props),
    }


def control_rules(props: object) -> dict[str, object]:
    """Return the style rules for the controls in the box."""
    control = {
        "font": "inherit",
        "boxSizing": "border-box",
        "maxWidth": "100%",
        "padding": "8px 12px",
        "border": 0,
        "borderRadius": token(props, "radii.borderRadius20"),
        "boxShadow": token(props, "boxShadows.shadowBorder"),
        "color": token(props, "textColors.colorText"),
        "background": token(props, "backgroundColors.colorBackgroundBody"),
    }
    return {
        "select": {**control, "display": "block", "width": "100%", "marginTop": "4px", "fontWeight": 400},
        "textarea": {**control, "display": "block", "width": "100%", "height": "96px", "marginTop": "8px"},
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
        "& :is(select,button,summary,textarea):focus-visible": {
            "outline": "2px solid transparent",  # high contrast shows this instead of a shadow
            "boxShadow": token(props, "boxShadows.shadowFocus"),
        },
    }


def token(props: object, path: str) -> str:
    """Return a design token of Flex's theme."""
    return text_at(props, f"theme.tokens.{path}")
