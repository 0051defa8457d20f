"""Lower @dataclass. Its options are constants; each adds a unit of the runtime."""

from __future__ import annotations

import ast

from build.compiler.analysis.scopes import Binding, bound_names
from build.compiler.analysis.typing_only import typing_name
from build.compiler.lower import javascript as js
from build.compiler.lower.context import Context
from build.compiler.lower.names import resolve

# Option -> its default, and the unit that implements it.
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
_METHODS_OF_OPTIONS = {
    "order": ("__lt__", "__le__", "__gt__", "__ge__"),
    "unsafe_hash": ("__hash__",),
    "frozen": ("__setattr__", "__delattr__"),
    "slots": ("__slots__",),
}
_MUTABLE = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)


def is_dataclass(cx: Context, decorator: ast.expr) -> bool:
    binding = resolve(cx, decorator.func if isinstance(decorator, ast.Call) else decorator)
    return binding is not None and binding.target == "$dc_dataclass"


def decorated(cx: Context, decorator: ast.expr, target: str) -> ast.expr:
    """Return `$dataclass (Class, kw_only, unit, …)` for `@dataclass(…)` on the class."""
    options = {name: default for name, (default, _) in _OPTIONS.items()}
    if isinstance(decorator, ast.Call) and decorator.args:
        cx.refuse(decorator.args[0], "@dataclass takes its options by keyword: `frozen=True`")
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
    options = _options_of(cx, node)
    if options is None:
        return None
    names = []
    for part in node.body:
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            if _is_marked(cx, part.annotation, "ClassVar", "KW_ONLY"):
                continue
            names.append(part.target.id)
            for default in _defaults(cx, part.value):
                if _is_mutable(cx, default):
                    shared = f"every instance would share this default of `{part.target.id}`"
                    cx.refuse(default, f"{shared}: use field(default_factory=…)")
        elif isinstance(part, ast.Assign) and _field_call(cx, part.value):
            name = ast.unparse(part.targets[0])
            cx.refuse(part, f"`{name}` is a field without an annotation: write `{name}: … = field(…)`")
    _check_order(cx, node)
    _check_options(cx, node, options)
    return names


def with_marked_fields(cx: Context, node: ast.ClassDef) -> list[ast.stmt]:
    """Return the body of a class, with `_: KW_ONLY` and `x: InitVar[…]` as options of `field(…)`."""
    body: list[ast.stmt] = []
    by_keyword = False
    for part in node.body:
        if not isinstance(part, ast.AnnAssign) or _is_marked(cx, part.annotation, "ClassVar"):
            body.append(part)
        elif _is_marked(cx, part.annotation, "KW_ONLY"):
            by_keyword = True
        else:
            passed_on = _is_marked(cx, part.annotation, "InitVar")
            options = {"kw_only": by_keyword, " init_var": passed_on}
            body.append(_with_options(cx, part, [name for name, holds in options.items() if holds]))
    return body


def _with_options(cx: Context, part: ast.AnnAssign, options: list[str]) -> ast.AnnAssign:
    if not options:
        return part
    call = _field_call(cx, part.value)
    if call is None:
        cx.scope.module.bindings.setdefault("$dc_field", Binding("runtime", "$dc_field"))
        function = ast.Name(id="$dc_field", ctx=ast.Load())
        default = [] if part.value is None else [ast.keyword(arg="default", value=part.value)]
        call = ast.Call(func=function, args=[], keywords=default)
    own = {keyword.arg for keyword in call.keywords}
    more = [ast.keyword(arg=name, value=ast.Constant(value=True)) for name in options if name not in own]
    call = ast.Call(func=call.func, args=call.args, keywords=[*call.keywords, *more])
    value = ast.fix_missing_locations(ast.copy_location(call, part))
    field = ast.AnnAssign(target=part.target, annotation=part.annotation, value=value, simple=part.simple)
    return ast.copy_location(field, part)


def _options_of(cx: Context, node: ast.ClassDef) -> dict[str, bool] | None:
    """Return the options of a class's dataclass decorator that differ from the defaults; None without it."""
    for decorator in node.decorator_list:
        if is_dataclass(cx, decorator):
            keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
            return {keyword.arg or "": getattr(keyword.value, "value", None) is True for keyword in keywords}
    return None


def _check_options(cx: Context, node: ast.ClassDef, options: dict[str, bool]) -> None:
    """Refuse options that would make Python raise when it creates the class."""
    if options.get("order") and not options.get("eq", True):
        cx.refuse(node, "@dataclass(order=True) needs eq=True")
    own = bound_names(node.body)[0]
    for option, methods in _METHODS_OF_OPTIONS.items():
        for method in methods:
            if options.get(option) and method in own:
                cx.refuse(
                    node, f"@dataclass({option}=True) makes `{method}`: leave out the option or the method"
                )
    for base in node.bases:
        binding = resolve(cx, base)
        definition = binding.definition if binding else None
        of_base = _options_of(cx, definition) if isinstance(definition, ast.ClassDef) else None
        if of_base is not None and of_base.get("frozen", False) != options.get("frozen", False):
            cx.refuse(base, "a frozen dataclass and one that is not cannot inherit from each other")


def _field_call(cx: Context, value: ast.expr | None) -> ast.Call | None:
    binding = resolve(cx, value.func) if isinstance(value, ast.Call) else None
    return value if isinstance(value, ast.Call) and binding and binding.target == "$dc_field" else None


def _defaults(cx: Context, value: ast.expr | None) -> list[ast.expr]:
    call = _field_call(cx, value)
    if call is None:
        return [] if value is None else [value]
    return [keyword.value for keyword in call.keywords if keyword.arg == "default"]


def _is_mutable(cx: Context, value: ast.expr) -> bool:
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return value.func.id in ("list", "dict", "set") and cx.scope.lookup(value.func.id) is None
    return isinstance(value, _MUTABLE)


def _check_order(cx: Context, node: ast.ClassDef) -> None:
    """Refuse a field without a default after a field with one, as Python does when it makes the class."""
    has_default = False
    for part in node.body:
        if not (isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)):
            continue
        if _is_marked(cx, part.annotation, "KW_ONLY"):
            return
        if _is_marked(cx, part.annotation, "ClassVar"):
            continue
        options = _field_options(cx, part.value)
        if options.get("init"):
            continue
        if part.value is not None and (options == {} or "default" in options or "default_factory" in options):
            has_default = True
        elif has_default and not _takes_keywords_only(node):
            cx.refuse(part, f"field `{part.target.id}` has no default and follows one that has: put it first")


def _field_options(cx: Context, value: ast.expr | None) -> dict[str, bool]:
    """Return the options of `field(…)`; for `init` and `kw_only`, whether they leave it out of the order."""
    call = _field_call(cx, value)
    if call is None:
        return {}
    options = {keyword.arg or "": True for keyword in call.keywords}
    values = {keyword.arg: getattr(keyword.value, "value", None) for keyword in call.keywords}
    return options | {"init": values.get("init") is False or values.get("kw_only") is True}


def _takes_keywords_only(node: ast.ClassDef) -> bool:
    calls = [decorator for decorator in node.decorator_list if isinstance(decorator, ast.Call)]
    return any(keyword.arg == "kw_only" for call in calls for keyword in call.keywords)


def _is_marked(cx: Context, annotation: ast.expr, *names: str) -> bool:
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return annotation.value.partition("[")[0].rpartition(".")[2] in names
    return typing_name(annotation, cx.scope) in names
