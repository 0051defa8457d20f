"""Every scenario of the demo plays, and the documents show each of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from build.demo.demo import Demo
from build.demo.scenarios import FEATURE, LIGHTNING, SCENARIOS
from build.demo.tour import ANIMATION, ANIMATION_BYTES, IMAGES, PAGE, page, play, take_picture

from .hosts import DESIGNED, OPEN_CTI, PANEL

DOCS = Path(__file__).parents[2] / "docs"
AGAIN = "take the pictures again: python3 package.py demo --tour docs"
PNG = b"\x89PNG"


ROW = re.compile(r"^\| \*\*(.+?)\*\* \|", re.MULTILINE)


README = (DOCS.parent / "README.md").read_text("utf-8")
FEATURES = ROW.findall(README)

# The features run in the panel too in the files of their own (`EACH_HOST`).
PLAYS = [(PANEL if one.host == LIGHTNING else OPEN_CTI, name) for name, one in SCENARIOS.items()]


# Without this scope of the parameters, pytest would open a demo for each scenario.
@pytest.mark.parametrize(("demo", "name"), PLAYS, indirect=["demo"], scope="module")
async def test_a_scenario_plays_to_the_moment_of_its_picture(demo: Demo, name: str) -> None:
    await play(demo, SCENARIOS[name])
    assert demo.desktop.page_errors == []


@pytest.mark.parametrize("demo", [DESIGNED], indirect=True)
async def test_a_picture_shows_the_scenario_in_the_design(demo: Demo) -> None:
    await play(demo, SCENARIOS["utility-bar"])
    assert (await take_picture(demo)).startswith(PNG)
    assert await demo.desktop.flex("() => document.fonts.check('12px \"Inter var\"')")


def test_every_feature_of_the_readme_has_a_scenario() -> None:
    titles = {scenario.title for scenario in SCENARIOS.values() if scenario.group == FEATURE}
    assert len(FEATURES) > 5
    assert set(FEATURES) <= titles


def test_the_tour_shows_every_scenario() -> None:
    assert (DOCS / PAGE).read_text("utf-8") == page(SCENARIOS.values()), AGAIN
    pictures = {path.name for path in (DOCS / IMAGES).glob("*.png")}
    assert pictures == {f"{name}.png" for name in SCENARIOS}, AGAIN


def test_the_animation_is_small_enough_for_the_readme() -> None:
    assert 0 < (DOCS / IMAGES / ANIMATION).stat().st_size <= ANIMATION_BYTES, AGAIN
