"""The keyword arguments of the runtime's built-ins and methods.

KEYWORDS gives, for `$b_NAME` and `$m_NAME` alike, the parameter names in the order of the JavaScript
parameters; for a method without its
receiver. `*` as the first name says that all positional arguments are passed as one array: `$b_max([a, b],
key, default)`. What is not
listed takes no keyword arguments. An argument that was not given is passed as `undefined`.

Three have shapes of their own: `$m_format(text, [positional], named)` takes the keyword arguments as a dict
or null, `$m_update(o, ...others)`
and `$b_dict(source)` take keyword arguments as one more dict.
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
