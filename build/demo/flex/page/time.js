// Lets a test pass over a time limit of the plugin: moves `Date.now` and the plugin's timers forward, and does not touch Flex's own timers.
// Where `holdsPluginTime` is set, nothing else ends a long timer: on a busy machine a limit would decide a test that is not about it.
(function () {
  const KEY = 'desktop-test-skipped'; // after a reload the clock must not go back
  const SHORTEST_MS = 1000;
  const HELD_MS = 4500; // a timer is long while more than this remains
  const FOREVER_MS = 2 ** 31 - 1;
  const startTimer = window.setTimeout.bind(window);
  const stopTimer = window.clearTimeout.bind(window);
  const realNow = Date.now;
  const waiting = new Map();
  let skipped = Number(sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY)); // a second tab has the time of the first
  Date.now = () => realNow() + skipped;

  window.setTimeout = (act, ms, ...rest) => {
    if (!(ms >= SHORTEST_MS) || !calledByPlugin()) return startTimer(act, ms, ...rest);
    const run = () => {
      waiting.delete(id);
      act(...rest);
    };
    const one = { ms, run, due: Date.now() + ms };
    start(one);
    const id = one.timer;
    waiting.set(id, one);
    return id;
  };
  window.clearTimeout = (id) => {
    stopTimer(waiting.get(id)?.timer ?? id);
    waiting.delete(id);
  };

  function calledByPlugin() {
    const caller = new Error().stack.split('\n')[3]; // after the message, this function and setTimeout
    return caller !== undefined && caller.includes('/plugins/');
  }

  function start(one) {
    const left = Math.max(0, one.due - Date.now());
    const isHeld = window.holdsPluginTime && left > HELD_MS && !one.old;
    stopTimer(one.timer);
    one.timer = startTimer(one.run, isHeld ? FOREVER_MS : left);
  }

  const pending = () => [...waiting.values()].filter((one) => !one.old).sort((a, b) => a.due - b.due);

  window.pluginTime = {
    // Moves the time forward, and runs the timers that are due by then.
    advance(ms) {
      skipped += ms;
      sessionStorage.setItem(KEY, skipped);
      localStorage.setItem(KEY, skipped);
      pending().forEach(start);
    },
    // Moves the time to the end of a timer of that length; false while there is none.
    skip(ms) {
      const wanted = pending().find((one) => one.ms === ms);
      if (!wanted) return false;
      this.advance(Math.max(0, wanted.due - Date.now()));
      return true;
    },
    // The timers that wait now belong to the previous test: they end in their own time.
    startOver() {
      for (const one of pending()) {
        one.old = true;
        start(one);
      }
    },
  };
})();
