"""Fixtures of the desktop tests: one event loop, one browser, and a Flex boot shared where tests allow."""

from __future__ import annotations

import asyncio
import inspect
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import pytest

from build.demo import prerequisites

from .hosts import DESIGNED, OPEN_CTI, PANEL, Open

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

    from build.demo.demo import Demo
    from build.demo.desktop import Desktop
    from build.demo.product import Product
    from build.demo.setup import Setup

    from .bare_softphone import BareSoftphone
    from .desktops import Desktops

HERE = Path(__file__).parent
TEST_TIMEOUT = 240.0
SHARED = ("desktop", "admin_desktop", "quiet_desktop", "german_desktop")
"""The fixtures of shared desktops with the plugin."""
Result = TypeVar("Result")

ON_A_BUILD_SERVER = os.environ.get("CI") == "true"

# Markers, skipping -------------------------------------------------------------


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort after pytest, which would let the two kinds of demo take turns and boot Flex for each scenario."""
    files = {path for path in {item.path for item in items} if HERE in path.parents}
    for item in items:
        if item.path in files:
            item.add_marker("desktop")
    items.sort(key=_boots_needed)


def _boots_needed(item: pytest.Item) -> tuple[int, bool, bool]:
    """Return a sort key that groups the tests that share a booted Flex, so that it boots once."""
    fixtures = getattr(item, "fixturenames", ())
    order = ("open_softphone", "flex_without_plugin", *SHARED, "demo", "open_desktop")
    boots = max((order.index(name) for name in fixtures if name in order), default=-1)
    return boots, _has_panel(item), _has_own_desktop(item)


def _has_own_desktop(item: pytest.Item) -> bool:
    """Return whether the file defines `desktop`: between other files, the common one would boot again."""
    return hasattr(getattr(item, "module", None), "desktop")


def _has_panel(item: pytest.Item) -> bool:
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    return "compiled_panel" in getattr(item, "fixturenames", ()) or PANEL in parameters.values()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Install missing prerequisites first: it may take minutes, which must not count for the test."""
    if {"browser", "flex_scripts"} & set(getattr(item, "fixturenames", ())):
        prerequisites.prepare()
    if _has_panel(item):
        prerequisites.prepare_panel()
    return (yield)


def _flex_bundle() -> Path:
    """Return the Flex UI. If a prerequisite is missing, skip; on a build server fail (tests/conftest.py)."""
    outcome = prerequisites.prepare()
    if isinstance(outcome, Path):
        return outcome
    _cannot_run(outcome)


def _cannot_run(missing: Exception) -> NoReturn:
    why = f"desktop tests cannot run: {missing}"
    if ON_A_BUILD_SERVER:
        pytest.fail(why, pytrace=False)
    pytest.skip(why)


# Tests may be coroutines --------------------------------------------------------------------------


class Loop:
    """The event loop that the browser, the fakes and the tests share."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._stack = AsyncExitStack()

    def run(self, work: Awaitable[Result]) -> Result:
        """Run a coroutine to its end, within the time limit of a test."""
        return self._loop.run_until_complete(asyncio.wait_for(work, TEST_TIMEOUT))

    def enter(self, context: AbstractAsyncContextManager[Result]) -> Result:
        """Enter a context that `close` leaves."""
        return self.run(self._stack.enter_async_context(context))

    def close(self) -> None:
        """Leave all entered contexts."""
        self.run(self._stack.aclose())
        self._loop.close()


@pytest.fixture(scope="session", autouse=True)
def loop() -> Iterator[Loop]:
    """Yield the loop of the session."""
    loop = Loop()
    yield loop
    loop.close()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = inspect.signature(pyfuncitem.obj).parameters
    loop: Loop = pyfuncitem.funcargs["loop"]  # type: ignore[assignment]
    loop.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in arguments}))
    return True


# Browser and Flex ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser(loop: Loop) -> BrowserContext:
    """Return one Chromium for all tests of the process."""
    _flex_bundle()
    from build.demo.browser import open_browser
    from build.demo.waiting import PATIENCE

    context = loop.enter(open_browser())
    context.set_default_timeout(PATIENCE * 1000)
    return context


@pytest.fixture(scope="session")
def compiled_panel() -> None:
    """Make sure that the components of the org package are compiled."""
    missing = prerequisites.prepare_panel()
    if missing is not None:
        _cannot_run(missing)


@pytest.fixture(scope="session")
def flex_scripts() -> Iterator[str]:
    """Yield the address of the real Flex UI."""
    from build.demo.flex.bundle import serve

    with serve(_flex_bundle()) as address:
        yield address


@pytest.fixture(scope="session")
def desktops(loop: Loop, browser: BrowserContext, flex_scripts: str) -> Iterator[Desktops]:
    """Keep a booted Flex for the tests that can share one; never two at a time."""
    from .desktops import Desktops

    desktops = Desktops(browser, flex_scripts)
    yield desktops
    loop.run(desktops.close_shared())


@pytest.fixture
def flex_without_plugin(loop: Loop, desktops: Desktops) -> Desktop:
    """Return a booted Flex that no plugin was loaded into."""
    from build.demo.setup import Setup

    return loop.run(desktops.shared("without plugin", Setup))


@pytest.fixture(scope="session")
def product(shared_folder: Path) -> Product:
    """Return the plugin as the project's own tool chain builds it."""
    from tests.support.shared_product import built_once

    return built_once(shared_folder)


@pytest.fixture
def desktop(request: pytest.FixtureRequest, loop: Loop, desktops: Desktops, product: Product) -> Desktop:
    """Return a booted Flex with the plugin and every feature on; the tests that request it share it.

    Salesforce has Open CTI, or what `EACH_HOST` names.
    """
    from build.demo.plugin_setup import has_reached_salesforce, with_plugin

    host = getattr(request, "param", OPEN_CTI)
    if host == PANEL:
        request.getfixturevalue("compiled_panel")
    desktop = loop.run(
        desktops.shared(
            f"with the plugin, {host}",
            lambda: with_plugin(product, has_panel=host == PANEL),
            has_reached_salesforce,
        )
    )
    loop.run(desktop.lightning.listens_for("onClickToDial"))  # the previous test may have reloaded it
    return desktop


@pytest.fixture
def admin_desktop(loop: Loop, desktops: Desktops, product: Product) -> Desktop:
    """Return a shared desktop of an admin, of an account whose serverless functions write the attributes."""
    from build.demo.plugin_setup import has_reached_salesforce, with_plugin
    from build.demo.twilio.serverless import Serverless

    def setup() -> Setup:
        setup = with_plugin(product)
        setup.account.roles = ("agent", "admin")
        setup.account.custom_data["serverless_functions_domain"] = Serverless.DOMAIN
        return setup

    desktop = loop.run(desktops.shared("for an admin", setup, has_reached_salesforce))
    loop.run(desktop.lightning.listens_for("onClickToDial"))
    return desktop


@pytest.fixture
def quiet_desktop(loop: Loop, desktops: Desktops, product: Product) -> Desktop:
    """Return a shared desktop with an older Open CTI, whose account and agent have only screen pops on."""
    from build.demo.plugin_setup import with_plugin
    from build.demo.waiting import eventually

    async def has_called(desktop: Desktop) -> None:
        await eventually(lambda: desktop.lightning.calls, "the plugin has called Salesforce")

    off = ("utility_bar_status", "prevent_popout_during_call", "show_panel_automatically")
    configuration = {**dict.fromkeys(off, False), "open_cti_version": "60.0"}
    of_agent = ("click_to_dial", "activity_logging")
    return loop.run(
        desktops.shared(
            "with features off",
            lambda: with_plugin(
                product, configuration=configuration, overrides=dict.fromkeys(of_agent, False)
            ),
            has_called,
        )
    )


@pytest.fixture(scope="module")
def demo(
    request: pytest.FixtureRequest,
    loop: Loop,
    desktops: Desktops,
    browser: BrowserContext,
    flex_scripts: str,
    product: Product,
) -> Iterator[Demo]:
    """Share a demo among the tests of a file; another among those that name the panel, or the design.

    Without the design, a scenario takes a third less processor time.
    """
    from build.demo.demo import Demo
    from build.demo.event_log import EventLog
    from build.demo.plugin_setup import demo_setup

    loop.run(desktops.close_shared())
    stack = AsyncExitStack()
    kind = getattr(request, "param", OPEN_CTI)
    if kind == PANEL:
        request.getfixturevalue("compiled_panel")
    setup = demo_setup(product, has_panel=kind == PANEL)
    if kind != DESIGNED:
        setup.design = None
    opened = Demo.open(browser, flex_scripts, setup, EventLog())
    yield loop.run(stack.enter_async_context(opened))
    loop.run(stack.aclose())


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Close the shared desktop before tests that leave the loop alone: Flex would reconnect all the time."""
    is_last = nextitem is not None and HERE not in nextitem.path.parents
    desktops = getattr(item, "funcargs", {}).get("desktops") if is_last else None
    if desktops is not None:
        item.funcargs["loop"].run(desktops.close_shared())  # type: ignore[attr-defined]


@pytest.fixture
def open_desktop(desktops: Desktops) -> Open:
    """Open a new desktop for one test, not booted yet."""
    return desktops.open


OpenSoftphone = Callable[..., AbstractAsyncContextManager["BareSoftphone"]]


@pytest.fixture
def open_softphone(browser: BrowserContext) -> OpenSoftphone:
    """Open a bare page, without Flex, in place of the softphone."""
    from .bare_softphone import BareSoftphone

    @asynccontextmanager
    async def open_one(**options: Any) -> AsyncIterator[BareSoftphone]:
        async with BareSoftphone.open(browser, **options) as softphone:
            yield softphone

    return open_one
