"""`package.py build`."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from build import cli as commands
from build.cli import ROOT, build
from tests.support.checkout import SETTINGS, make_checkout, make_runnable
from tests.support.processes import running


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the small checkout: the command works on it, and it is the current folder."""
    root = make_checkout(tmp_path / "a checkout")
    monkeypatch.setattr(build, "ROOT", root)
    monkeypatch.chdir(root)
    return root


def test_build_prints_its_products(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["build"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "plugin-tiny 1.2.3"
    assert [line.split()[0] for line in lines[1:5]] == [
        "dist/plugin-tiny.js",
        "dist/plugin-tiny.mjs",
        "dist/plugin-tiny.js.map",
        "dist/manifest.json",
    ]
    assert all("bytes" in line and "gzip" in line and "sha256" in line for line in lines[1:5])
    assert lines[-1].startswith("built in ")
    assert sorted(path.name for path in (checkout / "dist").iterdir()) == [
        "manifest.json",
        "plugin-tiny.js",
        "plugin-tiny.js.map",
        "plugin-tiny.mjs",
    ]


RULE_WITH_RE = "import re\n\n\ndef greeting(name):\n    return re.sub('a', 'b', name)\n"


def test_a_standard_module_in_the_bundle_is_reported_with_its_cost_and_its_import(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.main(["build", "--json"]) == 0
    without = json.loads(capsys.readouterr().out)
    assert without["library"] == []
    (checkout / "flex_sfdc" / "greeting.py").write_text(RULE_WITH_RE, "utf-8")
    assert commands.main(["build", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    (cost,) = report["library"]
    assert (cost["module"], cost["importedBy"]) == ("re", "flex_sfdc/greeting.py:1")
    grown = report["files"][0]["gzipBytes"] - without["files"][0]["gzipBytes"]
    assert abs(cost["gzipBytes"] - grown) < grown / 10
    assert commands.main(["build"]) == 0
    size = round(cost["gzipBytes"] / 1024)
    assert f"  re: {size} KB gzip, imported by flex_sfdc/greeting.py:1\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    "out", ["flex_sfdc", "flex_sfdc/out", "templates", "acme_flex", ".git", ".", "../a checkout/flex_sfdc"]
)
def test_a_folder_of_the_sources_is_refused_as_output(
    checkout: Path, capsys: pytest.CaptureFixture[str], out: str
) -> None:
    (checkout / "acme_flex").mkdir()
    (checkout / "acme_flex" / "__init__.py").touch()
    (checkout / ".git").mkdir()
    before = sorted(checkout.rglob("*"))
    assert commands.main(["build", "--out", out]) == 2
    assert f"--out {out}: is a folder of the sources: choose another, such as dist" in capsys.readouterr().err
    assert sorted(checkout.rglob("*")) == before


@pytest.mark.usefixtures("checkout")
@pytest.mark.parametrize("out", ["/", "..", "~"])
def test_a_folder_with_more_than_products_is_refused_as_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], out: str
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    place = str(home) if out == "~" else out
    assert commands.main(["build", "--out", place]) == 2
    assert f"--out {place}: is not for products only" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a checkout", "home"]
    assert not list(home.iterdir())


@pytest.mark.parametrize("target", ["flex_sfdc", ".."])
def test_a_link_from_dist_to_a_folder_with_more_than_products_is_refused(
    checkout: Path, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    (checkout / "dist").symlink_to(target)
    before = sorted((checkout / target).iterdir())
    assert commands.main(["build"]) == 2
    assert f"--out {checkout / 'dist'}: is " in capsys.readouterr().err
    assert sorted((checkout / target).iterdir()) == before


def test_a_broken_manifest_in_dist_is_replaced(checkout: Path) -> None:
    (checkout / "dist").mkdir()
    manifest = checkout / "dist" / "manifest.json"
    manifest.write_text("", "utf-8")
    assert commands.main(["build"]) == 0
    assert manifest.read_text("utf-8")


@pytest.mark.usefixtures("checkout")
@pytest.mark.parametrize("manifest", ['{"name": "An app", "icons": []}', "", "[]"])
def test_build_does_not_replace_the_manifest_of_another_program(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], manifest: str
) -> None:
    out = tmp_path / "public"
    out.mkdir()
    (out / "manifest.json").write_text(manifest, "utf-8")
    assert commands.main(["build", "--out", str(out)]) == 2
    assert f"--out {out}: its manifest.json is not from a build" in capsys.readouterr().err
    assert [path.read_text("utf-8") for path in out.iterdir()] == [manifest]


def test_build_with_json_prints_one_document(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "elsewhere"
    command = ["build", "--json", "--out", str(out), "--name", "plugin-b", "--plugin-version", "3.0.0"]
    assert commands.main([*command, "--env", "staging"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["name"], report["version"], report["environment"]) == ("plugin-b", "3.0.0", "staging")
    for file in report["files"]:
        assert Path(file["path"]).stat().st_size == file["bytes"]
    assert not (checkout / "dist").exists()


def test_a_mistake_in_the_settings_is_reported_and_leaves_the_products(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.main(["build"]) == 0
    before = (checkout / "dist" / "manifest.json").read_bytes()
    (checkout / "settings.yaml").write_text(SETTINGS.replace("phase: 3", "phase: late"), "utf-8")
    capsys.readouterr()
    assert commands.main(["build"]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == 'settings.yaml:4: plugin.phase: expected a whole number from 1 to 4, got "late"\n'
    assert (checkout / "dist" / "manifest.json").read_bytes() == before


def test_a_refused_source_is_reported_with_its_place_and_leaves_the_products(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.main(["build"]) == 0
    before = (checkout / "dist" / "manifest.json").read_bytes()
    (checkout / "flex_sfdc" / "greeting.py").write_text(
        "def greeting(name):\n    return eval(name)\n", "utf-8"
    )
    capsys.readouterr()
    assert commands.main(["build"]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("flex_sfdc/greeting.py:2:12: ")
    assert (checkout / "dist" / "manifest.json").read_bytes() == before


def test_a_package_that_nobody_lists_is_a_warning(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (checkout / "acme_old").mkdir()
    for file in ("__init__.py", "hooks.py"):
        (checkout / "acme_old" / file).touch()
    assert commands.main(["build", "--json"]) == 0
    warning = "the bundle does not contain acme_old/: list it under `extensions:` in settings.yaml"
    assert json.loads(capsys.readouterr().out)["warnings"] == [warning]


def test_a_text_that_a_language_lacks_is_a_warning_with_and_without_json(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "flex_sfdc" / "strings" / "de-DE.yaml").write_text("{}\n", "utf-8")
    warning = "flex_sfdc/strings: not translated, so shown in English: PSTinyHello (de-DE)"
    assert commands.main(["build"]) == 0
    assert f"  warning: {warning}\n" in capsys.readouterr().out
    assert commands.main(["build", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["warnings"] == [warning]


def test_a_key_that_only_a_translation_has_is_reported_with_its_line_and_leaves_the_products(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.main(["build"]) == 0
    before = (checkout / "dist" / "manifest.json").read_bytes()
    (checkout / "flex_sfdc" / "strings" / "de-DE.yaml").write_text("PSTinyHallo: Hallo\n", "utf-8")
    capsys.readouterr()
    assert commands.main(["build"]) == 2
    output = capsys.readouterr()
    expected = "flex_sfdc/strings/de-DE.yaml:1: PSTinyHallo: unknown key: en-US.yaml does not have it\n"
    assert (output.out, output.err) == ("", expected)
    assert (checkout / "dist" / "manifest.json").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--name", "a b"], "--name: expected letters, digits"),
        (["--plugin-version", "1"], "--plugin-version: expected a semantic version"),
        (["--env", "moon"], "--env moon: no such environment in settings.yaml (there are: staging)"),
        (["--out", "settings.yaml"], "--out settings.yaml: is not a folder"),
        (["--minify"], "package.py build: unrecognized arguments: --minify. See `package.py build --help`."),
        (["--evn=x"], "package.py build: unrecognized arguments: --evn=x: did you mean --env?"),
        (["--wa"], "package.py build: unrecognized arguments: --wa"),
    ],
)
@pytest.mark.usefixtures("checkout")
def test_a_mistake_on_the_command_line_is_reported_in_one_line(
    arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.main(["build", *arguments]) == 2
    output = capsys.readouterr()
    assert output.err.startswith(expected)
    assert output.err.count("\n") == 1


def test_watching_builds_again_after_every_change_until_ctrl_c(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[list[str]] = []
    turns = iter([None, None])

    def change(*_: object) -> None:
        try:
            next(turns)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr(subprocess, "run", lambda command, **_: built.append(command))
    monkeypatch.setattr(build, "wait_for_change", change)
    assert commands.main(["build", "--watch", "--json"]) == 130
    assert built == [[sys.executable, str(checkout / "package.py"), "build", "--json"]] * 3


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_watching_ends_without_a_traceback_on_either_signal(checkout: Path, end: signal.Signals) -> None:
    command = [sys.executable, str(make_runnable(checkout) / "package.py"), "build", "--watch"]
    with running(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "watching for changes (Ctrl-C ends it)\n"
        process.send_signal(end)
        assert process.stderr.read() == ""
        assert process.wait() == 130


def test_the_products_have_the_same_bytes_with_any_hash_seed(checkout: Path) -> None:
    """tests/compiler/test_python_versions.py compiles the whole plugin with several seeds."""
    script = make_runnable(checkout) / "package.py"
    products = []
    for seed in ("1", "2"):
        command = [sys.executable, str(script), "build", "--out", f"dist-{seed}"]
        environ = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(command, cwd=checkout, check=True, capture_output=True, env=environ)
        products.append({path.name: path.read_bytes() for path in (checkout / f"dist-{seed}").iterdir()})
    assert len(products[0]) == 4
    assert products[0] == products[1]


MISTAKES = {
    "def f(:": "7: not valid Python: invalid syntax",
    "import phonenumbers": "1: module `phonenumbers` cannot be imported: use `re` on the text",
    "1 / 0": " raises while it is imported: ZeroDivisionError: division by zero",
}


def test_a_mistake_in_a_rule_that_commands_import_is_one_line(tmp_path: Path) -> None:
    for folder in ("build", "flex_sfdc"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    rules = tmp_path / "flex_sfdc" / "utils" / "screen_pop.py"
    text = rules.read_text("utf-8")
    place = f"flex_sfdc/utils/screen_pop.py:{text.count(chr(10)) + 1}:"
    code = "import sys; from build.cli import main; sys.exit(main(['build']))"
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for line, problem in MISTAKES.items():
        rules.write_text(f"{text}{line}\n", "utf-8")
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=environ)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{place}{problem}\n"), line
