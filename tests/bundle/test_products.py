from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from py_mini_racer import MiniRacer

from build.bundle import script_check
from build.bundle.product_file import ProductFile
from build.bundle.products import Build, check_host, compile_plugin, make_products, write_products
from build.bundle.settings import load_settings
from build.cli import ROOT
from build.compiler.v8 import syntax_error
from build.errors import ToolChainError, UserError
from tests.support.checkout import make_checkout


def build(root: Path, **overrides: str) -> Build:
    settings = load_settings(root, **overrides)
    return make_products(root, settings, compile_plugin(root, settings.extensions))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(make_checkout(tmp_path_factory.mktemp("checkout") / "of it"))


def text(built: Build, name: str) -> str:
    return {product.name: product for product in built.products}[name].data.decode()


def in_page(script: str, page: str) -> list[list[str]]:
    """Load the classic script in a page that `page` has set up, and return what is then in `seen`."""
    with MiniRacer() as engine:
        engine.eval(f"var seen = []; {page}")
        engine.eval(script)
        calls: list[list[str]] = json.loads(str(engine.eval("JSON.stringify(seen)")))
        return calls


FLEX = """
var Flex = (name) => ({
    Plugins: {
        init(Plugin) {
            const plugin = new Plugin();
            seen.push([name, plugin.name, plugin.init({}, {})]);
        },
    },
});
"""


def test_a_build_is_a_script_a_module_a_map_and_a_manifest(built: Build) -> None:
    names = [product.name for product in built.products]
    assert names == ["plugin-tiny.js", "plugin-tiny.mjs", "plugin-tiny.js.map", "manifest.json"]


def test_the_script_hands_its_plugin_to_flex_at_once(built: Build) -> None:
    page = FLEX + "var Twilio = { Flex: Flex('global') };"
    hello = "hello plugin-tiny 1.2.3 Grüße, {{name}} </script> 'quoted'"
    assert in_page(text(built, "plugin-tiny.js"), page) == [["global", "plugin-tiny", hello]]


def test_the_script_uses_the_flex_that_was_made_for_it(built: Build) -> None:
    page = (
        FLEX
        + "var Twilio = { Flex: Flex('global'), FlexProxy: { 'plugin-tiny': Flex('own'), x: Flex('x') } };"
    )
    ((flex, _, _),) = in_page(text(built, "plugin-tiny.js"), page)
    assert flex == "own"


def test_the_script_uses_the_global_flex_if_it_has_no_proxy_of_its_own(built: Build) -> None:
    page = FLEX + "var Twilio = { Flex: Flex('global'), FlexProxy: { x: Flex('x') } };"
    ((flex, _, _),) = in_page(text(built, "plugin-tiny.js"), page)
    assert flex == "global"


def test_the_script_asks_for_eager_compilation_before_its_first_statement(built: Build) -> None:
    banner, statement = text(built, "plugin-tiny.js").splitlines()[:2]
    assert banner.endswith("*/ //# allFunctionsCalledOnLoad")
    assert statement == "(function () {"


def test_the_script_has_no_import_and_no_export(built: Build) -> None:
    assert syntax_error(text(built, "plugin-tiny.js")) is None


def test_the_module_exports_the_class_and_the_functions_and_starts_nothing(built: Build) -> None:
    code = text(built, "plugin-tiny.mjs")
    exported = re.findall(r"^export \{ (.*) \};$", code, re.MULTILINE)
    assert "Twilio" not in code
    assert len(exported) == 1
    assert exported[0].startswith("SalesforceIntegrationPlugin, ")
    assert "greeting" in exported[0]


def test_both_scripts_have_their_program_at_the_lines_of_the_map(built: Build) -> None:
    script, module = text(built, "plugin-tiny.js").splitlines(), text(built, "plugin-tiny.mjs").splitlines()
    mappings = json.loads(text(built, "plugin-tiny.js.map"))["mappings"].split(";")
    mapped = [number for number, segments in enumerate(mappings) if segments]
    assert any("hello " in script[number] for number in mapped)
    assert [script[number] for number in mapped] == [module[number] for number in mapped]
    for code in (script, module):
        assert code[-1] == "//# sourceMappingURL=plugin-tiny.js.map"


def test_the_map_contains_the_python_sources_under_their_own_names(built: Build) -> None:
    document = json.loads(text(built, "plugin-tiny.js.map"))
    assert document["file"] == "plugin-tiny.js"
    assert [re.sub(r"^.*:///", "", name) for name in document["sources"]] == [
        "flex_sfdc/greeting.py",
        "flex_sfdc/plugin.py",
    ]
    assert document["sourcesContent"][0].startswith("def greeting(name):")


def test_the_same_sources_give_the_same_bytes_in_any_directory(built: Build, tmp_path: Path) -> None:
    second_build = build(make_checkout(tmp_path / "elsewhere"))
    assert [product.data for product in second_build.products] == [product.data for product in built.products]


def test_only_its_manifest_has_the_settings_of_an_environment(built: Build, tmp_path: Path) -> None:
    staging = build(make_checkout(tmp_path / "staging"), environment="staging")
    *same, manifest = [product.data for product in built.products]
    assert [product.data for product in staging.products[:-1]] == same
    assert staging.products[-1].data != manifest


def test_no_product_names_the_directory_it_was_made_in(tmp_path: Path) -> None:
    second_build = build(make_checkout(tmp_path / "very-private-place"))
    assert not any(b"very-private-place" in product.data for product in second_build.products)


def test_comments_of_the_host_adapter_are_left_out(built: Build) -> None:
    assert "Said to developers alone" not in text(built, "plugin-tiny.js")


def test_another_name_and_version_are_in_every_product(tmp_path: Path) -> None:
    other_build = build(make_checkout(tmp_path), name="plugin-other", version="9.8.7")
    assert [product.name for product in other_build.products][:3] == [
        "plugin-other.js",
        "plugin-other.mjs",
        "plugin-other.js.map",
    ]
    assert text(other_build, "plugin-other.js").startswith("/*! plugin-other 9.8.7 | ")
    assert not any(b"plugin-tiny" in product.data for product in other_build.products)


def test_every_language_is_in_the_script_and_its_file_among_the_sources(tmp_path: Path) -> None:
    other_build = build(make_checkout(tmp_path, {"strings/de-DE.yaml": "PSTinyHello: Hallo, {{name}}\n"}))
    strings = {"de-DE": ["Hallo, {{name}}"], "en-US": ["Grüße, {{name}} </script> 'quoted'"]}
    assert json.dumps({"keys": ["PSTinyHello"], "texts": strings}) in text(other_build, "plugin-tiny.js")
    sources = json.loads(text(other_build, "manifest.json"))[0]["build"]["sources"]
    assert {"flex_sfdc/strings/de-DE.yaml", "flex_sfdc/strings/en-US.yaml"} <= set(sources)


def test_a_plugin_without_a_start_is_refused(tmp_path: Path) -> None:
    root = make_checkout(tmp_path, {"plugin.py": "def begin():\n    return 1\n"})
    with pytest.raises(ToolChainError, match=r"^flex_sfdc/plugin\.py: has no `start`"):
        build(root)


@pytest.mark.parametrize(
    "host", ["", "// function $host(window) {}\n", "function host(window) {\n    return window;\n}\n"]
)
def test_a_host_adapter_without_its_function_is_refused(tmp_path: Path, host: str) -> None:
    root = make_checkout(tmp_path, {"host.js": host})
    with pytest.raises(UserError, match=r"^flex_sfdc/host.js: must define `function \$host\(window\)`"):
        build(root)


@pytest.mark.parametrize("host", ["const $host = (window) => ({});", "var $host = function (window) {};"])
def test_a_host_adapter_may_define_its_function_in_another_way(host: str) -> None:
    check_host(host)


@pytest.mark.parametrize("name", ["flex_sfdc/host.js", "flex_sfdc/plugin.py", "settings.yaml"])
@pytest.mark.parametrize(
    ("reason", "put"),
    [("No such file", Path.exists), ("Is a pipe", os.mkfifo), ("Is a directory", Path.mkdir)],
)
def test_a_file_of_the_checkout_that_cannot_be_read_is_named_with_advice(
    tmp_path: Path, name: str, reason: str, put: Callable[[Path], object]
) -> None:
    file = make_checkout(tmp_path) / name
    file.unlink()
    put(file)
    message = rf"{name}: cannot be read: {reason}.*: restore it, .*`git checkout -- {name}`$"
    with pytest.raises(UserError, match=message):
        build(tmp_path)


def test_a_template_with_a_mistake_is_reported_in_one_line(tmp_path: Path) -> None:
    template = make_checkout(tmp_path) / "templates" / "plugin.js.j2"
    template.write_text("{{ nothing_like_it }}\n", "utf-8")
    with pytest.raises(
        UserError, match=r"^templates/plugin\.js\.j2: not a valid template: 'nothing_like_it' is undefined$"
    ):
        build(tmp_path)
    template.write_text("line\n{% if %}\n", "utf-8")
    with pytest.raises(UserError, match=r"^templates/plugin\.js\.j2:2: not a valid template: "):
        build(tmp_path)


def test_a_missing_template_is_a_missing_file(tmp_path: Path) -> None:
    template = make_checkout(tmp_path) / "templates" / "plugin.js.j2"
    template.unlink()
    with pytest.raises(FileNotFoundError) as caught:
        build(tmp_path)
    assert caught.value.filename == str(template)


def test_a_host_adapter_that_does_not_parse_is_refused_with_its_line(tmp_path: Path) -> None:
    root = make_checkout(
        tmp_path, {"host.js": "// What Python cannot reach.\nfunction $host(window) { return }}\n"}
    )
    with pytest.raises(UserError, match=r"^flex_sfdc/host\.js:2: is not JavaScript: SyntaxError: "):
        build(root)


def products(*names: str, data: bytes = b"one") -> list[ProductFile]:
    listed = [{"file": name, "sha256": ProductFile(name, data).sha256} for name in names]
    manifest = json.dumps([{"build": {"products": listed}}]).encode()
    return [*(ProductFile(name, data) for name in names), ProductFile("manifest.json", manifest)]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_only_the_products_are_in_the_folder(tmp_path: Path) -> None:
    built = products("a.js", "a.js.map")
    write_products(built, tmp_path / "new" / "dist")
    assert contents(tmp_path / "new" / "dist") == {product.name: product.data for product in built}


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_build_that_fails_while_writing_leaves_the_previous_products(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turn: int
) -> None:
    write_products(products("a.js", "old.js"), tmp_path)
    before = contents(tmp_path)
    replace, turns = os.replace, iter(range(1, 100))

    def failing(source: Path, target: Path) -> None:
        if next(turns) == turn:
            raise OSError(28, "No space left on device", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(UserError, match=r"cannot be written: No space left on device"):
        write_products(products("a.js", "new.js", data=b"two"), tmp_path)
    assert contents(tmp_path) == before


def test_an_interrupted_build_leaves_the_previous_products(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_products(products("a.js"), tmp_path)
    before = contents(tmp_path)
    replace, turns = os.replace, iter(range(1, 100))

    def interrupted(source: Path, target: Path) -> None:
        if next(turns) == 2:
            raise KeyboardInterrupt
        replace(source, target)

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_products(products("a.js", data=b"two"), tmp_path)
    assert contents(tmp_path) == before


def test_a_killed_build_never_leaves_a_manifest_over_other_files(tmp_path: Path) -> None:
    first = [ProductFile("a.js", b"1"), ProductFile("b.js", b"1"), ProductFile("manifest.json", b"1")]
    script = """
import os, sys
from pathlib import Path
from build.bundle.product_file import ProductFile
from build.bundle.products import write_products

moved, replace = [], os.replace

def replace_or_die(*places):
    if len(moved) == int(sys.argv[2]):
        os._exit(9)
    moved.append(places)
    replace(*places)

os.replace = replace_or_die
write_products([ProductFile(name, b"2") for name in ("a.js", "b.js", "manifest.json")], Path(sys.argv[1]))
"""
    for moment in range(3):
        out = tmp_path / f"out {moment}"
        write_products(first, out)
        killed = subprocess.run([sys.executable, "-c", script, str(out), str(moment)], cwd=ROOT, check=False)
        assert killed.returncode == 9
        assert not (out / "manifest.json").exists()
        write_products(first, out)
        assert {path.read_bytes() for path in out.glob("[a-z]*")} == {b"1"}


def test_products_of_another_name_are_removed_when_we_made_them(tmp_path: Path) -> None:
    write_products(products("old.js", "edited.js", "both.js"), tmp_path)
    (tmp_path / "edited.js").write_bytes(b"by hand")
    (tmp_path / "mine.txt").write_bytes(b"by hand")
    write_products(products("new.js", "both.js", data=b"two"), tmp_path)
    assert sorted(contents(tmp_path)) == ["both.js", "edited.js", "manifest.json", "mine.txt", "new.js"]


@pytest.mark.parametrize(
    "manifest", ["", "{}", "[]", '[{"build": {"products": [{"file": "../x.js", "sha256": ""}]}}]']
)
def test_a_manifest_that_is_not_ours_removes_nothing(tmp_path: Path, manifest: str) -> None:
    out = tmp_path / "dist"
    out.mkdir()
    (tmp_path / "x.js").write_bytes(b"")
    (out / "manifest.json").write_text(manifest, "utf-8")
    write_products(products("a.js"), out)
    assert sorted(contents(out)) == ["a.js", "manifest.json"]
    assert (tmp_path / "x.js").exists()


def test_files_of_a_killed_build_are_removed(tmp_path: Path) -> None:
    (tmp_path / ".new-killed").mkdir()
    (tmp_path / ".new-killed" / "a.js").write_bytes(b"half")
    write_products(products("a.js"), tmp_path)
    assert sorted(contents(tmp_path)) == ["a.js", "manifest.json"]


def test_two_simultaneous_builds_leave_the_products_of_one_build(tmp_path: Path) -> None:
    sets = [products("a.js", "b.js", data=data) for data in (b"one", b"two")]
    for _ in range(3):
        threads = [threading.Thread(target=write_products, args=(item, tmp_path)) for item in sets]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert contents(tmp_path) in [{product.name: product.data for product in item} for item in sets]


def test_a_link_to_nowhere_is_named_with_its_target(tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to("/nowhere/dist")
    with pytest.raises(UserError, match=r"out: cannot be written: it is a link to /nowhere/dist, which"):
        write_products([], tmp_path / "out")


def test_a_folder_that_cannot_be_made_is_reported_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UserError, match=r"^\S+file\S*: cannot be written: [^\n]+$"):
        write_products(products("a.js"), tmp_path / "file" / "dist")


@pytest.mark.parametrize(
    ("greeting", "finding"),
    [
        ('\nLIMIT = {"a": 1}["b"]\n', "flex_sfdc/greeting.py:2:1: KeyError: 'b'"),
        (
            'def limit():\n    return int("x")\n\n\nLIMIT = limit()\n',
            "flex_sfdc/greeting.py:2:1: ValueError: ",
        ),
        ('import json\n\nLIMIT = json.loads("[")\n', "flex_sfdc/greeting.py:3:1: JSONDecodeError: "),
        (
            "def deep():\n    return deep() + 1\n\n\nLIMIT = deep()\n",
            "flex_sfdc/greeting.py:2:1: RangeError: ",
        ),
    ],
)
def test_a_module_that_raises_while_it_loads_is_a_finding_with_its_line(
    tmp_path: Path, greeting: str, finding: str
) -> None:
    """Without it Flex would run without the plugin, and no command would notice."""
    text = f"{greeting}\n\ndef greeting(name):\n    return LIMIT\n"
    with pytest.raises(UserError) as error:
        build(make_checkout(tmp_path, {"greeting.py": text}))
    assert str(error.value).startswith(finding)
    assert str(error.value).endswith("while the plugin loads: Flex would run without it")


def test_javascript_that_raises_while_it_loads_is_reported(tmp_path: Path) -> None:
    host = "function $host(window) {}\nnull.x;\n"
    with pytest.raises(ToolChainError, match=r"^plugin-tiny.js: TypeError: .* while the plugin loads"):
        build(make_checkout(tmp_path, {"host.js": host}))


def test_an_endless_loop_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script_check, "SECONDS", 0.2)
    text = "while True:\n    pass\n\n\ndef greeting(name):\n    return name\n"
    with pytest.raises(ToolChainError, match="an endless loop"):
        build(make_checkout(tmp_path, {"greeting.py": text}))
