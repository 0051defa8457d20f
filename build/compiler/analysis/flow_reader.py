"""Read the statements and definitions of a program, and record for `flows.py` where its values go."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from build.compiler.analysis.callables import FunctionNode
from build.compiler.analysis.flow_values import ValueReader, taken
from build.compiler.analysis.flows import Flows, Use, Variable
from build.compiler.analysis.scopes import Scope, bound_names, imported_inside, parameter_names
from build.compiler.analysis.typing_only import is_alias, is_shape
from build.compiler.load.tree import parts_outside, walk

_Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


def read_flows(flows: Flows, modules: Mapping[str, ast.Module], scopes: Mapping[str, Scope]) -> None:
    """Read all modules of a program into `flows`."""
    reader = _Reader(flows, scopes)
    for name, tree in modules.items():
        reader.read(scopes[name], tree)


class _Reader(ValueReader):
    """Read modules."""

    def read(self, module: Scope, tree: ast.Module) -> None:
        self.module = module
        for node in walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
                self.flows.stores[node.attr] += 1
        self.visit(tree)

    # Statements and expressions

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.flow(node, None)
        else:
            self.bound(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.ctx, ast.Load):
            self.flow(node, None)
        else:
            self.visit(node.value)

    def _visit_value(self, node: ast.expr) -> None:
        if isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
            self.target(node)
        else:
            self.flow(node, None)

    visit_IfExp = visit_BoolOp = visit_List = visit_Tuple = visit_Dict = visit_Subscript = _visit_value
    visit_Lambda = visit_Call = _visit_value

    def visit_Expr(self, node: ast.Expr) -> None:
        self.flow(node.value, Variable())  # nobody gets the value

    def visit_Assign(self, node: ast.Assign) -> None:
        if self.around or not is_alias(node, self.module):
            self.store(node.targets, node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None and not is_alias(node, self.module):
            self.store([node.target], node.value)

    def visit_If(self, node: ast.If | ast.While) -> None:
        self.ask(node.test)
        for statement in [*node.body, *node.orelse]:
            self.visit(statement)

    def visit_While(self, node: ast.While) -> None:
        self.visit_If(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        (self.ask if isinstance(node.op, ast.Not) else self.visit)(node.operand)

    def visit_Compare(self, node: ast.Compare) -> None:
        is_identity = all(isinstance(op, ast.Is | ast.IsNot) for op in node.ops)
        for part in (node.left, *node.comparators):
            (self.ask if is_identity else self.visit)(part)

    def visit_For(self, node: ast.For) -> None:
        self.flow(node.iter, self._use_of_loop(node))
        self.target(node.target)
        for statement in [*node.body, *node.orelse]:
            self.visit(statement)

    def _use_of_loop(self, node: ast.For | ast.comprehension) -> Use | None:
        """Return the use of a loop's iterable. Do not follow the keys of a dict, which are not functions."""
        match node.target, node.iter:
            case ast.Tuple(elts=[_, value]), ast.Call(func=ast.Attribute(attr="items")):
                return taken(taken(self.place(value)))
        return taken(self.place(node.target))

    def _visit_comprehension(self, node: _Comprehension) -> None:
        targets = (part for clause in node.generators for part in walk(clause.target))
        names = {part.id: Variable() for part in targets if isinstance(part, ast.Name)}
        with self.scope(names):
            places = [self._use_of_loop(clause) for clause in node.generators]
        self.flow(node.generators[0].iter, places[0])  # evaluated in the enclosing scope
        with self.scope(names):
            for place, clause in zip(places[1:], node.generators[1:], strict=True):
                self.flow(clause.iter, place)
            for clause in node.generators:
                self.target(clause.target)
                for test in clause.ifs:
                    self.ask(test)
            for part in [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]:
                self.visit(part)

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = _visit_comprehension

    # Definitions

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        if is_shape(node, self.module):
            return
        for part in node.body:
            if isinstance(part, FunctionNode):
                self.flows.methods.setdefault(part.name, []).append((node, part))
        names = bound_names(node.body)[0]
        binding = self.module.bindings.get(node.name)
        is_known = binding is not None and binding.definition is node
        # Inside a function, a class's name is a plain variable; a decorator may set attributes of the class.
        self.flows.hides_attributes |= bool(self.around) or not is_known
        methods = {
            name
            for name, nodes in names.items()
            if nodes and all(isinstance(part, FunctionNode) and part in node.body for part in nodes)
        }
        self.flows.members |= names.keys() - (methods if is_known else set())
        for around in [*node.decorator_list, *node.keywords, *node.bases]:
            if around not in node.bases or self.binding(around) is None:
                self.visit(around)
        self.in_class.append(frozenset(names) or frozenset([""]))
        for statement in node.body:
            self.visit(statement)
        self.in_class.pop()

    def visit_FunctionDef(self, node: FunctionNode) -> None:
        own = self.local(node.name)
        if self.around and not self.in_class[-1] and own is not None:
            own.bindings += 1
            own.function = node
            self.flows.locals[node] = own
        for part in parts_outside(node):
            self.visit(part)
        names = {name: Variable() for name in bound_names(node.body)[0]}
        for name in parameter_names(node.args):
            names[name] = self.flows.parameters[node, name] = Variable(bindings=1)
        self.in_class.append(frozenset())
        with self.scope(names):
            for statement in node.body:
                self.visit(statement)
        self.in_class.pop()

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        for name in node.names:
            self.bound(name)

    def visit_Global(self, node: ast.Global) -> None:
        for name in node.names:  # an enclosing function may have a variable of this name
            for variable in (self.local(name), self.of_module(self.module.bindings.get(name))):
                if variable is not None:
                    variable.uses.append(None)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self.bound(node.name or "")
        for statement in node.body:  # skip the type: the handler only compares with it
            self.visit(statement)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        self.bound(node.name or "")
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        self.bound(node.name or "")

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self.bound(node.rest or "")
        self.generic_visit(node)

    def visit_MatchClass(self, node: ast.MatchClass) -> None:
        self.flows.hides_attributes |= bool(node.kwd_attrs or node.patterns)
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            self.bound(alias.asname or alias.name.split(".")[0])
        for binding in imported_inside(node, self.scopes) if self.around else ():
            variable = self.of_module(binding)
            if variable is not None:
                variable.uses.append(None)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.visit_Import(node)
