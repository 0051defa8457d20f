"""Choose JavaScript names for Python names. Python names have no `$`, so they cannot clash with ours."""

from __future__ import annotations

# Reserved in strict-mode JavaScript or words of its syntax (`for (x of y)`), or with a special meaning in
# Transcrypt's printer.
_RESERVED = frozenset(
    [
        "arguments",
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "enum",
        "eval",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "function",
        "get",
        "if",
        "implements",
        "import",
        "in",
        "instanceof",
        "interface",
        "let",
        "new",
        "null",
        "of",
        "package",
        "private",
        "protected",
        "public",
        "return",
        "set",
        "static",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "undefined",
        "var",
        "void",
        "while",
        "with",
        "yield",
        "NaN",
        "Infinity",
        "globalThis",
        "type",
        "property",
        "globals",
    ]
)

# Globals of the page that the runtime reads: a module-level variable of that name would hide them.
_PAGE = frozenset(
    [
        "Array",
        "ArrayBuffer",
        "BigInt",
        "Boolean",
        "DataView",
        "Date",
        "Error",
        "EvalError",
        "Function",
        "Intl",
        "JSON",
        "Map",
        "Math",
        "Number",
        "Object",
        "Promise",
        "Proxy",
        "RangeError",
        "ReferenceError",
        "Reflect",
        "RegExp",
        "Set",
        "String",
        "Symbol",
        "SyntaxError",
        "TypeError",
        "URIError",
        "Uint8Array",
        "WeakMap",
        "WeakRef",
        "WeakSet",
        "clearTimeout",
        "console",
        "decodeURI",
        "decodeURIComponent",
        "encodeURI",
        "encodeURIComponent",
        "escape",
        "isFinite",
        "isNaN",
        "parseFloat",
        "parseInt",
        "queueMicrotask",
        "setTimeout",
        "structuredClone",
        "unescape",
        "performance",
        "window",
        "document",
        "location",
        "navigator",
        "self",
        "top",
        "parent",
        "React",
        "Twilio",
        "TextEncoder",
    ]
)


def local_name(name: str) -> str:
    """Return the name of a local variable or a parameter."""
    return f"{name}$" if name in _RESERVED or (name.startswith("__") and name.endswith("__")) else name


def global_names(bound: dict[str, list[str]], taken_by_locals: set[str]) -> dict[tuple[str, str], str]:
    """Return names for the module-level variables of all modules, which share one JavaScript scope.

    Use the plain name if no other module and no function of the program has it; otherwise append the module's
    name.
    """
    owners: dict[str, list[str]] = {}
    for module, names in bound.items():
        for name in names:
            owners.setdefault(name, []).append(module)
    result: dict[tuple[str, str], str] = {}
    used: set[str] = set()
    for module, names in bound.items():
        for name in names:
            plain = (
                len(owners[name]) == 1
                and name not in taken_by_locals
                and name not in _PAGE
                and local_name(name) == name
            )
            target = name if plain else name + suffix_of(module.rsplit(".", 1)[-1])
            if target in used:
                target = name + suffix_of(module)
            used.add(target)
            result[module, name] = target
    return result


def suffix_of(module: str) -> str:
    """Return the end of the names of a module's variables. A file that is run may have any name."""
    return "$" + "".join(part if f"a{part}".isidentifier() else "$" for part in module)
