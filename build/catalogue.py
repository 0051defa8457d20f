"""String catalogues: the texts an agent reads, a YAML file a language."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from build.yaml_file import TEXT, YamlFile, describe

LANGUAGE = "en-US"
"""The language every text is there in."""

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]*", re.ASCII)
_TAG = re.compile(r"\{\{[^{}]+\}\}")


def catalogue_file(root: Path, language: str = LANGUAGE) -> Path:
    return root / "flex_sfdc" / "strings" / f"{language}.yaml"


def read_catalogue(root: Path, language: str = LANGUAGE) -> dict[str, str]:
    """The texts of a language by their keys. Raises SettingsError with a line for every mistake."""
    path = catalogue_file(root, language)
    file = YamlFile.read(path, path.relative_to(root).as_posix())
    texts: dict[str, str] = {}
    for key, entry in file.mapping(file.tree, 1, "").items():
        if not _KEY.fullmatch(key):
            file.problem(entry.line, f"{key}: expected a key of letters and digits")
        elif (
            not isinstance(entry.value, yaml.ScalarNode)
            or entry.value.tag != TEXT
            or not entry.value.value.strip()
        ):
            file.problem(entry.line, f"{key}: expected a text, got {describe(entry.value)}")
        elif re.search(r"\{\{|\}\}", _TAG.sub("", entry.value.value)):
            file.problem(entry.line, f"{key}: a {{{{name}}}} in the text is not closed or not opened")
        else:
            texts[key] = entry.value.value
    file.check()
    return texts
