"""The parameters of functions and classes, and the calls that can be bound while compiling."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from build.compiler.analysis.scopes import Scope
from build.compiler.load.tree import has_starred

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Parameters:
    """The parameters that can be passed by position or by name.

    They are in the order of the definition. The first `required` parameters have no default.
    """

    names: tuple[str, ...]
    required: int


def parameters_of_method(args: ast.arguments) -> Parameters | None:
    """Return the parameters after the receiver, None as for `parameters_of` or if there is no receiver."""
    parameters = parameters_of(args)
    if parameters is None or not parameters.names:
        return None
    return Parameters(parameters.names[1:], max(parameters.required - 1, 0))


def parameters_of(args: ast.arguments) -> Parameters | None:
    """Return the parameters, None if a plain JavaScript function cannot have them.

    It cannot have `*rest`, keyword-only parameters or computed defaults.
    """
    if (
        args.vararg
        or args.kwarg
        or args.kwonlyargs
        or args.posonlyargs
        or not all(map(is_constant, args.defaults))
    ):
        return None
    return Parameters(tuple(arg.arg for arg in args.args), len(args.args) - len(args.defaults))


def is_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Tuple) and not node.elts)


def parameters_of_class(node: ast.ClassDef, scope: Scope) -> Parameters | None:
    """Return the parameters for calling the class, if the class itself defines them."""
    if node.keywords or any(not _is_plain_dataclass(decorator, scope) for decorator in node.decorator_list):
        return None
    inits = [part for part in node.body if isinstance(part, ast.FunctionDef) and part.name == "__init__"]
    if inits and _may_be_exception(node, scope):
        return None  # the arguments that come by position are its `args`
    if inits:
        return None if inits[0].decorator_list else parameters_of_method(inits[0].args)
    if not node.decorator_list or node.bases:
        return None
    fields = [
        part for part in node.body if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
    ]
    if any(_is_special(part) for part in fields):
        return None
    names = tuple(part.target.id for part in fields if isinstance(part.target, ast.Name))
    return Parameters(names, sum(part.value is None for part in fields))


def _may_be_exception(node: ast.ClassDef, scope: Scope) -> bool:
    for base in node.bases:
        binding = scope.lookup(base.id) if isinstance(base, ast.Name) else None
        parent = binding.definition if binding else None
        if not isinstance(parent, ast.ClassDef) or parent is node or _may_be_exception(parent, scope):
            return True
    return False


def _is_special(field: ast.AnnAssign) -> bool:
    """Return whether the annotation does not say how a field becomes a parameter of `__init__`."""
    annotation = ast.unparse(field.annotation)
    return isinstance(field.value, ast.Call) or any(
        word in annotation for word in ("ClassVar", "InitVar", "KW_ONLY")
    )


def _is_plain_dataclass(decorator: ast.expr, scope: Scope) -> bool:
    if isinstance(decorator, ast.Call):
        if any(keyword.arg in ("kw_only", "init") for keyword in decorator.keywords):
            return False
        decorator = decorator.func
    binding = scope.lookup(decorator.id) if isinstance(decorator, ast.Name) else None
    return binding is not None and binding.target == "$dc_dataclass"


def bound_by_position(node: ast.Call, parameters: Parameters) -> list[ast.expr | None] | None:
    """Return the arguments of a call in the order of the parameters; None if only the runtime can bind them.

    An argument is None for a default. Values keep their order, or are names and constants, whose order of
    evaluation has no effect.
    """
    if has_starred(node.args):
        return None
    names, arguments = parameters.names, {keyword.arg: keyword.value for keyword in node.keywords}
    if None in arguments or len(arguments) < len(node.keywords) or len(node.args) > len(names):
        return None
    omitted = names[len(node.args) :]
    if any(name not in omitted for name in arguments) or any(
        name not in arguments for name in names[len(node.args) : parameters.required]
    ):
        return None
    order = [name for name in omitted if name in arguments]
    if order != list(arguments) and not all(
        isinstance(value, ast.Name | ast.Constant) for value in arguments.values()
    ):
        return None
    last = omitted.index(order[-1]) + 1 if order else 0
    return [*node.args, *(arguments.get(name) for name in omitted[:last])]
