from __future__ import annotations

from pathlib import Path

import pytest

from build.catalogue import read_catalogue
from build.errors import SettingsError
from tests.build.checkout import make_checkout


def catalogue(root: Path, text: str) -> dict[str, str]:
    return read_catalogue(make_checkout(root, {"strings/en-US.yaml": text}))


def test_a_catalogue_is_texts_by_their_keys(tmp_path: Path) -> None:
    assert catalogue(tmp_path, "A: one\nB: |\n  two {{n}}\n") == {"A": "one", "B": "two {{n}}\n"}


def test_the_catalogue_of_the_plugin_is_valid() -> None:
    from build.commands import ROOT

    assert "PSSalesforceAlreadyOnPhone" in read_catalogue(ROOT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A: one\nB: yes\n", "flex_sfdc/strings/en-US.yaml:2: B: expected a text, got yes"),
        ("A: ''\n", 'flex_sfdc/strings/en-US.yaml:1: A: expected a text, got ""'),
        ("A: [x]\n", "flex_sfdc/strings/en-US.yaml:1: A: expected a text, got a list"),
        ("A: one\nA: two\n", "flex_sfdc/strings/en-US.yaml:2: A: given twice (first on line 1)"),
        ("A b: one\n", "flex_sfdc/strings/en-US.yaml:1: A b: expected a key of letters and digits"),
        (
            "A: '{{n}'\n",
            "flex_sfdc/strings/en-US.yaml:1: A: a {{name}} in the text is not closed or not opened",
        ),
        (
            "A: 'n}}'\n",
            "flex_sfdc/strings/en-US.yaml:1: A: a {{name}} in the text is not closed or not opened",
        ),
    ],
)
def test_a_mistake_is_said_with_its_line(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(SettingsError) as refused:
        catalogue(tmp_path, text)
    assert str(refused.value) == expected
