"""How everything that the plugin shows looks: as Flex's own controls do.

Flex gives `flex.styled` (Emotion) its theme: `theme.tokens` are Paste's design tokens in the account's
colours, light or dark, and may change while Flex runs. A rule here has the token that Paste's own Select has
there, so no copy of Paste is needed.
"""

from __future__ import annotations

from flex_sfdc.flex.selectors import text_at
from flex_sfdc.services import Context


def panel(ctx: Context) -> object:
    """A component: a box with texts, controls, a `summary` and `[role=status]` in it, as wide as there is
    room."""
    return ctx.flex.styled.div(ctx.log.guarded("the look", rules))


def rules(props: object) -> dict[str, object]:
    """The rules, from what Emotion passes."""

    def token(path: str) -> str:
        return text_at(props, f"theme.tokens.{path}")

    text_color = token("textColors.colorText")
    background = token("backgroundColors.colorBackgroundBody")
    border = token("boxShadows.shadowBorder")
    control = {
        "font": "inherit",
        "boxSizing": "border-box",
        "maxWidth": "100%",
        "padding": "8px 12px",
        "border": 0,
        "borderRadius": token("radii.borderRadius20"),
        "boxShadow": border,
        "color": text_color,
        "background": background,
    }
    return {
        "padding": "8px 16px",
        "color": text_color,
        "background": background,
        "fontFamily": token("fonts.fontFamilyText"),
        "fontSize": "14px",
        "lineHeight": "20px",
        "overflowWrap": "anywhere",
        "label": {"display": "block", "fontWeight": 600},
        "select": {**control, "display": "block", "width": "100%", "marginTop": "4px", "fontWeight": 400},
        "textarea": {**control, "display": "block", "width": "100%", "height": "96px", "marginTop": "8px"},
        "strong": {"fontWeight": 600},
        "summary": {
            "cursor": "pointer",
            "fontWeight": 600,
            "whiteSpace": "nowrap",
            "overflow": "hidden",
            "textOverflow": "ellipsis",
        },
        "button": {
            **control,
            "fontWeight": 600,
            "margin": "8px 8px 0 0",
            "cursor": "pointer",
            "color": token("textColors.colorTextLink"),
        },
        "select:disabled": {
            "color": token("textColors.colorTextWeak"),
            "background": token("backgroundColors.colorBackground"),
        },
        "& :is(select,button,summary,textarea):focus-visible": {
            "outline": "2px solid transparent",  # what high contrast shows instead of a shadow
            "boxShadow": token("boxShadows.shadowFocus"),
        },
        "[role=status]": {"marginTop": "4px", "color": token("textColors.colorTextWeak")},
    }
