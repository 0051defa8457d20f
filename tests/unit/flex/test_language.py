"""The choice of the agent's language."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flex_sfdc.flex.language import is_other, language_of, nearest, tag_of
from tests.support.cases import each
from tests.support.plugin.page import Page

LANGUAGES = ("en-US", "de-DE", "es-MX", "fr-FR", "ja-JP", "pt-BR")


def test_flexs_language_precedes_the_workers_and_the_workers_precedes_the_accounts() -> None:
    overridden = {"config_overrides": {"language": "es-MX"}}
    worker = {"language": "de-DE", **overridden}
    account = {"language": "fr-FR"}
    assert language_of("ja-JP", worker, account, "pt-BR") == "ja-JP"
    assert language_of(None, worker, account, "pt-BR") == "de-DE"
    assert language_of(None, overridden, account, "pt-BR") == "es-MX"
    assert language_of(None, {}, account, "pt-BR") == "fr-FR"


@each("nonsense", [None, "", 7, True, ["de-DE"], {"tag": "de-DE"}, "german", "x" * 50_000])
def test_an_invalid_language_leaves_the_choice_to_the_next_source(nonsense: object) -> None:
    worker = {"language": nonsense, "config_overrides": {"language": nonsense}}
    assert language_of(nonsense, worker, {"language": "fr-FR"}, "pt-BR") == "fr-FR"
    assert language_of(None, {"config_overrides": nonsense}, {"language": "fr-FR"}, "pt-BR") == "fr-FR"


@pytest.mark.parametrize("nonsense", [None, "de-DE", 7, ["de-DE"]])
def test_attributes_and_custom_data_may_be_of_any_type(nonsense: object) -> None:
    assert language_of(None, nonsense, nonsense, nonsense) == "en-US"


def test_the_value_default_means_the_browsers_language() -> None:
    assert language_of(None, {"language": "default"}, {"language": "fr-FR"}, "ja-JP") == "ja-JP"
    assert language_of(None, {}, {"language": "default"}, "ja-JP") == "ja-JP"


@pytest.mark.parametrize("browser", [None, "", 3])
def test_without_a_browser_language_default_counts_as_unset(browser: object) -> None:
    assert language_of(None, {"language": "default"}, {"language": "fr-FR"}, browser) == "fr-FR"


def test_without_any_setting_the_language_is_english_whatever_the_browsers() -> None:
    assert language_of(None, {}, {}, "ja-JP") == "en-US"


@each(
    ("value", "expected"),
    [
        ("de-DE", "de-DE"),
        ("de", "de"),
        ("DE-de", "de-DE"),
        ("de_DE", "de-DE"),
        (" de-AT\n", "de-AT"),
        ("es-419", "es-419"),
        ("zh-Hans-CN", "zh-hans-CN"),
        ("sr-Latn", "sr-latn"),
        ("fil-PH", "fil-PH"),
    ],
)
def test_a_script_and_a_region_are_kept_where_the_tag_names_them(value: str, expected: str) -> None:
    assert tag_of(value) == expected


@each(
    ("value", "expected"),
    [
        ("de-DE-1996", "de-DE"),
        ("ja-JP-u-ca-japanese", "ja-JP"),
        ("de-CH-x-private", "de-CH"),
        ("en-x", "en"),
        ("en-US-GB", "en-US"),
        ("en-Latn-Cyrl", "en-latn"),
        ("en-US-Latn", "en-US"),
        ("de-", "de"),
        ("de--DE", "de"),
        ("zh-cmn-CN", "zh"),
        ("de-12", "de"),
        ("de-d1", "de"),
        ("de-ABC", "de"),
        ("de-1234", "de"),
        ("de-Lat1-DE", "de"),
        ("de DE", ""),
        ("d", ""),
        ("d1-DE", ""),
        ("german", ""),
        ("dede-DE", ""),
        ("-DE", ""),
        ("\u0434\u0435", ""),
        ("de-\u0414\u0415", "de"),
        ("x" * 50_000, ""),
        ("de-" + "D" * 50_000, "de"),
        ("de" + "-DE" * 20_000, "de-DE"),
    ],
)
def test_subtags_that_intl_would_throw_for_are_left_out(value: str, expected: str) -> None:
    assert tag_of(value) == expected


def test_a_letter_that_lower_case_turns_into_ascii_is_written_as_ascii() -> None:
    assert tag_of("\u212ao-\u212aR") == "ko-KR"  # the Kelvin sign


@each(
    ("tag", "expected"),
    [
        ("de-DE", "de-DE"),
        ("de-AT", "de-DE"),
        ("de", "de-DE"),
        ("es-ES", "es-MX"),
        ("es-419", "es-MX"),
        ("fr", "fr-FR"),
        ("pt", "pt-BR"),
        ("en-GB", "en-US"),
        ("nl-NL", "en-US"),
        ("d", "en-US"),
        ("", "en-US"),
    ],
)
def test_a_missing_language_is_replaced_by_the_nearest_one(tag: str, expected: str) -> None:
    assert nearest(tag, LANGUAGES) == expected


@pytest.mark.parametrize(
    ("language", "page", "other"),
    [("en-US", "en", False), ("en-US", "en-GB", False), ("de-DE", "en-DE", True), ("en-US", "", True)],
)
def test_a_language_is_used_for_every_region(language: str, page: str, other: bool) -> None:
    assert is_other(language, page) is other


def test_of_two_regions_the_exact_match_is_used_and_otherwise_the_first() -> None:
    pair: Any = ("en-US", "pt-BR", "pt-PT")
    assert nearest("pt-PT", pair) == "pt-PT"
    assert nearest("pt-AO", pair) == "pt-BR"


# At the start of the plugin ------------------------------------------------------------------------


def flags(**enabled: bool | None) -> SimpleNamespace:
    """Return feature flags as Flex keeps them; `features=True`: the server switches localisation on."""
    stored = {
        name: SimpleNamespace(**{"localization-beta": SimpleNamespace(enabled=on)})
        for name, on in enabled.items()
        if on is not None
    }
    return SimpleNamespace(**{"features": None, "localOverrides": None, **stored})


def texts_of(page: Page) -> str:
    page.manager.localization = SimpleNamespace(localeTag="ja-JP")
    page.window.navigator = SimpleNamespace(language="fr-FR")
    return str(page.boot().manager.strings.PSSalesforceAlreadyOnPhone)


def test_the_agent_reads_the_language_of_the_workers_attribute() -> None:
    page = Page()
    page.manager.workerClient.attributes = {"language": "de-AT"}
    assert texts_of(page) == "Besetzt."


def test_the_agent_reads_the_accounts_language() -> None:
    page = Page()
    page.manager.configuration.custom_data["language"] = "de"
    assert texts_of(page) == "Besetzt."


def test_an_agent_without_a_worker_reads_the_accounts_language() -> None:
    page = Page()
    page.manager.workerClient = None
    page.manager.configuration.custom_data["language"] = "de"
    assert texts_of(page) == "Besetzt."


def test_a_language_without_texts_falls_back_to_english() -> None:
    page = Page()
    page.manager.workerClient.attributes = {"language": "nl-NL"}
    assert texts_of(page) == "Busy."


@pytest.mark.parametrize(
    ("features", "overrides", "counts"),
    [
        (True, None, True),
        (True, True, True),
        (False, True, True),
        (True, False, False),
        (False, None, False),
        (None, None, False),
    ],
)
def test_flexs_language_counts_only_where_its_localisation_is_on(
    features: bool | None, overrides: bool | None, counts: bool
) -> None:
    page = Page()
    page.manager.workerClient.attributes = {"language": "de-DE"}
    page.manager.flex_state.featureFlags = flags(features=features, localOverrides=overrides)
    assert texts_of(page) == ("Busy." if counts else "Besetzt.")


def test_an_accounts_own_wording_stays_in_every_language() -> None:
    page = Page()
    page.manager.workerClient.attributes = {"language": "de-DE"}
    page.manager.strings.PSSalesforceAlreadyOnPhone = "Moment!"
    assert texts_of(page) == "Moment!"
    assert page.manager.strings.PSSalesforceNotReachable == "Abwesend."
