"""`package.py salesforce callcenter`: the file follows Salesforce's documented schema and limits."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit
from xml.dom.minidom import Text, parseString

import pytest

from build import cli as commands
from build.cli import ROOT, salesforce
from tests.support.checkout import SETTINGS, make_checkout

REQUIRED = [
    *("reqInternalName", "reqDisplayName", "reqAdapterUrl", "reqUseApi", "reqSoftphoneHeight"),
    *("reqSoftphoneWidth", "reqSalesforceCompatibilityMode"),
]
STANDBY = ["reqStandbyUrl", "reqTimeout"]
HOSTED = "https://flex.twilio.com/agent-desktop"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = make_checkout(tmp_path / "checkout")
    monkeypatch.setattr(salesforce, "ROOT", root)
    monkeypatch.chdir(tmp_path)
    return root


def configure(checkout: Path, call_center: dict[str, object]) -> None:
    # JSON is YAML: every value arrives as it is here.
    (checkout / "settings.yaml").write_text(f"{SETTINGS}call_center: {json.dumps(call_center)}\n", "utf-8")


def imported(xml: bytes) -> dict[str, str]:
    """Read a definition as Salesforce's guide describes it: sections of items, within their limits."""
    root = parseString(xml).documentElement
    assert root is not None
    assert root.tagName == "callCenter"
    values: dict[str, str] = {}
    sections = root.getElementsByTagName("section")
    assert [section.getAttribute("name") for section in sections] == ["reqGeneralInfo"]
    for place, section in enumerate(sections):
        assert section.getAttribute("sortOrder") == str(place)
        assert section.getAttribute("label")
        for order, item in enumerate(section.getElementsByTagName("item")):
            assert item.getAttribute("sortOrder") == str(order)
            assert item.getAttribute("label")
            assert item.getAttribute("name") not in values
            values[item.getAttribute("name")] = "".join(
                node.data for node in item.childNodes if isinstance(node, Text)
            )
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,39}", values["reqInternalName"])
    assert 0 < len(values["reqDisplayName"]) <= 1000
    assert urlsplit(values["reqAdapterUrl"]).scheme == "https"
    assert values["reqUseApi"] == "true"
    assert 240 <= int(values["reqSoftphoneHeight"]) <= 2560
    assert 200 <= int(values["reqSoftphoneWidth"]) <= 1920
    assert values["reqSalesforceCompatibilityMode"] in ("Lightning", "Classic_and_Lightning")
    return values


def written(checkout: Path, call_center: dict[str, object]) -> dict[str, str]:
    configure(checkout, call_center)
    assert commands.main(["salesforce", "callcenter", "flex.xml"]) == 0
    return imported(Path("flex.xml").read_bytes())


@pytest.mark.usefixtures("checkout")
def test_without_settings_it_is_hosted_flex_in_lightning(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["salesforce", "callcenter"]) == 0
    values = imported(Path("call-center.xml").read_bytes())
    assert list(values) == REQUIRED
    assert values["reqAdapterUrl"] == HOSTED
    assert values["reqSalesforceCompatibilityMode"] == "Lightning"
    output = capsys.readouterr()
    assert output.out.startswith("call-center.xml: written\n")
    # The set-up comes before the first `deploy`, which needs a clean working tree.
    assert "/call-center.xml" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert output.err == ""


def test_the_definition_has_the_values_of_the_settings(checkout: Path) -> None:
    values = written(
        checkout,
        {
            "name": "AcmeFlex",
            "display_name": "Acme",
            "adapter_url": "https://agents.acme.example:8443/flex?a=1&b=2",
            "height": 240,
            "width": 1920,
        },
    )
    assert values == {
        "reqInternalName": "AcmeFlex",
        "reqDisplayName": "Acme",
        "reqAdapterUrl": "https://agents.acme.example:8443/flex?a=1&b=2",
        "reqUseApi": "true",
        "reqSoftphoneHeight": "240",
        "reqSoftphoneWidth": "1920",
        "reqSalesforceCompatibilityMode": "Lightning",
    }


def test_an_environment_has_its_own_values(checkout: Path) -> None:
    (checkout / "settings.yaml").write_text(
        SETTINGS + "    call_center:\n      display_name: Flex (staging)\n", "utf-8"
    )
    assert commands.main(["salesforce", "callcenter", "--env", "staging", "flex.xml"]) == 0
    assert imported(Path("flex.xml").read_bytes())["reqDisplayName"] == "Flex (staging)"


def test_a_standby_page_is_in_the_file_only_if_the_settings_name_it(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(written(checkout, {"standby_timeout": 5000})) == REQUIRED
    assert capsys.readouterr().err == ""
    page = "https://status.acme.example/"
    values = written(checkout, {"standby_url": page, "standby_timeout": 5000})
    assert list(values) == [*REQUIRED, *STANDBY]
    assert (values["reqStandbyUrl"], values["reqTimeout"]) == (page, "5000")
    assert "standby_url" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name",
    [
        *("Fish & Chips", "\"Flex\" 'here'", "<item>]]>", "Flex für Käufer", "電話 ☎️"),
        *("a" * 1000, "  two  blanks  "),
    ],
)
def test_any_line_of_text_is_accepted_as_the_display_name(checkout: Path, name: str) -> None:
    assert written(checkout, {"display_name": name})["reqDisplayName"] == name


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("display_name", "a" * 5000),
        ("display_name", "a" * 1001),
        ("display_name", ""),
        ("display_name", "two\nlines"),
        ("display_name", "a\x00control"),
        ("display_name", "not a character \uffff"),
        ("name", "a" * 5000),
        ("name", "a" * 41),
        ("name", "Twilio Flex"),
        ("name", "1Flex"),
        ("name", "Flexü"),
        ("name", "Flex\n"),
        ("adapter_url", ""),
        ("adapter_url", "http://flex.twilio.com/"),
        ("adapter_url", "/agent-desktop"),
        ("adapter_url", "https://"),
        ("adapter_url", "https://flex.twilio.com:port/"),
        ("adapter_url", "https://[flex/"),
        ("adapter_url", "https://user:secret@flex.twilio.com/"),
        ("adapter_url", "https://flex.twilio.com/#part"),
        ("adapter_url", 'https://flex.twilio.com/"><script>'),
        ("adapter_url", "https://flex.twilio.com/a b"),
        ("adapter_url", "https://fl\u00e9x.example/"),
        ("adapter_url", "https://flex.twilio.com/" + "a" * 5000),
        ("adapter_url", "javascript:alert(1)"),
        ("height", 239),
        ("height", 2561),
        ("height", "700"),
        ("height", True),
        ("height", 300.5),
        ("width", 199),
        ("width", 1921),
        ("width", -500),
        ("standby_url", "http://status.acme.example/"),
        ("standby_timeout", 0),
        ("standby_timeout", 10**12),
        ("canvas", "yes"),
    ],
)
def test_a_value_beyond_the_limits_is_one_error_that_names_the_key(
    checkout: Path, capsys: pytest.CaptureFixture[str], key: str, value: object
) -> None:
    configure(checkout, {key: value})
    assert commands.main(["salesforce", "callcenter", "flex.xml"]) == 2
    output = capsys.readouterr()
    assert re.match(rf"settings\.yaml:\d+: call_center\.{key}: ", output.err)
    assert output.err.count("\n") == 1
    assert len(output.err) < 300
    assert output.out == ""
    assert not Path("flex.xml").exists()


def test_standard_output_and_a_dry_run_show_the_file_and_write_nothing(
    checkout: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    configure(checkout, {"display_name": "Käufer & Co"})
    for arguments in (["-"], ["--dry-run", "flex.xml"]):
        assert commands.main(["salesforce", "callcenter", *arguments]) == 0
        assert imported(capfdbinary.readouterr().out)["reqDisplayName"] == "Käufer & Co"
    assert not Path("flex.xml").exists()


def test_json_has_the_file_and_the_outcome(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, file, outcome in (
        (["flex.xml", "--dry-run"], "flex.xml", "not written"),
        (["-"], None, "not written"),
        (["flex.xml"], "flex.xml", "written"),
        (["flex.xml"], "flex.xml", "is up to date"),
    ):
        assert commands.main(["salesforce", "callcenter", *arguments, "--json"]) == 0
        document = json.loads(capsys.readouterr().out)
        assert (document["ok"], document["file"], document["outcome"]) == (True, file, outcome)
        assert imported(document["xml"].encode()) == document["parameters"]
    configure(checkout, {"name": "no name"})
    assert commands.main(["salesforce", "callcenter", "--json"]) == 2
    assert "call_center.name" in json.loads(capsys.readouterr().out)["error"]["problem"]


def test_callcenter_replaces_an_older_definition_and_no_other_file(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(checkout, {"display_name": "before"})
    assert written(checkout, {"display_name": "after"})["reqDisplayName"] == "after"
    assert "flex.xml: replaced" in capsys.readouterr().out
    for text in ("notes", "<CallCenter/>", ""):
        Path("flex.xml").write_text(text, "utf-8")
        assert commands.main(["salesforce", "callcenter", "flex.xml"]) == 2
        assert Path("flex.xml").read_text("utf-8") == text
        assert "flex.xml: exists and is not a call center definition" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("file", "reason"), [("missing/flex.xml", "there is no folder missing"), (".", "Is a directory")]
)
@pytest.mark.usefixtures("checkout")
def test_a_place_that_cannot_be_written_is_one_error(
    capsys: pytest.CaptureFixture[str], file: str, reason: str
) -> None:
    assert commands.main(["salesforce", "callcenter", file]) == 2
    assert capsys.readouterr().err == f"{file}: cannot be written: {reason}\n"
