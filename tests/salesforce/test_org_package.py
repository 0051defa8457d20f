"""The org package: rendered for the settings, and written for other tools."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from build.errors import UserError
from build.salesforce.org_package import CHANNELS_MODULE, PANEL_META, TRUSTED_URL, read_package, write_source
from tests.support.org_project import CHANNELS, FILES, FOLDER, make_project, settings


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "salesforce")


def test_without_settings_every_file_equals_that_of_the_checkout(project: Path) -> None:
    package = read_package(project, settings())
    assert {path: data.decode() for path, data in package.files.items()} == FILES
    assert set(package.around) == {"sfdx-project.json", ".forceignore"}
    assert (package.api_version, package.folder) == ("66.0", f"{FOLDER}/")
    assert package.test_classes == ("FlexHostTest",)
    assert package.channels == ("FlexDial__c",)


def test_the_accounts_own_channels_join_those_of_the_package(project: Path) -> None:
    mine = settings(record_channel="Acme__Records__c", dial_channel="AcmeDial__c", event_channel="")
    text = read_package(project, mine).files[CHANNELS_MODULE].decode()
    assert re.findall(r"^import (\w+) from '@salesforce/messageChannel/(\w+)';$", text, re.MULTILINE) == [
        (name, name) for name in ("AcmeDial__c", "Acme__Records__c", "FlexDial__c")
    ]
    assert "export const CHANNELS = { AcmeDial__c, Acme__Records__c, FlexDial__c };\n" in text
    assert "export const DIAL_CHANNEL = 'AcmeDial__c';\n" in text
    assert text.startswith("/** The message channels. */\n")


def test_the_address_of_flex_is_that_of_the_settings(project: Path) -> None:
    files = read_package(project, settings("https://flex.acme.example:8443/desk?a=1&b=2")).files
    assert b'default="https://flex.acme.example:8443/desk?a=1&amp;b=2"' in files[PANEL_META]
    assert b"<endpointUrl>https://flex.acme.example:8443</endpointUrl>" in files[TRUSTED_URL]


@pytest.mark.parametrize("text", ["", CHANNELS.replace("DIAL_CHANNEL", "DIAL"), "import x from 'y';\n"])
def test_channels_that_cannot_be_rendered_are_refused(tmp_path: Path, text: str) -> None:
    project = make_project(tmp_path / "salesforce", files={CHANNELS_MODULE: text})
    with pytest.raises(UserError, match="flexChannels"):
        read_package(project, settings())


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"packageDirectories": []}', '{"packageDirectories": [{"default": true}]}']
)
def test_an_invalid_project_file_is_named(project: Path, text: str) -> None:
    (project / "sfdx-project.json").write_text(text, "utf-8")
    with pytest.raises(UserError, match=r"salesforce/sfdx-project\.json: is not a Salesforce CLI project"):
        read_package(project, settings())


@pytest.mark.parametrize("version", ["66", "v66.0", "", "66.0; x"])
def test_an_api_version_is_a_number(tmp_path: Path, version: str) -> None:
    project = make_project(tmp_path / "salesforce", version=version)
    with pytest.raises(UserError, match="sourceApiVersion"):
        read_package(project, settings())


def test_a_checkout_without_the_package_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not in this checkout"):
        read_package(tmp_path / "salesforce", settings())


def test_the_written_project_is_the_rendered_one(project: Path, tmp_path: Path) -> None:
    package = read_package(project, settings(dial_channel="AcmeDial__c"))
    written = write_source(package, tmp_path / "out" / "org")
    assert len(written.written) == len(FILES) + 2
    read_again = read_package(tmp_path / "out" / "org", settings())
    assert read_again.files == package.files
    assert write_source(package, tmp_path / "out" / "org").kept == ()


def test_somebody_elses_folder_is_refused(project: Path, tmp_path: Path) -> None:
    package = read_package(project, settings())
    mine = tmp_path / "mine"
    mine.mkdir()
    for name in ("notes.txt", ".flex-sfdc.json", "sfdx-project.json"):
        for file in mine.iterdir():
            file.unlink()
        (mine / name).write_text("mine", "utf-8")
        with pytest.raises(UserError, match="choose another folder"):
            write_source(package, mine, force=True)
        assert [file.read_text("utf-8") for file in mine.iterdir()] == ["mine"]
    with pytest.raises(UserError, match="is not a folder"):
        write_source(package, project / "sfdx-project.json")


@pytest.mark.parametrize("path", ["../outside", "/tmp/outside", "a/../../outside", "a\\b", "C:x"])
def test_a_record_that_leads_outside_deletes_nothing(project: Path, tmp_path: Path, path: str) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / ".flex-sfdc.json").write_text(json.dumps({path: "x"}), "utf-8")
    with pytest.raises(UserError):
        write_source(read_package(project, settings()), mine, force=True)


def test_changed_files_are_kept_and_files_that_the_package_lacks_are_removed(
    project: Path, tmp_path: Path
) -> None:
    into = tmp_path / "out"
    package = read_package(project, settings())
    write_source(package, into)
    rule = f"{FOLDER}/customMetadata/FlexSearch.Contact.md-meta.xml"
    (into / rule).write_text("mine", "utf-8")
    (into / "own.txt").write_text("mine", "utf-8")
    missing = "lwc/flexPanel/flexPanel.html"
    done = write_source(package.without([missing]), into)
    assert (done.kept, done.removed) == ((rule,), (f"{FOLDER}/{missing}",))
    assert (into / rule).read_text("utf-8") == (into / "own.txt").read_text("utf-8") == "mine"
    assert not (into / FOLDER / missing).exists()
    assert write_source(package, into).kept == (rule,)
    assert write_source(package, into, force=True).kept == ()
    assert (into / rule).read_text("utf-8") == FILES["customMetadata/FlexSearch.Contact.md-meta.xml"]


@pytest.mark.parametrize("nth", [1, 2, len(FILES) + 2])
def test_a_write_that_was_interrupted_can_be_repeated(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    package, into = read_package(project, settings()), tmp_path / "out"
    real, written = Path.write_bytes, []

    def write(path: Path, data: bytes) -> int:
        written.append(path)
        if len(written) == nth:
            raise KeyboardInterrupt
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", write)
    with pytest.raises(KeyboardInterrupt):
        write_source(package, into)
    monkeypatch.undo()
    assert write_source(package, into).kept == ()
    assert read_package(into, settings()).files == package.files


def test_a_place_that_cannot_be_written_is_one_error(project: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(UserError, match="cannot be written"):
        write_source(read_package(project, settings()), tmp_path / "file" / "below")
