// The demo behind this page: its answers, and its events.

const LOST_AFTER_MS = 1500;

/** Fetch data of the demo. */
export async function load(path) {
  const response = await fetch(`api/${path}`);
  if (!response.ok) {
    throw new Error(`${path}: ${response.status}`);
  }
  return response.json();
}

/** Run a command. Returns the line that says why it failed, or null. */
export async function runCommand(name, values = {}) {
  try {
    const body = JSON.stringify(values);
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(`api/commands/${name}`, { method: 'POST', headers, body });
    const { error } = await response.json();
    return error ?? (response.ok ? null : `the demo answered ${response.status}`);
  } catch {
    return 'the demo did not answer';
  }
}

/** Send a click, a key or a turn of the wheel to the page of a demo without a window. */
export async function sendInput(input) {
  const headers = { 'Content-Type': 'application/json' };
  await fetch('api/input', { method: 'POST', headers, body: JSON.stringify(input) }).catch(() => {});
}

/** Listen to the demo; the browser connects again by itself, and `onConnected` is called with true or false. */
export function listen({ onState, onLog, onConnected }) {
  const source = new EventSource('api/events');
  let timer = null;
  source.addEventListener('state', ({ data }) => onState(JSON.parse(data)));
  source.addEventListener('log', ({ data }) => onLog(JSON.parse(data)));
  source.addEventListener('open', () => {
    clearTimeout(timer);
    timer = null;
    onConnected(true);
  });
  source.addEventListener('error', () => {
    timer ??= setTimeout(() => onConnected(false), LOST_AFTER_MS);
  });
}
