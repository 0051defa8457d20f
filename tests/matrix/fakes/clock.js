// Time that passes when a test says so, in whole milliseconds. TaskRouter goes by it; a browser's clock may be ahead.
const START = Date.UTC(2026, 10, 23, 9, 30);
const THROTTLED = 60_000; // a tab out of sight runs its timers once in a minute
const TURNS = 24; // promises that may follow each other between two timers

class Clock {
  constructor() {
    this.now = START;
    this.timers = new Map();
    this.last = 0;
  }

  // `ofPage`: the page's own timer, which the browser delays while the tab is `throttled`; answers still arrive in time.
  set(owner, callback, milliseconds = 0, every = false, ofPage = false) {
    const wait = Math.max(0, Math.floor(Number(milliseconds) || 0));
    this.timers.set(++this.last, { at: this.now + wait, every: every ? Math.max(1, wait) : 0, callback, owner, ofPage });
    return this.last;
  }

  clear(timer) {
    this.timers.delete(timer);
  }

  // Everything that is due happens in order, with all promises settled in between.
  async passes(milliseconds, guard) {
    const end = this.now + Math.round(milliseconds);
    await settle();
    for (;;) {
      let first = 0;
      for (const [id, timer] of this.timers) {
        if (timer.owner && timer.owner.asleep) continue; // due when the computer wakes
        if (timer.ofPage && timer.owner.throttled) timer.at = Math.ceil(timer.at / THROTTLED) * THROTTLED;
        if (timer.at <= end && (!first || timer.at < this.timers.get(first).at)) first = id;
      }
      if (!first) break;
      const timer = this.timers.get(first);
      this.now = Math.max(this.now, timer.at);
      if (timer.every) timer.at = this.now + timer.every;
      else this.timers.delete(first);
      if (!timer.owner || !timer.owner.closed) guard('a timer', timer.callback);
      await settle();
    }
    this.now = end;
  }

  dropTimersOf(owner) {
    for (const [id, timer] of this.timers) if (timer.owner === owner) this.timers.delete(id);
  }
}

async function settle() {
  for (let turn = 0; turn < TURNS; turn++) await null;
}

const dateFormats = {}; // making a format takes longer than writing hundreds of dates

function formatOf(...wanted) {
  return (dateFormats[JSON.stringify(wanted)] ||= new Intl.DateTimeFormat(...wanted));
}

function dateOf(clock, browser) {
  return class extends Date {
    constructor(...parts) {
      if (parts.length) super(...parts);
      else super(clock.now + browser.ahead);
    }

    static now() {
      return clock.now + browser.ahead;
    }

    toLocaleString(locales, options) {
      return options ? formatOf(locales, options).format(this) : super.toLocaleString(locales);
    }
  };
}
