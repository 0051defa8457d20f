"""Whatever an admin, a worker and the page set, the settings are usable, and no warning repeats a value."""

from __future__ import annotations

import copy
import re
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st

from flex_sfdc.configuration import DEFAULTS, functions_url, parse
from flex_sfdc.flex.language import language_of, nearest
from flex_sfdc.utils.sfdc_loader import (
    SALESFORCE_SUFFIXES,
    is_trusted,
    origin_of,
    parent_origin,
    serving_query,
)

from .hostile import anything, hostile, objects, texts

SECRET = "s3cret-value"
FLAGS = [key for key, default in DEFAULTS.items() if default is False]
values = st.one_of(anything, st.just(SECRET), st.just([SECRET]), st.just({SECRET: SECRET}), st.booleans())
sections = st.dictionaries(st.one_of(st.sampled_from(sorted(DEFAULTS)), texts), values, max_size=6)
custom_data = st.one_of(
    anything, sections.map(lambda section: {"features": {"salesforce_integration": section}})
)
workers = st.one_of(anything, custom_data.map(lambda data: {"config_overrides": data}))
origins = st.one_of(
    texts,
    st.builds(
        "{}{}{}{}{}".format,
        st.sampled_from(
            ["https://", "http://", "HTTPS://", "//", "javascript://", "https:///", "https://x@"]
        ),
        st.sampled_from(
            ["acme", "", "a b", "ACME", "evil.example/?", "evil.example#", "evil.example\\", "-"]
        ),
        st.sampled_from(SALESFORCE_SUFFIXES),
        st.sampled_from(["", ".", ".evil.example", ":443", ":99999999", "/", "@evil.example", "\n", "\x00"]),
        st.sampled_from(["", "/", "x"]),
    ),
)


@hostile
@given(custom_data, workers)
def test_every_setting_has_a_usable_value_and_nobodys_objects_are_changed(data: Any, worker: Any) -> None:
    before = copy.deepcopy((data, worker))
    configuration, warnings = parse(data, worker)
    assert repr((data, worker)) == repr(before)
    settings = asdict(configuration)
    assert list(settings) == list(DEFAULTS)
    assert all(isinstance(settings[flag], bool) for flag in FLAGS)
    trusted = settings["trusted_origins"]
    assert trusted is None or all(urlsplit(origin).scheme == "https" for origin in trusted)
    assert settings["open_cti_version"].replace(".", "").isdigit()
    assert all(isinstance(warning, str) for warning in warnings)
    for owner in ("", "activity_fields.", "log_tasks.", "number_formats."):
        named = f"salesforce_integration.{owner}{SECRET}"
        warnings = [warning.replace(named, "") for warning in warnings]  # keys are named, values never
    assert SECRET not in "".join(warnings)


nearly: dict[str, st.SearchStrategy[Any]] = {
    "trusted_origins": st.one_of(st.lists(st.one_of(origins, anything), max_size=4), origins),
    "caller_id": st.from_regex(r" ?\+?[0-9]{1,17}( x)?", fullmatch=True),
    "queue_sid": st.from_regex(r"(WQ|wq|WK)[0-9a-fA-F]{31,33}\n?", fullmatch=True),
    "number_formats": st.dictionaries(
        st.from_regex(r"\+?[0-9]{0,9}", fullmatch=True), st.from_regex(r"[#*0-9()x ]{0,8}", fullmatch=True)
    ),
    "prefer": st.lists(st.one_of(st.sampled_from(["Contact", "a b", "most_recent"]), anything), max_size=3),
    "search_attributes": st.lists(st.one_of(st.sampled_from(["a", "a.0", "", "a..b", " a"]), anything)),
    "trusted_attributes": st.lists(st.one_of(st.sampled_from(["name", ""]), anything), max_size=3),
    "event_channel": st.from_regex(r"[A-Za-z_0-9]{0,4}(__c|__x)?\n?", fullmatch=True),
    "crm_host": st.sampled_from(["auto", "Auto", "lightning", "open_cti", ""]),
    "help_url": st.one_of(origins, st.just("https://x.example/a#b"), st.just("https://x.example/a")),
    "log_tasks": st.dictionaries(
        st.sampled_from(["kinds", "channels", "queues", "x"]),
        st.lists(st.one_of(st.sampled_from(["Inbound", " internal ", "sales", ""]), anything), max_size=3),
    ),
}


@hostile
@given(st.fixed_dictionaries({}, optional={key: st.one_of(one, anything) for key, one in nearly.items()}))
def test_a_value_that_is_nearly_right_is_usable_or_reported(section: dict[str, Any]) -> None:
    configuration, warnings = parse({"features": {"salesforce_integration": section}}, None)
    assert re.fullmatch(r"(\+[1-9][0-9]{1,14})?", configuration.caller_id)
    assert re.fullmatch(r"(WQ[0-9a-f]{32})?", configuration.queue_sid)
    assert re.fullmatch(r"([A-Za-z][A-Za-z0-9_]*__c)?", configuration.event_channel)
    assert configuration.crm_host in ("auto", "open_cti", "lightning")
    assert configuration.help_url == "" or urlsplit(configuration.help_url).scheme == "https"
    for prefix, pattern in configuration.number_formats.items():
        assert re.fullmatch(r"\+[0-9]{1,7}", prefix)
        assert re.fullmatch(r"[#* ()\-./0-9]+", pattern)
        assert set(pattern) & set("#*")
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) for name in configuration.prefer)
    for listed in (configuration.search_attributes, configuration.trusted_attributes):
        assert listed is None or all(isinstance(path, str) and path for path in listed)
    for names in configuration.log_tasks.values():
        assert names, "a list without entries sets no limit"
        assert list(names) == [name.strip().lower() for name in names]
    for key, value in section.items():
        is_taken = repr(getattr(configuration, key)) == repr(value)
        is_same = (key == "log_tasks" and isinstance(value, dict)) or (
            key == "trusted_origins" and isinstance(value, list)
        )
        assert is_taken or is_same or any(f".{key}" in warning for warning in warnings), key


@hostile
@given(st.lists(st.one_of(origins, anything), max_size=4), origins)
def test_a_list_trusts_no_origin_that_it_does_not_name(listed: list[Any], origin: str) -> None:
    configuration, _ = parse({"features": {"salesforce_integration": {"trusted_origins": listed}}}, None)
    named = {origin_of(entry) for entry in listed if isinstance(entry, str)}
    for candidate in (origin, "https://acme.lightning.force.com", *named):
        assert not is_trusted(candidate, configuration.trusted_origins) or candidate in named


@hostile
@given(sections)
def test_a_feature_that_nobody_switched_on_is_off(section: dict[str, Any]) -> None:
    configuration, _ = parse({"features": {"salesforce_integration": section}}, None)
    for flag in FLAGS:
        assert getattr(configuration, flag) == (section.get(flag) is True)


@hostile
@given(sections, st.sampled_from(FLAGS), st.booleans())
def test_the_workers_own_setting_wins(section: dict[str, Any], flag: str, value: bool) -> None:
    data = {"features": {"salesforce_integration": section}}
    worker = {"config_overrides": {"features": {"salesforce_integration": {flag: value}}}}
    assert getattr(parse(data, worker)[0], flag) is value


@hostile
@given(origins)
def test_only_a_salesforce_host_over_https_is_trusted(origin: str) -> None:
    if is_trusted(origin, None):
        parts = urlsplit(origin)
        assert origin == f"https://{parts.netloc}", "an origin, and nothing else"
        assert parts.username is None
        assert parts.hostname is not None
        assert parts.hostname.endswith(SALESFORCE_SUFFIXES)
        assert parts.port is None or parts.port < 100_000
    assert not is_trusted(origin, ())


@hostile
@given(origins, st.lists(origins, max_size=3))
def test_with_a_list_only_listed_origins_are_trusted(origin: str, listed: list[str]) -> None:
    assert not is_trusted(origin, tuple(listed)) or origin in listed


@hostile
@given(st.one_of(st.none(), origins), texts, texts, texts)
def test_the_browser_names_the_embedding_page(
    ancestor: str | None, search: str, remembered: str, referrer: str
) -> None:
    origin = parent_origin(ancestor, f"?sfdcIframeOrigin={search}", remembered, referrer)
    assert isinstance(origin, str)
    assert ancestor is None or origin == ancestor
    assert isinstance(serving_query(search, remembered, origin), str)


@hostile
@given(objects({f"serverless_functions_{part}": texts for part in ("domain", "port", "protocol")}))
def test_the_functions_have_a_valid_address_or_are_not_called(data: Any) -> None:
    url = functions_url(data)
    if url:
        parts = urlsplit(url)
        assert parts.scheme in ("http", "https")
        assert url == f"{parts.scheme}://{parts.netloc}"
        assert parts.username is None


@hostile
@given(anything, anything, anything, anything)
def test_the_language_is_always_a_tag_that_a_browser_takes(
    shown: Any, worker: Any, data: Any, browser: Any
) -> None:
    for named in (shown, "x" * 50_000, "de_DE", "default"):
        tag = language_of(named, worker, data, browser)
        assert 2 <= len(tag) <= 15
        assert tag.replace("-", "a").isalnum()
        assert tag.isascii()
        assert nearest(tag, ["en-US", "de-DE", "es-MX"]) in ("en-US", "de-DE", "es-MX")
