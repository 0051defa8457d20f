// The only JavaScript of the plugin written by hand: the parts of the page that Python cannot reach (globals, and values that need
// `new`), or only slowly. A window of another origin throws whenever Python inspects it, so the parent stays here.
// Type: browser/types.py, Host. Fake: tests/support/plugin/browser.py, FakeHost.
function $host(window) {
  return {
    window,
    isFromParent: (event) => event.source === window.parent,
    postToParent: (message, origin) => window.parent.postMessage(message, origin),
    // In Python, these loops would take many times as long.
    addTexts: (strings, { keys, texts }, language) => {
      const own = (key) => texts[language][keys.indexOf(key)];
      for (const key of keys) if (typeof strings[key] !== 'string') strings[key] = own(key);
      return own;
    },
    guardTemplates: (templates, { keys }, render) => {
      for (const key of keys) {
        let template = templates[key];
        Reflect.defineProperty(templates, key, {
          get: () => (context) => render(key, template, context),
          set: (value) => {
            template = value;
          },
        });
      }
    },
  };
}
