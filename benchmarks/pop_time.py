"""Measure the time from Flex's event of an accepted task to the pop's first message, in the real Flex UI.

    .venv/bin/python -m benchmarks.pop_time [POPS]

Measures each driver, and counts the messages that a task takes. Needs what the desktop tests need
(tests/desktop/README.md), and `dist/`.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
from pathlib import Path
from typing import Any

from build.demo.browser import open_browser
from build.demo.desktop import Desktop
from build.demo.flex.bundle import flex_bundle, serve
from build.demo.plugin_setup import has_reached_salesforce, with_plugin
from build.demo.product import MANIFEST, Product

DIST = Path(__file__).parents[1] / "dist"
DRIVERS = {"Open CTI": False, "Lightning": True}
POPS = 41
NUMBER = "+14155550101"
QUIET_S = 0.5  # until nothing more is sent about a task

# Takes the time of Flex's event, of the moment when its listeners have returned, and of the pop's message.
AROUND = """hasPanel => {
    const { events } = Twilio.Flex.Manager.getInstance();
    const emit = events.emit;
    window.tasks = [];
    const sent = (call, isPop) => {
        const task = window.tasks.at(-1);
        if (!task) return;
        task.messages.push(call);
        if (isPop && task.called === undefined) {
            task.called = performance.now();
            task.inTime = task.returned === undefined;
        }
    };
    events.emit = function (name, ...payload) {
        if (name !== 'taskAccepted') return emit.call(this, name, ...payload);
        const task = { begun: performance.now(), messages: [] };
        window.tasks.push(task);
        try { return emit.call(this, name, ...payload); } finally { task.returned = performance.now(); }
    };
    if (!hasPanel) {
        for (const [name, call] of Object.entries(sforce.opencti)) {
            if (typeof call !== 'function') continue;
            sforce.opencti[name] = function (...values) {
                sent(name, name === 'searchAndScreenPop');
                return call.apply(this, values);
            };
        }
        return;
    }
    const post = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (message, ...rest) {
        const { call } = typeof message === 'string' && message.startsWith('{') ? JSON.parse(message) : {};
        if (call) sent(call, call === 'search');
        return post.call(this, message, ...rest);
    };
}"""


async def measure(pops: int, has_panel: bool) -> list[dict[str, Any]]:
    """Return the times and messages of this many tasks in one page."""
    setup = with_plugin(Product(DIST), has_panel=has_panel)
    with serve(flex_bundle()) as scripts:
        async with open_browser() as browser, Desktop.open(browser, scripts, setup) as desktop:
            await desktop.boot()
            await has_reached_salesforce(desktop)
            await desktop.lightning.listens_for("onClickToDial")
            await desktop.flex(AROUND, has_panel)
            for number in range(pops):
                task = await desktop.offer_task({"from": NUMBER})
                await desktop.accept(task)
                await desktop.until("n => tasks.filter((t) => t.called).length > n", number, "a pop")
                assert await desktop.complete(task) is None
                await desktop.task_gone(task)
                await asyncio.sleep(QUIET_S)
            tasks: list[dict[str, Any]] = await desktop.flex("() => window.tasks")
            return tasks


def main() -> None:
    pops = int(sys.argv[1]) if len(sys.argv) > 1 else POPS
    if not (DIST / MANIFEST).exists():
        raise SystemExit("benchmarks: there is no bundle in dist/: run `python3 package.py build` first")
    for driver, has_panel in DRIVERS.items():
        tasks = asyncio.run(measure(pops, has_panel))
        first, *later = [task["called"] - task["begun"] for task in tasks]
        print(f"{driver}: first pop of the page {first:.2f} ms; later {statistics.median(later):.2f} ms")
        print(f"  median of {len(later)}; {min(later):.2f} to {max(later):.2f} ms")
        print(
            f"  sent before the listeners returned: {sum(task['inTime'] for task in tasks)} of {len(tasks)}"
        )
        messages = tasks[-1]["messages"]
        print(f"  {len(messages)} messages for a task: {' '.join(messages)}")


if __name__ == "__main__":
    main()
