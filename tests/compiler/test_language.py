"""The agent's language as `Intl` sees it."""

from __future__ import annotations

import json
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from py_mini_racer import MiniRacer

from flex_sfdc.flex.language import tag_of

PARTS = ["de", "DE", "zh", "Hans", "latn", "419", "001", "u", "x", "1996", "POSIX", "root", "fil", "i", ""]
parts = st.one_of(
    st.sampled_from(PARTS),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    st.text("aZ09", max_size=9),
)
tags = st.lists(parts, min_size=1, max_size=5).flatmap(
    lambda some: st.sampled_from(["-", "_", ""]).map(lambda between: between.join(some))
)


@cache
def engine() -> MiniRacer:
    return MiniRacer()


@settings(max_examples=4 * settings().max_examples)
@given(tags)
def test_intl_accepts_every_tag_whatever_was_configured(value: str) -> None:
    tag = tag_of(value)
    if tag:
        assert engine().eval(f"Intl.DateTimeFormat({json.dumps(tag)}).format(0).length > 0") is True


@given(
    st.sampled_from(["de", "fil", "zh"]),
    st.sampled_from(["", "Hans", "Latn"]),
    st.sampled_from(["", "DE", "419"]),
)
def test_a_language_a_script_and_a_region_are_kept(language: str, script: str, region: str) -> None:
    given_tag = "-".join(part for part in (language, script, region) if part)
    own = engine().eval(f"Intl.getCanonicalLocales({json.dumps(tag_of(given_tag))})[0]")
    assert own == given_tag
