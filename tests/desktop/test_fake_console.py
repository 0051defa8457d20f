"""The clean-room Console toolkit client and its host keep the contract of the real script."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from build.demo.salesforce.behaviour import never, refuse

from .bare_softphone import QUERY, BareSoftphone

Open = Callable[..., AbstractAsyncContextManager[BareSoftphone]]
SET = """value => new Promise((resolve) =>
    sforce.console.setCustomConsoleComponentPopoutable(value, resolve))"""


async def test_a_call_is_answered_and_carries_version_and_nonce(open_softphone: Open) -> None:
    async with open_softphone(scripts=False) as phone:
        await phone.load_console("57.0")
        assert await phone.run(SET, False) == {"success": True}
        assert phone.lightning.org.softphone.popoutable is False
        (call,) = phone.lightning.console_calls
        assert call["xdomain_targetFrame"] == "sfdc-console"
        assert (call["version"], call["nonce"], call["popoutable"]) == ("57.0", QUERY["nonce"], False)
        assert await phone.run("() => sforce.console.isInConsole()") is True


async def test_without_a_nonce_the_toolkit_only_warns_in_the_console(
    open_softphone: Open,
) -> None:
    query = {key: value for key, value in QUERY.items() if key != "nonce"}
    async with open_softphone(query=query, scripts=False) as phone:
        assert await phone.load_console()
        assert phone.console == ["Service Cloud Toolkit API cannot be used with your browser."]
        await phone.run("() => sforce.console.setCustomConsoleComponentPopoutable(false, () => seen.push(1))")
        await asyncio.sleep(0.15)
        assert phone.lightning.console_calls == []
        assert await phone.run("() => seen") == []


async def test_a_wrong_nonce_is_not_answered(open_softphone: Open) -> None:
    async with open_softphone(query={**QUERY, "nonce": "guessed"}) as phone:
        await phone.run("() => sforce.console.setCustomConsoleComponentPopoutable(false, () => seen.push(1))")
        await asyncio.sleep(0.15)
        assert await phone.run("() => seen") == []
        assert phone.lightning.org.softphone.popoutable is True


async def test_salesforce_refuses_and_stays_silent_on_demand(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        phone.lightning.behave("setCustomConsoleComponentPopoutable", refuse(), never())
        assert await phone.run(SET, False) == {"success": False}
        await phone.run("() => sforce.console.setCustomConsoleComponentPopoutable(false, () => seen.push(1))")
        await asyncio.sleep(0.15)
        assert await phone.run("() => seen") == []


async def test_a_method_that_lightning_does_not_support_answers_with_a_failure(open_softphone: Open) -> None:
    async with open_softphone() as phone:
        script = "() => new Promise((resolve) => sforce.console.getFocusedPrimaryTabId(resolve))"
        assert await phone.run(script) == {"success": False}
