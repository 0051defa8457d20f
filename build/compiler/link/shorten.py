"""Shorten: every variable of a bundle gets a name of a letter or two, and spaces between tokens go.

Strings, members of objects and lines stay as they are, so a bundle does what it did, and the map by lines
stays valid. Half of a bundle is names, and a browser parses all of it.
"""

from __future__ import annotations

import itertools
import re
import string
from collections import Counter
from collections.abc import Iterator, Mapping

from build.compiler.link.variables import KEYWORDS, Function, UnitVariables, variables_of

_QUOTES = frozenset("\"'`}")
_WORD = re.compile(r"\w+")
# The most frequent letters of texts come first: that compresses better.
_LETTERS = "taeinsrolcudhfmpgbvyxkjwqz" + string.ascii_uppercase


def shortened(
    units: list[str], shared: frozenset[str], kept: frozenset[str], private: frozenset[str] = frozenset()
) -> tuple[list[str], dict[str, str]]:
    """Return the units with short names and as many lines as before, and the new shared names.

    units: top-level declarations and statements. shared: the variables that they share. kept: names that must
    stay, and that no other variable may get. private: attributes that get short names too, those of them that
    no text contains.
    """
    read = [variables_of(unit) for unit in units]
    outside = shared | kept
    free = (use.name for unit in read for use in unit.uses if use.owner is None and use.name not in shared)
    taken = KEYWORDS.union(kept, free)
    short = _shared(read, shared - kept, taken)
    attributes = _short_attributes(read, private)
    return [
        _rewritten(unit, _short_names(unit, outside, short, taken) | _places(unit, attributes))
        for unit in read
    ], short


def _short_attributes(units: list[UnitVariables], private: frozenset[str]) -> dict[str, str]:
    """Give short names to private attributes, with a `$`, which no name of Python's has."""
    if private.isdisjoint(name for unit in units for name in unit.properties):
        return {}
    tokens = [token for unit in units for token in unit.tokens]
    texts = {word for token in tokens if token.text[0] in _QUOTES for word in _WORD.findall(token.text)}
    counts = Counter(token.text for token in tokens if token.kind == "property")
    often = sorted((name for name in private & counts.keys() - texts), key=lambda name: (-counts[name], name))
    return dict(zip(often, (f"${name}" for name in _names()), strict=False))


def _places(unit: UnitVariables, attributes: Mapping[str, str]) -> dict[int, str]:
    if unit.properties.isdisjoint(attributes):
        return {}
    return {
        place: attributes[token.text]
        for place, token in enumerate(unit.tokens)
        if token.kind == "property" and token.text in attributes
    }


def _shared(units: list[UnitVariables], names: frozenset[str], taken: frozenset[str]) -> dict[str, str]:
    """Give capitals to the most frequent names, the rest in the order in which they occur.

    A function's own variables get small letters. gzip compresses neighbours that look alike.
    """
    counts = Counter(use.name for unit in units for use in unit.uses if use.name in names)
    often = sorted(names, key=lambda name: (-counts[name], name))[: len(string.ascii_uppercase)]
    order = dict.fromkeys([*often, *counts, *sorted(names)])
    fresh = (name for name in _names() if name not in taken and name not in string.ascii_lowercase)
    return dict(zip(order, fresh, strict=False))


def _short_names(
    unit: UnitVariables, outside: frozenset[str], short: dict[str, str], taken: frozenset[str]
) -> dict[int, str]:
    """Return the short name of each variable of a unit, by its place.

    Every function starts with the first letter again, and skips the names of the outer variables that it
    uses.
    """
    own: dict[Function, dict[str, str]] = {function: {} for function in unit.functions}
    used: dict[Function, set[tuple[Function | None, str]]] = {function: set() for function in unit.functions}
    for use in unit.uses:
        inner: Function | None = use.user
        is_own = use.name not in outside
        while inner is not None and (not is_own or inner is not use.owner):
            used[inner].add((use.owner if is_own else None, use.name))
            inner = inner.parent
        if is_own and use.owner is not None:
            own[use.owner].setdefault(use.name, "")
    for function in unit.functions:
        around = {
            own[owner].get(name, "") if owner else short.get(name, "") for owner, name in used[function]
        }
        fresh = (name for name in _names() if name not in taken and name not in around)
        own[function] = dict(zip(own[function], fresh, strict=False))
    return {
        use.place: own[use.owner][use.name] if use.owner and use.name not in outside else short[use.name]
        for use in unit.uses
        if (use.owner and use.name not in outside) or use.name in short
    }


def _names() -> Iterator[str]:
    for size in itertools.count(1):
        yield from map("".join, itertools.product(_LETTERS, repeat=size))


def _rewritten(unit: UnitVariables, short: dict[int, str]) -> str:
    texts = list(unit.texts)
    for place, name in short.items():
        texts[place] = f"{texts[place]}:{name}" if unit.tokens[place].kind == "shorthand" else name
    return "".join(texts)
