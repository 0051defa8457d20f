// Code that the platform's modules share. Each call goes to the test's process, which settles it: `window.components.settle`.
const waiting = new Map();
const values = new Map(); // of the wire adapters without a configuration
const listeners = new Map();
let calls = 1000 * (Date.now() % 1e9); // an answer to an earlier page settles nothing here

export const { permissions, language } = JSON.parse(document.getElementById('state').textContent).platform;

export function ask(name, args) {
  const id = ++calls;
  window.platformReceives({ id, name, args: JSON.parse(JSON.stringify(args ?? {})) });
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

// A promise that nobody settles.
export function tell(name, args) {
  window.platformReceives({ id: 0, name, args: JSON.parse(JSON.stringify(args)) });
}

export function settle(id, { value, error }) {
  const { resolve, reject } = waiting.get(id) ?? {};
  waiting.delete(id);
  if (error === undefined) resolve?.(value);
  else reject?.(error);
}

// A wire adapter that provides the platform's values.
export function provided(name) {
  listeners.set(name, new Set());
  return class {
    constructor(provide) {
      this.provide = provide;
    }
    connect() {
      listeners.get(name).add(this.provide);
      if (values.has(name)) this.provide(values.get(name));
    }
    update() {}
    disconnect() {
      listeners.get(name).delete(this.provide);
    }
  };
}

export function emit(name, value) {
  values.set(name, value);
  listeners.get(name).forEach((provide) => provide(value));
}

// A wire adapter of Lightning Data Service: waits until each of these keys has a value, then asks.
export function queried(name, keys) {
  return class {
    constructor(provide) {
      this.provide = provide;
      provide({ data: undefined, error: undefined });
    }
    connect() {}
    update(config) {
      if (keys.some((key) => config[key] === undefined)) return;
      this.latest = config;
      const provide = (outcome) => this.latest === config && this.provide(outcome);
      ask(name, config).then(
        (data) => provide({ data, error: undefined }),
        (error) => provide({ data: undefined, error }),
      );
    }
    disconnect() {
      this.latest = null;
    }
  };
}
