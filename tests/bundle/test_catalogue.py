from __future__ import annotations

from pathlib import Path

import pytest

from build.bundle.catalogue import Catalogues, read_catalogues
from build.cli import ROOT
from build.errors import SettingsError
from tests.support.checkout import make_checkout


def catalogues(root: Path, english: str, **others: str) -> Catalogues:
    """Return a checkout's texts; `de_DE="…"` is `de-DE.yaml`."""
    files = {f"strings/{name.replace('_', '-')}.yaml": text for name, text in others.items()}
    return read_catalogues(make_checkout(root, {"strings/en-US.yaml": english, **files}))


def mistakes(root: Path, english: str, **others: str) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        catalogues(root, english, **others)
    return [problem.removeprefix("flex_sfdc/strings/") for problem in refused.value.problems]


def test_a_catalogue_is_texts_by_their_keys(tmp_path: Path) -> None:
    read = catalogues(tmp_path, "A: one\nB: |\n  two {{n}}\n", de_DE="A: eins\nB: zwei {{n}}\n")
    assert read.languages == {
        "en-US": {"A": "one", "B": "two {{n}}\n"},
        "de-DE": {"A": "eins", "B": "zwei {{n}}"},
    }
    assert read.warnings == ()


def test_the_catalogues_of_the_plugin_are_valid_and_complete() -> None:
    read = read_catalogues(ROOT)
    assert {"en-US", "de-DE", "es-MX", "fr-FR", "ja-JP", "pt-BR"} <= set(read.languages)
    assert read.warnings == ()
    assert "PSSalesforceAlreadyOnPhone" in read.languages["en-US"]


def test_a_missing_key_falls_back_to_english_with_a_warning_that_names_both(tmp_path: Path) -> None:
    read = catalogues(tmp_path, "A: one\nB: two\nC: three\n", de_DE="C: drei\nA: eins\n", fr_FR="B: deux\n")
    assert read.languages["de-DE"] == {"A": "eins", "B": "two", "C": "drei"}
    assert read.warnings == (
        "flex_sfdc/strings: not translated, so shown in English: A (fr-FR), B (de-DE), C (fr-FR)",
    )


def test_many_missing_texts_are_reported_in_one_short_line(tmp_path: Path) -> None:
    english = "".join(f"Key{number}: text\n" for number in range(30))
    (line,) = catalogues(tmp_path, english, de_DE="{}\n", fr_FR="{}\n").warnings
    assert line.endswith("Key4 (de-DE, fr-FR) and 25 more")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nl-NL.yml", "nl-NL.yaml"),
        ("nl-NL.YAML", "nl-NL.yaml"),
        ("nl-NL.json", "nl-NL.yaml"),
        ("dutch.yml", "only files such as de-DE.yaml"),
        ("nl-NL.yaml.txt", "only files such as de-DE.yaml"),
    ],
)
def test_a_file_that_would_not_be_read_is_a_mistake(tmp_path: Path, name: str, expected: str) -> None:
    catalogues(tmp_path, "A: one\n")
    folder = tmp_path / "flex_sfdc" / "strings"
    (folder / ".de-DE.yaml.swp").write_text("x", "utf-8")
    (folder / "de-DE.yaml~").write_text("x", "utf-8")
    read_catalogues(tmp_path)
    (folder / name).write_text("A: een\n", "utf-8")
    with pytest.raises(SettingsError) as refused:
        read_catalogues(tmp_path)
    assert str(refused.value) == f"flex_sfdc/strings/{name}: is not read: expected {expected}"


def test_a_missing_folder_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"flex_sfdc/strings/: needs en-US.yaml, .* \(it has no files\)$"):
        read_catalogues(tmp_path)


def test_the_bundle_carries_the_keys_once_and_the_texts_in_their_order(tmp_path: Path) -> None:
    read = catalogues(tmp_path, "A: one\nB: two\n", de_DE="B: zwei\nA: eins\n", cs_CZ="A: jedna\nB: dva\n")
    assert read.packed() == {
        "keys": ["A", "B"],
        "texts": {"en-US": ["one", "two"], "cs-CZ": ["jedna", "dva"], "de-DE": ["eins", "zwei"]},
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A: one\nB: yes\n", "en-US.yaml:2: B: expected a string, got yes"),
        ("A: ''\n", 'en-US.yaml:1: A: expected a string, got ""'),
        ("A: [x]\n", "en-US.yaml:1: A: expected a string, got a list"),
        ("A: one\nA: two\n", "en-US.yaml:2: A: set twice (first on line 1)"),
        ("A b: one\n", "en-US.yaml:1: A b: expected a key of letters and digits"),
        ("A: '{{n}'\n", "en-US.yaml:1: A: a {{name}} in the text is not closed or not opened"),
        ("A: '{{{n}}}'\n", "en-US.yaml:1: A: three braces: Flex does not show such a string: write {{name}}"),
        ("A: 'n}}'\n", "en-US.yaml:1: A: a {{name}} in the text is not closed or not opened"),
        (
            "A: '{{#each n}}'\n",
            "en-US.yaml:1: A: {{#each n}}: expected {{name}}, {{#if name}}, {{else}} or {{/if}}",
        ),
        ("A: '{{ }}'\n", "en-US.yaml:1: A: {{ }}: expected {{name}}, {{#if name}}, {{else}} or {{/if}}"),
        ("A: '{{#if n}}x'\n", "en-US.yaml:1: A: an {{#if name}} is not closed"),
        ("A: 'x{{/if}}'\n", "en-US.yaml:1: A: {{/if}} is outside of an {{#if name}}"),
        ("A: 'x{{else}}y'\n", "en-US.yaml:1: A: {{else}} is outside of an {{#if name}}"),
    ],
)
def test_a_mistake_is_reported_with_its_line(tmp_path: Path, text: str, expected: str) -> None:
    assert mistakes(tmp_path, text) == [expected]


def test_a_condition_with_an_else_branch_is_valid(tmp_path: Path) -> None:
    text = "{{#if one}}{{n}} x{{else}}{{ n }} xs{{#if y}}!{{/if}}{{/if}}"
    assert catalogues(tmp_path, f"A: '{text}'\n").languages["en-US"] == {"A": text}


@pytest.mark.parametrize(
    ("english", "german", "expected"),
    [
        (
            "A: one\nB: two\n",
            "A: eins\n\nBb: zwei\n",
            "de-DE.yaml:3: Bb: unknown key: en-US.yaml does not have it",
        ),
        ("A: one {{n}}\n", "A: eins\n", "de-DE.yaml:1: A: {{n}} is missing, which the English text has"),
        ("A: one\n", "A: eins {{n}}\n", "de-DE.yaml:1: A: {{n}} is not in the English text"),
        ("A: one\n", "A: 'eins{{#if n}}!{{/if}}'\n", "de-DE.yaml:1: A: {{n}} is not in the English text"),
        ("A: one\n", "A: ''\n", 'de-DE.yaml:1: A: expected a string, got ""'),
    ],
)
def test_a_translation_has_the_keys_and_the_placeholders_of_the_english_text(
    tmp_path: Path, english: str, german: str, expected: str
) -> None:
    assert mistakes(tmp_path, english, de_DE=german) == [expected]


def test_a_language_without_a_singular_does_without_the_condition(tmp_path: Path) -> None:
    read = catalogues(
        tmp_path, "A: '{{n}} {{#if one}}task{{else}}tasks{{/if}}'\n", ja_JP="A: タスク {{n}} 件\n"
    )
    assert read.languages["ja-JP"] == {"A": "タスク {{n}} 件"}


def test_the_mistakes_of_all_translations_are_reported_together(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "A: one\n", de_DE="B: zwei\n", fr_FR="A: []\n") == [
        "de-DE.yaml:1: B: unknown key: en-US.yaml does not have it",
        "fr-FR.yaml:1: A: expected a string, got a list",
    ]


def test_a_file_is_named_after_its_language(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "A: one\n", german="A: eins\n") == [
        "german.yaml: expected the name of a language, such as de-DE.yaml"
    ]
