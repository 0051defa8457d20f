"""Lower match. Each case becomes a test and its captured names; the cases are tried in order."""

from __future__ import annotations

import ast

from build.compiler.lower import javascript as js
from build.compiler.lower.context import Context, lowers
from build.compiler.lower.refusals import CONSTRUCTS
from build.compiler.lower.statements import assigned_here, merged
from build.compiler.runtime.kinds import kinds_with

_ALWAYS = "true"


class _Case:
    """The joined tests of a pattern on its subject, and the captures to make if all pass."""

    def __init__(self, cx: Context) -> None:
        self.cx = cx
        self.tests: list[ast.expr] = []
        self.captures: list[tuple[str, ast.expr]] = []

    def match(self, pattern: ast.pattern, subject: ast.expr) -> None:
        if isinstance(pattern, ast.MatchValue):
            self.tests.append(js.call("$eq", subject, self.cx.expression(pattern.value)))
        elif isinstance(pattern, ast.MatchSingleton):
            self.tests.append(self._is_singleton(subject, pattern.value))
        elif isinstance(pattern, ast.MatchAs):
            if pattern.pattern is not None:
                self.match(pattern.pattern, subject)
            if pattern.name:
                self.captures.append((pattern.name, subject))
        elif isinstance(pattern, ast.MatchOr):
            self._alternatives(pattern, subject)
        elif isinstance(pattern, ast.MatchSequence):
            self._sequence(pattern, subject)
        elif isinstance(pattern, ast.MatchMapping):
            self._mapping(pattern, subject)
        elif isinstance(pattern, ast.MatchClass):
            self._instance(pattern, subject)
        else:
            self.cx.refuse(pattern, "this pattern is not translated: use `if`")

    def _is_singleton(self, subject: ast.expr, value: bool | None) -> ast.expr:
        if value is None:
            return js.is_none(subject)
        return js.call("$same_object", subject, js.raw("true" if value else "false"))

    def test(self) -> ast.expr:
        return _all(self.tests)

    def keeping(self, variables: dict[str, str]) -> ast.expr:
        """Return a test that also assigns the captures to variables that all alternatives share."""
        assigned: list[ast.expr] = []
        for name, value in self.captures:
            if name not in variables:
                variables[name] = self.cx.temporary(in_expression=True)
            assigned.append(js.assigned(variables[name], value))
        if not assigned:
            return self.test()
        return js.both(self.test(), js.call("$second", js.array(assigned), js.raw("true")))

    def _alternatives(self, pattern: ast.MatchOr, subject: ast.expr) -> None:
        ways = []
        variables: dict[str, str] = {}
        for part in pattern.patterns:
            case = _Case(self.cx)
            case.match(part, subject)
            ways.append(case.keeping(variables))
        self.captures.extend((name, js.raw(variable)) for name, variable in variables.items())
        test = ways[0]
        for way in ways[1:]:
            test = js.either(test, way)
        self.tests.append(test)

    def _sequence(self, pattern: ast.MatchSequence, subject: ast.expr) -> None:
        stars = [
            position for position, part in enumerate(pattern.patterns) if isinstance(part, ast.MatchStar)
        ]
        count = js.number(len(pattern.patterns) - len(stars))
        self.tests.append(js.call("$is_sequence", subject, count, js.raw("true" if stars else "false")))
        for position, part in enumerate(pattern.patterns):
            from_end = position - len(pattern.patterns)
            if isinstance(part, ast.MatchStar):
                if part.name:
                    stop = js.raw("null") if from_end == -1 else js.raw(str(from_end + 1))
                    starred = js.call("$slice", js.call("$b_list", subject), js.number(position), stop)
                    self.captures.append((part.name, starred))
                continue
            place = from_end if stars and position > stars[0] else position
            self.match(part, js.call("$item", subject, js.raw(str(place))))

    def _mapping(self, pattern: ast.MatchMapping, subject: ast.expr) -> None:
        self.tests.append(js.call("$is_mapping", subject))
        for key, part in zip(pattern.keys, pattern.patterns, strict=True):
            self.tests.append(js.call("$in", self.cx.expression(key), subject))
            self.match(part, js.call("$item", subject, self.cx.expression(key)))
        if pattern.rest:
            self.captures.append(
                (
                    pattern.rest,
                    js.call("$without", subject, js.array([self.cx.expression(key) for key in pattern.keys])),
                )
            )

    def _instance(self, pattern: ast.MatchClass, subject: ast.expr) -> None:
        owner = self.cx.expression(pattern.cls)
        built_in = isinstance(pattern.cls, ast.Name) and self.cx.scope.lookup(pattern.cls.id) is None
        for attribute, part in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
            if attribute.startswith("__") or (built_in and kinds_with(attribute)):
                self.cx.refuse(part, CONSTRUCTS["pattern_of_built_in"])
        self.tests.append(js.call("$b_isinstance", subject, owner))
        if isinstance(pattern.cls, ast.Name) and pattern.cls.id in (
            "str",
            "int",
            "float",
            "bool",
            "list",
            "dict",
            "tuple",
            "set",
            "frozenset",
        ):
            if len(pattern.patterns) > 1:
                self.cx.refuse(pattern, f"the pattern `{pattern.cls.id}(…)` takes one pattern by position")
            for part in pattern.patterns:
                self.match(part, subject)
            return
        values = []
        for position, part in enumerate(pattern.patterns):
            name = js.call("$place_of_pattern", owner, js.number(position), js.number(len(pattern.patterns)))
            values.append((part, self._attribute(subject, name)))
        for attribute, part in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
            values.append((part, self._attribute(subject, js.string(attribute))))
        for part, value in values:  # Python reads all attributes first, and each once
            self.match(part, value)

    def _attribute(self, subject: ast.expr, name: ast.expr) -> ast.expr:
        """Test that the subject has the attribute, and return its value."""
        value, absent = self.cx.temporary(in_expression=True), js.raw("$b_NotImplemented")
        read = js.assigned(value, js.call("$b_getattr", subject, name, absent))
        self.tests.append(js.negated(js.call("$same_object", read, absent)))
        return js.raw(value)


def _all(tests: list[ast.expr]) -> ast.expr:
    if not tests:
        return js.raw(_ALWAYS)
    joined = tests[0]
    for test in tests[1:]:
        joined = js.both(joined, test)
    return joined


@lowers(ast.Match)
def lower_match(cx: Context, node: ast.Match) -> list[ast.stmt]:
    subject, open_ = cx.temporary(), cx.temporary()
    statements: list[ast.stmt] = [
        js.assign(subject, cx.expression(node.subject)),
        js.assign(open_, js.raw("true")),
    ]
    before = assigned_here(cx)
    ways = [before]
    for part in node.cases:
        cx.frame.assigned = None if before is None else set(before)
        case = _Case(cx)
        case.match(part.pattern, js.raw(subject))
        captures: list[ast.stmt] = []
        for name, value in case.captures:
            target = cx.variable(name, part.pattern)
            cx.wrote(target)
            captures.append(js.assign(target, value))
        guard = cx.condition(part.guard) if part.guard else None
        body = [js.assign(open_, js.raw("false")), *cx.statements(part.body)]
        inner = [*captures, js.when(guard, body)] if guard is not None else [*captures, *body]
        statements.append(js.when(_all([js.raw(open_), *case.tests]), inner))
        ways.append(cx.frame.assigned)
    cx.frame.assigned = merged(*ways)
    return statements
