"""Short names: every variable of a bundle gets one of a letter or two, and spaces between signs go.

Strings, members of objects and lines stay what they are, so a bundle does what it did, and the map by lines
holds. Half of a bundle is names, and a browser parses all it reads.
"""

from __future__ import annotations

import functools
import itertools
import string
from collections import Counter
from collections.abc import Iterable, Iterator

from build.linker.tokens import Token, tokens

_LETTERS = string.ascii_lowercase + string.ascii_uppercase
_KEYWORDS = frozenset(
    [
        *("arguments", "async", "await", "break", "case", "catch", "class", "const", "continue", "debugger"),
        *("default", "delete", "do", "else", "enum", "eval", "export", "extends", "false", "finally", "for"),
        *("function", "get", "if", "implements", "import", "in", "instanceof", "interface", "let", "new"),
        *("null", "of", "package", "private", "protected", "public", "return", "set", "static", "super"),
        *("switch", "this", "throw", "true", "try", "typeof", "undefined", "var", "void", "while", "with"),
        *("yield", "NaN", "Infinity"),
    ]
)


def shortened(
    units: list[str], shared: frozenset[str], kept: frozenset[str]
) -> tuple[list[str], dict[str, str]]:
    """The units with short names, each with as many lines as before; and what became of the shared names.

    units: top-level declarations and statements. shared: the variables that they share. kept: names that must
    stay, and that nothing else may be called by.
    """
    parts = [_parts(unit) for unit in units]
    own = [declared(unit) - shared - kept for unit in units]
    free = (set(_variables(part)) - shared - names for part, names in zip(parts, own, strict=True))
    taken = _KEYWORDS.union(kept, *free)
    short = _shared(parts, shared - kept, taken)
    result = [
        _rewritten(part, short | _locals(part, names, short, taken))
        for part, names in zip(parts, own, strict=True)
    ]
    return result, short


def _shared(parts: list[tuple[Token, ...]], names: frozenset[str], taken: frozenset[str]) -> dict[str, str]:
    """Capitals for the most frequent, the rest in the order in which they come: gzip likes neighbours that
    look alike, and that small letters mean a function's own.
    """
    counts = Counter(name for part in parts for name in _variables(part) if name in names)
    often = sorted(names, key=lambda name: (-counts[name], name))[: len(string.ascii_uppercase)]
    order = dict.fromkeys([*often, *counts, *sorted(names)])
    fresh = (name for name in _names() if name not in taken and name not in string.ascii_lowercase)
    return dict(zip(order, fresh, strict=False))


def _locals(
    part: tuple[Token, ...], names: frozenset[str], short: dict[str, str], taken: frozenset[str]
) -> dict[str, str]:
    """Short names for the variables of a unit, in the order in which they come."""
    used = {short[name] for name in _variables(part) if name in short}.union(taken)
    fresh = (name for name in _names() if name not in used)
    order = (name for name in dict.fromkeys(_variables(part)) if name in names)
    return dict(zip(order, fresh, strict=False))


def _names() -> Iterator[str]:
    for size in itertools.count(1):
        yield from map("".join, itertools.product(_LETTERS, repeat=size))


def _variables(part: Iterable[Token]) -> Iterator[str]:
    return (token.text for token in part if token.kind in ("name", "shorthand"))


@functools.lru_cache(maxsize=4096)
def _parts(unit: str) -> tuple[Token, ...]:
    return tuple(tokens(unit))


def _rewritten(part: tuple[Token, ...], short: dict[str, str]) -> str:
    text = ""
    after_space = False
    for token in part:
        if token.kind == "space":
            text += "\n" * token.text.count("\n")
            after_space = True
            continue
        new = token.text
        if token.kind in ("name", "shorthand") and new in short:
            new = short[new] if token.kind == "name" else f"{new}:{short[new]}"
        if after_space and text and _must_part(text[-1], new[0]):
            text += " "
        text += new
        after_space = False
    return text


def _must_part(before: str, after: str) -> bool:
    """Whether two signs would become another one without a space between them."""
    return (_is_word(before) and _is_word(after)) or (before == after and after in "+-/")


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign in "_$"


# What a unit declares


@functools.lru_cache(maxsize=4096)
def declared(unit: str) -> frozenset[str]:
    """The variables that a unit declares anywhere: in `var`, parameters, `catch`. One that were overlooked
    would keep its name.
    """
    found = [token for token in _parts(unit) if token.kind != "space"]
    names: set[str] = set()
    for place, token in enumerate(found):
        if token.kind == "name" and token.text in ("var", "let", "const"):
            names.update(_of_list(found, place + 1))
        elif token.kind == "name" and token.text == "function":
            place += 1 + (found[place + 1].text == "*")
            if found[place].kind == "name":
                names.add(found[place].text)
        elif token.kind == "name" and token.text == "catch" and found[place + 1].text == "(":
            names.update(_of_list(found, place + 2))
        elif token.text == "=>" and found[place - 1].kind == "name":
            names.add(found[place - 1].text)
        if token.text == ")" and place + 1 < len(found) and found[place + 1].text in ("=>", "{"):
            start = _opening(found, place)
            if found[place + 1].text == "=>" or _is_function(found, start):
                names.update(_of_list(found, start + 1))
    return frozenset(names - _KEYWORDS)


def _opening(found: list[Token], place: int) -> int:
    depth = 0
    while True:
        depth += (found[place].text == ")") - (found[place].text == "(")
        if depth == 0:
            return place
        place -= 1


def _is_function(found: list[Token], start: int) -> bool:
    """Whether the parenthesis begins parameters: `function (`, `function* name (`, `name (` of a member, and
    `[name] (`: a brace follows, so it is no call."""
    before = found[max(0, start - 3) : start]
    if any(token.text == "function" for token in before) or (before and before[-1].text == "]"):
        return True
    is_member = bool(before) and before[-1].kind == "property"
    return is_member and (len(before) < 2 or before[-2].text not in (".", "?."))


def _of_list(found: list[Token], place: int) -> Iterator[str]:
    """The variables of a list of targets: names and patterns, each with or without a default."""
    depth, wanted, waits_until = 0, True, 0
    while place < len(found):
        token = found[place]
        if token.text in ("(", "[", "{") or (token.text[0] == "`" and token.text.endswith("${")):
            depth += 1
        elif token.text in (")", "]", "}") or (token.text[0] == "}" and token.text.endswith("`")):
            depth -= 1
            if depth < 0:
                return
            if depth < waits_until:
                wanted = True
        elif token.text == "=" and wanted:
            wanted, waits_until = False, depth
        elif token.text == "," and depth <= waits_until:
            wanted, waits_until = True, depth
        elif depth == 0 and token.text in (";", "of", "in"):
            return
        elif wanted and token.kind in ("name", "shorthand"):
            yield token.text
        place += 1
