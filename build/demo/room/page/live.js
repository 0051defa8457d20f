// The Salesforce page of a demo without a window: a picture that is taken again and again, and takes clicks and keys.

import { el } from './dom.js';
import { sendInput } from './server.js';

const PAUSE_MS = 500;
const LOG_HEIGHT = 20; // percent of the window: the picture needs the rest to be read
const MODIFIERS = new Set(['Alt', 'Control', 'Meta', 'Shift']);

export class LivePage {
  constructor(panel, tab, setLogHeight) {
    this._panel = panel;
    this._tab = tab;
    this._setLogHeight = setLogHeight;
    this._picture = el('img', { class: 'live', alt: '', draggable: 'false' });
    const label = 'The Salesforce page: takes clicks and keys. Press Escape twice to leave it.';
    this._box = el('div', { class: 'live-box', role: 'application', tabindex: '0', 'aria-label': label }, this._picture);
    panel.append(this._box);
    this._picture.addEventListener('load', () => this._later());
    this._picture.addEventListener('error', () => this._later());
    this._box.addEventListener('click', (event) => this._send({ kind: 'click', ...this._place(event) }));
    this._box.addEventListener('wheel', (event) => this._wheel(event), { passive: false });
    this._box.addEventListener('keydown', (event) => this._key(event));
    this._lastKey = '';
  }

  /** Show the tab if the demo has no window. */
  update({ headless = false }) {
    if (headless && this._tab.hidden) {
      this._tab.hidden = false;
      this._setLogHeight(LOG_HEIGHT);
      this._take();
    }
  }

  _take() {
    if (this._panel.hidden || document.hidden) {
      this._later();
    } else {
      this._picture.src = `api/picture?live=${Date.now()}`;
    }
  }

  _later() {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._take(), PAUSE_MS);
  }

  /** Return where an event is, in pixels of the page. */
  _place({ clientX, clientY }) {
    const shown = this._picture.getBoundingClientRect();
    const scale = this._picture.naturalWidth / shown.width;
    return { x: Math.round((clientX - shown.left) * scale), y: Math.round((clientY - shown.top) * scale) };
  }

  _wheel(event) {
    event.preventDefault();
    this._send({ kind: 'wheel', ...this._place(event), by: Math.round(event.deltaY) });
  }

  _key(event) {
    const leaves = event.key === 'Escape' && this._lastKey === 'Escape';
    this._lastKey = event.key;
    if (leaves) {
      this._tab.focus();
    } else if (!MODIFIERS.has(event.key) && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this._send({ kind: 'key', key: event.shiftKey && event.key.length > 1 ? `Shift+${event.key}` : event.key });
    }
  }

  async _send(input) {
    await sendInput(input);
    clearTimeout(this._timer);
    this._take();
  }
}
