"""The tour: play every scenario, take a picture of each, and make a page and an animation of them."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TypeAlias

from PIL import Image
from playwright.async_api import Error

from build.demo.demo import Demo
from build.demo.scenarios import FAULT, FEATURE, HOSTS, OPEN_CTI, SCENARIOS, Scenario, start_over
from build.errors import ToolChainError

OpenDemo: TypeAlias = "Callable[[str], AbstractAsyncContextManager[Demo]]"
PAGE = "tour.md"
IMAGES = "images"
ANIMATION = "tour.webp"
IN_ANIMATION = (
    *("click-to-dial", "screen-pop", "record-choice", "contact-and-case", "activity", "rejected-activity"),
    *("diagnostics", "dark"),
)
ANIMATION_SIZE = (1050, 675)
ANIMATION_BYTES = 2_000_000
FRAME_MS = 2200
COLOURS = 256
SETTLE_SECONDS = 0.5
QUIET = "* { scrollbar-width: none !important; caret-color: transparent !important; }"
INTRODUCTION = """\
# Tour

Each picture shows the real Flex UI with the plugin, inside the fake Salesforce page of `package.py demo`.

```
python3 package.py demo                            # play yourself
python3 package.py demo --scenario record-choice   # begin where a picture was taken
python3 package.py demo --tour docs                # retake all screenshots, and write this page
```"""
TITLES = {FEATURE: "What the agent gets", FAULT: "When something goes wrong"}


async def take_tour(open_demo: OpenDemo, folder: Path, say: Callable[[str], None]) -> None:
    """Write the pictures, the animation and the page into the folder. Raises ToolChainError if one fails.

    `open_demo`: opens a demo whose Salesforce has that CRM host.
    """
    images = folder / IMAGES
    images.mkdir(parents=True, exist_ok=True)
    for host in HOSTS:
        async with open_demo(host) as demo:
            for scenario in SCENARIOS.values():
                if (scenario.host or OPEN_CTI) == host:
                    await play(demo, scenario)
                    picture = await take_picture(demo)
                    (images / f"{scenario.name}.png").write_bytes(picture)
                    say(f"{scenario.name}: {len(picture) // 1000} KB")
    animation = animate([images / f"{name}.png" for name in IN_ANIMATION])
    (images / ANIMATION).write_bytes(animation)
    (folder / PAGE).write_text(page(SCENARIOS.values()), "utf-8")
    say(f"{ANIMATION}: {len(animation) // 1000} KB; the page is {folder / PAGE}")


async def play(demo: Demo, scenario: Scenario) -> None:
    """Play a scenario from the start, for its picture. Raises ToolChainError if a step fails."""
    demo.takes_pictures = True
    await start_over(demo)
    try:
        await scenario.play(demo)
    except (AssertionError, Error) as error:
        reason = next(iter(str(error).splitlines()), "")
        raise ToolChainError(f"the scenario {scenario.name} does not play: {reason}") from None


async def take_picture(demo: Demo) -> bytes:
    """Return a picture of the page as a PNG."""
    await demo.desktop.frame.add_style_tag(content=QUIET)
    await demo.desktop.page.add_style_tag(content=QUIET)
    await asyncio.sleep(SETTLE_SECONDS)
    return smaller(await demo.desktop.page.screenshot(animations="disabled"))


def smaller(png: bytes) -> bytes:
    """Return the picture with a palette: a third of the size, without a visible difference."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def animate(pictures: Iterable[Path]) -> bytes:
    """Return one animated WebP of the pictures. Raises ToolChainError if it is too large."""
    frames = []
    for path in pictures:
        with Image.open(path) as image:
            frames.append(image.convert("RGB").resize(ANIMATION_SIZE, Image.Resampling.LANCZOS))
    out = io.BytesIO()
    frames[0].save(
        out, "WEBP", save_all=True, append_images=frames[1:], duration=FRAME_MS, loop=0, quality=80, method=6
    )
    size = len(out.getvalue())
    if size > ANIMATION_BYTES:
        raise ToolChainError(f"the animation has {size:,} bytes; {ANIMATION_BYTES:,} are allowed")
    return out.getvalue()


def page(scenarios: Iterable[Scenario]) -> str:
    """Return the page in Markdown."""
    lines = [INTRODUCTION]
    group = ""
    for scenario in scenarios:
        if scenario.group != group:
            group = scenario.group
            lines += ["", f"## {TITLES[group]}"]
        lines += ["", f"### {scenario.title}", "", f"{scenario.caption} (`{scenario.name}`)", ""]
        lines.append(f"![{scenario.caption}]({IMAGES}/{scenario.name}.png)")
    return "\n".join(lines) + "\n"
