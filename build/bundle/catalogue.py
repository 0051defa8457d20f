"""String catalogues: the texts that an agent reads, a YAML file for each language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from build.bundle.extension_names import unknown_texts
from build.bundle.yaml_file import TEXT, YamlFile, describe
from build.errors import SettingsError

LANGUAGE = "en-US"
"""The language with every text; other languages fall back to it."""

FOLDER = "flex_sfdc/strings"
MAX_SHOWN = 5
"""The number of missing texts that the warning names."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2}|-[0-9]{3})?", re.ASCII)
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]*", re.ASCII)
_TAG = re.compile(r"\{\{[^{}]+\}\}")
_KNOWN_TAG = re.compile(r"\{\{ *(?:(?P<inner>else|/if)|#if +(?P<asked>\w+)|(?P<shown>\w+)) *\}\}", re.ASCII)


@dataclass(frozen=True)
class Catalogues:
    """The texts of all languages."""

    languages: Mapping[str, Mapping[str, str]]
    """Texts by key, by language: English first; every language has its keys, in its order."""
    warnings: tuple[str, ...]
    """One line if languages lack texts: those are shown in English; one for each key without a text."""
    files: tuple[Path, ...]

    def packed(self) -> dict[str, object]:
        """Return the texts as the bundle stores them: the keys, and a list of texts for each language."""
        return {
            "keys": list(self.languages[LANGUAGE]),
            "texts": {language: list(texts.values()) for language, texts in self.languages.items()},
        }


def read_catalogues(root: Path, extensions: Sequence[Path] = ()) -> Catalogues:
    """Read the catalogue of every language: the plugin's, with those of these extensions' folders.

    Raises SettingsError with a line for every mistake: a value that is not a string, a key that English
    lacks, a placeholder that the English text lacks, a missing placeholder, a key in two folders.
    """
    folders = [root / FOLDER, *(folder / "strings" for folder in extensions if (folder / "strings").is_dir())]
    problems: list[str] = []
    texts_by_folder: list[dict[str, dict[str, str]]] = []
    for folder in folders:
        texts_by_folder.append(_read_folder(folder, root, problems))
        problems += _taken_twice(root, folders[: len(texts_by_folder)], texts_by_folder)
    if problems:
        raise SettingsError(problems)
    merged, missing = _merged(texts_by_folder)
    files = [
        folder / f"{language}.yaml"
        for folder, texts in zip(folders, texts_by_folder, strict=True)
        for language in texts
    ]
    places = [_label(folder, root) for folder in folders]
    unknown = [
        line
        for extension in extensions
        for line in unknown_texts(extension, _label(extension, root), merged[LANGUAGE])
    ]
    return Catalogues(merged, (*_warnings(missing, places), *unknown), tuple(files))


def _merged(
    texts_by_folder: Sequence[Mapping[str, Mapping[str, str]]],
) -> tuple[dict[str, dict[str, str]], dict[str, list[str]]]:
    """Return the texts of all folders by language, in English where they are not translated.

    The second value is, for each key that some languages lack, those languages.
    """
    languages = list(dict.fromkeys(language for texts in texts_by_folder for language in texts))
    merged: dict[str, dict[str, str]] = {language: {} for language in languages}
    missing: dict[str, list[str]] = {}
    for texts in texts_by_folder:
        for key, original in texts[LANGUAGE].items():
            lacking = [language for language in languages if key not in texts.get(language, {})]
            if lacking:
                missing[key] = lacking
            for language in languages:
                merged[language][key] = texts.get(language, {}).get(key, original)
    return merged, missing


def _taken_twice(
    root: Path, folders: Sequence[Path], texts_by_folder: Sequence[Mapping[str, Mapping[str, str]]]
) -> Iterator[str]:
    """Find keys of the last folder that an earlier one has too."""
    owners = {
        key: folder
        for folder, texts in zip(folders[:-1], texts_by_folder, strict=False)
        for key in texts[LANGUAGE]
    }
    twice = [key for key in texts_by_folder[-1][LANGUAGE] if key in owners]
    if not twice:
        return
    label = f"{_label(folders[-1], root)}/{LANGUAGE}.yaml"
    file = YamlFile.read(folders[-1] / f"{LANGUAGE}.yaml", label)
    entries = file.entries(file.tree)
    for key in twice:
        earlier = f"{_label(owners[key], root)}/{LANGUAGE}.yaml"
        yield f"{label}:{entries[key].line}: {key}: {earlier} has this key: choose another"


def _read_folder(folder: Path, root: Path, problems: list[str]) -> dict[str, dict[str, str]]:
    """Return the texts of a folder by language and key, English first; report mistakes in the others."""
    english = folder / f"{LANGUAGE}.yaml"
    if not english.exists():
        names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        others = ", ".join(names) or "no files"
        needed = f"needs {english.name}, the texts that other languages translate"
        raise SettingsError([f"{_label(folder, root)}/: {needed} (it has {others})"])
    texts = {LANGUAGE: _read(english, root, {})}
    for path in sorted(folder.iterdir()):
        if path == english or path.name.startswith(".") or path.name.endswith("~"):
            continue
        try:
            texts[path.stem] = _read(path, root, texts[LANGUAGE])
        except SettingsError as error:
            problems += error.problems
    return texts


def _warnings(missing: Mapping[str, Sequence[str]], folders: Sequence[str]) -> tuple[str, ...]:
    """Return one line, however many texts are missing: more would bury the rest of a build's report."""
    if not missing:
        return ()
    shown = [f"{key} ({', '.join(languages)})" for key, languages in list(missing.items())[:MAX_SHOWN]]
    more = f" and {len(missing) - MAX_SHOWN} more" if len(missing) > MAX_SHOWN else ""
    return (f"{', '.join(folders)}: not translated, so shown in English: {', '.join(shown)}{more}",)


def _label(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _check_file_name(path: Path, root: Path) -> None:
    is_language = _LANGUAGE.fullmatch(path.stem) is not None
    if path.suffix != ".yaml":
        hint = f"{path.stem}.yaml" if is_language else "only files such as de-DE.yaml"
        raise SettingsError([f"{_label(path, root)}: is not read: expected {hint}"])
    if not is_language:
        raise SettingsError([f"{_label(path, root)}: expected the name of a language, such as de-DE.yaml"])


def _text(node: yaml.Node) -> str | None:
    """Return the string, None for any other node and for a blank string."""
    is_text = isinstance(node, yaml.ScalarNode) and node.tag == TEXT and node.value.strip()
    return str(node.value) if is_text else None


def _read(path: Path, root: Path, originals: Mapping[str, str]) -> dict[str, str]:
    """Read the texts of a file by key; compare them with the English ones, if there are any."""
    _check_file_name(path, root)
    file = YamlFile.read(path, _label(path, root))
    texts: dict[str, str] = {}
    for key, entry in file.mapping(file.tree, 1, "").items():
        if not _KEY.fullmatch(key):
            file.problem(entry.line, f"{key}: expected a key of letters and digits")
        elif originals and key not in originals:
            file.problem(entry.line, f"{key}: unknown key: {LANGUAGE}.yaml does not have it")
        elif (text := _text(entry.value)) is None:
            file.problem(entry.line, f"{key}: expected a string, got {describe(entry.value)}")
        else:
            texts[key] = text
            for problem in [*_mistakes(texts[key]), *_differences(texts[key], originals.get(key))]:
                file.problem(entry.line, f"{key}: {problem}")
    file.check()
    return texts


def is_language_file(path: Path) -> bool:
    """Return whether a file has the name of a catalogue."""
    return path.suffix in (".yaml", ".yml") and _LANGUAGE.fullmatch(path.stem) is not None


def _mistakes(text: str) -> Iterator[str]:
    """Find tags that Handlebars cannot render."""
    if re.search(r"\{\{|\}\}", _TAG.sub("", text)):
        yield "a {{name}} in the text is not closed or not opened"
    if "{{{" in text or "}}}" in text:
        yield "three braces: Flex does not show such a string: write {{name}}"
    depth = 0
    for tag in _TAG.findall(text):
        match = _KNOWN_TAG.fullmatch(tag)
        if match is None:
            yield f"{tag}: expected {{{{name}}}}, {{{{#if name}}}}, {{{{else}}}} or {{{{/if}}}}"
        elif match["asked"]:
            depth += 1
        elif match["inner"] and not depth:
            yield f"{tag} is outside of an {{{{#if name}}}}"
        elif match["inner"] == "/if":
            depth -= 1
    if depth:
        yield "an {{#if name}} is not closed"


def _differences(text: str, original: str | None) -> Iterator[str]:
    """Find placeholders that differ from the English text.

    A translation may omit a condition: not every language has a singular.
    """
    if original is None:
        return
    shown, conditions = _names(text)
    expected, conditions_in_english = _names(original)
    missing, unknown = (
        sorted(expected - shown),
        sorted((shown | conditions) - (expected | conditions_in_english)),
    )
    if len(missing) == len(unknown) == 1:  # probably one mistyped name
        yield f"{{{{{unknown[0]}}}}} is not in the English text, which has {{{{{missing[0]}}}}}"
        return
    yield from (f"{{{{{name}}}}} is missing, which the English text has" for name in missing)
    yield from (f"{{{{{name}}}}} is not in the English text" for name in unknown)


def _names(text: str) -> tuple[set[str], set[str]]:
    """Return the values that a template shows, and those that its conditions test."""
    tags = list(_KNOWN_TAG.finditer(text))
    return {tag["shown"] for tag in tags if tag["shown"]}, {tag["asked"] for tag in tags if tag["asked"]}
