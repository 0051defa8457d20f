"""`settings.yaml`: read, checked whole before anything is made, and turned into one value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import yaml

from build.bundle import feature_settings
from build.bundle.versions import SOURCES, find_version, is_range, is_version
from build.bundle.yaml_file import TEXT, WHOLE_NUMBER, Entry, YamlFile, describe, dotted
from build.errors import UserError

FILE = "settings.yaml"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}", re.ASCII)
_PLACE = re.compile(
    r"(https://[^/\s]|http://(localhost|127\.0\.0\.1)(:\d+)?/|(?![a-z]+:))\S*/", re.IGNORECASE
)

Value: TypeAlias = "str | int"
Schema: TypeAlias = "Mapping[str, Rule | Schema]"


@dataclass(frozen=True)
class Settings:
    """What the build is told; every value checked."""

    name: str
    friendly_name: str
    description: str
    phase: int
    version: str
    flex_ui: str
    base_url: str
    environment: str | None
    configuration: Mapping[str, object] = field(default_factory=dict)
    """The feature's flags that are given, for the account's Flex configuration; no product has them."""


@dataclass(frozen=True)
class Rule:
    """What a value must be, and the words for it."""

    expected: str
    accepts: Callable[[str], bool]
    tag: str = TEXT
    default: Value | None = None
    """None: it must be given."""

    def value_of(self, node: yaml.Node) -> Value | None:
        """The value, or None where the node breaks the rule."""
        if not isinstance(node, yaml.ScalarNode) or node.tag != self.tag or not self.accepts(node.value):
            return None
        return int(node.value) if self.tag == WHOLE_NUMBER else str(node.value)


def is_name(text: str) -> bool:
    """A name that Flex, Twilio's plugin service and file systems all take."""
    return _NAME.fullmatch(text) is not None


def _is_line(limit: int) -> Callable[[str], bool]:
    return lambda text: bool(text.strip()) and len(text) <= limit and text.isprintable()


NAME = Rule("letters, digits, - and _, at most 100, beginning with a letter or digit", is_name)
VERSION = Rule(
    f"a semantic version above 0.0.0 such as 1.4.0 or 1.4.0-rc.1, or one of {', '.join(SOURCES)}",
    lambda text: text in SOURCES or is_version(text),
)
SCHEMA: Schema = {
    "plugin": {
        "name": NAME,
        "friendly_name": Rule("one line of text, at most 100 characters", _is_line(100)),
        "description": Rule(
            "one line of text, at most 500 characters",
            lambda text: not text or _is_line(500)(text),
            default="",
        ),
        "phase": Rule(
            "a whole number from 1 to 4",
            lambda text: text in ("1", "2", "3", "4"),
            tag=WHOLE_NUMBER,
            default=3,
        ),
        "version": VERSION,
    },
    "flex_ui": Rule('a range of Flex UI releases such as ">=2.7.0 <3.0.0"', is_range),
    "serving": {
        "base_url": Rule(
            "an https address or a path that ends in /, or nothing between quotes",
            lambda text: not text or _PLACE.fullmatch(text) is not None,
            default="",
        ),
    },
}


def load_settings(
    root: Path, *, environment: str | None = None, name: str | None = None, version: str | None = None
) -> Settings:
    """The settings of a checkout, with the overrides of `--env`, `--name` and `--plugin-version`.

    Raises SettingsError with a line for every mistake in the file, UserError for one on the command line.
    """
    _check_argument("--name", name, is_name, NAME.expected)
    _check_argument(
        "--plugin-version", version, is_version, "a semantic version above 0.0.0 such as 1.4.0 or 1.4.0-rc.1"
    )
    file = YamlFile.read(root / FILE, FILE)
    reader = _Reader(file)
    reader.read()
    file.check()
    if environment is not None and environment not in reader.environments:
        there_are = (
            f"there are: {', '.join(reader.environments)}" if reader.environments else "there are none"
        )
        raise UserError(f"--env {environment}: no such environment in {FILE} ({there_are})")
    found = {**reader.values, **reader.environments.get(environment or "", {})}
    if version is None:
        line, source = found["plugin.version"]
        version = _version(file, line, root, str(source))
    return Settings(
        name=name or str(found["plugin.name"][1]),
        friendly_name=str(found["plugin.friendly_name"][1]),
        description=str(found["plugin.description"][1]),
        phase=int(found["plugin.phase"][1]),
        version=version,
        flex_ui=str(found["flex_ui"][1]),
        base_url=str(found["serving.base_url"][1]),
        environment=environment,
        configuration=feature_settings.laid_over(
            reader.flags, reader.flags_by_environment.get(environment or "", {})
        ),
    )


def _check_argument(option: str, value: str | None, accepts: Callable[[str], bool], expected: str) -> None:
    if value is not None and not accepts(value):
        raise UserError(f'{option}: expected {expected}, got "{value}"')


def _version(file: YamlFile, line: int, root: Path, source: str) -> str:
    if source not in SOURCES:
        return source
    try:
        return find_version(root, source)
    except LookupError as error:
        file.problem(line, f"plugin.version: {error}")
        file.check()
        raise


_Found: TypeAlias = "dict[str, tuple[int, Value]]"


class _Reader:
    """Walks the tree along `SCHEMA`; values are kept with their lines, under keys without the environment."""

    def __init__(self, file: YamlFile) -> None:
        self.file = file
        self.values: _Found = {}
        self.environments: dict[str, _Found] = {}
        self.flags: feature_settings.Flags = {}
        self.flags_by_environment: dict[str, feature_settings.Flags] = {}

    def read(self) -> None:
        entries = self.file.mapping(self.file.tree, 1, "")
        self.file.check()
        environments = entries.pop("environments", None)
        self.flags = self._flags(entries, "")
        self.values = self._section(entries, SCHEMA, "", "")
        self._complete(SCHEMA, "", 1, entries)
        if environments is not None:
            named = self.file.mapping(environments.value, environments.line, "environments")
            for name, entry in named.items():
                where = dotted("environments", name)
                if not is_name(name):
                    self.file.problem(entry.line, f"{where}: expected a name of letters, digits, - and _")
                overrides = self.file.mapping(entry.value, entry.line, where)
                self.flags_by_environment[name] = self._flags(overrides, where)
                self.environments[name] = self._section(overrides, SCHEMA, where, "")

    def _flags(self, entries: dict[str, Entry], where: str) -> feature_settings.Flags:
        """Takes the feature's flags out of the entries: their schema is another one."""
        entry = entries.pop(feature_settings.SECTION, None)
        if entry is None:
            return {}
        return feature_settings.read_flags(self.file, entry, dotted(where, feature_settings.SECTION))

    def _section(self, entries: Mapping[str, Entry], schema: Schema, where: str, setting: str) -> _Found:
        """The values given under `where`, which says where that is in the file; `setting` is what it sets."""
        found: _Found = {}
        for key, entry in entries.items():
            rule = schema.get(key)
            here, name = dotted(where, key), dotted(setting, key)
            if rule is None:
                self.file.unknown(entry.line, where, key, [*schema, *self._more(schema, where)])
            elif not isinstance(rule, Rule):
                inner = self.file.mapping(entry.value, entry.line, here)
                found.update(self._section(inner, rule, here, name))
            elif (value := rule.value_of(entry.value)) is not None:
                found[name] = (entry.line, value)
            else:
                got = describe(entry.value)
                self.file.problem(entry.line, f"{here}: expected {rule.expected}, got {got}")
        return found

    @staticmethod
    def _more(schema: Schema, where: str) -> tuple[str, ...]:
        """The sections that `SCHEMA` leaves out."""
        if schema is not SCHEMA:
            return ()
        return (feature_settings.SECTION,) if where else (feature_settings.SECTION, "environments")

    def _complete(self, schema: Schema, where: str, line: int, entries: Mapping[str, Entry]) -> None:
        """Fills in the defaults of what is not given, and notes what must be."""
        for key, rule in schema.items():
            here, entry = dotted(where, key), entries.get(key)
            if not isinstance(rule, Rule):
                inner = entry.value if entry else None
                given = self.file.entries(inner)
                self._complete(rule, here, entry.line if entry else line, given)
            elif entry is None and rule.default is not None:
                self.values[here] = (line, rule.default)
            elif entry is None:
                self.file.problem(line, f"{here}: missing, expected {rule.expected}")
