"""Find parentheses that JavaScript's grammar does not need."""

from __future__ import annotations

from collections.abc import Sequence

from build.compiler.link.tokens import Token

_BEFORE_EXPRESSION = frozenset(["(", ",", "[", "=", "?", ":", "return", "=>"])
_AFTER_EXPRESSION = frozenset([")", ",", "]", ";", ":", "}"])


def needless(tokens: Sequence[Token]) -> set[int]:
    """Return the places of parentheses that JavaScript does not need.

    They are around a whole argument, item, value or result, around a call behind `!`, and around the only
    parameter of an arrow function.
    """
    places = [place for place, token in enumerate(tokens) if token.kind != "space"]
    solid = [tokens[place] for place in places]
    dropped: set[int] = set()
    opened: list[int] = []
    with_comma: set[int] = set()  # the brackets that directly contain a comma
    for place, token in enumerate(solid):
        if token.closes:
            start = opened.pop()
            is_single = token.text == ")" and start not in with_comma
            if is_single and _is_needless(solid, start, place, places, dropped):
                dropped |= {places[start], places[place]}
        if token.opens:
            opened.append(place)
        elif token.text == "," and opened:
            with_comma.add(opened[-1])
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
        depth -= token.closes
        if not depth:
            is_part = token.kind in ("name", "property") or token.text in ("(", ")", "[", "]", ".")
            if not is_part or (place and token.kind == "name"):
                return False
        depth += token.opens
    return inside[0].kind == "name"
