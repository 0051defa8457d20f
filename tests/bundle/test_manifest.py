from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

import flex_sfdc
from build.bundle.manifest import BuildContents, check_manifest, configuration_defaults, make_manifest
from build.bundle.product_file import ProductFile
from build.bundle.settings import load_settings
from build.errors import ProductError, ToolChainError, UserError
from tests.support.checkout import SETTINGS, make_checkout

SCRIPT = ProductFile("plugin-tiny.js", b"f();\n")
CONTENTS = BuildContents(
    (SCRIPT, ProductFile("plugin-tiny.mjs", b"f();\n"), ProductFile("plugin-tiny.js.map", b"{}")),
    {"b.py": "b", "a.py": "ä"},
    3,
)


def entry(root: Path, environment: str | None = None) -> Any:
    (only,) = json.loads(make_manifest(root, load_settings(root, environment=environment), CONTENTS))
    return only


def test_the_manifest_is_the_array_that_flex_and_custom_plugins_url_accept(tmp_path: Path) -> None:
    only = entry(make_checkout(tmp_path))
    assert {key: value for key, value in only.items() if key != "build"} == {
        "name": "plugin-tiny",
        "version": "1.2.3",
        "src": "plugin-tiny.js",
        "phase": 3,
        "integrity": SCRIPT.integrity,
    }


def test_the_integrity_is_what_browsers_compute() -> None:
    # `printf 'f();\n' | openssl dgst -sha384 -binary | base64`
    assert SCRIPT.integrity == "sha384-5CT5uY9o7mcSf83fmQ4f6ErK+7jplxsXa9ue97zl2Hc1xGKJVWDTHYTvvbA7k10c"


def test_the_manifest_names_its_sources_and_tools(tmp_path: Path) -> None:
    contents = entry(make_checkout(tmp_path))["build"]
    assert contents["flexUi"] == ">=2.7.0 <3.0.0"
    assert contents["runtimeBytes"] == 3
    assert [(product["file"], product["bytes"]) for product in contents["products"]] == [
        ("plugin-tiny.js", 5),
        ("plugin-tiny.mjs", 5),
        ("plugin-tiny.js.map", 2),
    ]
    assert list(contents["sources"]) == ["a.py", "b.py"]
    assert contents["configuration"] == {"enabled": False, "open_cti_version": "66.0"}
    assert contents["tools"]["Transcrypt"] == "3.9.5"


def test_an_environment_has_its_own_values_and_its_name(tmp_path: Path) -> None:
    only = entry(make_checkout(tmp_path), "staging")
    assert (only["phase"], only["build"]["environment"], only["build"]["friendlyName"]) == (
        4,
        "staging",
        "Tiny (staging)",
    )


def test_the_source_is_where_the_settings_serve_it(tmp_path: Path) -> None:
    root = make_checkout(tmp_path)
    served = SETTINGS + 'serving:\n  base_url: "https://cdn.example/plugins/"\n'
    (root / "settings.yaml").write_text(served, "utf-8")
    assert entry(root)["src"] == "https://cdn.example/plugins/plugin-tiny.js"


def test_any_text_is_preserved(tmp_path: Path) -> None:
    root = make_checkout(tmp_path)
    name = "\"</script>\" {{ 'ünï' }} \\ <"
    text = SETTINGS.replace("friendly_name: Tiny\n", f"friendly_name: {json.dumps(name)}\n")
    (root / "settings.yaml").write_text(text, "utf-8")
    assert entry(root)["build"]["friendlyName"] == name


def test_the_defaults_of_the_configuration_leave_no_trace(tmp_path: Path) -> None:
    root = make_checkout(tmp_path)
    path = list(sys.path)
    assert configuration_defaults(root) == {"enabled": False, "open_cti_version": "66.0"}
    (root / "flex_sfdc" / "configuration.py").write_text('DEFAULTS = {"other": 1}\n', "utf-8")
    assert configuration_defaults(root) == {"other": 1}
    assert sys.path == path
    assert sys.modules["flex_sfdc"] is flex_sfdc
    assert not list(root.rglob("__pycache__"))


@pytest.mark.parametrize("text", ["", "DEFAULTS = 3\n", "def f(:\n"])
def test_an_unreadable_table_of_defaults_is_reported_in_one_line(tmp_path: Path, text: str) -> None:
    root = make_checkout(tmp_path, {"configuration.py": text})
    with pytest.raises(
        ToolChainError, match=r"^flex_sfdc/configuration\.py: DEFAULTS cannot be read: [^\n]+$"
    ):
        configuration_defaults(root)


def test_an_exception_while_the_defaults_are_read_is_reported_with_its_place(tmp_path: Path) -> None:
    beside = {"beside.py": "def f(x):\n    return {}[x]\n\n\nX = f('a')\n"}
    root = make_checkout(tmp_path, {"configuration.py": "import flex_sfdc.beside\n", **beside})
    with pytest.raises(
        UserError, match=r"^flex_sfdc/beside\.py:2: fails when it is imported: KeyError: 'a'$"
    ):
        configuration_defaults(root)


def test_output_of_the_plugin_at_import_is_not_part_of_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_checkout(tmp_path, {"configuration.py": "DEFAULTS = {}\nprint('here')\n"})
    assert configuration_defaults(root) == {}
    assert tuple(capsys.readouterr()) == ("", "here\n")


def valid(root: Path) -> list[dict[str, Any]]:
    return [entry(root)]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("phase", 5),
        ("phase", "3"),
        ("version", "1.2"),
        ("integrity", "sha256-x"),
        ("src", "plugin.mjs"),
        ("name", "a b"),
        ("extra", 1),
        ("build", {}),
    ],
)
def test_a_document_that_flex_would_refuse_is_refused_by_the_schema(
    tmp_path: Path, key: str, value: object
) -> None:
    (only,) = valid(make_checkout(tmp_path))
    only[key] = value
    with pytest.raises(ProductError, match=r"^manifest\.json: \$\[0\]"):
        check_manifest(json.dumps([only]))


@pytest.mark.parametrize("text", ["", "[]", "{}", "[{},{}]", "[1]"])
def test_a_document_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ProductError):
        check_manifest(text)
