"""The keyword arguments of the runtime's built-ins and methods.

KEYWORDS gives, for `$b_NAME` and `$m_NAME` alike, the parameter names in the order of the JavaScript
parameters, without the receiver of a method. `*` as the first name means that all positional arguments are
passed as one array: `$b_max([a, b], key, default)`. Functions that are not listed take no keyword arguments.
A missing argument is passed as `undefined`, or left out at the end.

`$m_format(text, [positional], named)` is special: it takes the keyword arguments as a dict or null. For
`dict` and `dict.update`, keyword arguments are made into a dict before the call.

COUNTS gives the number of arguments of each built-in function, without `key` and `reverse` of `sorted`.

ARITY gives, for each method name of the built-in types, the minimum and maximum of positional arguments. A
call with another number must be for an instance; otherwise CPython raises TypeError.
"""

from __future__ import annotations

KEYWORDS: dict[str, tuple[str, ...]] = {
    # Built-in functions and types.
    "bytes": ("source", "encoding", "errors"),
    "enumerate": ("iterable", "start"),
    "int": ("x", "base"),
    "max": ("*", "key", "default"),
    "min": ("*", "key", "default"),
    "pow": ("base", "exp", "mod"),
    "print": ("*", "sep", "end", "file", "flush"),
    "round": ("number", "ndigits"),
    "sorted": ("iterable", "key", "reverse"),
    "str": ("object", "encoding", "errors"),
    "sum": ("iterable", "start"),
    "zip": ("*", "strict"),
    # Methods.
    "decode": ("encoding", "errors"),
    "encode": ("encoding", "errors"),
    "expandtabs": ("tabsize",),
    "rsplit": ("sep", "maxsplit"),
    "sort": ("key", "reverse"),
    "split": ("sep", "maxsplit"),
    "splitlines": ("keepends",),
}

_COUNTED_ONE = "abs all any ascii bin callable chr hash hex len oct ord repr reversed vars"
COUNTS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(_COUNTED_ONE.split(), (1, 1)),
    **dict.fromkeys(("delattr", "divmod", "filter", "hasattr", "isinstance", "issubclass"), (2, 2)),
    **dict.fromkeys(("format", "iter", "next"), (1, 2)),
    "getattr": (2, 3),
    "setattr": (3, 3),
    **dict.fromkeys(("bool", "dict", "float", "frozenset", "list", "set", "tuple"), (0, 1)),
    **dict.fromkeys(("enumerate", "round", "sum"), (1, 2)),
    "int": (0, 2),
    "object": (0, 0),
    "pow": (2, 3),
    "sorted": (1, 1),
    "type": (1, 1),
}
# Built-in functions that a program may pass as values. Types check their own arguments.
_TYPES = frozenset(
    {
        *("bool", "dict", "enumerate", "float", "frozenset", "int", "list", "object"),
        *("reversed", "set", "tuple", "type"),
    }
)
COUNTS_AS_VALUE = {name: counts for name, counts in COUNTS.items() if name not in _TYPES}

_NONE = (
    "bit_length bit_count is_integer as_integer_ratio clear copy reverse keys values items popitem sort hex "
    "lower upper casefold capitalize title swapcase isalpha isdecimal isdigit isnumeric isalnum isspace "
    "islower isupper istitle isidentifier isprintable isascii mro close"
)
_ONE = (
    "indices append extend remove add discard symmetric_difference symmetric_difference_update issubset "
    "issuperset isdisjoint removeprefix removesuffix partition rpartition join zfill translate format_map "
    "add_note send throw"
)
ARITY: dict[str, tuple[int, int]] = {
    **dict.fromkeys(_NONE.split(), (0, 0)),
    **dict.fromkeys(_ONE.split(), (1, 1)),
    "center": (1, 2),
    "count": (1, 3),
    "decode": (0, 2),
    "encode": (0, 2),
    "endswith": (1, 3),
    "expandtabs": (0, 1),
    "find": (1, 3),
    "get": (1, 2),
    "index": (1, 3),
    "insert": (2, 2),
    "ljust": (1, 2),
    "lstrip": (0, 1),
    "pop": (0, 2),
    "replace": (2, 3),
    "rfind": (1, 3),
    "rindex": (1, 3),
    "rjust": (1, 2),
    "rsplit": (0, 2),
    "rstrip": (0, 1),
    "setdefault": (1, 2),
    "split": (0, 2),
    "splitlines": (0, 1),
    "startswith": (1, 3),
    "strip": (0, 1),
}
