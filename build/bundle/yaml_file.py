"""Read YAML files that people write, and report all mistakes together, each with its line."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from build.errors import SettingsError, did_you_mean
from build.files import how_to_restore, read

TEXT = "tag:yaml.org,2002:str"
WHOLE_NUMBER = "tag:yaml.org,2002:int"
_PLAIN = re.compile(r"[\w -]{1,60}")
_CONFLICT = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)
"""The first or last line of a conflict that git leaves in a file."""
_TYPOGRAPHIC = tuple("\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb")
_NOTHING = "tag:yaml.org,2002:null"
_ADVICE = (
    (
        r"^mapping values are not allowed",
        "an extra colon: put a string that contains one in quotes, or fix the indentation",
    ),
    (r"found '(<block (mapping|sequence) start>|-)'$", "indented differently from the lines above"),
    (
        r"found '(<scalar>|,)'$",
        "text after a closing bracket or quotation mark: put the whole value in quotes",
    ),
    (
        r"^(sequence entries|mapping keys) are not allowed",
        "a - or a ? inside a line: put the whole value in quotes, or each item of a list on a line",
    ),
    (r"^(expected alphabetic|found undefined alias)", "a string cannot begin with * or &: put it in quotes"),
    (r"^expected (chomping|a comment)", "a string cannot begin with | or >: put it in quotes"),
    (r"^found unknown escape|^expected escape", "a backslash in double quotes: use single quotes"),
    (r"but got '<stream end>'$", "a bracket that is not closed"),
    (r"^expected the node content, but found ('.*')", r"a string cannot begin with \1: put it in quotes"),
    (r"^could not find expected ':'", "a line without a colon"),
    (r"^but found another document$", "a second document begins here: remove the line ---"),
    (r"^found unexpected end of stream$", "a quotation mark that is not closed"),
    (r"^found character '\\t'", "a tab: indent with spaces"),
    (r"^found character ('.*') that", r"a string cannot begin with \1: put it in quotes"),
)
"""The parser's messages for common mistakes, and their meaning."""


@dataclass(frozen=True)
class Entry:
    """A key's value and the line of the key."""

    line: int
    value: yaml.Node


@dataclass
class YamlFile:
    """A file, with its tree and the mistakes found so far."""

    label: str
    """The file's name in messages."""
    tree: yaml.Node | None = None
    _problems: list[tuple[int, str]] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path, label: str) -> YamlFile:
        """Read and parse the file. Raises SettingsError if it is missing or is not YAML."""
        file = cls(label)
        try:
            text = read(path).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise SettingsError([f"{label}:{line}: not UTF-8 text: save the file as UTF-8"]) from error
        except OSError as error:
            link = f"is a link to {os.readlink(path)}, and " if path.is_symlink() else ""
            problem = f"{link}cannot be read: {error.strerror}: {how_to_restore(label)}"
            raise SettingsError([f"{path}: {problem}"]) from error
        if conflict := _CONFLICT.search(text):
            line = text[: conflict.start()].count("\n") + 1
            raise SettingsError([f"{label}:{line}: unresolved merge conflict"])
        try:
            file.tree = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line, problem = _explained(error)
            raise SettingsError([f"{label}:{line}: not valid YAML: {problem}"]) from error
        except yaml.reader.ReaderError as error:
            line = text[: error.position].count("\n") + 1
            raise SettingsError(
                [f"{label}:{line}: not valid YAML: a character that is not allowed"]
            ) from error
        except RecursionError as error:
            raise SettingsError([f"{label}: not valid YAML: nested too deeply"]) from error
        return file

    def problem(self, line: int, text: str) -> None:
        """Record a mistake, to be raised by `check`."""
        self._problems.append((line, text))

    def check(self) -> None:
        """Raise SettingsError with every recorded mistake, in the order of lines."""
        if self._problems:
            raise SettingsError(f"{self.label}:{line}: {text}" for line, text in sorted(set(self._problems)))

    def mapping(self, node: yaml.Node | None, line: int, key_path: str) -> dict[str, Entry]:
        """Return the entries of a mapping; report other nodes, and keys that are repeated or not strings."""
        subject = key_path or "the file"
        if not isinstance(node, yaml.MappingNode):
            self.problem(line, f"{subject}: expected keys with values, got {describe(node)}")
            return {}
        entries = self.entries(node)
        seen: set[str] = set()
        for key, _ in node.value:
            at = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or key.tag != TEXT:
                self.problem(at, f"{subject}: expected a name before the colon, got {describe(key)}")
            elif key.value in seen:
                first = entries[key.value].line
                self.problem(at, f"{dotted(key_path, key.value)}: set twice (first on line {first})")
            else:
                seen.add(key.value)
        return entries

    @staticmethod
    def entries(node: yaml.Node | None) -> dict[str, Entry]:
        """Return the entries of a mapping without recording mistakes. The first of repeated keys wins."""
        entries: dict[str, Entry] = {}
        for key, value in node.value if isinstance(node, yaml.MappingNode) else []:
            if isinstance(key, yaml.ScalarNode) and key.tag == TEXT:
                entries.setdefault(key.value, Entry(key.start_mark.line + 1, value))
        return entries

    def unknown(self, line: int, key_path: str, key: str, expected: Iterable[str]) -> None:
        """Record an error for an unknown key."""
        names = list(expected)
        hint = did_you_mean(key, names, f"expected one of {', '.join(names)}")
        self.problem(line, f"{dotted(key_path, key)}: unknown key, {hint}")


def _explained(error: yaml.MarkedYAMLError) -> tuple[int, str]:
    """Return the line of a mistake, and advice if the parser's message is in terms of its grammar.

    The parser reports a mistake in a construct of several lines at its end, so report where it began.
    """
    problem = str(error.problem or error.context)
    matches = ((re.search(words, problem), text) for words, text in _ADVICE)
    advice = next((match.expand(text) for match, text in matches if match), problem)
    begins = error.context in ("while scanning a simple key", "while scanning a quoted scalar") or (
        "<stream end>" in problem
    )
    marks = (error.context_mark, error.problem_mark) if begins else (error.problem_mark, error.context_mark)
    mark = marks[0] or marks[1]
    return mark.line + 1 if mark else 1, advice


def dotted(key_path: str, key: str) -> str:
    """Return the path of a key on one line, even if the key contains line breaks."""
    name = key if _PLAIN.fullmatch(key) else _quoted(key)
    return f"{key_path}.{name}" if key_path else name


def _quoted(text: str) -> str:
    shown = text if len(text) <= 60 else text[:57] + "..."
    return json.dumps(shown, ensure_ascii=not shown.isprintable())


def describe(node: yaml.Node | None) -> str:
    """Describe a value in a few words, to end a message with."""
    if isinstance(node, yaml.MappingNode):
        return "keys with values"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if not isinstance(node, yaml.ScalarNode) or node.tag == _NOTHING:
        return "nothing"
    is_one_word = node.tag != TEXT and str(node.value).isprintable()
    hint = ": YAML's quotes are \" and '" if node.value[:1] in _TYPOGRAPHIC else ""
    return str(node.value) if is_one_word else f"{_quoted(node.value)}{hint}"
