"""`package.py serve`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from build import cli as commands
from build.cli import serve
from tests.support.checkout import PLUGIN, SETTINGS, make_checkout, make_runnable
from tests.support.serve_process import ServeProcess

NAME = "plugin-tiny"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return make_runnable(make_checkout(tmp_path / "a checkout"))


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder for the commands' temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@pytest.fixture
def server(checkout: Path, temporary: Path) -> Iterator[ServeProcess]:  # noqa: ARG001 (its variable is read)
    server = ServeProcess(checkout, "--env", "staging", "--plugin-version", "2.0.0")
    yield server
    server.close()


def greet(checkout: Path, text: str) -> None:
    """Change the plugin."""
    greeting = checkout / "flex_sfdc" / "greeting.py"
    greeting.write_text(PLUGIN["greeting.py"].replace('f"hello', f'f"{text}'), "utf-8")


def test_serve_serves_the_current_sources_or_the_last_good_build_if_they_are_broken(
    checkout: Path, server: ServeProcess, temporary: Path
) -> None:
    first = server.entry()
    assert (first["name"], first["version"], first["phase"]) == (NAME, "2.0.0", 4)
    assert server.url == f"http://127.0.0.1:{server.port}/plugins"
    assert str(first["src"]).startswith(server.url)

    greet(checkout, "good morning")
    server.wait_for(rf"^{NAME} 2\.0\.0, built in ")
    second = server.entry()
    assert second["integrity"] != first["integrity"]
    assert b"good morning" in server.get(str(second["src"]).partition(str(server.port))[2])[1]

    greet(checkout, "} not Python {")
    server.wait_for(r"^flex_sfdc/greeting\.py:")
    server.wait_for(r"^not built: still serving the last good build$")
    assert server.entry() == second

    greet(checkout, "good evening")
    server.wait_for(rf"^{NAME} 2\.0\.0, built in ")
    assert b"good evening" in server.get(f"/plugins/{NAME}.js")[1]

    assert not (checkout / "dist").exists()
    assert server.ctrl_c() == 130
    assert not any("Traceback" in line for line in server.said)
    assert list(temporary.iterdir()) == []


def test_serve_starts_with_broken_sources_and_leaves_nothing_after_sigterm(
    checkout: Path, temporary: Path
) -> None:
    greet(checkout, "} not Python {")
    server = ServeProcess(checkout)
    try:
        assert any(line.startswith("not built: there is nothing to serve until") for line in server.said)
        assert server.get("/plugins")[0] == 503
        greet(checkout, "hello")
        server.wait_for(rf"^{NAME} 1\.2\.3, built in ")
        assert server.entry()["version"] == "1.2.3"
        assert list(temporary.iterdir()) != []
    finally:
        server.close()
    assert list(temporary.iterdir()) == []
    assert not any("Traceback" in line for line in server.said)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--port", "65536"], "--port 65536: expected a number up to 65535"),
        (["--flex-origin", "acme.example"], "--flex-origin: expected an origin such as "),
        (["--key", "key.pem"], "--key: needs --cert"),
        (["--cert", "missing.pem"], "--cert missing.pem: cannot be read: "),
        (["--env", "moon"], "--env moon: no such environment in settings.yaml (there are: staging)"),
        (["--name", "a b"], "--name: expected letters, digits"),
    ],
)
def test_a_wrong_option_of_serve_is_reported_in_one_line(
    checkout: Path,
    arguments: list[str],
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(serve, "ROOT", checkout)
    assert commands.main(["serve", *arguments]) == 2
    output = capsys.readouterr()
    assert output.err.startswith(expected)
    assert (output.out, output.err.count("\n")) == ("", 1)


def test_a_mistake_in_the_settings_is_reported_before_anything_is_served(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "ROOT", checkout)
    (checkout / "settings.yaml").write_text(SETTINGS.replace("phase: 3", "phase: late"), "utf-8")
    assert commands.main(["serve", "--port", "0"]) == 2
    assert capsys.readouterr().err.startswith("settings.yaml:4: plugin.phase: ")
