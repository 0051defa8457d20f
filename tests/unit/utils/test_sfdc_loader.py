"""docs/specification.md, section 2: where Flex runs, whom it trusts, what the scripts need."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from flex_sfdc.plain_data import nth_or_last
from flex_sfdc.utils.sfdc_loader import (
    ROUND_TRIP_LIMITS_MS,
    SALESFORCE_SUFFIXES,
    is_trusted,
    must_initialise,
    parent_origin,
    query_pairs,
    script_url,
    serves,
    serving_query,
)
from tests.support.cases import each

ACME = "https://acme.lightning.force.com"
EVIL = "https://x.lightning.force.com.evil.example"
QUERY = f"?sfdcIframeOrigin={ACME}&mode=Lightning&nonce=n1"
SEARCHES = st.one_of(
    st.text(),
    st.lists(
        st.tuples(
            st.sampled_from(["sfdcIframeOrigin", "sfdcIFrameOrigin", "mode", "nonce", "x", ""]),
            st.sampled_from([ACME, EVIL, "https%3A%2F%2Facme.lightning.force.com", "Lightning", "", "1"]),
        )
    ).map(lambda pairs: "?" + "&".join(f"{key}={value}" for key, value in pairs)),
)


# Trust


@each("suffix", SALESFORCE_SUFFIXES)
def test_a_salesforce_host_is_trusted(suffix: str) -> None:
    assert is_trusted(f"https://acme{suffix}", None)
    for port in ("8", "8443", "65535"):
        assert is_trusted(f"https://acme--uat.sandbox{suffix}:{port}", None)


@each(
    "origin",
    [
        EVIL,
        "http://acme.lightning.force.com",
        "https://lightning.force.com",
        "https://.lightning.force.com",
        "https://evillightning.force.com",
        "https://acme.lightning.force.com.",
        "https://acme.lightning.force.com/",
        "https://acme.lightning.force.com:",
        "https://acme.lightning.force.com:99x",
        "https://acme.lightning.force.com@evil.example",
        "https://evil.example/.lightning.force.com",
        "https://evil.example?.lightning.force.com",
        "https://evil.example#.lightning.force.com",
        "https://evil.example\\.lightning.force.com",
        "https://evil.example:1.lightning.force.com",
        "https://acme..lightning.force.com",
        "https://acme.lightning.force.com\n",
        " https://acme.lightning.force.com",
        "https://ACME.lightning.force.com",
        "https://X.lightning.force.com",
        "https://acme.lightning.force.com:8X",
        "https://acme.lightning.force.com:123456",
        "https://\u0430cme.lightning.force.com",
        "HTTPS://acme.lightning.force.com",
        "acme.lightning.force.com",
        "null",
        "",
    ],
)
def test_any_other_origin_is_refused(origin: str) -> None:
    assert not is_trusted(origin, None)


def test_a_list_of_origins_replaces_the_built_in_rule() -> None:
    assert is_trusted("https://proxy.acme.example", ("https://proxy.acme.example",))
    assert not is_trusted(ACME, ("https://proxy.acme.example",))
    assert not is_trusted(ACME, ())


def test_a_listed_origin_must_be_exact_and_https() -> None:
    assert not is_trusted("https://acme.example:444", ("https://acme.example",))
    for no_origin in (
        "http://acme.example",
        "https://acme.example:x",
        "https://Acme.example",
        "https://a..b",
    ):
        assert not is_trusted(no_origin, (no_origin,)), "whoever listed it"


@given(st.text())
@example("https://x.lightning.force.com.evil.example")
def test_a_trusted_origin_is_always_https_on_a_salesforce_host(origin: str) -> None:
    if is_trusted(origin, None):
        host, _, port = origin.removeprefix("https://").partition(":")
        assert origin.startswith("https://")
        assert host.endswith(SALESFORCE_SUFFIXES)
        assert not port or port.isdigit()


@given(st.from_regex(r"https://[a-z0-9.-]{1,20}\.evil\.example(:[0-9]{1,5})?", fullmatch=True))
def test_no_foreign_host_is_trusted(origin: str) -> None:
    assert not is_trusted(origin, None)


# The embedding page


def test_the_browsers_own_list_of_ancestors_names_the_parent() -> None:
    assert parent_origin(EVIL, QUERY, QUERY, f"{ACME}/") == EVIL
    assert parent_origin(ACME, "", "", "") == ACME
    assert parent_origin("null", QUERY, QUERY, f"{ACME}/") == "null"


def test_a_browser_without_that_list_takes_the_query() -> None:
    search = "?a=b&sfdcIframeOrigin=https%3A%2F%2Facme.lightning.force.com"
    assert parent_origin(None, search, f"?sfdcIframeOrigin={EVIL}", f"{EVIL}/") == ACME


def test_after_the_query_was_lost_it_takes_the_remembered_one() -> None:
    assert parent_origin(None, "?task=1", QUERY, "https://flex.twilio.com/") == ACME


def test_without_any_query_it_takes_the_referrers_origin() -> None:
    assert parent_origin(None, "", "", f"{ACME}/lightning/page/home") == ACME


def test_without_any_source_the_parent_is_unknown() -> None:
    assert parent_origin(None, "", "", "") == ""


@given(st.none() | st.text(), SEARCHES, SEARCHES, st.text())
def test_any_frame_has_a_parent_or_none(
    ancestor: str | None, search: str, remembered: str, referrer: str
) -> None:
    origin = parent_origin(ancestor, search, remembered, referrer)
    assert ancestor is None or origin == ancestor


# The scripts


def test_the_scripts_come_from_the_origin_in_the_version() -> None:
    assert script_url("opencti", ACME, "66.0") == f"{ACME}/support/api/66.0/lightning/opencti_min.js"
    assert script_url("console", ACME, "66.0") == f"{ACME}/support/console/66.0/integration.js"


def test_a_query_with_the_parent_and_a_mode_is_usable() -> None:
    assert serves(QUERY, ACME)
    assert serves("?mode=x&sfdcIframeOrigin=https%3a%2f%2facme.lightning.force.com", ACME)


@each(
    "search",
    [
        "",
        "?mode=Lightning",
        f"?sfdcIframeOrigin={ACME}",
        f"?sfdcIframeOrigin={ACME}&mode=",
        f"?sfdcIframeOrigin={ACME}&mode=a&mode=b",
        f"?sfdcIframeOrigin={EVIL}&mode=Lightning",
        f"?sfdcIframeOrigin={ACME}&sfdcIframeOrigin={ACME}&mode=Lightning",
        f"?sfdcIframeOrigin={ACME}&sfdcIFrameOrigin={EVIL}&mode=Lightning",
    ],
)
def test_any_other_query_is_not_usable(search: str) -> None:
    assert not serves(search, ACME)


def test_a_usable_query_is_left_alone() -> None:
    assert serving_query(QUERY, "?other=1", ACME) == QUERY


def test_a_lost_query_is_completed_from_the_remembered_one() -> None:
    assert serving_query("?task=1&nonce=n2", QUERY, ACME) == (
        f"?task=1&nonce=n2&sfdcIframeOrigin={ACME}&mode=Lightning"
    )


def test_without_a_remembered_address_it_is_built_from_the_trusted_parent() -> None:
    assert serving_query("", "", ACME) == f"?sfdcIframeOrigin={ACME}&mode=Lightning"


def test_a_remembered_query_of_another_parent_is_not_used() -> None:
    stranger = f"?sfdcIframeOrigin={EVIL}&mode=evil&nonce=evil"
    assert serving_query(stranger, stranger, ACME) == f"?nonce=evil&sfdcIframeOrigin={ACME}&mode=Lightning"
    assert serving_query("", stranger, ACME) == f"?sfdcIframeOrigin={ACME}&mode=Lightning"


@given(SEARCHES, SEARCHES)
def test_the_scripts_always_start_with_the_trusted_parent_and_no_key_is_lost(
    search: str, remembered: str
) -> None:
    repaired = serving_query(search, remembered, ACME)
    assert serves(repaired, ACME)
    assert EVIL not in [value for key, value in query_pairs(repaired) if key.lower() == "sfdciframeorigin"]
    others = [pair for pair in query_pairs(search) if pair[0].lower() not in ("mode", "sfdciframeorigin")]
    assert [pair for pair in query_pairs(repaired) if pair in others][: len(others)] == others


# When to try again


def test_open_cti_is_restarted_only_when_it_does_not_answer() -> None:
    assert not must_initialise(True, 0)
    assert not must_initialise(True, 5)
    assert must_initialise(False, 0)
    assert not must_initialise(None, 0), "other code loaded it, so it may work"
    assert must_initialise(None, 1)


def test_salesforce_gets_two_seconds_to_answer_then_longer_each_time_up_to_sixteen() -> None:
    limits = [nth_or_last(ROUND_TRIP_LIMITS_MS, attempt) for attempt in range(5)]
    assert limits == [2_000, 4_000, 8_000, 16_000, 16_000]
