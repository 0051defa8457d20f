"""Find parentheses that JavaScript's grammar does not need."""

from __future__ import annotations

from collections.abc import Sequence

from build.compiler.link.tokens import Token

_BEFORE_EXPRESSION = frozenset(["(", ",", "[", "=", "?", ":", "return", "=>"])
_AFTER_EXPRESSION = frozenset([")", ",", "]", ";", ":", "}"])
_OPENING = {")": "(", "]": "[", "}": "{"}


def needless(tokens: Sequence[Token]) -> set[int]:
    """Return the places of parentheses that JavaScript does not need.

    They are around a whole argument, item, value or result, around a call behind `!`, and around the only
    parameter of an arrow function.
    """
    places = [place for place, token in enumerate(tokens) if token.kind != "space"]
    solid = [tokens[place] for place in places]
    dropped: set[int] = set()
    opened: list[
        tuple[int, bool]
    ] = []  # an open bracket's position, and whether it directly contains a comma
    for place, token in enumerate(solid):
        text = token.text
        is_template = len(text) > 1 and text[0] in "`}"
        if text in _OPENING or (is_template and text[0] == "}"):
            start, has_comma = opened.pop()
            if text == ")" and not has_comma and _is_needless(solid, start, place, places, dropped):
                dropped |= {places[start], places[place]}
        if text in ("(", "[", "{") or (is_template and text.endswith("${")):
            opened.append((place, False))
        elif text == "," and opened:
            opened[-1] = (opened[-1][0], True)
    return dropped


def _is_needless(tokens: list[Token], start: int, end: int, places: list[int], dropped: set[int]) -> bool:
    inside = [
        token
        for place, token in zip(places[start + 1 : end], tokens[start + 1 : end], strict=True)
        if place not in dropped
    ]
    if not inside or not start or end + 1 >= len(tokens):
        return False
    before, after = tokens[start - 1], tokens[end + 1].text
    if after == "=>":
        return len(inside) == 1 and inside[0].kind == "name"
    if before.text == "!":
        return _is_call(inside)
    if before.kind == "property" or before.text not in _BEFORE_EXPRESSION or after not in _AFTER_EXPRESSION:
        return False
    return inside[0].text not in ("function", "...") and not (before.text == "=>" and inside[0].text == "{")


def _is_call(inside: list[Token]) -> bool:
    """Return whether the text is a call or access: `f (…)`, `a.b`, `f (…) (…) [c]`."""
    depth = 0
    for place, token in enumerate(inside):
        depth -= token.text in _OPENING
        if (
            not depth
            and token.text not in ("(", "[", *_OPENING, ".")
            and token.kind not in ("name", "property")
        ):
            return False
        if not depth and place and token.kind == "name":
            return False
        depth += token.text in _OPENING.values()
    return inside[0].kind == "name"
