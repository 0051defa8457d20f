"""`package.py new-extension`, and a team's checkout that takes the next version."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from build import cli as commands
from build.bundle.extension_module import generated
from build.bundle.extensions import load_extensions
from build.bundle.settings import load_settings
from build.cli import ROOT, new_extension
from build.cli.new_extension import with_extension
from build.compiler.compile import check_files
from build.errors import SettingsError
from tests.support.checkout import make_checkout
from tests.support.processes import wait_until


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small checkout that the command works on, with the project's own settings."""
    root = make_checkout(tmp_path / "checkout")
    shutil.rmtree(root / "flex_sfdc")
    shutil.copytree(ROOT / "flex_sfdc", root / "flex_sfdc")
    shutil.copy(ROOT / "settings.yaml", root)
    monkeypatch.setattr(new_extension, "ROOT", root)
    return root


def run(capsys: pytest.CaptureFixture[str], name: str) -> tuple[int, str]:
    code = commands.main(["new-extension", name])
    output = capsys.readouterr()
    return code, output.out + output.err


def test_new_extension_writes_a_package_that_the_settings_list(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (checkout / "settings.yaml").read_text("utf-8")
    code, output = run(capsys, "acme_flex")
    assert code == 0
    assert output.startswith("acme_flex/: written, and listed in settings.yaml, `extensions:`")
    after = (checkout / "settings.yaml").read_text("utf-8")
    assert after == before.replace("extensions: []", "extensions: [acme_flex]")
    assert run(capsys, "beta")[0] == 0
    (first, second) = load_settings(checkout).extensions
    assert (first.name, second.name) == ("acme_flex", "beta")
    assert list(first.rules) == ["activity"]
    assert list(first.schema) == ["subject_prefix"]
    assert (list(second.rules), second.register is not None) == ([], True)


def test_the_new_extension_compiles_is_formatted_and_passes_its_tests(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "acme_flex")
    files = [checkout / "acme_flex" / name for name in ("rules.py", "hooks.py")]
    assert check_files(files, checkout) == []
    for command in (["ruff", "check"], ["ruff", "format", "--check"]):
        config = ["--config", str(ROOT / "pyproject.toml")]
        subprocess.run([sys.executable, "-m", *command, *config, "acme_flex"], cwd=checkout, check=True)
    program = f"""
import sys
sys.path[:0] = [{str(checkout)!r}, {str(ROOT)!r}]
import tests.support.plugin.extension as support
support.extended.__wrapped__.__kwdefaults__["root"] = __import__("pathlib").Path({str(checkout)!r})
import acme_flex.tests.test_hooks, acme_flex.tests.test_rules
for written in (acme_flex.tests.test_hooks, acme_flex.tests.test_rules):
    for name in vars(written).copy():
        if name.startswith("test_"):
            vars(written)[name]()
            print(name)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len([line for line in done.stdout.splitlines() if line.startswith("test_")]) == 3


def test_two_extensions_written_at_the_same_time_are_both_listed(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    second = Thread(target=commands.main, args=(["new-extension", "beta"],))

    def is_waiting() -> bool:
        return "new-extension: waiting for another" in capsys.readouterr().err

    def meanwhile(text: str, name: str) -> str:
        if name == "acme_flex":
            second.start()
            wait_until(lambda: not second.is_alive() or is_waiting(), "the second command waits or ends")
        return with_extension(text, name)

    monkeypatch.setattr(new_extension, "with_extension", meanwhile)
    assert commands.main(["new-extension", "acme_flex"]) == 0
    second.join()
    assert [extension.name for extension in load_settings(checkout).extensions] == ["acme_flex", "beta"]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("Acme", "expected a package's name of lower-case letters, digits and _, such as acme_flex"),
        ("acme-flex", "expected a package's name"),
        ("1acme", "expected a package's name"),
        ("../acme", "expected a package's name"),
        ("class", "class is a keyword of Python: choose another name, such as acme_class"),
        ("json", "json is taken: choose another name, such as acme_json"),
        ("flex_sfdc", "flex_sfdc is taken"),
        ("templates", "templates belongs to this project"),
        ("package", "package belongs to this project"),
    ],
)
def test_a_bad_name_is_refused_and_nothing_is_written(
    checkout: Path, capsys: pytest.CaptureFixture[str], name: str, problem: str
) -> None:
    (checkout / "package.py").touch()
    before = sorted(checkout.rglob("*")), (checkout / "settings.yaml").read_bytes()
    code, output = run(capsys, name)
    assert code == 2
    assert f"new-extension {name}: {problem}" in output
    assert (sorted(checkout.rglob("*")), (checkout / "settings.yaml").read_bytes()) == before


def test_an_existing_folder_is_refused(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (checkout / "acme_flex").mkdir()
    code, output = run(capsys, "acme_flex")
    assert (code, list((checkout / "acme_flex").iterdir())) == (2, [])
    assert "acme_flex exists: choose another name, or remove it" in output


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# a\nextensions: []  # b\nx: 1\n", "# a\nextensions: [new]  # b\nx: 1\n"),
        ("extensions: [one]\n", "extensions: [one, new]\n"),
        ("extensions:\n  - one  # why\n\nx: 1\n", "extensions:\n  - one  # why\n  - new\n\nx: 1\n"),
        ("x: 1\n", "x: 1\n\nextensions: [new]\n"),
        ("x: 1", "x: 1\n\nextensions: [new]\n"),
    ],
)
def test_the_settings_keep_their_comments(before: str, after: str) -> None:
    assert with_extension(before, "new") == after


def test_a_list_that_the_command_cannot_change_is_left_alone() -> None:
    with pytest.raises(SettingsError, match="write the list on one line"):
        with_extension("extensions: [one,\n  two]\n", "new")


# The next version


COPIED = ("flex_sfdc", "templates", "settings.yaml", "pyproject.toml", "CHANGELOG.md")


def git(folder: Path, *arguments: str) -> str:
    name = ["-c", "user.name=Acme", "-c", "user.email=acme@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *name, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(before) == 1, (file.name, before)
    file.write_text(text.replace(before, after), "utf-8")


def test_a_team_with_an_extension_takes_the_next_version_without_a_conflict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "team"
    for file in subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines():
        if file.split("/")[0] in COPIED:
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / file, root / file)
    git(root, "init", "-q", "-b", "upstream")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "One version")

    git(root, "checkout", "-q", "-b", "team")
    monkeypatch.setattr(new_extension, "ROOT", root)
    assert run(capsys, "acme_flex")[0] == 0
    edit(root / "settings.yaml", "name: plugin-salesforce-integration", "name: plugin-acme")
    edit(root / "settings.yaml", "display_name: Twilio Flex", "display_name: Acme")
    with (root / "settings.yaml").open("a", encoding="utf-8") as end:
        end.write("\nconfiguration:\n  enabled: true\n  acme_flex:\n    subject_prefix: Acme\n")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "Ours")

    git(root, "checkout", "-q", "upstream")
    for module in root.glob("flex_sfdc/**/*.py"):
        module.write_text(module.read_text("utf-8") + "\n# The next version.\n", "utf-8")
    edit(root / "pyproject.toml", 'version = "0.1.0"', 'version = "9.0.0"')
    edit(root / "settings.yaml", "width: 500", "width: 520")
    edit(root / "CHANGELOG.md", "# Changelog\n", "# Changelog of the next version\n")
    git(root, "commit", "-q", "-a", "-m", "The next version")

    git(root, "checkout", "-q", "team")
    git(root, "merge", "-q", "upstream", "-m", "Take the next version")
    assert git(root, "status", "--porcelain") == ""
    settings = load_settings(root)
    assert (settings.name, settings.version, settings.call_center.width) == ("plugin-acme", "9.0.0", 520)
    assert settings.configuration == {"enabled": True, "acme_flex": {"subject_prefix": "Acme"}}
    assert [extension.name for extension in settings.extensions] == ["acme_flex"]
    assert "_activity" in generated(root, load_extensions(root, ["acme_flex"]))
