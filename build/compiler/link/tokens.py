"""Split the runtime's and the printer's JavaScript into tokens: just enough to find the variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["space", "name", "property", "shorthand", "other"]

_PLAIN = re.compile(
    r"""(?P<space>(?:\s|//[^\n]*)+)
    | (?P<name>(?:[^\W\d]|\$)[\w$]*)
    | (?P<number>\d[\w.]*|\.\d\w*)
    | (?P<string>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")
    | (?P<operator>=>|\.\.\.|\?\.|[=!]==?|&&|\|\||\?\?|\*\*|\+\+|--|.)""",
    re.VERBOSE | re.DOTALL,
)
_REGEXP = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\[])+/\w*")
_TEMPLATE = re.compile(r"(?:\\.|\$(?!\{)|[^\\`$])*(`|\$\{)", re.DOTALL)
_BEFORE_OPERAND = frozenset(
    ["return", "typeof", "of", "in", "case", "yield", "await", "throw", "else", "void"]
)
_BEFORE_OBJECT = frozenset(
    ["(", ",", "=", ":", "?", "[", "&&", "||", "??", "...", "return", "const", "let", "var"]
)
_MODIFIERS = frozenset(["get", "set", "static", "async", "*"])


@dataclass
class Token:
    kind: Kind
    """`name`: a variable or a keyword; `property`: after a dot, or a member; `shorthand`: `{ a }`, both."""
    text: str

    @property
    def opens(self) -> bool:
        """Whether brackets open after it: `(`, `[`, `{`, or a template literal's text before `${`."""
        return self.kind != "space" and self.text[-1] in "([{"

    @property
    def closes(self) -> bool:
        """Whether brackets close before it: `)`, `]`, `}`, or a template literal's text after `}`."""
        return self.text[0] in ")]}"


def tokens(code: str) -> list[Token]:
    """Split code into tokens. Their joined texts are the code."""
    result = list(_scan(code))
    _mark_properties([token for token in result if token.kind != "space"])
    return result


def _scan(code: str) -> Iterator[Token]:
    place, before, depth = 0, "", 0
    open_templates: list[int] = []
    while place < len(code):
        kind: Kind = "other"
        if open_templates and code[place] == "}" and depth == open_templates[-1]:
            open_templates.pop()
            text = _template_part(code, place)
        elif code[place] == "`":
            text = _template_part(code, place)
        elif code[place] == "/" and not code.startswith("//", place) and not _ends_operand(before):
            match = _REGEXP.match(code, place)
            text = match[0] if match else "/"
        else:
            match = _PLAIN.match(code, place)
            assert match is not None  # the last alternative matches any character
            text = match[0]
            depth += (text == "{") - (text == "}")
            if match["space"]:
                kind = "space"
            elif match["name"]:
                kind = "name"
        if text.endswith("${") and text[0] in "`}":
            open_templates.append(depth)
        if kind != "space":
            before = text
        place += len(text)
        yield Token(kind, text)


def _template_part(code: str, place: int) -> str:
    match = _TEMPLATE.match(code, place + 1)
    if match is None:
        raise ValueError(f"unterminated template literal: {code[place : place + 40]!r}")
    return code[place : match.end()]


def _ends_operand(text: str) -> bool:
    return text not in _BEFORE_OPERAND and bool(text) and (text[-1] in ")]}'\"`$_" or text[-1].isalnum())


def _mark_properties(tokens: list[Token]) -> None:
    """Mark the names that are not variables, judging by the tokens next to and around them."""
    around: list[str] = []
    for place, token in enumerate(tokens):
        before = tokens[place - 1].text if place else ""
        after = tokens[place + 1].text if place + 1 < len(tokens) else ""
        if token.kind == "name":
            if before in (".", "?."):
                token.kind = "property"
            elif around and around[-1] in ("object", "class"):
                token.kind = _in_members(token.text, before, after, around[-1])
        if token.closes:
            around.pop()
        if token.opens:
            around.append(_kind_of_brace(tokens, place) if token.text == "{" else token.text)


def _in_members(name: str, before: str, after: str, kind: str) -> Kind:
    begins = before in ("{", ",") if kind == "object" else before in ("{", "}", ";")
    if begins and (after in (":", "(") or (kind == "class" and after == "=")):
        return "property"
    if begins and kind == "object" and after in (",", "}", "="):
        return "shorthand"
    if begins and name in _MODIFIERS:
        return "property"
    return "property" if before in _MODIFIERS and after == "(" else "name"


def _kind_of_brace(tokens: list[Token], place: int) -> str:
    if place and (tokens[place - 1].text in _BEFORE_OBJECT or tokens[place - 1].text.endswith("${")):
        return "object"
    for token in reversed(tokens[max(0, place - 6) : place]):
        if token.text == "class":
            return "class"
        if token.text in "{};)":
            break
    return "block"
