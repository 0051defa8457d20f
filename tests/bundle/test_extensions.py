"""docs/extensions.md: how the build reads a team's packages, and what it refuses."""

from __future__ import annotations

import ast
import gzip
import inspect
import shutil
from pathlib import Path

import pytest

from build.bundle.catalogue import read_catalogues
from build.bundle.extension_module import generated
from build.bundle.extensions import POINTS, SEAM_FUNCTIONS, load_extensions, read_extension
from build.bundle.products import compile_plugin
from build.bundle.settings import load_settings
from build.bundle.watch import file_states
from build.cli import ROOT
from build.errors import RefusedError, SettingsError, ToolChainError
from flex_sfdc import extensions
from tests.support.checkout import SETTINGS, make_checkout
from tests.support.plugin.extension import example, make_extension

EMPTY = "def register(services): pass\n"
MAX_EMPTY_BYTES = 300
MAX_RULE_BYTES = 2_000  # more, if the compiler can no longer analyse the whole program


def project(root: Path, listed: str = "[acme_flex]", configuration: str = "") -> Path:
    """Return a checkout whose settings name extensions; line 3 of the file."""
    make_checkout(root)
    head, tail = SETTINGS.split("  phase: 3", 1)
    text = f"extensions: {listed}\n{head}  phase: 3{tail}{configuration}"
    (root / "settings.yaml").write_text(text, "utf-8")
    return root


def refused(root: Path, **files: str) -> str:
    """Return why the build refuses the package."""
    make_extension(root, **files)
    with pytest.raises(ToolChainError) as error:
        load_extensions(root, ["acme_flex"])
    return str(error.value)


# Names

NAME_EXPECTED = "expected a package's name of lower-case letters, digits and _, such as acme_flex"


@pytest.mark.parametrize(
    ("listed", "problem"),
    [
        ("[acme_felx]", "there is no folder acme_felx/ next to flex_sfdc/: did you mean acme_flex?"),
        ("[beta]", "there is no folder beta/ next to flex_sfdc/: `package.py new-extension beta` creates it"),
        ("[acme-flex]", f'{NAME_EXPECTED}, got "acme-flex"'),
        ("[Acme]", f'{NAME_EXPECTED}, got "Acme"'),
        ("[acme_flex/]", f'{NAME_EXPECTED}, got "acme_flex/"'),
        ("[class]", "class is a keyword of Python: choose another name, such as acme_class"),
        ("[json]", "json is taken: choose another name, such as acme_json"),
        ("[flex_sfdc]", "flex_sfdc is taken: choose another name, such as acme_flex_sfdc"),
        ("[templates]", "templates belongs to this project: choose another name, such as acme_templates"),
        ("[acme_flex, acme_flex]", "acme_flex is listed twice"),
        ("acme_flex", 'expected a list of packages next to flex_sfdc/ such as [acme_flex], got "acme_flex"'),
        ("[3]", "expected a list of packages next to flex_sfdc/ such as [acme_flex], got 3"),
    ],
)
def test_a_name_that_cannot_be_an_extension_is_one_error(tmp_path: Path, listed: str, problem: str) -> None:
    make_extension(project(tmp_path, listed), hooks=EMPTY)
    with pytest.raises(SettingsError) as error:
        load_settings(tmp_path)
    assert str(error.value) == f"settings.yaml:1: extensions: {problem}"


def test_a_folder_that_is_not_an_extension_is_one_error(tmp_path: Path) -> None:
    folder = make_extension(project(tmp_path))
    with pytest.raises(SettingsError, match=r"has neither rules.py \(extension points\) nor hooks.py"):
        load_settings(tmp_path)
    (folder / "__init__.py").unlink()
    with pytest.raises(SettingsError, match="is not a package: add an empty"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    ("moves", "problem"),
    [
        ("rules.py rules/__init__.py", "rules is a folder: move its __init__.py to rules.py"),
        ("rules.py rule.py", "rule.py is not read: rename it to rules.py"),
        ("rules.py Rules.py", "Rules.py is not read: rename it to rules.py"),
        ("rules.py rules.py/x.py", "rules.py is a folder: the build reads a file of this name"),
        (
            "configuration.yaml configuration.yml",
            "configuration.yml is not read: expected configuration.yaml",
        ),
        ("configuration.yaml settings.json", "settings.json is not read: expected configuration.yaml"),
        (
            "configuration.yaml strings",
            "strings is not a folder: texts are in files such as strings/en-US.yaml",
        ),
        ("configuration.yaml en-US.yaml", "en-US.yaml is not read: move it to strings/"),
    ],
)
@pytest.mark.parametrize("hooks", [EMPTY, ""])
def test_a_file_that_would_not_be_read_is_one_finding(
    tmp_path: Path, moves: str, problem: str, hooks: str
) -> None:
    folder = make_extension(
        project(tmp_path), "def pops(task): return True\n", hooks, configuration__yaml=SCHEMA
    )
    old, new = moves.split(" ")
    content = (folder / old).read_text("utf-8")
    (folder / old).unlink()
    (folder / new).parent.mkdir(exist_ok=True)
    (folder / new).write_text(content, "utf-8")
    with pytest.raises(ToolChainError) as error:
        load_settings(tmp_path)
    assert str(error.value) == f"settings.yaml:1: extensions: acme_flex/{problem}"


def test_a_file_with_an_extensions_name_is_one_error(tmp_path: Path) -> None:
    project(tmp_path)
    (tmp_path / "acme_flex").write_text("", "utf-8")
    with pytest.raises(SettingsError, match="acme_flex is not a folder: move it away, and"):
        load_settings(tmp_path)
    (tmp_path / "acme_flex").unlink()
    (tmp_path / "acme_flex").symlink_to("nowhere")
    with pytest.raises(SettingsError, match="acme_flex is not a folder: move it away, and"):
        load_settings(tmp_path)


def test_without_extensions_there_are_none(tmp_path: Path) -> None:
    assert load_settings(project(tmp_path, "[]")).extensions == ()


def test_a_package_that_looks_like_an_extension_but_is_not_listed_is_found(tmp_path: Path) -> None:
    make_extension(tmp_path, rules="def pops(task, ours): return False\n")
    (tmp_path / "acme_shared").mkdir()
    (tmp_path / "acme_shared" / "__init__.py").touch()
    settings = project(tmp_path) / "settings.yaml"
    assert load_settings(tmp_path).unlisted == ()
    settings.write_text(settings.read_text("utf-8").replace("[acme_flex]", "[]"), "utf-8")
    assert load_settings(tmp_path).unlisted == ("acme_flex",)


# Rules and hooks


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ("def pop(task): return True", "`pop` is not an extension point: did you mean `pops`?"),
        ("def seaches(task): return []", "did you mean `searches`?"),
        ("def colour(task, ours): return 1", "`colour` is not an extension point: there are searches, pops,"),
        ("def pops(): return True", "`pops()`: expected `def pops(task: TaskInfo, ours: TaskRule) -> bool:`"),
        ("def pops(task, ours, settings): return 1", "`settings`, `ours` may follow, in this order"),
        ("def pops(work): return True", "`pops(work)`: expected"),
        ("def pops(*task): return True", "`pops(*task)`: expected"),
        ("def pops(task, services): return True", "`pops(task, services)`: expected"),
        ("async def pops(task): return True", "`pops` cannot be async: only `may_dial` is waited for"),
        ("def searches(task): yield ('x', False)", "`searches` cannot yield: return the result"),
        ("def searches(task): return (yield from [])", "`searches` cannot yield: return the result"),
        ("def register(services): pass", "`register` belongs in hooks.py"),
        ("from other import pops", "`pops` is an extension point: define it here"),
        ("pops = None", "`pops` is an extension point: define it here"),
        ("class pops: pass", "`pops` is an extension point: define it here"),
        ("if True:\n    def pops(task): return True", "`pops` is an extension point: define it here"),
        ("try:\n    from x import pops\nexcept ImportError: pass", "`pops` is an extension point"),
        ("def pops(task)", "not valid Python: expected ':'"),
    ],
)
def test_a_rule_with_almost_the_name_of_a_point_is_one_error_with_its_line(
    tmp_path: Path, rules: str, problem: str
) -> None:
    folder = make_extension(tmp_path)
    (folder / "rules.py").write_text(f"\n{rules}\n", "utf-8")
    with pytest.raises(RefusedError) as error:
        load_extensions(tmp_path, ["acme_flex"])
    (finding,) = error.value.diagnostics
    assert (finding.path, finding.line) == ("acme_flex/rules.py", 2)
    assert problem in finding.message


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ("def pops(task): return 1\ndef pops(task): return 2", "`pops` is defined twice (first on line 1)"),
        ("class A:\n    def pops(self, task): pass", "define it as a function, outside of a class"),
        ("@print\ndef pops(task): return 1", "`pops` cannot have a decorator: call it from the function"),
        ("def pops(task): return 1\ndef register(services): pass", "`register` belongs in hooks.py"),
    ],
)
def test_a_rule_that_would_never_be_called_is_one_error(tmp_path: Path, rules: str, problem: str) -> None:
    folder = make_extension(tmp_path)
    (folder / "rules.py").write_text(f"{rules}\n", "utf-8")
    with pytest.raises(RefusedError) as error:
        load_extensions(tmp_path, ["acme_flex"])
    (finding,) = error.value.diagnostics
    assert finding.line == 2
    assert problem in finding.message


def test_methods_of_other_names_are_the_extensions_own(tmp_path: Path) -> None:
    rules = "class A:\n    def match(self): return 1\n    def call(self, number): return 2\n"
    make_extension(tmp_path, rules=rules)
    assert load_extensions(tmp_path, ["acme_flex"])[0].rules == {}


def test_helpers_of_any_other_name_are_the_extensions_own(tmp_path: Path) -> None:
    helpers = "def region(number): return number\ndef _pop(task): return 1\ndef register(rule): return rule\n"
    make_extension(tmp_path, rules=f"{helpers}LIMIT = 3\n")
    assert load_extensions(tmp_path, ["acme_flex"])[0].rules == {}


def test_rules_without_a_point_are_compiled_with_a_warning(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "flex_sfdc", tmp_path / "flex_sfdc")
    make_extension(tmp_path, rules="def _pops(task): return eval(task)\n")
    (extension,) = load_extensions(tmp_path, ["acme_flex"])
    points = ", ".join(POINTS)
    assert extension.warnings == (
        f"acme_flex/rules.py defines no extension point, so nothing calls it: there are {points}",
    )
    with pytest.raises(RefusedError, match=r"acme_flex/rules\.py:\d+:25: `eval` needs"):
        compile_plugin(tmp_path, [extension])


@pytest.mark.parametrize(
    "line", ["from acme_flex import rules", "import acme_flex.rules", "from .rules import f"]
)
def test_rules_without_a_point_that_hooks_use_cause_no_warning(tmp_path: Path, line: str) -> None:
    folder = make_extension(tmp_path, rules="def f(): return 1\n", hooks=f"{line}\n{EMPTY}")
    assert read_extension(folder, "acme_flex", "acme_flex").warnings == ()


def test_two_extensions_with_the_same_point_are_one_error(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_extension(tmp_path, rules="def pops(task): return True\n", name=name)
    with pytest.raises(RefusedError) as error:
        load_extensions(tmp_path, ["one", "two"])
    assert len(error.value.diagnostics) == 1
    assert "two extensions define `pops` (one/rules.py:7 and two/rules.py:7)" in str(error.value)


@pytest.mark.parametrize(
    ("hooks", "problem"),
    [
        ("def registre(services): pass", "has no `register`: expected `def register(services: Services)"),
        ("def pops(task): return True", "hooks.py:1:1: `pops` is an extension point: it belongs in rules.py"),
        (EMPTY + "def pops(task): return True", "hooks.py:2:1: `pops` is an extension point: it belongs in"),
        ("def register(): pass", "`register()`: expected `def register(services: Services) -> None:`"),
        ("def register(settings): pass", "-> None:`; `settings: Settings` may follow"),
        ("def register(services, more): pass", "`register(services, more)`: expected"),
        ("x = 1\nasync def register(services): pass", "hooks.py:2:1: `register` cannot be async: expected"),
        ("register = lambda services: None", "hooks.py:1:1: `register` is not a function: expected"),
    ],
)
def test_hooks_without_a_usable_register_are_one_error(tmp_path: Path, hooks: str, problem: str) -> None:
    text = refused(tmp_path, hooks=hooks)
    assert problem in text
    assert "\n" not in text


def test_every_point_is_connected(tmp_path: Path) -> None:
    rules = "".join(f"{point.example(name)} return None\n" for name, point in POINTS.items())
    make_extension(tmp_path, rules=rules)
    text = generated(ROOT, load_extensions(tmp_path, ["acme_flex"]))
    assert all(f"ACME_FLEX, _{name}, " in text for name in POINTS)
    assert "{" not in text.replace("{}", "")
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name in SEAM_FUNCTIONS:
            ours = inspect.signature(getattr(extensions, node.name)).parameters
            assert len(node.args.args) == len(ours)


def test_the_points_have_the_types_that_extensions_import() -> None:
    tree = ast.parse((ROOT / "flex_sfdc" / "extension_points.py").read_text("utf-8"))
    aliases = {
        ast.unparse(node.targets[0]): ast.unparse(node.value).replace("'", "")
        for node in tree.body
        if isinstance(node, ast.Assign)
    }
    types = {
        point.ours: f"[[{', '.join(point.parameters.values())}], {point.returns}]"
        for point in POINTS.values()
    }
    assert {name: f"Callable{shape}" for name, shape in types.items()}.items() <= aliases.items()


# Its own settings


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        (
            "url:\n  type: text\n  description: x\n",
            "configuration.yaml:2: url.type: expected one of boolean, ",
        ),
        ("url:\n  type: string\n", "configuration.yaml:1: url.description: missing"),
        (
            "url:\n  type: string\n  default: 3\n  description: x\n",
            "yaml:3: url.default: expected a string, got 3",
        ),
        (
            "URL:\n  type: string\n  description: x\n",
            "URL: expected a key of lower-case letters, digits and _",
        ),
        ("url:\n  type: string\n  description: x\n  min: 1\n", "url.min: unknown key"),
        ("url: ACME\n", "configuration.yaml:1: url: expected keys with values, got "),
        ("- url\n", "the file: expected keys with values, got a list"),
    ],
)
def test_a_mistake_in_the_schema_is_reported_in_one_line(tmp_path: Path, schema: str, problem: str) -> None:
    text = refused(tmp_path, hooks=EMPTY, configuration__yaml=schema)
    assert problem in text
    assert text.count("\n") == 0


SCHEMA = (
    "url:\n  type: string\n  description: x\nlimit:\n  type: integer\n  default: 3\n  description: x\n"
    "skip:\n  type: array\n  description: x\nby:\n  type: object\n  description: x\n"
    "bold:\n  type: boolean\n  description: x\nrate:\n  type: number\n  description: x\n"
)


def test_the_settings_hold_the_extensions_values_and_environments_override_them(tmp_path: Path) -> None:
    values = "configuration:\n  enabled: true\n  acme_flex:\n    url: https://a.example\n    skip: [a]\n"
    values += "    limit: 7\n    rate: 1.5\n    by: {a: [1]}\n    bold: true\n"
    root = project(tmp_path, configuration="")
    make_extension(root, hooks=EMPTY, configuration__yaml=SCHEMA)
    file = root / "settings.yaml"
    staging = "    configuration:\n      acme_flex:\n        url: https://b.example\n"
    file.write_text(values + file.read_text("utf-8") + staging, "utf-8")
    expected = {
        "url": "https://a.example",
        "skip": ["a"],
        "limit": 7,
        "rate": 1.5,
        "by": {"a": [1]},
        "bold": True,
    }
    assert load_settings(root).configuration == {"enabled": True, "acme_flex": expected}
    over = load_settings(root, environment="staging").configuration
    assert over == {"enabled": True, "acme_flex": {**expected, "url": "https://b.example"}}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("url: 3", "configuration.acme_flex.url: expected a string in quotes, got 3"),
        ("limit: 1.5", "configuration.acme_flex.limit: expected a whole number, got 1.5"),
        ("ulr: x", "configuration.acme_flex.ulr: unknown key, did you mean url?"),
        ("skip: a", "configuration.acme_flex.skip: expected a list of strings, got"),
    ],
)
def test_a_wrong_value_of_an_extensions_setting_is_reported_in_one_line(
    tmp_path: Path, line: str, problem: str
) -> None:
    root = project(tmp_path, configuration="")
    make_extension(root, hooks=EMPTY, configuration__yaml=SCHEMA)
    file = root / "settings.yaml"
    file.write_text(f"configuration:\n  acme_flex:\n    {line}\n" + file.read_text("utf-8"), "utf-8")
    with pytest.raises(SettingsError) as error:
        load_settings(root)
    assert f"settings.yaml:3: {problem}" in str(error.value)


def test_settings_of_a_package_that_is_not_listed_are_unknown(tmp_path: Path) -> None:
    root = project(tmp_path, "[]", configuration="")
    file = root / "settings.yaml"
    file.write_text("configuration:\n  acme_flex: {}\n" + file.read_text("utf-8"), "utf-8")
    with pytest.raises(SettingsError, match="acme_flex: unknown key"):
        load_settings(root)


@pytest.mark.parametrize(
    "rules",
    [
        "def pops(task, settings): return settings['limits']\n",
        "def pops(task, settings): return settings.get('limits')\n",
        "KEY = 'limits'\n\n\ndef pops(task, settings): return settings[KEY]\n",
        "from flex_sfdc.extension_points import Settings\n\n\n"
        "def _limit(mine: Settings) -> object: return mine['limits']\n",
    ],
)
def test_a_setting_that_does_not_exist_is_reported_in_one_line(tmp_path: Path, rules: str) -> None:
    text = refused(tmp_path, rules=rules, configuration__yaml=SCHEMA)
    problem = "settings: acme_flex/configuration.yaml has no `limits`: did you mean limit?"
    assert text.startswith("acme_flex/rules.py:")
    assert text.endswith(f": {problem}")
    assert text.count("\n") == 0


def test_settings_that_exist_and_other_values_of_that_name_are_accepted(tmp_path: Path) -> None:
    rules = (
        "def pops(task, settings): return settings['limit'] > len(settings.get('skip', []))\n\n\n"
        "def _other(settings: dict[str, int]) -> int: return settings['limits']\n"
    )
    make_extension(tmp_path, rules=rules, configuration__yaml=SCHEMA)
    assert list(load_extensions(tmp_path, ["acme_flex"])[0].rules) == ["pops"]


# Its own texts


@pytest.mark.parametrize(
    "call",
    [
        "ItemStatus('call', 'AcmeHo', {})",
        "ItemStatus('call', string='AcmeHo', context={})",
        "services.notifications.show('AcmeHo', {})",
        "services.notifications.register('AcmeHo', 5, 'error')",
        "translate(services.flex, 'AcmeHo', {})",
        "translate(services.flex, KEY, {})",
        "services.notifications.show(TYPED, {})",
        "services.notifications.show(OTHER, {})",
    ],
)
def test_a_key_that_no_text_has_is_a_warning_with_its_line(tmp_path: Path, call: str) -> None:
    """It is not refused: Flex itself has texts too."""
    make_checkout(tmp_path)
    names = "from .keys import AWAY as OTHER\nKEY = 'AcmeHo'\nTYPED: Final = 'AcmeHo'\n"
    hooks = f"{names}def register(services):\n    {call}\n"
    folder = make_extension(tmp_path, hooks=hooks, keys__py="AWAY = 'AcmeHo'\n")
    (folder / "strings").mkdir()
    (folder / "strings" / "en-US.yaml").write_text("AcmeHi: Hello\n", "utf-8")
    (warning,) = read_catalogues(tmp_path, [folder]).warnings
    assert warning.startswith("acme_flex/hooks.py:5:")
    assert warning.endswith(": no text has the key AcmeHo: did you mean AcmeHi?")


def test_an_extension_brings_texts_in_all_languages(tmp_path: Path) -> None:
    make_checkout(tmp_path)
    texts = {"strings/en-US.yaml": "AcmeHi: Hello\n", "strings/de-DE.yaml": "AcmeHi: Hallo\n"}
    folder = make_extension(tmp_path, hooks=EMPTY)
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    read = read_catalogues(tmp_path, [folder])
    assert read.languages["de-DE"] == {**read.languages["en-US"], "AcmeHi": "Hallo"}
    assert read.languages["en-US"]["AcmeHi"] == "Hello"
    assert len(read.warnings) == 1
    assert "PSTinyHello (de-DE)" in read.warnings[0]


def test_missing_translations_of_all_folders_are_reported_in_one_line() -> None:
    read = read_catalogues(ROOT, [example().folder])
    assert read.warnings == ()
    assert {"AcmeTaskTakenBack", "PSSalesforceAlreadyOnPhone"} <= read.languages["ja-JP"].keys()


def test_a_key_that_the_plugin_has_is_reported_in_one_line(tmp_path: Path) -> None:
    make_checkout(tmp_path)
    folder = make_extension(tmp_path, hooks=EMPTY)
    (folder / "strings").mkdir()
    (folder / "strings" / "en-US.yaml").write_text("PSTinyHello: Hello\n", "utf-8")
    with pytest.raises(SettingsError) as error:
        read_catalogues(tmp_path, [folder])
    problem = "PSTinyHello: flex_sfdc/strings/en-US.yaml has this key: choose another"
    assert str(error.value) == f"acme_flex/strings/en-US.yaml:1: {problem}"


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (
            {"de-DE.yaml": "AcmeHi: Hallo"},
            "strings/: needs en-US.yaml, the texts that other languages translate",
        ),
        ({"en-US.yml": "AcmeHi: Hello"}, "acme_flex/strings/: needs en-US.yaml, "),
        ({"en-US.yml": "AcmeHi: Hello"}, "(it has en-US.yml)"),
        (
            {"en-US.yaml": "AcmeHi: Hi {{name}}", "de-DE.yaml": "AcmeHi: Hallo {{nmae}}"},
            "acme_flex/strings/de-DE.yaml:1: AcmeHi: {{nmae}} is not in the English text, which has {{name}}",
        ),
    ],
)
def test_a_mistake_in_its_texts_is_reported_in_one_line(
    tmp_path: Path, files: dict[str, str], problem: str
) -> None:
    make_checkout(tmp_path)
    folder = make_extension(tmp_path, hooks=EMPTY)
    for name, text in files.items():
        (folder / "strings").mkdir(exist_ok=True)
        (folder / "strings" / name).write_text(text, "utf-8")
    with pytest.raises(SettingsError) as error:
        read_catalogues(tmp_path, [folder])
    assert problem in str(error.value)
    assert "\n" not in str(error.value)


# The bundle


def test_a_change_of_an_extension_is_a_change_of_the_builds_inputs(tmp_path: Path) -> None:
    folder = make_extension(make_checkout(tmp_path), hooks=EMPTY)
    before = file_states(tmp_path)
    (folder / "hooks.py").write_text(EMPTY + "# changed\n", "utf-8")
    assert file_states(tmp_path) != before


def test_an_empty_extension_costs_next_to_nothing_and_one_with_a_rule_little(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "flex_sfdc", tmp_path / "flex_sfdc")
    make_extension(tmp_path, hooks=EMPTY)
    rules = "def pops(task, settings, ours): return ours(task)\n"
    make_extension(tmp_path, rules, configuration__yaml=SCHEMA, name="beta")
    without = compile_plugin(tmp_path, [])
    built = compile_plugin(tmp_path, load_extensions(tmp_path, ["acme_flex"]))
    with_rule = compile_plugin(tmp_path, load_extensions(tmp_path, ["beta"]))
    sizes = [len(gzip.compress(program.code.encode(), mtime=0)) for program in (without, built, with_rule)]
    assert sizes[1] - sizes[0] < MAX_EMPTY_BYTES
    assert sizes[2] - sizes[0] < MAX_RULE_BYTES
    assert "acme_flex: register" in built.code
    assert "flex_sfdc/extensions.py (generated)" in [source.name for source in built.sources]
