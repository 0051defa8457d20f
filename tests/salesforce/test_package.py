"""The org package, judged by Salesforce's own tools: Apex by its types and PMD, the components by ESLint."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from build.demo import npm

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "salesforce"
SOURCE = PACKAGE / "force-app" / "main" / "default"
HERE = Path(__file__).parent
TOOLS = HERE / "tools"
CASES = ROOT / "tests" / "support" / "lightning_protocol.json"
NAMESPACE = "{http://soap.sforce.com/2006/04/metadata}"
TIMEOUT = 120.0
# Each line has one fault that its checker has to find.
PLANTED_APEX = """public class Planted {
    @AuraEnabled
    public static String planted(String term) {
        FlexHost.saveOnce(1, 'fields');
        Task activity = new Task(Flex_Kee__c = 'key');
        insert activity;
        return JSON.serialize(Database.query('SELECT Id FROM Task WHERE Subject = \\'' + term + '\\''));
    }
}
"""
WRONG_TYPES = {4: "saveOnce", 5: "Flex_Kee__c"}
UNSAFE = {"ApexSOQLInjection", "ApexCRUDViolation", "ApexSharingViolations"}
PLANTED_COMPONENT = """import { LightningElement, api } from 'lwc';

export default class Planted extends LightningElement {
    @api recordId;

    connectedCallback() {
        this.recordId = document.querySelector('x');
    }
}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a copy of the package with faulty code next to its own."""
    copy = tmp_path / "package"
    shutil.copytree(PACKAGE, copy)
    default = copy / "force-app" / "main" / "default"
    (default / "classes" / "Planted.cls").write_text(PLANTED_APEX)
    shutil.copy(SOURCE / "classes" / "FlexHost.cls-meta.xml", default / "classes" / "Planted.cls-meta.xml")
    planted = default / "lwc" / "planted"
    planted.mkdir()
    (planted / "planted.js").write_text(PLANTED_COMPONENT)
    return copy


def run(command: list[str], cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a tool to its end."""
    env = {**os.environ, **environ}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=TIMEOUT)


def xml(path: Path) -> ElementTree.Element:
    """Return the root of one of our own files."""
    return ElementTree.fromstring(path.read_text())


def texts(path: Path, place: str) -> list[str]:
    """Return the texts of the elements at a place, such as `fieldPermissions/field`."""
    names = "/".join(NAMESPACE + name for name in place.split("/"))
    return [element.text or "" for element in xml(path).findall(names)]


def test_apex_has_the_types_that_salesforce_knows(java: list[str], workspace: Path) -> None:
    checker = "io.github.apexdevtools.apexls.CheckForIssues"
    done = run([*java, checker, "-n", "-d", "errors", "-w", str(workspace)], workspace)
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.endswith(".cls")] == [
        str(workspace / "force-app/main/default/classes/Planted.cls")
    ], done.stdout + done.stderr
    for number, name in WRONG_TYPES.items():
        assert any(f"line {number} " in line and name in line for line in lines), lines


def test_pmd_finds_no_fault_in_apex(java: list[str], workspace: Path, tmp_path: Path) -> None:
    classes = sorted(str(path) for path in workspace.rglob("*.cls"))
    data = {
        "ruleSetInputFile": str(TOOLS / "rules.xml"),
        "runDataPerLanguage": {"apex": {"filesToScan": classes}},
    }
    (tmp_path / "in.json").write_text(json.dumps(data))
    wrapper = "com.salesforce.sfca.pmdwrapper.PmdWrapper"
    done = run([*java, wrapper, "run", str(tmp_path / "in.json"), str(tmp_path / "out.json")], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads((tmp_path / "out.json").read_text())
    places = [
        (Path(violation["codeLocation"]["file"]).name, violation["rule"])
        for violation in result["violations"]
    ]
    assert result["processingErrors"] == []
    assert {rule for name, rule in places if name == "Planted.cls"} >= UNSAFE
    assert [place for place in places if place[0] != "Planted.cls"] == []


def test_apex_runs_with_the_agents_permissions() -> None:
    # PMD only finds code that says nothing about permissions.
    for path in (SOURCE / "classes").glob("*.cls"):
        code = path.read_text()
        inner = re.findall(r"without sharing class (\w+)", code)
        assert inner == (["OutOfSight"] if path.name == "FlexHost.cls" else []), path.name
        assert code.count("SYSTEM_MODE") == len(inner), path.name


def test_every_change_answers_a_user_who_may_not_make_it() -> None:
    """In user mode, a missing access to the object is a SecurityException, one to a field a DmlException."""
    code = (SOURCE / "classes" / "FlexHost.cls").read_text()
    changes = re.findall(r"Database\.(?:insert|update)\(.*?\n        }(.*?)\n        }\n", code, re.DOTALL)
    assert len(changes) == code.count("AccessLevel.USER_MODE") - code.count("Search.query(") == 2
    for refusals in changes:
        assert re.findall(r"catch \((\w+) refused\)", refusals) == ["DmlException", "SecurityException"]


def test_no_character_with_a_meaning_in_a_search_is_left_in_a_term() -> None:
    code = (SOURCE / "classes" / "FlexHost.cls").read_text()
    kept = re.search(r"NOT_SEARCHED = '\[\^(.+)\]';", code)
    assert kept
    plain = re.sub(r"\\\\p\{\w\}", "", kept[1])
    assert "@" in plain
    assert set(plain) & set("?&|!{}[]()^~*:\\\"'+-") == set(), "Salesforce refuses the search, also in quotes"


def test_the_apex_tests_pass_in_orgs_with_their_own_rules() -> None:
    """A deploy runs them: they use no object that an org may lack, and make activities in one place."""
    code = (SOURCE / "classes" / "FlexHostTest.cls").read_text()
    made = set(re.findall(r"\bnew (\w+)\(\s*(\w+) = ", code))
    assert {name for name, _ in made} == {"Contact", "PermissionSetAssignment", "Task", "User"}
    assert [field for name, field in made if name == "Task"] == ["Id"], "`callWithKey` makes new ones"
    assert re.search(r"runAs\(new User\(Id = UserInfo.getUserId\(\)\)\) \{.*\n +insert users;", code)
    assert code.count("\n            insert users;") == code.count("insert users") == 1, (
        "no licence may be left"
    )
    assert not re.search(r"= '[a-z]{2}_[A-Z]{2}'", code), "the org's own language and locale"


def test_the_components_follow_salesforces_rules(tools: Path, workspace: Path) -> None:
    eslint = str(tools / "eslint" / "bin" / "eslint.js")
    command = [npm.node(), eslint, "-f", "json", "--config", str(TOOLS / "eslint.config.cjs"), "force-app"]
    done = run(command, workspace, NODE_MODULES=str(tools))
    assert done.stdout.startswith("["), done.stderr
    files: list[dict[str, Any]] = json.loads(done.stdout)
    faults = {
        Path(file["filePath"]).name: [message["ruleId"] for message in file["messages"]] for file in files
    }
    assert sorted(faults.pop("planted.js")) == ["@lwc/lwc/no-api-reassignments", "@lwc/lwc/no-document-query"]
    assert faults.keys() == {path.name for path in SOURCE.glob("lwc/*/*.js")}
    assert [name for name, rules in faults.items() if rules] == []


def test_the_protocol_module_reacts_to_every_case_as_the_contract_says() -> None:
    module = SOURCE / "lwc" / "flexProtocol" / "flexProtocol.js"
    done = run([npm.node(), "--no-warnings", str(HERE / "protocol.mjs"), module.as_uri(), str(CASES)], ROOT)
    assert done.returncode == 0, done.stderr
    verdicts = json.loads(done.stdout)
    assert len(verdicts) > 100
    assert [verdict for verdict in verdicts if verdict[1] != verdict[2]] == []


ID, OTHER_ID = "0035f00000ABCDE", "0035f00000FGHIJ"


def record_page(record_id: str) -> dict[str, Any]:
    """Return a page reference of a contact."""
    return {"type": "standard__recordPage", "attributes": {"recordId": record_id, "objectApiName": "Contact"}}


NUMBERS = {
    "+14155550101": ["14155550101", "4155550101", "415 555 0101"],
    "+1 (415) 555-0101": ["14155550101", "4155550101", "415 555 0101"],
    "(415) 555-0101": ["4155550101"],
    "4155550101": [],
    "14155550101": [],  # or a number of another country in its national notation
    "13812345678": [],
    "+4915123456789": ["4915123456789"],
    "+442071838750": ["442071838750"],
    "+17": [],
    "+141555501019": ["141555501019"],
    "0049 151 23456789": ["004915123456789"],
}


def in_node(module: str, value: str, *arguments: str) -> Any:
    """Return the value of an expression in Node, with a module of the package as `m`."""
    script = "const [name, ...sent] = process.argv.slice(1); const m = await import(name);"
    script = f"{script} console.log(JSON.stringify({value}));"
    uri = (SOURCE / "lwc" / module / f"{module}.js").as_uri()
    done = run([npm.node(), "--no-warnings", "--input-type=module", "-e", script, uri, *arguments], ROOT)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_panel_searches_a_number_only_in_notations_of_itself() -> None:
    found = in_node("flexProtocol", "sent.map((term) => m.searchTerms(term, 'phone'))", *NUMBERS)
    assert found == [[term, *more] for term, more in NUMBERS.items()]


TABS = [
    ({}, {}),
    ({"recordId": ID, "objectApiName": "Case"}, {"recordId": ID, "objectType": "Case"}),
    ({"recordId": ID, "pageReference": None}, {"recordId": ID, "objectType": ""}),
    ({"recordId": ID, "pageReference": record_page(ID)}, {"recordId": ID, "objectType": "Contact"}),
    ({"pageReference": record_page(ID)}, {"recordId": ID, "objectType": "Contact"}),
    ({"recordId": "", "pageReference": {"type": "standard__objectPage", "attributes": {}}}, {}),
    ({"recordId": ID, "pageReference": record_page(OTHER_ID)}, {"recordId": ID, "objectType": ""}),
]


def test_the_record_of_a_tab_has_the_object_of_its_page() -> None:
    tabs = [json.dumps(tab) for tab, _ in TABS]
    assert in_node("flexProtocol", "sent.map((tab) => m.recordOfTab(JSON.parse(tab)))", *tabs) == [
        record for _, record in TABS
    ]


def test_a_person_account_that_a_search_finds_twice_is_one_record() -> None:
    person = {"Id": "0015f00000ABCDEAA5", "IsPersonAccount": True, "PersonContactId": f"{OTHER_ID}AA5"}
    found = [{"Id": ID}, {"Id": OTHER_ID, "IsPersonAccount": True}, person]
    by_id = in_node("flexProtocol", "m.recordsById(JSON.parse(sent[0]))", json.dumps(found))
    assert by_id == {ID: {"Id": ID}, person["Id"]: person}


def test_every_text_exists_in_every_language_of_the_plugin() -> None:
    languages = sorted(path.stem for path in (ROOT / "flex_sfdc" / "strings").glob("*.yaml"))
    *texts, unknown, absent = in_node("flexTexts", "[...sent, 'xx', undefined].map(m.textsIn)", *languages)
    english = texts[languages.index("en-US")]
    assert unknown == absent == english
    for language, found in zip(languages, texts, strict=True):
        assert found.keys() == english.keys(), language
        for name, text in found.items():
            assert re.findall(r"\{\d\}", text) == re.findall(r"\{\d\}", english[name])
            assert language == "en-US" or text != english[name]


def test_every_name_in_the_package_exists() -> None:
    permissions = SOURCE / "permissionsets" / "Flex_Agent.permissionset-meta.xml"
    for name in texts(permissions, "classAccesses/apexClass"):
        assert (SOURCE / "classes" / f"{name}.cls").exists()
    for name in texts(permissions, "customPermissions/name"):
        assert (SOURCE / "customPermissions" / f"{name}.customPermission-meta.xml").exists()
    for name in texts(permissions, "customMetadataTypeAccesses/name"):
        assert (SOURCE / "objects" / name / f"{name}.object-meta.xml").exists()
    added = (SOURCE / "objects" / "Activity" / "fields").iterdir()
    assert sorted(texts(permissions, "fieldPermissions/field")) == sorted(
        f"Task.{path.name.split('.')[0]}" for path in added
    )
    for record in SOURCE.glob("customMetadata/*.md-meta.xml"):
        fields = SOURCE / "objects" / f"{record.name.split('.')[0]}__mdt" / "fields"
        assert sorted(texts(record, "values/field")) == sorted(
            path.name.split(".")[0] for path in fields.iterdir()
        )
    channels = (SOURCE / "lwc" / "flexChannels" / "flexChannels.js").read_text()
    names = re.findall(r"@salesforce/messageChannel/(\w+)__c", channels)
    assert names == sorted(
        path.name.split(".")[0] for path in SOURCE.glob("messageChannels/*.messageChannel-meta.xml")
    )


def test_the_key_field_is_unique_as_written() -> None:
    field = SOURCE / "objects" / "Activity" / "fields" / "Flex_Key__c.field-meta.xml"
    for flag in ("unique", "externalId", "caseSensitive"):
        assert texts(field, flag) == ["true"]
    assert texts(field, "length") == ["80"]


def test_the_panel_reports_the_projects_version() -> None:
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version
    assert in_node("flexProtocol", "m.RELEASE") == version[1]


def test_the_call_buttons_are_only_where_a_panel_can_be() -> None:
    meta = xml(SOURCE / "lwc" / "flexPhones" / "flexPhones.js-meta.xml")
    assert [factor.get("type") for factor in meta.iter(f"{NAMESPACE}supportedFormFactor")] == ["Large"]


def test_every_component_and_class_has_the_projects_api_version() -> None:
    version = json.loads((PACKAGE / "sfdx-project.json").read_text())["sourceApiVersion"]
    files = [*SOURCE.glob("lwc/*/*.js-meta.xml"), *SOURCE.glob("classes/*-meta.xml")]
    assert len(files) == 12
    assert {text for path in files for text in texts(path, "apiVersion")} == {version}
