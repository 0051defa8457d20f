// The only JavaScript of the plugin written by hand: what Python cannot reach (globals, and whatever would need `new`).
// Types: browser/types.py, Host.
function $host(window) {
  return { window };
}
