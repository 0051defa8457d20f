// The only JavaScript of the plugin written by hand: the parts of the page that Python cannot reach (globals, and values that need
// `new`), or only slowly. A window of another origin throws whenever Python inspects it, so the parent stays here.
// Types: browser/types.py, Host.
function $host(window) {
  return {
    window,
    isFromParent: (event) => event.source === window.parent,
    postToParent: (message, origin) => window.parent.postMessage(message, origin),
    // In Python, this loop would take a fifth of the plugin's start.
    addTexts: (strings, templates, keys, texts, render) => {
      for (const [place, key] of keys.entries()) {
        if (typeof strings[key] !== 'string') strings[key] = texts[place];
        let template = templates[key];
        Reflect.defineProperty(templates, key, {
          get: () => (context) => render(key, template, context),
          set: (value) => {
            template = value;
          },
        });
      }
      return (key) => texts[keys.indexOf(key)];
    },
  };
}
