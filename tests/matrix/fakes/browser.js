// A tab: the frame's window, as a plugin sees it. Storage, locks and time belong to the browser.
const SALESFORCE = 'https://acme.lightning.force.com';
const queryOf = (org) => `?sfdcIframeOrigin=${encodeURIComponent(org)}&sfdcIFrameOrigin=${encodeURIComponent(org)}&mode=Lightning&nonce=n1`;
const QUOTA = 5 * 1024 * 1024; // characters an origin may store

// The state that the tabs of one browser share. `ahead`: the milliseconds by which its clock is fast.
class Browser {
  constructor(world) {
    Object.assign(this, { local: new Storage(world, 'localStorage'), locks: new Locks(world), ahead: 0, withoutKeyAt: -1 });
  }
}

class Storage {
  constructor(world, name) {
    this.world = world;
    this.name = name;
    this.items = new Map();
  }

  view(tab) {
    const { items, world, name } = this;
    let full;
    const tell = (key, newValue) => {
      if (name !== 'localStorage' || world.faults['storage events'] === 'never') return;
      for (const other of world.tabs) {
        if (other !== tab && other.browser === tab.browser) other.later(0, () => other.dispatch('storage', { key, newValue }));
      }
    };
    const denied = () => {
      if (world.fault(`${name}`) === 'throws') throw error('SecurityError', 'denied');
    };
    return {
      get length() {
        denied();
        return items.size;
      },
      key(place) {
        denied();
        return [...items.keys()][place] ?? null;
      },
      getItem(key) {
        denied();
        return items.get(String(key)) ?? null;
      },
      setItem(key, value) {
        denied();
        let size = String(key).length + String(value).length;
        for (const [other, text] of items) if (other !== String(key)) size += other.length + text.length;
        // A storage that becomes full at some moment accepts only writes that make it no larger than it was then.
        if (world.fault(name) !== 'refused') full = undefined;
        else if (full === undefined) full = [...items].reduce((sum, [other, text]) => sum + other.length + text.length, 0);
        if (size > (full ?? QUOTA) || (world.fault(name) === 'sometimes' && world.random() < 0.4)) throw error('QuotaExceededError', 'full');
        items.set(String(key), String(value));
        tell(String(key), String(value));
      },
      removeItem(key) {
        denied();
        if (items.delete(String(key))) tell(String(key), null);
      },
      clear() {
        denied();
        items.clear();
        tell(null, null);
      },
    };
  }
}

// The Web Locks API: exclusive locks by name, released when the callback's promise settles or the tab closes.
class Locks {
  constructor(world) {
    this.world = world;
    this.held = new Map();
    this.waiting = [];
  }

  view(tab) {
    return {
      request: (name, options, callback) => {
        const fault = this.world.fault('locks.request');
        if (fault === 'throws') throw error('TypeError', MARK);
        if (fault === 'refused') return globalThis.Promise.reject(error('SecurityError', MARK));
        if (fault === 'never') return new globalThis.Promise(() => {});
        if (typeof options === 'function') [options, callback] = [{}, options];
        return new globalThis.Promise((resolve, reject) => {
          const ask = { name, tab, callback, resolve, reject };
          if (options.ifAvailable && this.held.has(name)) this.run({ ...ask, lock: null });
          else if (options.mode === 'shared') throw error('NotSupportedError', 'shared locks are not modelled');
          else this.waiting.push(ask);
          this.grant();
        });
      },
    };
  }

  grant() {
    for (const ask of [...this.waiting]) {
      if (this.held.has(ask.name)) continue;
      this.waiting.splice(this.waiting.indexOf(ask), 1);
      this.held.set(ask.name, ask);
      this.run({ ...ask, lock: { name: ask.name }, holder: ask });
    }
  }

  run({ callback, lock, resolve, reject, holder, tab }) {
    const done = () => {
      if (holder && this.held.get(holder.name) === holder) this.held.delete(holder.name);
      this.grant();
    };
    (async () => {
      try {
        await null;
        if (tab.closed) return;
        const value = await callback(lock);
        done();
        resolve(value);
      } catch (reason) {
        done();
        reject(reason);
      }
    })();
  }

  tabGoes(tab) {
    this.waiting = this.waiting.filter((ask) => ask.tab !== tab);
    for (const [name, ask] of this.held) if (ask.tab === tab) this.held.delete(name);
    this.grant();
  }
}

function error(name, message, more = {}) {
  return Object.assign(new Error(message), { name, ...more });
}

class Element {
  constructor(tab, name) {
    Object.assign(this, { tab, tagName: name.toUpperCase(), src: '', attributes: {}, children: [], parentNode: null, listeners: {} });
  }

  setAttribute(name, value) {
    this.attributes[name] = String(value);
  }

  addEventListener(name, listener) {
    (this.listeners[name] ||= []).push(listener);
  }

  insertBefore(child, before) {
    const place = this.children.indexOf(before);
    this.children.splice(place < 0 ? this.children.length : place, 0, child);
    child.parentNode = this;
    if (child.tagName === 'SCRIPT') this.tab.world.scriptInserted(this.tab, child);
  }

  appendChild(child) {
    this.insertBefore(child, null);
  }

  removeChild(child) {
    this.children.splice(this.children.indexOf(child), 1);
    child.parentNode = null;
  }

  happens(event) {
    for (const listener of this.listeners[event] || []) this.tab.guard(`the ${event} of a tag`, () => listener({ type: event }));
  }
}

// The window itself. `session`: the tab's sessionStorage before a reload; `address`: its address then.
function windowOf(tab, { session, address }) {
  const { world, browser } = tab;
  const { clock } = world;
  const head = new Element(tab, 'head');
  head.children.push(Object.assign(new Element(tab, 'script'), { parentNode: head }));
  const parents = tab.standalone ? [] : [tab.org];
  const location = {
    ...address,
    ancestorOrigins: { item: (index) => parents[index] ?? null, length: parents.length },
    origin: 'https://flex.twilio.com',
  };
  const print =
    (level) =>
    (...parts) =>
      world.printed.push([level, parts.map(String).join(' ')]);
  const window = {
    top: {},
    console: { log: print('log'), info: print('log'), debug: print('log'), warn: print('warn'), error: print('error') },
    document: {
      head,
      referrer: '',
      visibilityState: 'visible',
      createElement: (name) => new Element(tab, name),
      getElementsByTagName: (name) => {
        const found = head.children.filter((child) => child.tagName === name.toUpperCase());
        return { item: (index) => found[index] ?? null, length: found.length };
      },
      addEventListener: (name, listener) => tab.listen(`document ${name}`, listener),
    },
    location,
    history: {
      state: { key: 'flex' },
      replaceState: (_state, _unused, url) => {
        if (world.fault('history.replaceState') === 'throws') throw error('SecurityError', 'too often');
        Object.assign(location, parts(url));
      },
    },
    navigator: { language: 'en-US', languages: ['en-US'], locks: browser.locks.view(tab), userAgent: 'V8', onLine: true },
    sessionStorage: session.view(tab),
    localStorage: browser.local.view(tab),
    addEventListener: (name, listener) => tab.listen(name, listener),
    removeEventListener: (name, listener) => tab.unlisten(name, listener),
    setTimeout: (callback, milliseconds) => clock.set(tab, callback, milliseconds, false, true),
    setInterval: (callback, milliseconds) => clock.set(tab, callback, milliseconds, true, true),
    clearTimeout: (timer) => clock.clear(timer),
    clearInterval: (timer) => clock.clear(timer),
    fetch: (url, request) => world.fetch(tab, String(url), request || {}),
    crypto: { randomUUID: () => `00000000-0000-4000-8000-${String(++world.uuids).padStart(12, '0')}` },
    performance: { now: () => clock.now - START },
    Date: dateOf(clock, browser),
    Math: Object.assign(Object.create(Math), { random: () => world.random() }),
    Intl,
    Number,
    JSON,
    Promise: globalThis.Promise,
    ...{ Array, Error, Map, Number, Object, Reflect, Set, String, Symbol, WeakMap },
    AbortSignal: { timeout: (milliseconds) => ({ milliseconds }) },
    encodeURIComponent,
    decodeURIComponent,
    React: react(tab),
    ReactRedux: reactRedux(tab),
    sforce: undefined,
  };
  window.self = window.window = window.globalThis = window;
  tab.host = new LightningHost(tab);
  window.parent = window.top = tab.standalone ? window : crossOrigin((text, target) => world.hasComponent && tab.host.hear(text, target));
  return window;
}

function parts(url) {
  const [rest, hash] = url.split('#');
  const [pathname, search] = rest.split('?');
  return { pathname, search: search === undefined ? '' : '?' + search, hash: hash === undefined ? '' : '#' + hash };
}
