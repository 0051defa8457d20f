"""Print the statements of a program in fewer characters, without redundant braces, semicolons and `var`s.

A method that only its class mentions is written inside the class, without a variable. Each statement remains
a separate part of a line, so the source map remains valid. This relies on two properties of Transcrypt: it
prints one statement per line, and a line that opens a block or a function ends with its brace.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from build.compiler.link.source_map import Joined, LinkedLine

_OPENS_FUNCTION = re.compile(r"\bfunction\*?(?: [\w$]+)?\([^()]*\)\{$")
_LAMBDA = re.compile(r"\(function(?: [\w$]+)?\(([^()]*)\)\{$")
_DEFINITION = re.compile(r"(?<=[=,])function\(([^()]*)\)\{$")
_METHOD = re.compile(r"var ([\w$]+)=(function\*?\([^()]*\)\{)$")
_CLASS = re.compile(r'var [\w$]+=[\w$]+\("[^"\\]*",\[[^\[\]]*\],\[(?=")')
_MEMBER = re.compile(r'("\w+",)([\w$]+)(,?)')
_WORD = re.compile(r"[\w$]+")
_CATCH = re.compile(r"catch\(([\w$]+)\)$")
_JUMP = re.compile(r"(return|break|continue)\b")
_FOLLOWING = re.compile(r"(else|catch|finally)\b")
_UNBRACED = re.compile(r"(if|else|for|while)\b")
_VAR = re.compile(r"var\b ?")
_PUNCTUATION = re.compile(r"[\])}]*[;,]?$")
_STRING = re.compile(r'"(?:\\.|[^"\\])*"')
_EMPTY_LOOP = re.compile(r"(?:while|for)\(.*\);$")
# A line that begins with one of these would continue the previous line if that has no semicolon.
_GOES_ON = tuple("([`+-*/.,")
_CONTINUED = tuple(",{([=>")


@dataclass
class Statement:
    text: list[LinkedLine | list[Statement]]
    """Its lines, and between them the bodies of functions."""
    body: list[Statement] | None = None
    following: Statement | None = None
    """The `else`, `catch` or `finally` that belongs to it."""

    @property
    def head(self) -> str:
        first = self.text[0]
        assert isinstance(first, LinkedLine)
        return first.text

    @property
    def jumps(self) -> bool:
        return self.body is None and _JUMP.match(self.head) is not None


def compacted(lines: Iterable[LinkedLine], *, keeps_names: bool = False) -> list[LinkedLine]:
    """Return the compacted lines of a program. `lines`: Transcrypt's, without indentation.

    `keeps_names`: the program reads the names of functions, including lambdas.
    """
    lines = list(lines)
    reader = _Reader([part for line in lines if line.text for part in _apart(line)])
    block = reader.block()
    return _Printer(keeps_names).sequence(block if keeps_names else _with_methods_in_place(block, lines))


def _with_methods_in_place(block: list[Statement], lines: list[LinkedLine]) -> list[Statement]:
    """Write each method in the list of members of its class, if nothing else mentions its variable.

    `var a=function(b){…};var C=$class("C",[],["f",a]);` becomes `var C=$class("C",[],["f",function(b){…}]);`.
    """
    words = Counter(word for line in lines for word in _WORD.findall(line.text))
    methods = {
        match[1]: statement
        for statement in block
        if statement.body is None and (match := _METHOD.match(statement.head)) and words[match[1]] == 2
    }
    moved: set[str] = set()
    statements = [_with_members(statement, methods, moved) for statement in block]
    moved_statements = {id(methods[name]) for name in moved}
    return [statement for statement in statements if id(statement) not in moved_statements]


def _with_members(statement: Statement, methods: dict[str, Statement], moved: set[str]) -> Statement:
    line = statement.text[0]
    start = _CLASS.match(statement.head)
    if start is None or len(statement.text) > 1 or not isinstance(line, LinkedLine):
        return statement
    text: list[LinkedLine | list[Statement]] = []
    place = copied = start.end()
    before = start[0]
    while member := _MEMBER.match(line.text, place):
        place = member.end()
        method = methods.get(member[2])
        if method is None:
            continue
        before += line.text[copied : member.start()]
        if before:
            text.append(replace(line, text=before))
        head, body, closing = method.text
        assert isinstance(head, LinkedLine)
        assert isinstance(closing, LinkedLine)
        opening = head.text[head.text.index("function") :]
        text += [replace(head, text=member[1] + opening), body, replace(closing, text="}" + member[3])]
        moved.add(member[2])
        before, copied = "", place
    return replace(statement, text=[*text, replace(line, text=before + line.text[copied:])])


def _apart(line: LinkedLine) -> Iterator[LinkedLine]:
    """Put each closing brace on a separate line.

    Transcrypt ends generators on the line of their last statement.
    """
    text = line.text
    bare = _STRING.sub("", text)
    surplus = bare.count("}") - bare.count("{") - (text[0] == "}")
    if surplus > 0 and text.startswith("}}"):
        yield replace(line, text="}")
        yield from _apart(replace(line, text=text[1:]))
    elif surplus > 0:
        place = text.rindex("}")
        yield from _apart(replace(line, text=text[:place]))
        yield replace(line, text=text[place:])
    else:
        yield line


def without_semicolons(lines: Sequence[LinkedLine]) -> list[LinkedLine]:
    """Return any lines without the final semicolons that JavaScript infers from the line break."""
    result = []
    for line, after in zip(lines, [*lines[1:], LinkedLine("")], strict=False):
        is_needed = after.text.startswith(_GOES_ON) or _EMPTY_LOOP.match(line.text)
        result.append(line if is_needed else replace(line, text=line.text.removesuffix(";")))
    return result


def joined(lines: Iterable[LinkedLine]) -> list[Joined]:
    """Join a line to the previous one where the line break is only a space."""
    result: list[list[LinkedLine]] = []
    before = ""
    for line in lines:
        if before.endswith(_CONTINUED) or (before and line.text.startswith(("}", "]", ")"))):
            result[-1].append(line)
        else:
            result.append([line])
        before = line.text
    return [tuple(parts) for parts in result]


class _Reader:
    def __init__(self, lines: list[LinkedLine]) -> None:
        self.lines, self.place = lines, 0

    def block(self) -> list[Statement]:
        statements: list[Statement] = []
        while self.place < len(self.lines) and not self.lines[self.place].text.startswith("}"):
            statements.append(self.statement())
        return statements

    def statement(self) -> Statement:
        result = Statement(self.text())
        last = result.text[-1]
        if isinstance(last, LinkedLine) and last.text.endswith("{"):
            result.text[-1] = replace(last, text=last.text[:-1])
            result.body = self.block()
            self.place += 1  # the closing brace
            if self.place < len(self.lines) and _FOLLOWING.match(self.lines[self.place].text):
                result.following = self.statement()
        return result

    def text(self) -> list[LinkedLine | list[Statement]]:
        """Return a simple statement or the head of a block, with the functions in it."""
        parts: list[LinkedLine | list[Statement]] = []
        while True:
            line = self.lines[self.place]
            self.place += 1
            parts.append(line)
            if not _OPENS_FUNCTION.search(line.text):
                return parts
            parts.append(self.block())


class _Printer:
    def __init__(self, keeps_names: bool) -> None:
        self.keeps_names = keeps_names

    def sequence(self, block: list[Statement]) -> list[LinkedLine]:
        out: list[LinkedLine] = []
        declares = False
        for statement in _without_else_after_jump(block):
            lines = self.printed(statement)
            is_var = statement.body is None and _VAR.match(statement.head) is not None
            if declares and is_var:
                _add(out, ",")
                lines[0] = replace(lines[0], text=_VAR.sub("", lines[0].text, count=1))
            elif out and lines[0].text.startswith(_GOES_ON):
                _add(out, ";")
            out += lines
            declares = is_var
        return out

    def printed(self, statement: Statement) -> list[LinkedLine]:
        """Return the lines of a statement; the last has no semicolon."""
        out = self.text(statement.text)
        caught = _CATCH.match(out[0].text)
        if caught and not _mentions(statement.body or [], caught[1]):
            out = [replace(out[0], text="catch")]
        if statement.body is None:
            return [*out[:-1], replace(out[-1], text=out[-1].text.removesuffix(";"))]
        body = self.sequence(statement.body)
        if body and _needs_no_braces(statement):
            out += body
        else:
            _add(out, "{")
            out += body
            _add(out, "}")
        if statement.following is not None:
            out += self.printed(statement.following)
        return out

    def text(self, parts: list[LinkedLine | list[Statement]]) -> list[LinkedLine]:
        out: list[LinkedLine] = []
        text: str | None = None
        for place, part in enumerate(parts):
            if isinstance(part, LinkedLine):
                text = part.text if text is None else text
                if out and (_PUNCTUATION.match(text) or not text or part.line == out[-1].line):
                    _add(out, text)
                else:
                    out.append(replace(part, text=text))
                text = None
            else:
                closing = parts[place + 1]
                assert isinstance(closing, LinkedLine)
                text = self._add_function(out, part, closing.text)
        return out

    def _add_function(self, out: list[LinkedLine], body: list[Statement], closing: str) -> str:
        """Add the body of a function whose head is the last line. Return the text that closes it."""
        head = out[-1].text
        arrow = self.arrow(head, body, closing)
        if arrow is not None:
            out[-1] = replace(out[-1], text=arrow.head)
            first, *further = arrow.value
            if first.line == out[-1].line:
                _add(out, first.text)
            else:
                out.append(first)
            out += further
            return arrow.closing
        if not self.keeps_names:
            definition = _DEFINITION.search(head)
            if definition and not _mentions(body, "arguments"):
                head = f"{head[: definition.start()]}{_parameters(definition[1])}=>{{"
            else:
                head = _LAMBDA.sub(r"(function(\1){", head)
        out[-1] = replace(out[-1], text=head)
        out += self.sequence(body)
        return closing

    def arrow(self, head: str, body: list[Statement], closing: str) -> _Arrow | None:
        """Return a lambda as an arrow function. Transcrypt prints it as a function with a `return`."""
        function = _LAMBDA.search(head) or _DEFINITION.search(head)
        if self.keeps_names or function is None or len(body) != 1 or not body[0].head.startswith("return"):
            return None
        value = self.printed(body[0])
        value[0] = replace(value[0], text=value[0].text.removeprefix("return").lstrip())
        if value[0].text.startswith("{") or any("arguments" in line.text for line in value):
            return None
        before, parameters = head[: function.start()], _parameters(function[1])
        if function.re is _DEFINITION:
            return _Arrow(f"{before}{parameters}=>", value, closing[1:])
        is_bare = before.endswith(("(", ",", "[", "=", "return")) and closing[2:3] in (",", ")", "]", ";", "")
        if is_bare:
            return _Arrow(f"{before}{parameters}=>", value, closing[2:])
        return _Arrow(f"{before}({parameters}=>", value, closing[1:])


@dataclass
class _Arrow:
    head: str
    value: list[LinkedLine]
    closing: str


def _parameters(text: str) -> str:
    return f"({text})" if "," in text or not text or text.startswith(("[", "...")) else text


def _mentions(block: list[Statement], name: str) -> bool:
    for statement in block:
        for part in statement.text:
            if name in _WORD.findall(part.text) if isinstance(part, LinkedLine) else _mentions(part, name):
                return True
        following = [statement.following] if statement.following else []
        if _mentions([*(statement.body or []), *following], name):
            return True
    return False


def _add(lines: list[LinkedLine], text: str) -> None:
    lines[-1] = replace(lines[-1], text=lines[-1].text + text)


def _without_else_after_jump(block: list[Statement]) -> Iterator[Statement]:
    for statement in block:
        while (
            statement.following is not None
            and statement.head.startswith("if")
            and statement.body
            and statement.body[-1].jumps
        ):
            alternative = statement.following
            yield replace(statement, following=None)
            if alternative.head == "else":
                yield from _without_else_after_jump(alternative.body or [])
                break
            first = alternative.text[0]
            assert isinstance(first, LinkedLine)
            unconditional = replace(first, text=first.text.removeprefix("else "))
            statement = Statement(
                [unconditional, *alternative.text[1:]], alternative.body, alternative.following
            )
        else:
            yield statement


def _needs_no_braces(statement: Statement) -> bool:
    if statement.body is None or not _UNBRACED.match(statement.head):
        return False
    inner, *further = _without_else_after_jump(statement.body)
    if further:
        return False
    return inner.body is None or (statement.following is None and not statement.head.startswith("else"))
