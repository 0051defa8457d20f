"""Find the variables of a unit's JavaScript, and the function that each belongs to."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from build.compiler.link.parentheses import needless
from build.compiler.link.tokens import Token, tokens

KEYWORDS = frozenset(
    [
        *("arguments", "async", "await", "break", "case", "catch", "class", "const", "continue", "debugger"),
        *("default", "delete", "do", "else", "enum", "eval", "export", "extends", "false", "finally", "for"),
        *("function", "get", "if", "implements", "import", "in", "instanceof", "interface", "let", "new"),
        *("null", "of", "package", "private", "protected", "public", "return", "set", "static", "super"),
        *("switch", "this", "throw", "true", "try", "typeof", "undefined", "var", "void", "while", "with"),
        *("yield", "NaN", "Infinity"),
    ]
)


@dataclass(eq=False)
class Function:
    """A function of a unit, or the unit itself; a block is part of the function that it is in."""

    start: int
    end: int
    """Its tokens: from the first of its parameters to the last of its body."""
    parent: Function | None = None
    declares: set[str] = field(default_factory=set)

    def owner(self, name: str) -> Function | None:
        """Return the function, this or an enclosing one, that declares the name."""
        if name in self.declares:
            return self
        return self.parent.owner(name) if self.parent else None


@dataclass(frozen=True)
class Variable:
    """A use of a variable: the token, the function that uses it, and the function that declares it."""

    place: int
    name: str
    user: Function
    owner: Function | None


@dataclass(frozen=True, eq=False)
class UnitVariables:
    tokens: tuple[Token, ...]
    functions: tuple[Function, ...]
    """An outer function comes before the ones in it; the first is the unit itself."""
    uses: tuple[Variable, ...]
    texts: tuple[str, ...]
    """The text to print for each token: less for spaces, none for needless parentheses."""
    properties: frozenset[str]

    @functools.cached_property
    def counts(self) -> Counter[str]:
        """The number of uses of each name, in the order of the first use."""
        return Counter(use.name for use in self.uses)

    @functools.cached_property
    def free(self) -> frozenset[str]:
        """The names of variables that no function of the unit declares."""
        return frozenset(use.name for use in self.uses if use.owner is None)


@functools.lru_cache(maxsize=4096)
def variables_of(unit: str) -> UnitVariables:
    """Return the variables of a unit. A variable that is overlooked only keeps its long name."""
    all_tokens = tokens(unit)
    places = [place for place, token in enumerate(all_tokens) if token.kind != "space"]
    solid = [all_tokens[place] for place in places]
    outermost = Function(0, len(solid))
    functions = [outermost, *sorted(_functions(solid), key=lambda function: function.start)]
    inside = _innermost(functions, len(solid))
    for name, place in _declarations(solid):
        if name not in KEYWORDS:
            inside[place].declares.add(name)
    uses = tuple(
        Variable(places[place], token.text, inside[place], inside[place].owner(token.text))
        for place, token in enumerate(solid)
        if token.kind in ("name", "shorthand")
    )
    return UnitVariables(
        tuple(all_tokens),
        tuple(functions),
        uses,
        _compressed(all_tokens),
        frozenset(token.text for token in all_tokens if token.kind == "property"),
    )


def _compressed(all_tokens: list[Token]) -> tuple[str, ...]:
    """Return the text to print for each token, with only the necessary spaces.

    The result stays valid when names are shortened, because a short name needs the same spaces.
    """
    texts = [token.text for token in all_tokens]
    dropped = needless(all_tokens)
    before, gap = "", -1
    for place, token in enumerate(all_tokens):
        if token.kind == "space" or place in dropped:
            texts[place] = "\n" * token.text.count("\n")
            before, gap = texts[place][-1:] or before, place
            continue
        if gap >= 0 and _needs_space(before, token.text[0]):
            texts[gap] += " "
        before, gap = token.text[-1], -1
    return tuple(texts)


def _needs_space(before: str, after: str) -> bool:
    """Return whether two characters would become one token without a space between them."""
    return (_is_word(before) and _is_word(after)) or (before == after and after in "+-/")


def _is_word(character: str) -> bool:
    return character.isalnum() or character in ("_", "$")


def declared(unit: str) -> frozenset[str]:
    """Return the variables that a unit declares anywhere: in `var`, parameters, `catch`."""
    return frozenset().union(*(function.declares for function in variables_of(unit).functions))


def _innermost(functions: list[Function], size: int) -> list[Function]:
    """Return the function of each token, and set the parent of each function."""
    inside = [functions[0]] * size
    for function in functions[1:]:
        function.parent = inside[function.start]
        inside[function.start : function.end] = [function] * (function.end - function.start)
    return inside


def _functions(tokens: list[Token]) -> Iterator[Function]:
    closing = _closing(tokens)
    for place, token in enumerate(tokens):
        after = tokens[place + 1].text if place + 1 < len(tokens) else ""
        if after == "=>" and token.kind == "name":
            yield Function(place, _end_of_arrow(tokens, place + 2, closing))
        elif token.text == "(" and closing[place] + 1 < len(tokens):
            body = closing[place] + 1
            if tokens[body].text == "=>":
                yield Function(place, _end_of_arrow(tokens, body + 1, closing))
            elif tokens[body].text == "{" and _is_function(tokens, place):
                yield Function(place, closing[body] + 1)


def _closing(tokens: list[Token]) -> dict[int, int]:
    """Return the position of each bracket's closing bracket. Template literals count as brackets too."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if token.closes:
            closing[opened.pop()] = place
        if token.opens:
            opened.append(place)
    return closing


def _end_of_arrow(tokens: list[Token], place: int, closing: dict[int, int]) -> int:
    if tokens[place].text == "{":
        return closing[place] + 1
    while place < len(tokens) and tokens[place].text not in (",", ";") and not tokens[place].closes:
        place = closing.get(place, place)
        while tokens[place].opens:  # the middle of a template literal
            place = closing[place]
        place += 1
    return place


def _declarations(tokens: list[Token]) -> Iterator[tuple[str, int]]:
    """Yield each declared name, with a position inside the function that it belongs to."""
    for place, token in enumerate(tokens):
        after = tokens[place + 1].text if place + 1 < len(tokens) else ""
        if token.kind == "name" and token.text in ("var", "let", "const"):
            yield from ((name, place) for name in _declared_in(tokens, place + 1))
        elif token.kind == "name" and token.text == "function":
            named = place + 1 + (after == "*")
            if tokens[named].kind == "name":
                yield tokens[named].text, place
        elif token.kind == "name" and token.text == "catch" and after == "(":
            yield from ((name, place) for name in _declared_in(tokens, place + 2))
        elif after == "=>" and token.kind == "name":
            yield token.text, place
        elif token.text == ")" and after in ("=>", "{"):
            start = _opening(tokens, place)
            if after == "=>" or _is_function(tokens, start):
                yield from ((name, start) for name in _declared_in(tokens, start + 1))


def _opening(tokens: list[Token], place: int) -> int:
    depth = 0
    while True:
        depth += (tokens[place].text == ")") - (tokens[place].text == "(")
        if depth == 0:
            return place
        place -= 1


def _is_function(tokens: list[Token], start: int) -> bool:
    """Return whether the parenthesis begins parameters: unlike after a call's, a brace follows.

    The forms are `function (`, `function* name (`, `name (` of a member, and `[name] (`.
    """
    before = tokens[max(0, start - 3) : start]
    if any(token.text == "function" for token in before) or (before and before[-1].text == "]"):
        return True
    is_member = bool(before) and before[-1].kind == "property"
    return is_member and (len(before) < 2 or before[-2].text not in (".", "?."))


def _declared_in(tokens: list[Token], place: int) -> Iterator[str]:
    """Return the variables of a list of targets: names and patterns, each with or without a default."""
    depth, expects_name, waits_until = 0, True, 0
    while place < len(tokens):
        token = tokens[place]
        if token.closes:
            depth -= 1
            if depth < 0:
                return
            if depth < waits_until:
                expects_name = True
        elif token.text == "=" and expects_name:
            expects_name, waits_until = False, depth
        elif token.text == "," and depth <= waits_until:
            expects_name, waits_until = True, depth
        elif depth == 0 and token.text in (";", "of", "in"):
            return
        elif expects_name and token.kind in ("name", "shorthand"):
            yield token.text
        depth += token.opens
        place += 1
