"""Lower names, attributes and modules."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from build.compiler.analysis.instances import Instances
from build.compiler.analysis.scopes import Binding, Scope
from build.compiler.load.modules import ANNOTATIONS_ONLY, RUNTIME_MODULES, TYPING_MODULES
from build.compiler.load.replacements import NAMES_REFUSED
from build.compiler.load.tree import walk
from build.compiler.lower import javascript as js
from build.compiler.lower.context import Context, lowers
from build.compiler.lower.refusals import (
    ATTRIBUTES_REFUSED,
    BUILTINS_REFUSED,
    CONSTRUCTS,
    JAVASCRIPT_GLOBALS,
    JAVASCRIPT_WORDS,
    no_global,
)
from build.compiler.runtime.arguments import ARITY, COUNTS_AS_VALUE, KEYWORDS
from build.compiler.runtime.kinds import kinds_with
from build.compiler.runtime.library import BUILTINS, METHODS, VARIADIC, runtime_units
from build.errors import nearest_hint


@lowers(ast.Name)
def lower_name(cx: Context, node: ast.Name) -> ast.expr:
    binding = cx.scope.lookup(node.id)
    if binding is None:
        return _builtin(cx, node)
    if binding.kind == "variable":
        return _maybe_unset(cx, node, binding) if cx.may_be_unset(binding) else js.raw(binding.target)
    if binding.kind == "runtime":
        return _unit(cx, binding, node)
    if binding.kind == "missing":  # the import of the name was refused
        return js.raw("null")
    if binding.kind == "module":
        return module_value(cx, binding, node)
    if binding.target == "TYPE_CHECKING":
        return js.raw("false")
    union = getattr(binding.definition, "value", None)
    advice = ": write a tuple of its types" if isinstance(union, ast.BinOp) else ""
    return cx.refuse(node, f"`{node.id}` exists only for annotations and has no value in the browser{advice}")


def _unit(cx: Context, binding: Binding, node: ast.expr) -> ast.expr:
    """Return a unit of the runtime. `dataclass` has none: the compiler translates it."""
    if binding.target == "$dc_dataclass":
        return cx.refuse(node, CONSTRUCTS["dataclass_value"])
    return js.raw(binding.target)


def module_value(cx: Context, binding: Binding, node: ast.expr) -> ast.expr:
    """Return an object whose attributes are the variables of the module."""
    scope = cx.program.scopes.get(binding.target)
    if scope is None:
        name = ast.unparse(node)
        return cx.refuse(
            node, f"module `{name}` is used as a value: name the part that you need, as in `{name}.name`"
        )
    is_library = cx.program.loader.modules[binding.target].is_library
    parts: list[ast.expr] = []
    for name, inner in scope.bindings.items():
        if inner.kind == "variable" or inner.target in runtime_units():
            can_set = inner.kind == "variable" and not is_library
            setter = (
                js.function(["$0"], js.assigned(inner.target, js.raw("$0"))) if can_set else js.raw("null")
            )
            parts += [js.string(name), js.function([], js.raw(inner.target)), setter]
    return cx.share_constant(js.call("$module", js.string(binding.target), js.array(parts)))


def _maybe_unset(cx: Context, node: ast.Name, binding: Binding) -> ast.expr:
    """Lower a variable that may have no value.

    In a class body or a module the name then has its outer meaning; otherwise the runtime raises.
    """
    home = cx.scope.home(binding) or cx.scope
    if home.kind == "class" and home is cx.scope:
        around = home.parent
        while around is not None and around.kind == "class":
            around = around.parent
        if around is not None and (around.lookup(node.id) or node.id in BUILTINS):
            with cx.inner_scope(around):
                return js.choice(js.is_missing(binding.target), lower_name(cx, node), js.raw(binding.target))
    if home.kind == "module" and node.id in BUILTINS:
        return js.choice(js.is_missing(binding.target), _builtin(cx, node), js.raw(binding.target))
    unit = "$local" if home is cx.scope else "$free"
    if home.kind in ("module", "class"):
        unit = "$global"
    return js.call(unit, js.raw(binding.target), js.string(node.id))


def _builtin(cx: Context, node: ast.Name) -> ast.expr:
    if node.id == "__doc__":
        text = ast.get_docstring(cx.module.tree, clean=False)
        return js.raw("null") if text is None else js.string(text)
    if node.id == "__name__":
        return js.string("__main__" if cx.module.is_entry else cx.module.name)
    if node.id in BUILTINS:
        return _builtin_value(cx, node.id)
    if node.id in BUILTINS_REFUSED:
        return cx.refuse(node, BUILTINS_REFUSED[node.id])
    if hasattr(builtins, node.id):
        return cx.refuse(node, f"the built-in `{node.id}` does not exist in the browser")
    if "*" in cx.scope.module.bindings:  # the refused `from … import *` may define it
        return js.raw("null")
    return cx.refuse(node, f"name `{node.id}` is not defined{_instead(cx, node.id)}")


def check_annotations(cx: Context, annotations: list[ast.expr | None]) -> None:
    """Refuse unknown names in annotations that Python evaluates when it defines the function or variable."""
    if cx.module.is_library or cx.module.defers_annotations:
        return
    for annotation in annotations:
        for part in walk(annotation) if annotation else ():
            if (
                isinstance(part, ast.Name)
                and cx.scope.lookup(part.id) is None
                and not hasattr(builtins, part.id)
                and "*" not in cx.scope.module.bindings
            ):
                cx.refuse(part, f"name `{part.id}` is not defined{_instead(cx, part.id)}")


def _instead(cx: Context, name: str) -> str:
    if name in JAVASCRIPT_WORDS:
        return f": write `{JAVASCRIPT_WORDS[name]}`"
    if name in JAVASCRIPT_GLOBALS:
        return f": {no_global(name)}"
    return nearest_hint(name, [visible for visible in (*_visible(cx), *BUILTINS) if visible != name])


def _visible(cx: Context) -> Iterator[str]:
    scope: Scope | None = cx.scope
    while scope is not None:
        yield from scope.bindings
        scope = scope.parent


def _builtin_value(cx: Context, name: str) -> ast.expr:
    """Return a built-in as a value, with the names of its arguments if some call may pass them by keyword."""
    callables, keywords = cx.program.callables, KEYWORDS.get(name, ())
    unit, named = js.raw(f"$b_{name}"), callables.any_splat or bool(callables.keywords & set(keywords))
    words = [name, *(f"{keyword}=" for keyword in keywords if keyword != "*")]
    text = [js.string(" ".join(words))] if named and keywords else []
    if name in VARIADIC:
        return js.call("$varargs", unit, *text)
    if name in COUNTS_AS_VALUE:
        counts = map(js.number, COUNTS_AS_VALUE[name])
        return js.call("$counted", unit, *counts, js.string(name), *text)
    return js.call("$def", *text, unit) if text else unit


def resolve(cx: Context, node: ast.expr) -> Binding | None:
    """Return the meaning of a name, or of a dotted name through modules; None for anything else."""
    if isinstance(node, ast.Name):
        return cx.scope.lookup(node.id)
    if isinstance(node, ast.Attribute):
        owner = resolve(cx, node.value)
        if owner is not None and owner.kind == "module":
            return _member(cx, owner.target, node)
        if owner is not None and owner.kind == "missing":
            return owner
    return None


def _member(cx: Context, module: str, node: ast.Attribute) -> Binding:
    if module in TYPING_MODULES:
        return Binding("type", node.attr)
    if node.attr in ANNOTATIONS_ONLY.get(module, ()):
        return Binding("type", node.attr)
    if module in RUNTIME_MODULES and node.attr in RUNTIME_MODULES[module]:
        return Binding("runtime", RUNTIME_MODULES[module][node.attr])
    if module in cx.program.scopes and node.attr in cx.program.scopes[module].bindings:
        return cx.program.scopes[module].bindings[node.attr]
    if cx.program.loader.is_missing(f"{module}.{node.attr}"):
        return Binding("missing", node.attr)
    if cx.program.loader.is_module(f"{module}.{node.attr}"):
        return Binding("module", f"{module}.{node.attr}")
    offered = [*RUNTIME_MODULES.get(module, ())]
    if module in cx.program.scopes:
        offered += cx.program.scopes[module].bindings
    missing = f"module `{module}` has no `{node.attr}` in the browser{nearest_hint(node.attr, offered)}"
    cx.refuse(node, NAMES_REFUSED.get(f"{module}.{node.attr}", missing))
    return Binding("runtime", "null")


def constant_of(cx: Context, node: ast.expr) -> object:
    """Return the value of a constant, or of a module's variable that certainly has one; otherwise None."""
    binding = resolve(cx, node)
    if binding is not None and binding.constant is not None and not cx.may_be_unset(binding):
        node = binding.constant
    return node.value if isinstance(node, ast.Constant) else None


def value_of(cx: Context, binding: Binding, node: ast.expr) -> ast.expr:
    if binding.kind == "variable":
        return js.raw(binding.target)
    if binding.kind == "runtime":
        return _unit(cx, binding, node)
    if binding.kind == "missing":
        return js.raw("null")
    if binding.kind == "module":
        return module_value(cx, binding, node)
    return cx.refuse(node, f"`{ast.unparse(node)}` has no value in the browser")


def _own_attribute(cx: Context, node: ast.Attribute, owner: ast.expr, instance: Instances) -> ast.expr | None:
    """Read an attribute or method of the receiver without the runtime, if it certainly has it."""
    if node.attr in instance.attributes:
        return ast.Attribute(value=owner, attr=node.attr, ctx=ast.Load())
    if node.attr in instance.private:
        cx.program.direct_uses[instance.methods[node.attr]] += 1
        return js.call("$bound_to", owner, js.raw(f"{cx.frame.class_name}${node.attr}"))
    return None


@lowers(ast.Attribute)
def lower_attribute(cx: Context, node: ast.Attribute) -> ast.expr:
    home = resolve(cx, node.value)
    if home is not None and home.kind == "module" and node.attr == "__name__":
        return js.string(home.target)
    binding = resolve(cx, node)
    if binding is not None:
        value = value_of(cx, binding, node)
        is_late = home is not None and home.kind == "module" and home.target in cx.program.late
        return js.call("$global", value, js.string(ast.unparse(node.value))) if is_late else value
    if is_super(cx, node.value):
        return js.call("$super", js.raw(cx.frame.class_name), js.raw(cx.frame.receiver), js.string(node.attr))
    if is_builtin_type(cx, node.value) and node.attr not in _ASKED_OF_ANY:
        return _member_of_type(cx, node)
    if node.attr == "__name__" and _is_type_call(cx, node.value) and isinstance(node.value, ast.Call):
        return js.call("$type_name", cx.expression(node.value.args[0]))
    if node.attr in ATTRIBUTES_REFUSED:
        return cx.refuse(node, ATTRIBUTES_REFUSED[node.attr])
    instance = cx.receiver_of(node.value)
    owner = cx.expression(node.value)
    own = _own_attribute(cx, node, owner, instance) if instance is not None else None
    if own is not None:
        return own
    if node.attr in _ASKED_OF_ANY:
        unit = _ASKED_OF_ANY[node.attr]
        return js.call(unit, owner, js.string(node.attr)) if "part" in unit else js.call(unit, owner)
    if node.attr in METHODS:
        return _bound_method(cx, node, owner)
    return js.call("$attr", owner, js.string(node.attr))


def _bound_method(cx: Context, node: ast.Attribute, owner: ast.expr) -> ast.expr:
    """Lower a method of the built-in types that is read as a value, with its types and arguments."""
    details = [js.string(kinds_with(node.attr))]
    details += [js.number(count) for count in ARITY.get(node.attr, ())]
    if node.attr in KEYWORDS:
        details.append(js.string(" ".join([node.attr, *(f"{keyword}=" for keyword in KEYWORDS[node.attr])])))
    owner = receiver_of_method(cx, node.value, owner, node.attr)
    return js.call("$bound", owner, js.string(node.attr), method_value(node.attr), *details)


def receiver_of_method(cx: Context, node: ast.expr, owner: ast.expr, name: str) -> ast.expr:
    """Return the receiver of a method that built-in types have; an enum's member may be a str or int."""
    if cx.program.facts.mixes_enums and not isinstance(node, ast.Constant):
        return js.call("$receiver", owner, js.string(name))
    return owner


def method_value(name: str) -> ast.expr:
    """Return a method of built-in types as a function of its receiver and arguments."""
    return js.raw("$text_format" if name == "format" else f"$m_{name}")


def _is_type_call(cx: Context, node: ast.expr) -> bool:
    """Return whether this is `type(x)`, whose name needs no type object."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "type"):
        return False
    return cx.scope.lookup("type") is None and len(node.args) == 1 and not node.keywords


# Attributes that every value has, and the unit that returns each.
_ASKED_OF_ANY = {
    "__class__": "$type_of",
    "__dict__": "$own_attributes",
    "__doc__": "$doc_of",
    "__module__": "$module_of",
    # Of ranges and slices, and of numbers; an instance of a class may have them too.
    **dict.fromkeys(("start", "stop", "step"), "$part_of"),
    **dict.fromkeys(("fget", "fset", "fdel"), "$part_of_property"),
    **dict.fromkeys(("real", "imag", "numerator", "denominator"), "$part_of_number"),
}


def is_builtin_type(cx: Context, node: ast.expr) -> bool:
    kinds = {"str", "int", "float", "bool", "list", "dict", "tuple", "set", "frozenset", "object"}
    return isinstance(node, ast.Name) and node.id in kinds and cx.scope.lookup(node.id) is None


def _member_of_type(cx: Context, node: ast.Attribute) -> ast.expr:
    """Return a member of a built-in type: `str.upper` as a function of its receiver, or `dict.fromkeys`."""
    owner = node.value.id if isinstance(node.value, ast.Name) else ""
    if owner == "object":
        plain = {"__setattr__": "$set_own", "__delattr__": "$delete_own", "__init__": "$no_init"}
        return (
            js.raw(plain[node.attr])
            if node.attr in plain
            else js.call("$attr", js.raw("$b_object"), js.string(node.attr))
        )
    if f"{owner}_{node.attr}" in BUILTINS:
        return js.raw(f"$b_{owner}_{node.attr}")
    if node.attr == "mro":
        return js.call("$bound_to", cx.expression(node.value), method_value(node.attr))
    if owner not in kinds_with(node.attr).split() or node.attr not in METHODS:
        return js.call("$attr", cx.expression(node.value), js.string(node.attr))
    if node.attr in ARITY:
        least, most = ARITY[node.attr]
        counts = (js.number(least + 1), js.number(most + 1))
        method = js.call("$unbound", cx.expression(node.value), method_value(node.attr), js.string(node.attr))
        return js.call("$counted", method, *counts, js.string(node.attr))
    return method_value(node.attr)


def _names_own_class(cx: Context, args: list[ast.expr]) -> bool:
    """Return whether this is `super(Class, self)` in a method of the class, which equals `super()`."""
    names = [binding.target if (binding := resolve(cx, arg)) else "" for arg in args]
    return names == [cx.frame.class_name, cx.frame.receiver]


def is_super(cx: Context, node: ast.expr) -> bool:
    """Return whether this is a call of `super()`. Refuse all other forms."""
    if not (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "super"
        and cx.scope.lookup("super") is None
    ):
        return False
    if node.keywords or (node.args and not _names_own_class(cx, node.args)):
        cx.refuse(node, "`super` for another class is not translated: write `super()`")
    elif not cx.frame.class_name:
        cx.refuse(node, "`super()` is used outside a method")
    elif not node.args and not (cx.frame.has_super and cx.scope is cx.frame.scope):
        cx.refuse(node, CONSTRUCTS["nested_super"])
    return True
