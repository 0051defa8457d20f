"""Read `settings.yaml`, validate all of it before anything is built, and return it as one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from build.bundle.extension_layout import package_problem, unlisted
from build.bundle.extensions import Extension, load_extensions
from build.bundle.settings_rules import OPTIONAL, REFUSED, REQUIRED, Rule
from build.bundle.settings_schema import (
    CALL_CENTER,
    CONFIGURATION,
    ENVIRONMENTS,
    EXTENSION_NAMES,
    EXTENSIONS,
    NAME_EXPECTED,
    VERSION_EXPECTED,
    Schema,
    is_name,
    with_extensions,
)
from build.bundle.versions import SOURCES, find_version, is_version
from build.bundle.yaml_file import Entry, YamlFile, dotted
from build.errors import UserError, did_you_mean
from flex_sfdc.configuration import Schema as OwnSchema
from flex_sfdc.plain_data import merged

FILE = "settings.yaml"

_Found: TypeAlias = "dict[str, tuple[int, Any]]"
"""Values with their lines, by dotted key without the environment."""


@dataclass(frozen=True)
class CallCenter:
    """The softphone in Salesforce, within the limits of its definition file."""

    name: str
    """The internal name, by which Salesforce knows it."""
    display_name: str
    adapter_url: str
    height: int
    width: int
    standby_url: str
    """The page that Salesforce shows if Flex does not start in time; empty for none."""
    standby_timeout: int
    """In milliseconds."""


@dataclass(frozen=True)
class Settings:
    """The settings of a build, every value checked."""

    name: str
    friendly_name: str
    description: str
    phase: int
    version: str
    flex_ui: str
    base_url: str
    environment: str | None
    call_center: CallCenter
    configuration: Mapping[str, object] = field(default_factory=dict)
    """The feature's flags that are set, for the account's Flex configuration; no product contains them.

    An extension's are an object under its name."""
    extensions: tuple[Extension, ...] = ()
    unlisted: tuple[str, ...] = ()
    """Packages that look like extensions, but are not listed."""

    @property
    def schemas(self) -> Mapping[str, OwnSchema]:
        """The extensions' own configuration keys, by the extension's name."""
        return {extension.name: extension.types for extension in self.extensions if extension.schema}


def load_settings(
    root: Path,
    *,
    environment: str | None = None,
    name: str | None = None,
    version: str | None = None,
    option: str = "--env",
) -> Settings:
    """Read the settings of a checkout, with the overrides of `--env`, `--name` and `--plugin-version`.

    `option`: the command line option that names the environment. Raises SettingsError with a line for every
    mistake in the file, UserError for a mistake on the command line.
    """
    _check_argument("--name", name, is_name, NAME_EXPECTED)
    _check_argument("--plugin-version", version, is_version, VERSION_EXPECTED)
    file = YamlFile.read(root / FILE, FILE)
    reader = _Reader(file, root)
    reader.read()
    file.check()
    overrides = {} if environment is None else _overrides(reader.environments, environment, option)
    values = {**reader.values, **overrides}
    if version is None:
        line, source = values["plugin.version"]
        version = _version(file, line, root, source)
    return Settings(
        name=name or values["plugin.name"][1],
        friendly_name=values["plugin.friendly_name"][1],
        description=values["plugin.description"][1],
        phase=values["plugin.phase"][1],
        version=version,
        flex_ui=values["flex_ui"][1],
        base_url=values["serving.base_url"][1],
        environment=environment,
        call_center=CallCenter(**_section(values, CALL_CENTER)),
        configuration=merged(_section(reader.values, CONFIGURATION), _section(overrides, CONFIGURATION)),
        extensions=reader.extensions,
        unlisted=unlisted(root, [extension.name for extension in reader.extensions]),
    )


def _overrides(environments: Mapping[str, _Found], name: str, option: str) -> _Found:
    if name not in environments:
        names = ", ".join(environments)
        there_are = f"there are: {names}" if names else "there are none"
        raise UserError(f"{option} {name}: no such environment in {FILE} ({there_are})")
    return environments[name]


def _check_argument(option: str, value: str | None, accepts: Callable[[str], bool], expected: str) -> None:
    if value is not None and not accepts(value):
        raise UserError(f'{option}: expected {expected}, got "{value}"')


def _section(values: _Found, name: str) -> dict[str, Any]:
    prefix = f"{name}."
    return {key.removeprefix(prefix): value for key, (_, value) in values.items() if key.startswith(prefix)}


def _version(file: YamlFile, line: int, root: Path, source: str) -> str:
    if source not in SOURCES:
        return source
    try:
        return find_version(root, source)
    except LookupError as error:
        file.problem(line, f"plugin.version: {error}")
        file.check()
        raise


class _Reader:
    """Walk the file along the schema."""

    def __init__(self, file: YamlFile, root: Path) -> None:
        self.file = file
        self.root = root
        self.extensions: tuple[Extension, ...] = ()
        self.values: _Found = {}
        self.environments: dict[str, _Found] = {}

    def read(self) -> None:
        entries = self.file.mapping(self.file.tree, 1, "")
        self.file.check()
        environments = entries.pop(ENVIRONMENTS, None)
        extensions = entries.pop(EXTENSIONS, None)
        if extensions is not None:
            self.extensions = self._extensions(extensions)
        schema = with_extensions({extension.name: extension.schema for extension in self.extensions})
        self.values = self._section(entries, schema, "", "")
        self._complete(schema, "", 1, entries)
        if environments is not None:
            named = self.file.mapping(environments.value, environments.line, ENVIRONMENTS)
            for name, entry in named.items():
                key_path = dotted(ENVIRONMENTS, name)
                if not is_name(name):
                    self.file.problem(entry.line, f"{key_path}: expected a name of letters, digits, - and _")
                overrides = self.file.mapping(entry.value, entry.line, key_path)
                self.environments[name] = self._section(overrides, schema, key_path, "")

    def _extensions(self, entry: Entry) -> tuple[Extension, ...]:
        """Read the packages that the file names. Raises SettingsError, or RefusedError for a package."""
        names = EXTENSION_NAMES.check(self.file, entry, EXTENSIONS)
        nodes = entry.value.value if isinstance(names, list) else []
        seen: list[str] = []
        for name, node in zip(names if isinstance(names, list) else [], nodes, strict=True):
            if name is REFUSED:
                continue
            problem = f"{name} is listed twice" if name in seen else package_problem(self.root, name)
            if problem:
                self.file.problem(node.start_mark.line + 1, f"{EXTENSIONS}: {problem}")
            seen.append(name)
        self.file.check()
        return load_extensions(self.root, seen)

    def _section(self, entries: Mapping[str, Entry], schema: Schema, key_path: str, setting: str) -> _Found:
        """Read the values of a section. `key_path`: its path in the file; `setting`: that in the schema."""
        values: _Found = {}
        for key, entry in entries.items():
            rule = schema.get(key)
            inner_path, name = dotted(key_path, key), dotted(setting, key)
            flags = schema.get(CONFIGURATION, {})
            if rule is None and not setting and isinstance(flags, Mapping) and key in flags:
                self.file.problem(
                    entry.line, f"{inner_path}: indent it below `{CONFIGURATION}:`, where it belongs"
                )
            elif rule is None:
                self._unknown(entry, key_path, key, schema)
            elif not isinstance(rule, Rule):
                inner = self.file.mapping(entry.value, entry.line, inner_path)
                values.update(self._section(inner, rule, inner_path, name))
            elif (value := rule.check(self.file, entry, inner_path)) is not REFUSED:
                values[name] = (entry.line, value)
        return values

    def _unknown(self, entry: Entry, key_path: str, key: str, schema: Schema) -> None:
        keys = [*schema] if key_path else [*schema, ENVIRONMENTS, EXTENSIONS]
        is_flag = key_path.rpartition(".")[2] == CONFIGURATION
        if is_flag and isinstance(entry.value, yaml.MappingNode) and not did_you_mean(key, keys):
            self.file.problem(
                entry.line,
                f"{dotted(key_path, key)}: unknown key: write the plugin's flags directly below "
                f"`{CONFIGURATION}:`, and name an extension in `{EXTENSIONS}:`",
            )
        else:
            self.file.unknown(entry.line, key_path, key, keys)

    def _complete(self, schema: Schema, key_path: str, line: int, entries: Mapping[str, Entry]) -> None:
        """Add the defaults of missing keys, and report required keys that are missing."""
        for key, rule in schema.items():
            inner_path, entry = dotted(key_path, key), entries.get(key)
            if not isinstance(rule, Rule):
                if entry and not isinstance(entry.value, yaml.MappingNode):
                    continue  # not a mapping, which is reported already
                inner = self.file.entries(entry.value if entry else None)
                self._complete(rule, inner_path, entry.line if entry else line, inner)
            elif entry is None and rule.default is REQUIRED:
                self.file.problem(line, f"{inner_path}: missing, expected {rule.expected}")
            elif entry is None and rule.default is not OPTIONAL:
                self.values[inner_path] = (line, rule.default)
