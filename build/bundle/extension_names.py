"""Check the names in an extension's code: the keys of its settings and of texts."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from build.compiler.load.modules import Module, absolute_name, parse
from build.errors import Diagnostic, did_you_mean

SETTINGS, SETTINGS_TYPE = "settings", "Settings"
TEXT_CALLS = {"ItemStatus": 1, "translate": 1, "text_element": 3, "text_to_copy": 1}
"""Functions that take the key of a text, and at which place."""
NOTIFICATION_CALLS = ("register", "show")
"""Methods of `notifications` whose first argument is the key of a text."""
KEYWORDS = ("key", "label", "name", "string")


@dataclass(frozen=True)
class Use:
    """A literal key in the code."""

    module: Module
    node: ast.expr
    key: str

    def finding(self, message: str) -> Diagnostic:
        return self.module.at(self.node, message)


def unknown_settings(folder: Path, package: str, label: str, keys: Collection[str]) -> list[Diagnostic]:
    """Return a finding for each key of `settings` that `configuration.yaml` does not have."""
    file = f"{label}/configuration.yaml"
    return [
        use.finding(f"settings: {file} has no `{use.key}`: {did_you_mean(use.key, keys, 'add it there')}")
        for module, constants in _modules(folder, package, label)
        for use in _settings(module, constants)
        if use.key not in keys
    ]


def unknown_texts(folder: Path, label: str, keys: Collection[str]) -> list[str]:
    """Return a warning for each key without a text: not an error, because Flex itself may have it."""
    otherwise = f"add it to {label}/strings/en-US.yaml, unless it is Flex's own"
    return [
        str(use.finding(f"no text has the key {use.key}: {did_you_mean(use.key, keys, otherwise)}"))
        for module, constants in _modules(folder, label.replace("/", "."), label)
        for use in _texts(module, constants)
        if use.key not in keys
    ]


def _modules(folder: Path, package: str, label: str) -> Iterator[tuple[Module, Mapping[str, str]]]:
    """Yield each module of a package, with the text of each constant that it defines or imports."""
    modules = []
    for file in sorted(folder.rglob("*.py")):
        path = file.relative_to(folder)
        if "tests" not in path.parts:
            parts = path.with_suffix("").parts
            name = ".".join((package, *(parts[:-1] if parts[-1] == "__init__" else parts)))
            modules.append(parse(file, name, f"{label}/{path.as_posix()}"))
    own = {module.name: _constants(module.tree) for module in modules}
    for module in modules:
        imported = {
            alias.asname or alias.name: own.get(absolute_name(module, node) or "", {}).get(alias.name)
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        texts = {name: text for name, text in imported.items() if text is not None}
        yield module, {**texts, **own[module.name]}


def _settings(module: Module, constants: Mapping[str, str]) -> Iterator[Use]:
    for function in ast.walk(module.tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        names = {argument.arg for argument in function.args.args if _holds_settings(argument, function)}
        for node in ast.walk(function):
            key = _settings_key(node, names)
            if key is not None and (text := _text(key, constants)) is not None:
                yield Use(module, key, text)


def _holds_settings(parameter: ast.arg, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether a parameter is the extension's settings, judging by its type, or else by its name."""
    if parameter.annotation is not None:
        return ast.unparse(parameter.annotation).strip("'\"").rpartition(".")[2] == SETTINGS_TYPE
    return parameter.arg == SETTINGS and not function.name.startswith("_")


def _settings_key(node: ast.AST, names: Collection[str]) -> ast.expr | None:
    """Return the key of `settings[key]` or `settings.get(key)`."""
    if isinstance(node, ast.Subscript):
        return node.slice if _is_named(node.value, names) else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        return node.args[0] if node.args and _is_named(node.func.value, names) else None
    return None


def _is_named(node: ast.expr, names: Collection[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in names


def _texts(module: Module, constants: Mapping[str, str]) -> Iterator[Use]:
    for node in ast.walk(module.tree):
        key = _text_key(node) if isinstance(node, ast.Call) else None
        text = None if key is None else _text(key, constants)
        if key is not None and text:
            yield Use(module, key, text)


def _text_key(call: ast.Call) -> ast.expr | None:
    name = ast.unparse(call.func)
    position = TEXT_CALLS.get(name.rpartition(".")[2])
    if any(name.endswith(f"notifications.{method}") for method in NOTIFICATION_CALLS):
        position = 0
    if position is None:
        return None
    named = [keyword.value for keyword in call.keywords if keyword.arg in KEYWORDS]
    return call.args[position] if len(call.args) > position else next(iter(named), None)


def _constants(tree: ast.Module) -> Mapping[str, str]:
    """Return the texts that are assigned to a name at the top of a module."""
    texts: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
            value = node.value.value
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            if isinstance(value, str):
                texts.update(dict.fromkeys(names, value))
    return texts


def _text(node: ast.expr, constants: Mapping[str, str]) -> str | None:
    """Return the text of an expression, if it is a literal or a constant of the module."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    return constants.get(node.id) if isinstance(node, ast.Name) else None
