"""How long it takes from AcceptTask's listener to the first Open CTI call of the pop, in the real Flex UI.

    .venv/bin/python benchmarks/pop_time.py [POPS]

Needs what the desktop tests need (tests/desktop/README.md), and `dist/`.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
from pathlib import Path

from build.demo.browser import open_browser
from build.demo.desktop import Desktop
from build.demo.flex.bundle import flex_bundle, serve
from build.demo.plugin_setup import with_plugin
from build.demo.product import MANIFEST, Product
from build.demo.twilio import PluginFile

DIST = Path(__file__).parents[1] / "dist"
POPS = 41
NUMBER = "+14155550101"

# Comes before the plugin's script, in the file that Flex loads: takes the time when the plugin's listener is
# called and when it returns.
AROUND_THE_LISTENER = """
window.popTimes = [];
(function (Actions) {
    const add = Actions.addListener;
    Actions.addListener = function (event, listener, ...rest) {
        const timed = (...payload) => {
            const times = { begun: performance.now() };
            window.popTimes.push(times);
            try { return listener(...payload); } finally { times.returned = performance.now(); }
        };
        return add.call(this, event, event === 'afterAcceptTask' ? timed : listener, ...rest);
    };
})(Twilio.Flex.Actions);
"""
AROUND_THE_CALL = """() => {
    const call = sforce.opencti.searchAndScreenPop;
    sforce.opencti.searchAndScreenPop = function (...given) {
        const times = window.popTimes.at(-1);
        times.called ??= performance.now();
        times.inTime ??= times.returned === undefined;
        return call.apply(this, given);
    };
}"""


async def measure(pops: int) -> list[dict[str, float]]:
    """The times of this many pops in one page."""
    product = Product(DIST)
    script = AROUND_THE_LISTENER.encode() + product.script
    setup = with_plugin(product)
    facts = {key: value for key, value in product.plugin_file().entry.items() if key != "integrity"}
    setup.account.plugins[:] = [PluginFile(facts, script)]
    with serve(flex_bundle()) as scripts:
        async with open_browser() as browser, Desktop.open(browser, scripts, setup) as desktop:
            await desktop.boot()
            await desktop.lightning.listens_for("onClickToDial")
            await desktop.flex(AROUND_THE_CALL)
            for number in range(pops):
                task = await desktop.offer_task({"from": NUMBER})
                await desktop.accept(task)
                await desktop.until("n => popTimes.filter((t) => t.called).length > n", number, "a pop")
                assert await desktop.complete(task) is None
                await desktop.task_gone(task)
            times: list[dict[str, float]] = await desktop.flex("() => window.popTimes")
            return times


def main() -> None:
    pops = int(sys.argv[1]) if len(sys.argv) > 1 else POPS
    if not (DIST / MANIFEST).exists():
        raise SystemExit("benchmarks: there is no bundle in dist/: run `python3 package.py build` first")
    times = asyncio.run(measure(pops))
    first, *later = [time["called"] - time["begun"] for time in times]
    print(f"first pop of the page {first:.2f} ms")
    print(
        f"later                 {statistics.median(later):.2f} ms (median of {len(later)}; "
        f"{min(later):.2f} to {max(later):.2f})"
    )
    print(
        f"called before the listener returned: {sum(bool(time['inTime']) for time in times)} of {len(times)}"
    )


if __name__ == "__main__":
    main()
