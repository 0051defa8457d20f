"""Measure how long Chromium takes to evaluate the bundle and to run the plugin's init, in a trusted page.

A fake Flex has just what init touches, so that only the plugin is measured.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Route, sync_playwright

from build.demo.browser import PREFERENCES
from build.demo.chromium import find_chromium

ROOT = Path(__file__).parents[1]
RUNS = 41
PARENT = "https://acme.lightning.force.com"
FLEX = "https://flex.twilio.com"

PAGE = """<!doctype html><script>
// Flex has used all of these long before it loads a plugin; the first use of each is the browser's time.
sessionStorage.getItem(''); localStorage.getItem(''); navigator.language; location.search; document.referrer;
for (const name of ['storage', 'pointerdown', 'keydown']) addEventListener(name, () => {}, true);
// Nobody listens to an agent's console, where a line costs a fraction of what it does with Playwright.
window.console = { log() {}, warn() {}, error() {} };
const content = { add() {}, remove() {} };
window.Twilio = { Flex: {
    Plugins: { init(C) { window.__plugin = new C(); } },
    Actions: { addListener() {} }, Notifications: { registerNotification() {}, showNotification() {} },
    styled: { div() { return 'div'; } }, templates: {},
    NotificationType: { error: 'error', warning: 'warning' },
    MainHeader: { Content: content }, TaskCanvas: { Content: content },
} };
window.React = { createElement() {} };
window.__manager = { configuration: { custom_data: { features: { salesforce_integration: {
        enabled: true, click_to_dial: true, show_panel_automatically: true, hide_crm_container: true,
        screen_pop: true, activity_logging: true, copilot_notes: true, utility_bar_status: true,
        prevent_popout_during_call: true } } } },
    strings: {}, events: { addListener() {} }, updateConfig() {}, store: {
        state: { flex: { worker: { tasks: new Map() } } },
        getState() { return this.state; },
        subscribe() { return () => {}; },
        addReducer(name, reducer) { this.reducer = [name, reducer]; this.dispatch({ type: '@@redux/' }); },
        dispatch(action) { const [name, reducer] = this.reducer;
            this.state = { ...this.state, [name]: reducer(this.state[name], action) }; } } };
// So are these: a browser compiles a function when it is first called.
const Flex = Twilio.Flex, store = window.__manager.store;
content.add(); content.remove(); Flex.Actions.addListener(); Flex.styled.div(); React.createElement();
Flex.Notifications.registerNotification(); console.log();
__manager.events.addListener(); __manager.updateConfig();
store.getState(); store.subscribe()(); store.addReducer('flex', (state) => state);
</script>"""

# For a clock with 5 µs steps, instead of 100.
ISOLATED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "cross-origin",
}

# As Flex does it: an async script by its address, which Chromium compiles in the background.
SCRIPT = f"{FLEX}/plugin.js"
OPENS, CLOSES = "(function () {\n'use strict';", "\n})();\n//# sourceMappingURL"
MEASURE = """async (url) => {
    const script = document.createElement('script');
    script.async = true;
    script.src = url;
    await new Promise((resolve) => { script.onload = resolve; document.head.appendChild(script); });
    const [begun, ended] = performance.getEntriesByType('mark');
    const before = performance.now();
    await window.__plugin.init(Twilio.Flex, window.__manager);
    return [ended.startTime - begun.startTime, performance.now() - before];
}"""


def main() -> None:
    """Measure the bundle in `dist/`; with the path of another bundle, both alternately, and their ratio."""
    others = [Path(name).read_text("utf-8") for name in sys.argv[1:]]
    bundles = [marked(text) for text in (bundle_text(), *others)]
    found: list[dict[str, list[float]]] = [{"evaluate": [], "init": [], "both": []} for _ in bundles]
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        allow_storage_in_frames(Path(profile))
        browser = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=find_chromium(),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        page = browser.new_page()
        served: list[str] = []
        page.route("**/*", lambda route: answer(route, served[-1]))
        for run in range(RUNS):
            for bundle, times in zip(bundles, found, strict=True):
                served.append(f"{bundle}\n// {run}")  # V8 reuses the functions of a script that it knows
                page.goto(PARENT)
                frame = next(frame for frame in page.frames if frame.url.startswith(FLEX))
                evaluate, init = frame.evaluate(MEASURE, SCRIPT)
                for name, time in (("evaluate", evaluate), ("init", init), ("both", evaluate + init)):
                    times[name].append(time)
        browser.close()
    for name in found[0]:
        print(f"{name:8} {'   '.join(shown_times(times[name], found[-1][name]) for times in found)}")


def shown_times(times: list[float], others: list[float]) -> str:
    median = statistics.median(times)
    ratio = f" = {median / statistics.median(others):.2f} of the last" if times is not others else ""
    return f"{median:6.2f} ms (median of {RUNS}; {min(times):.2f} to {max(times):.2f}){ratio}"


def allow_storage_in_frames(profile: Path) -> None:
    """Allow storage to a frame of another site, which Chromium denies by default, as agents need it."""
    (profile / "Default").mkdir()
    (profile / "Default" / "Preferences").write_text(json.dumps(PREFERENCES), "utf-8")


def marked(bundle: str) -> str:
    """Return the bundle, with marks at its first and last statement."""
    assert OPENS in bundle
    assert CLOSES in bundle
    begun = bundle.replace(OPENS, f"{OPENS} performance.mark('begun');", 1)
    return begun.replace(CLOSES, f"\nperformance.mark('ended');{CLOSES}", 1)


def answer(route: Route, bundle: str) -> None:
    url, kind, body = route.request.url, "text/html", PAGE
    if url == SCRIPT:
        kind, body = "application/javascript", bundle
    elif url.startswith(PARENT):
        address = f"{FLEX}/?sfdcIframeOrigin={PARENT}&mode=Lightning"
        frame = f'<iframe allow="cross-origin-isolated" src="{address}"></iframe>'
        body = "" if "/support/" in url else frame
    route.fulfill(body=body, headers={**ISOLATED, "Content-Type": kind})


def bundle_text() -> str:
    bundles = sorted((ROOT / "dist").glob("*.js"))
    if not bundles:
        raise SystemExit("benchmarks: there is no bundle in dist/: run `python3 package.py build` first")
    return bundles[0].read_text("utf-8")


if __name__ == "__main__":
    main()
