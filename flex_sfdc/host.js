// The only JavaScript of the plugin written by hand: what Python cannot reach (globals, and whatever would need `new`). A window of
// another origin throws at anything that Python asks of a value, so the parent stays here.
// Types: browser/types.py, Host.
function $host(window) {
  return {
    window,
    isFromParent: (event) => event.source === window.parent,
    postToParent: (message, origin) => window.parent.postMessage(message, origin),
  };
}
