"""The doctor's decisions, on any document that an account may have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.bundle.dist import Dist
from build.remote.findings import Finding
from build.twilio.doctor import OK, PROBLEM, WARNING, bundle, conflicts, flags, flex_ui, functions
from build.twilio.doctor.bundle import Deployed
from tests.support.cases import each

KEYS = st.sampled_from(
    [
        "active", "activity_fields", "click_to_dial", "crm_enabled", "crm_type", "custom_data",
        "custom_plugins", "custom_plugins_url", "enabled", "features", "integrations", "name", "react",
        "react-dom", "salesforce_integration", "serverless_functions_domain", "serverless_functions_port",
        "trusted_origins", "type",
    ]
)  # fmt: skip
TEXTS = st.text(max_size=5) | st.sampled_from(
    ["salesforce", "SFDC", "https://a.example", "x.twil.io", "18.2.0", "~2.17.0", "true", "[", "//"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | TEXTS, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(KEYS | TEXTS, VALUES, max_size=5)


@given(OBJECTS, VALUES, TEXTS)
def test_every_check_is_reported_whatever_the_account_holds(
    data: dict[str, object], value: Any, text: str
) -> None:
    findings: list[Finding] = [
        *flex_ui.check_built_in(data),
        flex_ui.check_version(text, ">=2.7.0 <3.0.0"),
        flex_ui.check_react(data, text),
        flex_ui.check_plugin_service(value),
        *flags.check_flags({"custom_data": value}, data, {"enabled": True}),
        *flags.check_origins(data),
        *conflicts.check_custom_plugins(value, "plugin-x"),
    ]
    host = functions.functions_host(value)
    findings += [host] if isinstance(host, Finding) else [functions.check_functions(host, 404)]
    assert all(item.level == OK or (item.level in (WARNING, PROBLEM) and item.next) for item in findings)
    assert all(item.check and item.text for item in findings)


@pytest.mark.parametrize(
    ("dependencies", "ui_version", "text"),
    [
        ({}, "~2.17.0", "17.0.2 (Flex's own choice)"),
        ({}, "1.34.0", "16.5.2 (Flex's own choice)"),
        ({}, None, "17.0.2 (Flex's own choice)"),
        ({"react": "18.2.0", "react-dom": "18.2.0"}, "2.x", "18.2.0"),
        ({"react": "^16.13.1", "react-dom": "^16.13.1"}, "2.x", "^16.13.1"),
    ],
)
def test_react_is_the_chosen_version_or_flexs_own(
    dependencies: Mapping[str, object], ui_version: str | None, text: str
) -> None:
    assert flex_ui.check_react(dependencies, ui_version) == Finding("React", OK, text)


@each(
    ("url", "place"),
    [
        ("https://a-1-x.twil.io/plugins/a/bundle.js", ("a-1-x.twil.io", "/plugins/a/bundle.js")),
        ("http://default-1-x.twil.io/a", None),
        ("https://default-1-x.twil.io:444/a", None),
        ("https://user@default-1-x.twil.io/a", None),
        ("https://twil.io.example/a", None),
        ("https://evil.example/.twil.io", None),
        ("https://[", None),
        ("https://a..twil.io/a", None),
        ("https://a.twil.io/a\n", None),
        ("https://a b.twil.io/a", None),
        ("https://a-1-x.twil.io:port/a", None),
        ("", None),
    ],
)
def test_only_twilios_hosts_are_asked_for_a_bundle(url: str, place: tuple[str, str] | None) -> None:
    """A signature made from the auth token must go nowhere else."""
    assert Deployed("1.0.0", url, True, True).place == place


@pytest.mark.parametrize("domain", ["..", "a..twil.io", ".twil.io", "x" * 64 + ".twil.io", "a b", 7.5, ["x"]])
def test_a_domain_that_is_not_a_host_name_gets_no_request(domain: object) -> None:
    host = functions.functions_host({"serverless_functions_domain": domain})
    assert isinstance(host, Finding)
    assert host.level == WARNING


@pytest.mark.parametrize("port", ["0", "65536", "99999999999"])
def test_an_invalid_port_gets_no_request(port: str) -> None:
    host = functions.functions_host(
        {"serverless_functions_domain": "x.twil.io", "serverless_functions_port": port}
    )
    assert isinstance(host, Finding)
    assert host.level == WARNING


@each(
    ("changes", "content", "level"),
    [
        ({}, b"x", OK),
        ({}, b"y", PROBLEM),
        ({"version": "2.0.0"}, b"y", WARNING),
        ({"version": "2.0.0"}, b"x", OK),
        ({"changed_sources": ("a.py",)}, b"y", WARNING),
        ({"changed_sources": ("a.py",)}, b"x", OK),
        ({"is_whole": False}, b"x", WARNING),
        ({"name": "other"}, b"x", WARNING),
    ],
)
def test_a_different_bundle_is_a_problem_only_if_it_should_be_this_build(
    changes: dict[str, Any], content: bytes, level: str
) -> None:
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"  # of x
    usual: dict[str, Any] = {
        "name": "a",
        "version": "1.0.0",
        "sha256": digest,
        "is_whole": True,
        "changed_sources": (),
    }
    deployed = Deployed("1.0.0", "https://a.twil.io/b", False, True)
    built = Dist(**{**usual, **changes})
    assert bundle.check_bundle(deployed, content, built, ("a", None)).level == level


@pytest.mark.parametrize(
    "built",
    [
        None,
        Dist("a", "2.0.0", "0" * 64, True, ()),
        Dist("a", "1.0.0", "0" * 64, False, ()),
        Dist("a", "1.0.0", "0" * 64, True, ("b.py",)),
    ],
)
def test_the_advice_to_build_names_the_examined_environment(built: Dist | None) -> None:
    deployed = Deployed("1.0.0", "https://a.twil.io/b", False, True)
    finding = bundle.check_bundle(deployed, b"x", built, ("a", "staging"))
    assert "`package.py build --env staging" in (finding.next or "")
