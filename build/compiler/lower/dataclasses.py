"""@dataclass: its options are known while compiling, and each names a unit of the runtime."""

from __future__ import annotations

import ast

from build.compiler.analysis.typing_only import typing_name
from build.compiler.lower import javascript as js
from build.compiler.lower.context import Context
from build.compiler.lower.names import resolve

# Option -> its default, and the unit that does it.
_OPTIONS: dict[str, tuple[bool, str]] = {
    "init": (True, "$dc_init"),
    "repr": (True, "$dc_repr"),
    "eq": (True, "$dc_eq"),
    "order": (False, "$dc_order"),
    "unsafe_hash": (False, "$dc_hash"),
    "frozen": (False, "$dc_frozen"),
    "match_args": (True, "$dc_match"),
    "kw_only": (False, ""),
    "slots": (False, "$dc_slots"),
}
_MUTABLE = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)


def is_dataclass(cx: Context, decorator: ast.expr) -> bool:
    binding = resolve(cx, decorator.func if isinstance(decorator, ast.Call) else decorator)
    return binding is not None and binding.target == "$dc_dataclass"


def decorated(cx: Context, decorator: ast.expr, target: str) -> ast.expr:
    """`$dataclass (Class, kw_only, unit, …)` for `@dataclass(…)` on the class."""
    options = {name: default for name, (default, _) in _OPTIONS.items()}
    for keyword in decorator.keywords if isinstance(decorator, ast.Call) else []:
        value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
        if keyword.arg not in options or not isinstance(value, bool):
            cx.refuse(
                keyword.value,
                f"`{keyword.arg}` of @dataclass must be one of {', '.join(options)}, True or False",
            )
            continue
        options[keyword.arg] = value
    options["unsafe_hash"] = options["unsafe_hash"] or (options["frozen"] and options["eq"])
    options["match_args"] = options["match_args"] and cx.program.matches_by_position
    units = [js.raw(unit) for name, (_, unit) in _OPTIONS.items() if unit and options[name]]
    return js.call("$dataclass", js.raw(target), js.raw("true" if options["kw_only"] else "false"), *units)


def field_names(cx: Context, node: ast.ClassDef) -> list[str] | None:
    """Return the annotated names, in order, if the class has a dataclass decorator."""
    if not any(is_dataclass(cx, decorator) for decorator in node.decorator_list):
        return None
    names = []
    for part in node.body:
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            if _is_class_variable(cx, part.annotation):
                continue
            names.append(part.target.id)
            if isinstance(part.value, _MUTABLE):
                shared = f"every instance would share this default of `{part.target.id}`"
                cx.refuse(part.value, f"{shared}: use field(default_factory=…)")
    _check_order(cx, node)
    return names


def _check_order(cx: Context, node: ast.ClassDef) -> None:
    """Python refuses a field without a default behind one with a default when it makes the class."""
    seen = False
    for part in node.body:
        if not (isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)):
            continue
        if _is_class_variable(cx, part.annotation):
            continue
        options = _field_options(cx, part.value)
        if options.get("init"):
            continue
        if part.value is not None and (options == {} or "default" in options or "default_factory" in options):
            seen = True
        elif seen and not _takes_keywords_only(node):
            cx.refuse(part, f"field `{part.target.id}` has no default and follows one that has: put it first")


def _field_options(cx: Context, value: ast.expr | None) -> dict[str, bool]:
    """Return the options of `field(…)`; for `init` and `kw_only` whether they take it out of the order."""
    binding = resolve(cx, value.func) if isinstance(value, ast.Call) else None
    if binding is None or binding.target != "$dc_field" or not isinstance(value, ast.Call):
        return {}
    options = {keyword.arg or "": True for keyword in value.keywords}
    given = {keyword.arg: getattr(keyword.value, "value", None) for keyword in value.keywords}
    return options | {"init": given.get("init") is False or given.get("kw_only") is True}


def _takes_keywords_only(node: ast.ClassDef) -> bool:
    calls = [decorator for decorator in node.decorator_list if isinstance(decorator, ast.Call)]
    return any(keyword.arg == "kw_only" for call in calls for keyword in call.keywords)


def _is_class_variable(cx: Context, annotation: ast.expr) -> bool:
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return annotation.value.startswith(("ClassVar", "typing.ClassVar"))
    return typing_name(annotation, cx.scope) == "ClassVar"
