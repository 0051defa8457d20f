// Lets a test pass over a time limit of the plugin: moves `Date.now` and the plugin's timers on, and leaves Flex's own timers alone.
(function () {
  const KEY = 'desktop-test-skipped'; // after a reload the clock must not go back
  const SHORTEST_MS = 1000;
  const startTimer = window.setTimeout.bind(window);
  const stopTimer = window.clearTimeout.bind(window);
  const realNow = Date.now;
  const waiting = new Map();
  let skipped = Number(sessionStorage.getItem(KEY));
  Date.now = () => realNow() + skipped;

  window.setTimeout = (act, ms, ...rest) => {
    if (!(ms >= SHORTEST_MS) || !calledByPlugin()) return startTimer(act, ms, ...rest);
    const run = () => {
      waiting.delete(id);
      act(...rest);
    };
    const id = startTimer(run, ms);
    waiting.set(id, { ms, run, due: Date.now() + ms, timer: id });
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

  const pending = () => [...waiting.values()].filter((one) => !one.old).sort((a, b) => a.due - b.due);

  window.pluginTime = {
    // Moves the time on, and has what is due by then done.
    advance(ms) {
      skipped += ms;
      sessionStorage.setItem(KEY, skipped);
      for (const one of pending()) {
        stopTimer(one.timer);
        one.timer = startTimer(one.run, Math.max(0, one.due - Date.now()));
      }
    },
    // Moves it on to the end of a timer of that length; false while there is none.
    skip(ms) {
      const wanted = pending().find((one) => one.ms === ms);
      if (!wanted) return false;
      this.advance(Math.max(0, wanted.due - Date.now()));
      return true;
    },
    // What waits now belongs to the test before, and keeps its own time.
    startOver() {
      for (const one of waiting.values()) one.old = true;
    },
  };
})();
