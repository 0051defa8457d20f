"""Every scenario of the demo plays, and the documents show each of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext

from build.demo.demo import Demo
from build.demo.event_log import EventLog
from build.demo.product import Product
from build.demo.scenarios import FEATURE, LIGHTNING, SCENARIOS
from build.demo.start import demo_setup
from build.demo.tour import ANIMATION, ANIMATION_BYTES, IMAGES, PAGE, page, play

from .desktops import Desktops

DOCS = Path(__file__).parents[2] / "docs"
AGAIN = "take the pictures again: python3 package.py demo --tour docs"
PNG = b"\x89PNG"


ROW = re.compile(r"^\| \*\*(.+?)\*\* \|", re.MULTILINE)


@pytest.mark.parametrize("name", [name for name, one in SCENARIOS.items() if one.host != LIGHTNING])
async def test_a_scenario_plays_to_the_moment_of_its_picture(demo: Demo, name: str) -> None:
    assert (await play(demo, SCENARIOS[name])).startswith(PNG)


@pytest.mark.usefixtures("compiled_panel")
async def test_the_demo_plays_with_the_panel_of_the_org_package(
    desktops: Desktops, browser: BrowserContext, flex_scripts: str, product: Product
) -> None:
    await desktops.close_shared()
    setup = demo_setup(product, has_panel=True)
    async with Demo.open(browser, flex_scripts, setup, EventLog()) as demo:
        for name in ("click-to-dial", "without-open-cti"):
            assert (await play(demo, SCENARIOS[name])).startswith(PNG)
        assert demo.desktop.page_errors == []


def test_every_feature_of_the_readme_has_a_scenario() -> None:
    features = ROW.findall((DOCS.parent / "README.md").read_text("utf-8"))
    titles = {one.title for one in SCENARIOS.values() if one.group == FEATURE}
    assert len(features) > 5
    assert set(features) <= titles


def test_the_tour_shows_every_scenario() -> None:
    assert (DOCS / PAGE).read_text("utf-8") == page(SCENARIOS.values()), AGAIN
    pictures = {path.name for path in (DOCS / IMAGES).glob("*.png")}
    assert pictures == {f"{name}.png" for name in SCENARIOS}, AGAIN


def test_the_animation_is_small_enough_for_the_readme() -> None:
    assert 0 < (DOCS / IMAGES / ANIMATION).stat().st_size <= ANIMATION_BYTES, AGAIN
