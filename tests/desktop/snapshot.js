// Sees what a script changes on a page: every own property of everything that can be reached from globalThis without calling
// anything (built-ins and their prototypes among it), every listener and every timer.
(function () {
  const started = [];
  for (const [owner, name] of [
    [EventTarget.prototype, 'addEventListener'],
    [window, 'setTimeout'],
    [window, 'setInterval'],
    [window, 'requestAnimationFrame'],
    [window, 'queueMicrotask'],
    [window, 'fetch'],
    [Storage.prototype, 'setItem'],
  ]) {
    const original = owner[name];
    owner[name] = function (...args) {
      started.push(`${name}(${typeof args[0] === 'string' ? args[0] : ''})`);
      return original.apply(this, args);
    };
  }

  const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

  // From each object to its properties, and to a path that leads to it.
  function take(leaveOut) {
    const properties = new Map();
    const queue = [[globalThis, 'globalThis']];
    const seen = new Set([globalThis, ...leaveOut]);
    while (queue.length) {
      const [object, path] = queue.pop();
      const own = new Map();
      properties.set(object, { path, own, prototype: Object.getPrototypeOf(object), extensible: Object.isExtensible(object) });
      const reach = (value, step) => {
        if (!isObject(value) || seen.has(value)) return;
        seen.add(value);
        queue.push([value, `${path}${step}`]);
      };
      reach(Object.getPrototypeOf(object), '.__proto__');
      for (const key of Reflect.ownKeys(object)) {
        const descriptor = Object.getOwnPropertyDescriptor(object, key);
        own.set(key, descriptor);
        for (const part of ['value', 'get', 'set']) reach(descriptor[part], `.${String(key)}`);
      }
    }
    return properties;
  }

  const PARTS = ['value', 'get', 'set', 'writable', 'enumerable', 'configurable'];
  const same = (a, b) => PARTS.every((part) => Object.is(a[part], b[part]));

  function changes(before, after) {
    const found = [];
    for (const [object, { path, own, prototype, extensible }] of after) {
      const was = before.get(object);
      if (!was) continue; // new, so what leads to it has changed and is named
      if (was.prototype !== prototype) found.push(`${path}.__proto__`);
      if (was.extensible !== extensible) found.push(`${path} is frozen`);
      for (const key of new Set([...was.own.keys(), ...own.keys()])) {
        const [old, now] = [was.own.get(key), own.get(key)];
        if (!old || !now || !same(old, now)) found.push(`${path}.${String(key)}`);
      }
    }
    return found;
  }

  // `leaveOut`: values by which the test observes the plugin, and values that these only mention.
  window.pageSnapshot = {
    started,
    take: (...leaveOut) => take(leaveOut),
    changes,
  };
})();
