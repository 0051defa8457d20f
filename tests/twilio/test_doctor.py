"""`package.py doctor`, against the fake."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from build import cli as commands
from build.bundle.products import ENTRY, make_products, write_products
from build.bundle.settings import load_settings
from build.cli import doctor
from build.compiler.compile import compile_program
from build.demo.twilio_api import FakeTwilio, cut_off, drop_before, others, refuse
from build.twilio.doctor.functions import PATH as FUNCTION
from build.twilio.doctor.run import SHOWN_BY_ACCOUNT
from flex_sfdc.diagnostics.rules import CHECKS as IN_FLEX
from flex_sfdc.diagnostics.rules import label_key
from tests.support.cases import case
from tests.support.checkout import SETTINGS, make_checkout
from tests.support.command_line import retry_without_pauses, set_environ
from tests.support.plugin.extension import make_extension

ORIGINS = {"trusted_origins": ["https://acme.lightning.force.com"]}
FLAGS = {"enabled": True, "screen_pop": True, **ORIGINS}
SECTION = "configuration:\n  enabled: true\n  screen_pop: true\n"
TEXTS = Path(__file__).parents[2] / "flex_sfdc" / "strings" / "en-US.yaml"
NAME, VERSION = "plugin-tiny", "1.2.3"
BUNDLE = f"/plugins/{NAME}/{VERSION}/bundle.js"
CHECKS = [
    *("account", "Flex", "Flex UI", "React", "plugin service", "built-in integration", "flags"),
    *("trusted origins", "functions domain", "serverless service", "environment", "plugin", "release"),
    *("other plugins", "bundle"),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small checkout with its products in dist/; made once, and never changed."""
    root = make_checkout(tmp_path_factory.mktemp("checkout") / "of it")
    (root / "settings.yaml").write_text(SETTINGS + SECTION, "utf-8")
    made = make_products(root, load_settings(root), compile_program(root / ENTRY, root=root))
    write_products(made.products, root / "dist")
    return root


@pytest.fixture(autouse=True)
def root(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of it that the command works on, with retries without pauses."""
    root = tmp_path / "checkout"
    shutil.copytree(built, root)
    monkeypatch.setattr(doctor, "ROOT", root)
    retry_without_pauses(monkeypatch)
    return root


@pytest.fixture
def twilio(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeTwilio]:
    """Yield a healthy account."""
    with FakeTwilio() as fake:
        set_environ(monkeypatch, fake.environ)
        set_flags(fake, FLAGS)
        release(fake, (root / "dist" / f"{NAME}.js").read_bytes())
        yield fake


def api_key(twilio: FakeTwilio) -> dict[str, str]:
    return dict(zip(("TWILIO_API_KEY", "TWILIO_API_SECRET"), twilio.key, strict=True))


def set_flags(twilio: FakeTwilio, flags: object) -> None:
    features = {"salesforce_integration": flags}
    twilio.account.flex["ui_attributes"] = {"custom_data": {"features": features}}


def release(twilio: FakeTwilio, content: bytes, *, private: bool = False) -> None:
    """Deploy and release the plugin, as `deploy` and `release` do."""
    service = others.service(twilio, registered=True)
    version = others.asset(twilio, service, BUNDLE, content)
    if private:
        twilio.account.asset_versions.latest(sid=version["sid"])["visibility"] = "protected"
    domain = others.deployed_environment(twilio, service, NAME, [version])["domain_name"]
    row = register(twilio, NAME, VERSION, f"https://{domain}{BUNDLE}", private=private)
    others.release(twilio, {row["sid"]: 3})


def register(twilio: FakeTwilio, name: str, version: str, url: str, *, private: bool = False) -> Any:
    plugins = f"{others.FLEX}/PluginService/Plugins"
    if not twilio.account.plugins.find(unique_name=name):
        twilio.do("POST", plugins, {"UniqueName": name})
    fields = {"Version": version, "PluginUrl": url, "Private": str(private).lower()}
    return twilio.do("POST", f"{plugins}/{name}/Versions", fields)


def release_beside(twilio: FakeTwilio, name: str, content: bytes | None = None) -> None:
    """Add another plugin to the active release; `content` is served by its environment."""
    url = f"https://{name}.example.com/1.0.0.js"
    if content is not None:
        service = others.service(twilio, f"service-of-{name}")
        path = f"/plugins/{name}/1.0.0/bundle.js"
        version = others.asset(twilio, service, path, content)
        domain = others.deployed_environment(twilio, service, name, [version])["domain_name"]
        url = f"https://{domain}{path}"
    ours = twilio.account.versions.newest(version=VERSION)[0]["sid"]
    others.release(twilio, {ours: 3, register(twilio, name, "1.0.0", url)["sid"]: 3})


Findings = dict[str, list[tuple[str, str]]]


Examine = Callable[..., tuple[int, Findings]]


@pytest.fixture
def examine(capsys: pytest.CaptureFixture[str]) -> Examine:
    """Run `doctor`; return the exit code, and by check the levels with texts."""

    def run_doctor(*arguments: str) -> tuple[int, Findings]:
        capsys.readouterr()
        code = commands.main(["doctor", "--json", *arguments])
        said: Findings = {}
        for finding in json.loads(capsys.readouterr().out)["findings"]:
            assert finding["level"] == "ok" or finding["next"], finding
            said.setdefault(finding["check"], []).append((finding["level"], finding["text"]))
        return code, said

    return run_doctor


def the_one(findings: Findings, level: str) -> tuple[str, str]:
    """Return the check and the text of the only finding at this level; all others are better."""
    (one,) = [(check, text) for check, many in findings.items() for its, text in many if its == level]
    return one


def test_a_healthy_account_has_no_problem(twilio: FakeTwilio, examine: Examine) -> None:
    code, findings = examine()
    assert code == 0
    assert list(findings) == CHECKS
    assert {level for many in findings.values() for level, _ in many} == {"ok"}
    assert findings["account"] == [
        ("ok", f'"Stand-in" {twilio.account.sid}, by TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN: active')
    ]
    assert findings["bundle"][0][1].endswith(" is the one built here")
    assert twilio.changes == []


def test_in_words_each_finding_is_a_line_with_the_next_step_below(
    twilio: FakeTwilio, capsys: pytest.CaptureFixture[str]
) -> None:
    twilio.account.flex["plugin_service_enabled"] = False
    assert commands.main(["doctor"]) == 1
    lines = capsys.readouterr().out.splitlines()
    place = lines.index("problem  plugin service: plugin_service_enabled is off: Flex loads no plugin")
    assert lines[place + 1] == "         -> Set it to true in the Flex configuration."
    assert lines[-2] == "1 problem, no warnings"


def test_checks_that_only_flex_can_make_are_named_and_each_other_check_has_a_line(
    twilio: FakeTwilio, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.main(["doctor", "--json"]) == 0
    assert twilio.changes == []
    document = json.loads(capsys.readouterr().out)
    texts = yaml.safe_load(TEXTS.read_text("utf-8"))
    labels = {name: texts[label_key(name)] for name in IN_FLEX}
    shown = {labels[name] for name in SHOWN_BY_ACCOUNT}
    assert sorted([*document["onlyInFlex"], *shown]) == sorted(labels.values())
    assert set(SHOWN_BY_ACCOUNT.values()) <= {finding["check"] for finding in document["findings"]}
    assert commands.main(["doctor"]) == 0
    line = f"in Flex  only Flex can check: {', '.join(document['onlyInFlex'])}"
    assert line in capsys.readouterr().out.splitlines()


def test_a_name_on_the_account_does_not_control_the_terminal(
    twilio: FakeTwilio, capsys: pytest.CaptureFixture[str]
) -> None:
    twilio.account.friendly_name = "a\x1b[2Jb"
    assert commands.main(["doctor"]) == 0
    assert '"a?[2Jb"' in capsys.readouterr().out


def flex(name: str, value: object) -> Callable[[FakeTwilio], None]:
    return lambda twilio: twilio.account.flex.__setitem__(name, value)


def flags(**values: object) -> Callable[[FakeTwilio], None]:
    return lambda twilio: set_flags(twilio, {**FLAGS, **values})


def custom_data(**values: object) -> Callable[[FakeTwilio], None]:
    return lambda twilio: twilio.account.flex["ui_attributes"]["custom_data"].update(values)


def newer_version(twilio: FakeTwilio) -> None:
    domain = twilio.account.environments[0]["domain_name"]
    register(twilio, NAME, "1.10.0", f"https://{domain}/plugins/{NAME}/1.10.0/bundle.js")


def other_bytes(twilio: FakeTwilio) -> None:
    for sid in twilio.account.contents:
        twilio.account.contents[sid] = b"// somebody else's"


# Defects of an account, and the worst finding about each.
BROKEN: list[tuple[Callable[[FakeTwilio], object], str]] = [
    (lambda twilio: setattr(twilio.account, "status", "suspended"), "problem account: it is suspended"),
    (flex("status", "inprogress"), 'problem Flex: its status is "inprogress"'),
    (flex("ui_version", "1.34.0"), "problem Flex UI: 1.34.0 is outside >=2.7.0 <3.0.0"),
    (flex("ui_version", "2.x"), "warning Flex UI: 2.x may resolve to a release outside"),
    (flex("ui_version", "newest"), 'warning Flex UI: "newest" is not a range'),
    (flex("ui_version", None), "warning Flex UI: sets no version"),
    (
        flex("ui_dependencies", {"react": "18.2.0"}),
        "warning React: the versions differ: react 18.2.0, react-dom 17.0.2",
    ),
    (
        flex("ui_dependencies", {"react": "19.0.0", "react-dom": "19.0.0"}),
        "warning React: Flex does not support 19.0.0 (only 16, 17, 18)",
    ),
    (flex("plugin_service_enabled", None), "problem plugin service: is off"),
    (
        flex("integrations", [{"type": "salesforce", "name": "Salesforce", "active": True}]),
        'problem built-in integration: "Salesforce" is on: both would dial, and both would log',
    ),
    (
        flex("integrations", [{"name": "Twilio SFDC Plugin"}]),
        "warning built-in integration: does not show whether it is on",
    ),
    (
        lambda twilio: twilio.account.flex.update(crm_enabled=True, crm_type="salesforce"),
        'warning built-in integration: crm_enabled is on with the type "salesforce"',
    ),
    (flags(colour=1), "warning flags: colour (a number): unknown key: ignored"),
    (
        lambda twilio: (
            flags(click_to_dial=True)(twilio),
            flex("outbound_call_flows", {"default": {"enabled": False}})(twilio),
        )[0],
        "problem flags: click_to_dial cannot call: outbound calls are off on this account",
    ),
    (flags(caller_id="+14155550101"), "warning flags: caller_id does nothing without click_to_dial"),
    (flags(click_to_dial="yes"), "warning flags: click_to_dial (a string)"),
    (flags(dial_channel="Dial__c"), "warning flags: dial_channel does nothing without click_to_dial"),
    (lambda twilio: set_flags(twilio, True), "problem flags: is not an object"),
    (
        flags(trusted_origins=["https://a.example", "http://a.example"]),
        "warning trusted origins: trusted_origins (a string): not an origin",
    ),
    (
        lambda twilio: set_flags(twilio, {"enabled": True, "screen_pop": True}),
        "warning trusted origins: a page of any Salesforce org may embed Flex with the plugin",
    ),
    (flags(trusted_origins=[]), "problem trusted origins: trusts nobody"),
    (
        flags(trusted_origins=["https://a.sandbox.my.salesforce.com"]),
        "warning trusted origins: https://a.sandbox.my.salesforce.com is not the origin of Lightning pages",
    ),
    (
        custom_data(serverless_functions_domain="nowhere-1234.twil.io"),
        f"problem functions domain: nowhere-1234.twil.io has no function at {FUNCTION}",
    ),
    (
        custom_data(serverless_functions_domain="https://x.twil.io/"),
        "warning functions domain: is not a host name",
    ),
    (
        custom_data(serverless_functions_domain="localhost", serverless_functions_protocol="http"),
        "warning functions domain: http://localhost is not https",
    ),
    (
        lambda twilio: twilio.account.plugins[0].update(archived=True),
        "problem plugin: plugin-tiny is archived",
    ),
    (lambda twilio: twilio.account.releases.clear(), "problem release: nothing was ever released"),
    (lambda twilio: others.released_plugins(twilio, 1), "problem release: is not in the active release"),
    (newer_version, "warning release: 1.2.3 is released, the newest is 1.10.0"),
    (other_bytes, "problem bundle: is not the one built here"),
    (
        lambda twilio: twilio.account.builds[0]["asset_versions"].clear(),
        "problem bundle: 1.2.3, released is not served at https://",
    ),
    (
        lambda twilio: release_beside(twilio, "acme-sfdc"),
        "problem other plugins: acme-sfdc 1.0.0 is also released; its name suggests that it does the same",
    ),
    (
        lambda twilio: release_beside(twilio, "flex-project-template"),
        "warning other plugins: with its feature salesforce-integration both would dial",
    ),
    (
        lambda twilio: release_beside(twilio, "acme-flex", b"features.salesforce_integration.enabled"),
        "problem other plugins: acme-flex 1.0.0 handles salesforce_integration too",
    ),
    (
        flex("plugin_service_attributes", {"custom_plugins": [{"name": NAME, "src": "x"}]}),
        f"problem other plugins: custom_plugins has {NAME}",
    ),
    (
        flex("plugin_service_attributes", {"custom_plugins_url": "https://x.example"}),
        "warning other plugins: custom_plugins_url",
    ),
]


@pytest.mark.parametrize(("mistake", "finding"), BROKEN, ids=[finding for _, finding in BROKEN])
def test_each_defect_of_an_account_is_reported(
    twilio: FakeTwilio, root: Path, examine: Examine, mistake: Callable[[FakeTwilio], object], finding: str
) -> None:
    (root / "settings.yaml").write_text(SETTINGS, "utf-8")
    mistake(twilio)
    code, findings = examine()
    place, _, text = finding.partition(": ")
    level = place.split()[0]
    check, shown = the_one(findings, level)
    assert f"{level} {check}" == place
    assert text in shown
    assert code == (1 if level == "problem" else 0)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({}, "enabled is off"),
        ({"screen_pop": True}, "enabled is off, so the plugin does nothing (others are on)"),
        ({"enabled": True}, "only enabled is on"),
    ],
)
def test_a_feature_that_is_off_is_a_warning(
    twilio: FakeTwilio, root: Path, examine: Examine, values: dict[str, object], text: str
) -> None:
    (root / "settings.yaml").write_text(SETTINGS, "utf-8")
    set_flags(twilio, {**values, **ORIGINS})
    code, findings = examine()
    assert code == 0
    assert text in the_one(findings, "warning")[1]


def test_an_event_channel_on_its_own_is_enough_to_do_something(
    twilio: FakeTwilio, root: Path, examine: Examine
) -> None:
    (root / "settings.yaml").write_text(SETTINGS, "utf-8")
    set_flags(twilio, {"enabled": True, "event_channel": "Events__c", **ORIGINS})
    _, findings = examine()
    assert not any("the plugin does nothing" in str(item) for item in findings)


def test_flags_that_differ_from_the_settings_lead_to_a_push(
    twilio: FakeTwilio, root: Path, examine: Examine, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "settings.yaml").write_text(f"{SETTINGS}{SECTION}  click_to_dial: true\n", "utf-8")
    code, findings = examine()
    assert code == 0
    assert the_one(findings, "warning") == ("flags", "these differ from settings.yaml: click_to_dial")
    commands.main(["doctor"])
    assert "-> Run `package.py config push`." in capsys.readouterr().out
    assert twilio.changes == []


def test_an_extensions_settings_are_checked_like_ours(
    twilio: FakeTwilio, root: Path, examine: Examine
) -> None:
    schema = "url:\n  type: string\n  description: x\n"
    make_extension(root, hooks="def register(services): pass\n", configuration__yaml=schema)
    section = f"{SECTION}  acme_flex:\n    url: https://acme.example\n"
    (root / "settings.yaml").write_text(f"extensions: [acme_flex]\n{SETTINGS}{section}", "utf-8")
    twilio.account.flex["ui_attributes"]["custom_data"]["features"]["acme_flex"] = {"url": 3}
    _, findings = examine()
    assert findings["flags"] == [
        ("warning", "acme_flex.url is not a string: ignored"),
        ("warning", "these differ from settings.yaml: acme_flex.url"),
    ]


def test_an_empty_account_has_every_problem_at_once(
    monkeypatch: pytest.MonkeyPatch, examine: Examine
) -> None:
    with FakeTwilio() as empty:
        set_environ(monkeypatch, empty.environ)
        code, findings = examine()
    problems = [check for check, many in findings.items() if "problem" in [level for level, _ in many]]
    assert code == 1
    assert problems == ["serverless service", "environment", "plugin", "release"]
    assert findings["bundle"] == [("warning", "the account has no bundle to compare")]


def test_a_service_that_is_gone_is_a_problem(twilio: FakeTwilio, examine: Examine) -> None:
    twilio.account.services.clear()
    code, findings = examine()
    assert code == 1
    assert findings["serverless service"][0][1].endswith("is registered with Flex but no longer exists")


def test_an_environment_that_is_empty_or_gone_is_a_problem_with_its_bundle(
    twilio: FakeTwilio, examine: Examine
) -> None:
    (environment,) = twilio.account.environments
    environment["build_sid"] = None
    code, findings = examine()
    assert (code, findings["environment"]) == (1, [("problem", f"{environment['domain_name']} is empty")])
    assert findings["bundle"][0][0] == "problem"
    twilio.account.environments.clear()
    code, findings = examine()
    assert code == 1
    assert findings["environment"] == [("problem", f"there is none named {NAME}: it was never deployed here")]
    assert findings["release"][0][0] == "ok"


def test_functions_that_answer_are_reported_as_ok(twilio: FakeTwilio, examine: Examine) -> None:
    domain = others.deployed_function(twilio, FUNCTION)["domain_name"]
    custom_data(serverless_functions_domain=domain, serverless_functions_port="443")(twilio)
    code, findings = examine()
    assert (code, findings["functions domain"]) == (0, [("ok", f"{domain}:443 answers")])
    assert all(request.user == "" for request in twilio.requests if request.path == FUNCTION)


def test_functions_that_are_silent_are_a_problem(twilio: FakeTwilio, examine: Examine) -> None:
    custom_data(serverless_functions_domain="x.twil.io")(twilio)
    twilio.faults.on("GET", FUNCTION, refuse(503), times=None)
    code, findings = examine()
    assert code == 1
    assert the_one(findings, "problem") == (
        "functions domain",
        "x.twil.io: x.twil.io is not available (HTTP 503)",
    )


def test_a_protected_bundle_is_compared_with_the_auth_token(
    root: Path, monkeypatch: pytest.MonkeyPatch, examine: Examine
) -> None:
    with FakeTwilio() as twilio:
        set_environ(monkeypatch, twilio.environ)
        set_flags(twilio, FLAGS)
        release(twilio, (root / "dist" / f"{NAME}.js").read_bytes(), private=True)
        code, findings = examine()
        assert (code, findings["bundle"][0][0]) == (0, "ok")
        set_environ(monkeypatch, api_key(twilio))
        code, findings = examine()
        assert code == 0
        assert the_one(findings, "warning") == (
            "bundle",
            "1.2.3, released is protected, and an API key cannot read it: not compared",
        )
        assert "an API key cannot read its name" in findings["account"][0][1]


def rebuild(**overrides: str) -> Callable[[Path], None]:
    def build(root: Path) -> None:
        built = make_products(
            root, load_settings(root, **overrides), compile_program(root / ENTRY, root=root)
        )
        write_products(built.products, root / "dist")

    return build


@pytest.mark.usefixtures("twilio")
def test_a_build_for_another_environment_is_the_same_bundle(root: Path, examine: Examine) -> None:
    rebuild(environment="staging")(root)
    code, findings = examine()
    assert code == 0
    assert findings["bundle"][0][1].endswith(" is the one built here")


@pytest.mark.usefixtures("twilio")
@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda root: (root / "dist" / "manifest.json").unlink(), "dist/ has no build to compare it with"),
        (
            lambda root: (root / "dist" / f"{NAME}.js").write_text("// changed\n", "utf-8"),
            "the script in dist/ does not match its manifest",
        ),
        (rebuild(version="1.3.0"), "dist/ has version 1.3.0"),
        (rebuild(name="plugin-other"), "dist/ has a different build, plugin-other"),
    ],
)
def test_the_build_in_dist_decides_what_can_be_compared(
    root: Path, examine: Examine, change: Callable[[Path], object], text: str
) -> None:
    change(root)
    code, findings = examine()
    assert code == 0
    check, shown = the_one(findings, "warning")
    assert check == "bundle"
    assert text in shown


def test_sources_that_changed_after_the_build_are_reported(
    twilio: FakeTwilio, root: Path, examine: Examine
) -> None:
    (root / "flex_sfdc" / "greeting.py").write_text("changed = 1\n", "utf-8")
    code, findings = examine()
    assert (code, findings["bundle"][0][0]) == (0, "ok")
    assert findings["bundle"][0][1].endswith("is the one built here, before flex_sfdc/greeting.py changed")
    other_bytes(twilio)
    code, findings = examine()
    assert (code, the_one(findings, "warning")[0]) == (0, "bundle")


def test_a_bundle_on_another_host_is_not_requested(twilio: FakeTwilio, examine: Examine) -> None:
    row = register(twilio, NAME, "2.0.0", "https://cdn.example/bundle.js")
    others.release(twilio, {row["sid"]: 3})
    code, findings = examine()
    assert code == 0
    assert findings["bundle"] == [
        ("warning", "2.0.0 is served by another host, https://cdn.example/bundle.js")
    ]
    assert "not from the plugin's environment" in findings["release"][0][1]
    assert not [request for request in twilio.requests if request.host == "cdn.example"]


@pytest.mark.usefixtures("twilio")
def test_doctor_compares_the_flags_of_the_named_environment(root: Path, examine: Examine) -> None:
    text = f"{SETTINGS}    configuration:\n      click_to_dial: true\n"
    (root / "settings.yaml").write_text(text, "utf-8")
    _, findings = examine("--env", "staging")
    assert ("warning", "these differ from settings.yaml: click_to_dial") in findings["flags"]


REQUESTS = {
    "account": "/2010-04-01/Accounts/*.json",
    "Flex UI": "/v1/Configuration",
    "serverless service": "/v1/Services/*",
    "environment": "/v1/Services/*/Environments",
    "plugin": "/v1/PluginService/Plugins/*",
    "release": "/v1/PluginService/Releases",
    "other plugins": "/v1/PluginService/Configurations/*/Plugins",
    "bundle": BUNDLE,
}


@pytest.mark.parametrize("check", REQUESTS)
def test_a_request_that_fails_is_a_problem_of_its_checks_and_hides_no_other(
    twilio: FakeTwilio, examine: Examine, check: str
) -> None:
    refusals = map(refuse, (400, 403, 404, 429, 500, 503))
    for fault in (*refusals, drop_before(), cut_off()):
        with case(fault.name):
            twilio.faults.clear()
            twilio.faults.on("GET", REQUESTS[check], fault, times=None)
            if check == "Flex UI" and fault.name == "403":
                assert commands.main(["doctor"]) == 2
                continue
            code, findings = examine()
            assert code == 1
            assert list(findings) == CHECKS
            assert "problem" in [level for level, _ in findings[check]]
            untouched = "release" if check in ("Flex UI", "account") else "React"
            assert [level for level, _ in findings[untouched]] == ["ok"]
            assert not twilio.faults.unmet()


@pytest.mark.usefixtures("twilio")
def test_rejected_credentials_are_reported_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "wrong-token")
    assert commands.main(["doctor"]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.splitlines()[-1].startswith(
        "read the Flex configuration: Twilio rejected the credentials: TWILIO_ACCOUNT_SID"
    )
    assert "wrong-token" not in output.err


def test_a_key_of_another_account_is_reported_in_one_line(
    twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_environ(monkeypatch, {**api_key(twilio), "TWILIO_ACCOUNT_SID": "AC" + "0" * 32})
    assert commands.main(["doctor", "--json"]) == 2
    output = capsys.readouterr()
    assert json.loads(output.out)["error"]["exitCode"] == 2
    assert f"Twilio answers for {twilio.account.sid}" in output.err


def test_a_missing_connection_is_reported_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with FakeTwilio() as missing:
        set_environ(monkeypatch, missing.environ)
    assert commands.main(["doctor"]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.splitlines()[-1].startswith("read the Flex configuration: no connection to flex-api")
