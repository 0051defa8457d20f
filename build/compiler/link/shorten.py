"""Give every variable of a bundle a name of one or two letters, and remove spaces between tokens.

Strings, members of objects and line breaks do not change, so the bundle behaves as before and each line still
comes from the same line of Python. Half of a bundle is names, and the browser has to parse them.
"""

from __future__ import annotations

import functools
import itertools
import re
import string
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from build.compiler.link.variables import KEYWORDS, Function, UnitVariables, variables_of

_QUOTES = frozenset("\"'`}")
_WORD = re.compile(r"\w+")
PrivateAttributes = Mapping[str, frozenset[object]]
"""The classes whose instances have each attribute; none if any object may have it."""
_ANY = frozenset[object]({"any object"})
# The most frequent letters of texts come first, because this compresses better.
_LETTERS = "taeinsrolcudhfmpgbvyxkjwqz" + string.ascii_uppercase


def shortened(
    units: list[str], shared: frozenset[str], kept: frozenset[str], private: PrivateAttributes
) -> tuple[list[str], dict[str, str]]:
    """Return the units with short names and the same number of lines, and the new shared names.

    `units`: top-level declarations and statements; `shared`: the variables that they share; `kept`: names
    that must not change, and that no other variable may get; `private`: attributes to shorten too, unless a
    text contains them.
    """
    read = [variables_of(unit) for unit in units]
    outside = shared | kept
    free = frozenset().union(*(unit.free for unit in read)) - shared
    taken = KEYWORDS | kept | free
    short = _shared(read, shared - kept, taken)
    attributes = _short_attributes(read, private)
    most = max((len(unit.uses) for unit in read), default=0)
    fresh = list(itertools.islice((name for name in _names() if name not in taken), most))
    texts = [_rewritten(unit, outside, short, fresh) for unit in read]
    for unit, own in zip(read, texts, strict=True):
        for place, name in _places(unit, attributes).items():
            own[place] = name
    return list(map("".join, texts)), short


def _short_attributes(units: list[UnitVariables], private: PrivateAttributes) -> dict[str, str]:
    """Give short names with a `$`, which Python names cannot have, to private attributes.

    Two attributes share a name if no object can have both.
    """
    if private.keys().isdisjoint(name for unit in units for name in unit.properties):
        return {}
    tokens = [token for unit in units for token in unit.tokens]
    texts = {word for token in tokens if token.text[0] in _QUOTES for word in _WORD.findall(token.text)}
    counts = Counter(token.text for token in tokens if token.kind == "property")
    names = private.keys() & counts.keys() - texts
    short: dict[str, str] = {}
    owners_of: dict[str, set[object]] = {}
    for name in sorted(names, key=lambda name: (-counts[name], name)):
        owners = private[name] or _ANY
        letters = next(
            letters for letters in _names() if _can_share(owners_of.setdefault(letters, set()), owners)
        )
        owners_of[letters].update(owners)
        short[name] = f"${letters}"
    return short


def _can_share(others: set[object], owners: frozenset[object]) -> bool:
    """Return whether an attribute of these classes may get a name that attributes of others have."""
    return not others or (owners != _ANY and others.isdisjoint(owners | _ANY))


def _places(unit: UnitVariables, attributes: Mapping[str, str]) -> dict[int, str]:
    if unit.properties.isdisjoint(attributes):
        return {}
    return {
        place: attributes[token.text]
        for place, token in enumerate(unit.tokens)
        if token.kind == "property" and token.text in attributes
    }


def _shared(units: list[UnitVariables], names: frozenset[str], taken: frozenset[str]) -> dict[str, str]:
    """Name the most frequent variables with one capital each, the others in the order of their occurrence.

    Neighbouring names then look alike, which gzip compresses well. A function's own variables get small
    letters.
    """
    counts: Counter[str] = Counter()
    for unit in units:
        for name, count in unit.counts.items():
            if name in names:
                counts[name] += count
    often = sorted(names, key=lambda name: (-counts[name], name))[: len(string.ascii_uppercase)]
    order = dict.fromkeys([*often, *counts, *sorted(names)])
    fresh = (name for name in _names() if name not in taken and name not in string.ascii_lowercase)
    return dict(zip(order, fresh, strict=False))


_Uses = tuple[tuple[str, tuple[int, ...]], ...]
"""Variables, each with the places that use it."""


@dataclass(frozen=True)
class _Own:
    """A function's own variables, without those that several units share."""

    uses: _Uses
    around: tuple[tuple[int, str], ...]
    """The outer variables that it uses: the number of their function, -1 for none; the name."""


@dataclass(frozen=True)
class _Scopes:
    functions: tuple[_Own, ...]
    """An outer function comes before those in it."""
    shared: _Uses
    """The variables of no function."""


@functools.lru_cache(maxsize=4096)
def _scopes(unit: UnitVariables, outside: frozenset[str]) -> _Scopes:
    """Return the variables of each function, without those `outside`, which belong to no function."""
    numbers = {function: number for number, function in enumerate(unit.functions)}
    uses: list[dict[str, list[int]]] = [{} for _ in (*numbers, -1)]
    around: list[dict[tuple[int, str], None]] = [{} for _ in numbers]
    for use in unit.uses:
        owner = use.owner if use.name not in outside else None
        number = -1 if owner is None else numbers[owner]
        inner: Function | None = use.user
        while inner is not None and inner is not owner:
            around[numbers[inner]][number, use.name] = None
            inner = inner.parent
        uses[number].setdefault(use.name, []).append(use.place)
    *own, shared = (
        tuple((name, tuple(places)) for name, places in places_by_name.items()) for places_by_name in uses
    )
    return _Scopes(tuple(map(_Own, own, map(tuple, around))), shared)


def _rewritten(
    unit: UnitVariables, outside: frozenset[str], short: dict[str, str], fresh: Sequence[str]
) -> list[str]:
    """Return the texts of a unit's tokens with the `short` names of shared variables, and `fresh` ones.

    Every function starts with the first letter again, and skips the names of the outer variables that it
    uses.
    """
    texts = list(unit.texts)
    scopes = _scopes(unit, outside.intersection(unit.counts))
    names: dict[int, dict[str, str]] = {-1: short}
    renamed = [(short[name], places) for name, places in scopes.shared if name in short]
    for number, function in enumerate(scopes.functions):
        if function.uses:
            around = {names[owner].get(name, "") for owner, name in function.around}
            new = (name for name in fresh if name not in around)
            chosen = list(zip(function.uses, new, strict=False))
            names[number] = {name: letters for (name, _), letters in chosen}
            renamed += [(letters, places) for (_, places), letters in chosen]
    for name, places in renamed:
        for place in places:
            is_shorthand = unit.tokens[place].kind == "shorthand"
            texts[place] = f"{texts[place]}:{name}" if is_shorthand else name
    return texts


def _names() -> Iterator[str]:
    for size in itertools.count(1):
        yield from map("".join, itertools.product(_LETTERS, repeat=size))
