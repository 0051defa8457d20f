from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from build.bundle.ranges import is_range
from build.bundle.settings import load_settings
from build.bundle.settings_schema import is_name
from build.bundle.versions import is_version, project_value
from build.cli import ROOT
from build.errors import SettingsError, UserError
from tests.support.cases import each
from tests.support.checkout import SETTINGS, make_checkout


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path, SETTINGS)


def write(root: Path, text: str) -> Path:
    (root / "settings.yaml").write_text(text, "utf-8")
    return root


def mistakes(root: Path, text: str) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        load_settings(write(root, text))
    return str(refused.value).splitlines()


def test_the_file_of_the_project_is_valid_in_every_environment() -> None:
    assert load_settings(ROOT).environment is None
    assert load_settings(ROOT, environment="staging").environment == "staging"


def test_a_missing_key_has_its_default(root: Path) -> None:
    read = load_settings(root)
    assert (read.name, read.version, read.phase, read.description, read.base_url) == (
        "plugin-tiny",
        "1.2.3",
        3,
        "",
        "",
    )


def test_an_environments_values_override_the_others(root: Path) -> None:
    read = load_settings(root, environment="staging")
    assert (read.name, read.friendly_name, read.phase) == ("plugin-tiny", "Tiny (staging)", 4)


def test_the_command_line_has_the_last_word(root: Path) -> None:
    read = load_settings(root, name="plugin-other", version="2.0.0-rc.1")
    assert (read.name, read.version) == ("plugin-other", "2.0.0-rc.1")


def test_a_mistake_on_the_command_line_names_the_option(root: Path) -> None:
    with pytest.raises(UserError, match=r'^--name: expected letters, digits, .*, got "my plugin"$'):
        load_settings(root, name="my plugin")
    with pytest.raises(UserError, match=r'^--plugin-version: expected a semantic version .*, got "1\.2"$'):
        load_settings(root, version="1.2")
    with pytest.raises(UserError, match=r"^--env prod: no such environment .* \(there are: staging\)$"):
        load_settings(root, environment="prod")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "phase: 3",
            "phase: late",
            'settings.yaml:4: plugin.phase: expected a whole number from 1 to 4, got "late"',
        ),
        (
            "phase: 3",
            'phase: "3"',
            'settings.yaml:4: plugin.phase: expected a whole number from 1 to 4, got "3"',
        ),
        ("phase: 3", "phase: 5", "settings.yaml:4: plugin.phase: expected a whole number from 1 to 4, got 5"),
        (
            "phase: 3",
            "phase: [3]",
            "settings.yaml:4: plugin.phase: expected a whole number from 1 to 4, got a list",
        ),
        (
            "phase: 3",
            "phase:",
            "settings.yaml:4: plugin.phase: expected a whole number from 1 to 4, got nothing",
        ),
        ("phase: 3", "phsae: 3", "settings.yaml:4: plugin.phsae: unknown key, did you mean phase?"),
        (
            "phase: 3",
            "zzz: 3",
            "settings.yaml:4: plugin.zzz: unknown key, "
            "expected one of name, friendly_name, description, phase, version",
        ),
        ("phase: 3", "name: again", "settings.yaml:4: plugin.name: set twice (first on line 2)"),
        ("phase: 3", "7: 3", "settings.yaml:4: plugin: expected a name before the colon, got 7"),
        (
            "version: 1.2.3",
            "version: 1.2",
            "settings.yaml:5: plugin.version: expected a semantic version above 0.0.0 such as 1.4.0 "
            "or 1.4.0-rc.1, or one of pyproject, changelog, git, got 1.2",
        ),
        (
            "name: plugin-tiny",
            "name: plugin tiny",
            "settings.yaml:2: plugin.name: expected letters, digits, - and _, at most 100, "
            "beginning with a letter or digit (and not a name such as constructor, which every JavaScript object "
            'has), got "plugin tiny"',
        ),
        (
            "friendly_name: Tiny\n",
            "friendly_name: yes\n",
            "settings.yaml:3: plugin.friendly_name: "
            "expected one line of text, at most 100 characters, got yes",
        ),
        (
            'flex_ui: ">=2.7.0 <3.0.0"',
            "flex_ui: newest",
            "settings.yaml:6: flex_ui: expected a range of Flex UI releases "
            'such as ">=2.7.0 <3.0.0", got "newest"',
        ),
        (
            "      phase: 4",
            "      phase: 0",
            "settings.yaml:11: environments.staging.plugin.phase: expected a whole number from 1 to 4, got 0",
        ),
        (
            "  staging:",
            "  staging:\n    environments: {}",
            "settings.yaml:9: environments.staging.environments: unknown key, "
            "expected one of plugin, flex_ui, serving, call_center, configuration",
        ),
        ("plugin:\n", "plugins:\n", "settings.yaml:1: plugins: unknown key, did you mean plugin?"),
        (
            "plugin:\n",
            "screen_pop: true\nplugin:\n",
            "settings.yaml:1: screen_pop: indent it below `configuration:`, where it belongs",
        ),
        (
            "  staging:",
            "  staging:\n    click_to_dial: true",
            "settings.yaml:9: environments.staging.click_to_dial: indent it below `configuration:`, where it belongs",
        ),
        *(
            (
                "plugin:\n",
                f"configuration: {{{key}: {{enabled: true}}}}\nplugin:\n",
                f"settings.yaml:1: configuration.{key}: unknown key: write the plugin's flags directly below "
                "`configuration:`, and name an extension in `extensions:`",
            )
            for key in ("salesforce_integration", "features", "acme_flex")
        ),
        (
            "plugin:\n",
            "configuration: {trusted_origins: https://acme.lightning.force.com}\nplugin:\n",
            "settings.yaml:1: configuration.trusted_origins: expected a list of origins, without a / at the end, such "
            'as ["https://acme.lightning.force.com"], got "https://acme.lightning.force.com"',
        ),
        (
            'flex_ui: ">=2.7.0 <3.0.0"',
            "flex_ui: “>=2.7.0 <3.0.0”",
            'settings.yaml:6: flex_ui: expected a range of Flex UI releases such as ">=2.7.0 <3.0.0", '
            'got "“>=2.7.0 <3.0.0”": YAML\'s quotes are " and \'',
        ),
    ],
)
def test_a_mistake_is_reported_with_its_line_and_what_was_expected(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert expected in mistakes(tmp_path, SETTINGS.replace(old, new, 1))


def test_all_mistakes_of_a_file_are_reported_together_in_the_order_of_lines(tmp_path: Path) -> None:
    text = SETTINGS.replace("phase: 3", "phase: 9").replace("name: plugin-tiny", "nam: x")
    assert [line.partition(": ")[0] for line in mistakes(tmp_path, text)] == [
        "settings.yaml:1",
        "settings.yaml:2",
        "settings.yaml:4",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "settings.yaml:1: the file: expected keys with values, got nothing"),
        ("- a\n", "settings.yaml:1: the file: expected keys with values, got a list"),
        ("plugin:\n\tname: x\n", "settings.yaml:2: not valid YAML: a tab: indent with spaces"),
        ("a:\n  b: 1\n   c: 2\n", "settings.yaml:3: not valid YAML: an extra colon: "),
        ("a:\n  b: 1\n c: 2\n", "settings.yaml:3: not valid YAML: indented differently from the lines above"),
        ("a: 1\nb\nc: 2\n", "settings.yaml:2: not valid YAML: a line without a colon"),
        ('a: "b\nc: d\n', "settings.yaml:1: not valid YAML: a quotation mark that is not closed"),
        ("a: x: y\n", "settings.yaml:1: not valid YAML: an extra colon: "),
        ("a: {{b}} c\n", "settings.yaml:1: not valid YAML: text after a closing bracket or quotation mark: "),
        ("a: @b\n", "settings.yaml:1: not valid YAML: a string cannot begin with '@': put it in quotes"),
        ("plugin: {name: x\n\n", "settings.yaml:1: not valid YAML: a bracket that is not closed"),
        *[
            (
                f"a: {value}\n",
                "settings.yaml:1: not valid YAML: a string cannot begin with * or &: put it in q",
            )
            for value in ("*nobody", "*", "* x", "&")
        ],
        ("a: {{b}} - c\n", "settings.yaml:1: not valid YAML: a - or a ? inside a line: put the whole value"),
        (
            "a: {{b}}, c\n",
            "settings.yaml:1: not valid YAML: text after a closing bracket or quotation mark: ",
        ),
        ("a: > b\n", "settings.yaml:1: not valid YAML: a string cannot begin with | or >: put it in quotes"),
        ("a: }\n", "settings.yaml:1: not valid YAML: a string cannot begin with '}': put it in quotes"),
        ('a: "\\d"\n', "settings.yaml:1: not valid YAML: a backslash in double quotes: use single quotes"),
        ("a: 1\n---\nb: 2\n", "settings.yaml:2: not valid YAML: a second document begins here: "),
        (
            "a: 1\n<<<<<<< ours\nb: 1\n=======\nb: 2\n>>>>>>> theirs\n",
            "settings.yaml:2: unresolved merge conflict",
        ),
        ("a: 1\nb: \x07\n", "settings.yaml:2: not valid YAML: a character that is not allowed"),
    ],
)
def test_a_file_with_an_unexpected_yaml_document_is_reported_in_one_line(
    tmp_path: Path, text: str, expected: str
) -> None:
    lines = mistakes(tmp_path, text)
    assert lines[0].startswith(expected)


def test_a_missing_file_is_reported_in_one_line_with_its_whole_path(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"settings\.yaml: cannot be read: No such file"):
        load_settings(tmp_path)


def test_a_pipe_instead_of_the_settings_is_reported(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "settings.yaml")
    with pytest.raises(SettingsError, match=r"settings\.yaml: cannot be read: Is a pipe"):
        load_settings(tmp_path)


def test_a_link_to_nowhere_is_reported_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").symlink_to("nowhere.yaml")
    with pytest.raises(
        SettingsError, match=r"settings\.yaml: is a link to nowhere\.yaml, and cannot be read: "
    ):
        load_settings(tmp_path)


def test_text_that_is_not_utf_8_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_bytes(b"plugin:\n  name: \xff\n")
    with pytest.raises(SettingsError, match=r"^settings\.yaml:2: not UTF-8 text: save the file as UTF-8$"):
        load_settings(tmp_path)


def test_the_version_is_found_where_the_settings_say(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "4.5.6"\n', "utf-8")
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changes\n\n## [Unreleased]\n\n## [7.8.9] - 2026-01-02\n", "utf-8"
    )
    for source, version in (("pyproject", "4.5.6"), ("changelog", "7.8.9")):
        write(tmp_path, SETTINGS.replace("1.2.3", source))
        assert load_settings(tmp_path).version == version


@pytest.mark.parametrize("source", ["pyproject", "changelog", "git"])
def test_a_missing_version_is_reported_with_the_line_of_the_setting(tmp_path: Path, source: str) -> None:
    (line,) = mistakes(tmp_path, SETTINGS.replace("1.2.3", source))
    assert line.startswith("settings.yaml:5: plugin.version: ")


@each(
    ("content", "message"),
    [
        (b'[project]\nversion = "4.5.6\n', "pyproject.toml:2: not valid TOML: Illegal character '\\n'"),
        (b"[project]\n\xff", "pyproject.toml: not UTF-8 text: save the file as UTF-8"),
    ],
)
def test_a_broken_pyproject_is_reported_with_its_own_line(
    tmp_path: Path, content: bytes, message: str
) -> None:
    (tmp_path / "pyproject.toml").write_bytes(content)
    write(tmp_path, SETTINGS.replace("1.2.3", "pyproject"))
    with pytest.raises(UserError) as caught:
        load_settings(tmp_path)
    assert str(caught.value) == message


def test_a_missing_table_of_pyproject_is_named(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.pytest]\n", "utf-8")
    with pytest.raises(UserError, match=r"^pyproject\.toml: has no ini_options under \[tool\.pytest\]$"):
        project_value(tmp_path, "tool", "pytest", "ini_options", "testpaths")
    with pytest.raises(UserError, match=r"^pyproject\.toml: has no project$"):
        project_value(tmp_path, "project", "dependencies")


@pytest.mark.parametrize("text", ["1.0.0", "0.0.1", "10.20.30", "1.0.0-rc.1", "1.0.0-0.3.7", "1.0.0-x-y-z.4"])
def test_a_semantic_version_is_accepted(text: str) -> None:
    assert is_version(text)


@each(
    "text",
    [
        *("", "1", "1.0", "v1.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0+build", "0.0.0", "1.0.0\n"),
        "\uff11.0.0",
    ],
)
def test_versions_that_releases_cannot_handle_are_refused(text: str) -> None:
    assert not is_version(text)


@pytest.mark.parametrize("text", ["2.17.1", "^2.0.0", "~2.7", ">=2.7.0 <3.0.0", "^1.0.0 || ^2.0.0", "2.x"])
def test_a_range_is_written_as_npm_writes_it(text: str) -> None:
    assert is_range(text)


@pytest.mark.parametrize("text", ["", "latest", ">=", "2.0.0 ||", "=> 2", "2,3"])
def test_an_invalid_range_is_refused(text: str) -> None:
    assert not is_range(text)


@each("text", ["", "-x", "a/b", "a.b", "@scope/x", "x" * 101, "plugin\n", "plügin", ".."])
def test_a_name_that_is_invalid_anywhere_is_refused(text: str) -> None:
    assert not is_name(text)


LEAVES = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["plugin", "1.2.3"])
)
KEYS = st.sampled_from(["plugin", "name", "phase", "version", "environments", "serving", "x"]) | st.text(
    max_size=3
)
DOCUMENTS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)
)


@given(document=DOCUMENTS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_document_is_either_read_or_refused_with_its_lines(tmp_path: Path, document: object) -> None:
    write(tmp_path, yaml.safe_dump(document, allow_unicode=True))
    with pytest.raises(SettingsError) as refused:
        load_settings(tmp_path)
    assert all(line.startswith("settings.yaml:") for line in str(refused.value).splitlines())


@pytest.mark.parametrize("name", ["constructor", "toString", "valueOf", "hasOwnProperty"])
def test_a_name_that_every_javascript_object_has_is_refused(tmp_path: Path, name: str) -> None:
    root = make_checkout(tmp_path)
    with pytest.raises(UserError, match=f'^--name: expected .*, got "{name}"$'):
        load_settings(root, name=name)
    assert load_settings(root, name=f"{name}-x").name == f"{name}-x"


def test_settings_that_are_nested_too_deeply_are_reported_in_one_line(tmp_path: Path) -> None:
    root = make_checkout(tmp_path)
    (root / "settings.yaml").write_text("a: " + "[" * 20000, "utf-8")
    with pytest.raises(SettingsError, match=r"^settings.yaml: not valid YAML: nested too deeply$"):
        load_settings(root)


def test_a_forgotten_colon_is_the_only_finding(tmp_path: Path) -> None:
    root = make_checkout(tmp_path)
    (root / "settings.yaml").write_text('plugin:\n  name x\nflex_ui: ">=2.7.0 <3.0.0"\n', "utf-8")
    with pytest.raises(SettingsError) as refused:
        load_settings(root)
    assert refused.value.problems == ('settings.yaml:1: plugin: expected keys with values, got "name x"',)
