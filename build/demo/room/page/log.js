// The live log: filter, pause, clear, copy. It keeps the newest entries, and does not scroll away from a reader.

import { announce, button, copyButton, el, hiddenText, uniqueId } from './dom.js';

const KEPT = 1000;
const FOLDED = 400;
const SUMMARY = 160;
const RENDER_AFTER_MS = 40;
const AT_END_PX = 24;
const KINDS = ['salesforce', 'event', 'console', 'blocked', 'build', 'demo'];

/** The time of day, and its milliseconds. */
function timeOf(entry) {
  const at = new Date(entry.at * 1000);
  const two = (number) => String(number).padStart(2, '0');
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  return [clock, String(at.getMilliseconds()).padStart(3, '0')];
}

function durationOf({ details }) {
  if (!details.seconds) {
    return '';
  }
  return details.seconds < 1 ? `${Math.round(details.seconds * 1000)} ms` : `${details.seconds.toFixed(1)} s`;
}

/** Whether an entry is a failure: an error in the console or the build, or a call that was refused or lost. */
function troubleOf({ details, kind }) {
  if (details.level === 'error' || details.error) {
    return 'error';
  }
  if (kind !== 'salesforce') {
    return details.level === 'warning' ? 'warning' : null;
  }
  if (details.copies === 0) {
    return 'no answer';
  }
  return details.answer?.success === false ? 'refused' : null;
}

/** The parts of an entry that hold something; a call has its arguments and its answer. */
function partsOf({ details, kind }) {
  const { arguments: sent, ...rest } = details;
  const known = kind === 'salesforce' || kind === 'event';
  const parts = { ...(sent === undefined ? {} : { arguments: sent }), ...rest };
  if (known) {
    delete parts.method;
    delete parts.seconds;
    if (parts.copies === 1 || kind === 'event') {
      delete parts.copies;
    }
    if (kind === 'event') {
      delete parts.api;
      delete parts.answer;
    }
  }
  return Object.entries(parts).filter(([, value]) => value !== null && JSON.stringify(value) !== '{}');
}

function summaryOf(entry) {
  const { answer, arguments: sent } = entry.details;
  const short = (value) =>
    JSON.stringify(value ?? '')
      .replaceAll(/"(\w+)":/g, '$1: ')
      .replaceAll(/,(?=\w+: )/g, ', ')
      .replace(/^""$/, '');
  if (entry.kind === 'salesforce') {
    return `${short(sent)} → ${short(answer) || '–'}`.slice(0, SUMMARY);
  }
  const parts = partsOf(entry).filter(([name]) => !['command', 'level'].includes(name));
  return parts
    .map(([, value]) => short(value))
    .join(' ')
    .slice(0, SUMMARY);
}

/** Return an entry as a person pastes it into an issue. */
function textOf(entry) {
  const head = [timeOf(entry).join('.'), entry.kind, entry.title, durationOf(entry), troubleOf(entry)].filter(Boolean).join('  ');
  return [head, ...partsOf(entry).map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`)].join('\n');
}

/** An entry's line; its details are made when somebody opens them. */
class Row {
  constructor(entry) {
    this.entry = entry;
    this.text = textOf(entry).toLowerCase();
    const trouble = troubleOf(entry);
    const head = [
      el('span', { class: 'time' }, timeOf(entry)[0]),
      el('span', { class: 'kind', 'data-kind': entry.kind }, entry.kind),
      el('span', { class: 'method' }, entry.title),
      el('span', { class: 'time' }, durationOf(entry)),
      trouble ? el('span', { class: 'tag', 'data-is': trouble }, trouble) : null,
      el('span', { class: 'summary' }, summaryOf(entry)),
    ];
    const attributes = { class: 'line', 'aria-expanded': 'false' };
    this._line = button(head.shift(), () => this._toggle(), attributes);
    this._line.append(...head.filter(Boolean));
    const copier = copyButton('Copy', 'Line', () => textOf(entry), { class: 'small', title: 'Copy this line' });
    this.element = el('li', {}, this._line, copier);
  }

  _toggle() {
    if (!this._details) {
      const id = uniqueId('details');
      const exactly = el('span', { class: 'muted' }, timeOf(this.entry).join('.'));
      const whole = el('div', {}, el('b', {}, this.entry.title), ' ', exactly);
      this._details = el('div', { class: 'details', id, hidden: true }, whole, ...partsOf(this.entry).map(Row._part));
      this._line.setAttribute('aria-controls', id);
      this.element.append(this._details);
    }
    this._details.hidden = !this._details.hidden;
    this._line.setAttribute('aria-expanded', String(!this._details.hidden));
  }

  /** A value; a big one is folded. */
  static _part([name, value]) {
    const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
    const shown = el('pre', {}, text.length > FOLDED ? `${text.slice(0, FOLDED)} …` : text);
    const part = el('div', {}, el('span', { class: 'muted' }, name), shown);
    if (text.length > FOLDED) {
      const all = () => {
        shown.textContent = text;
        unfold.remove();
      };
      const unfold = button(`Show all ${text.length.toLocaleString('en')} characters`, all, { class: 'small' });
      part.append(unfold);
    }
    return part;
  }
}

/** The log with its tools. */
export class Log {
  constructor(section) {
    this._rows = [];
    this._waiting = [];
    this._timer = null;
    this._newest = 0;
    this._unseen = 0;
    this._isPaused = false;
    this._hidden = new Set();
    this._list = el('ol', { class: 'lines', tabindex: '0', 'aria-label': 'Entries', onscroll: () => this._scrolled() });
    this._toEnd = button('', () => this._scrollToEnd(), { class: 'to-end', hidden: true });
    this._count = el('span', { class: 'muted' });
    section.append(this._tools(), this._kinds(), el('div', { class: 'viewport' }, this._list, this._toEnd));
    this._showCount();
  }

  /** Add an entry, unless it is there already: the demo sends all entries again when the page connects again. */
  write(entry) {
    if (entry.number <= this._newest) {
      return;
    }
    this._newest = entry.number;
    this._waiting.push(entry);
    if (this._waiting.length > KEPT) {
      this._waiting.shift();
    }
    this._timer ??= setTimeout(() => this._render(), RENDER_AFTER_MS);
  }

  _tools() {
    const input = () => this._filter();
    this._search = el('input', { type: 'search', 'aria-label': 'Filter the log', placeholder: 'Filter', oninput: input });
    this._pause = button('Pause', () => this._togglePause(), { 'aria-pressed': 'false', class: 'small' });
    const clear = button('Clear', () => this._clear(), { class: 'small' });
    const visible = () =>
      this._visible()
        .map(({ entry }) => textOf(entry))
        .join('\n');
    const copyAll = copyButton('Copy all', 'Log', visible, { class: 'small', title: 'Copy what the filter shows' });
    const title = el('h2', { id: 'log-title' }, 'Log ', this._count);
    return el('div', { class: 'tools' }, title, this._search, this._pause, clear, copyAll);
  }

  _kinds() {
    const toggles = KINDS.map((kind) => {
      const toggle = button(
        kind,
        () => {
          const isShown = this._hidden.delete(kind);
          if (!isShown) {
            this._hidden.add(kind);
          }
          toggle.setAttribute('aria-pressed', String(isShown));
          this._filter();
        },
        { class: 'kind', 'data-kind': kind, 'aria-pressed': 'true' },
      );
      return toggle;
    });
    return el('div', { class: 'kinds', role: 'group', 'aria-label': 'Kinds that are shown' }, ...toggles);
  }

  _isVisible(row) {
    const term = this._search.value.trim().toLowerCase();
    return !this._hidden.has(row.entry.kind) && row.text.includes(term);
  }

  _visible() {
    return this._rows.filter(({ element }) => !element.hidden);
  }

  _render() {
    this._timer = null;
    if (this._isPaused) {
      this._showCount();
      return;
    }
    const wasAtEnd = this._isAtEnd();
    const added = this._waiting.map((entry) => new Row(entry));
    this._waiting = [];
    for (const row of added) {
      row.element.hidden = !this._isVisible(row);
    }
    this._list.append(...added.map(({ element }) => element));
    this._rows.push(...added);
    this._dropOldest(wasAtEnd);
    if (wasAtEnd) {
      this._scrollToEnd();
    } else {
      this._unseen += added.filter(({ element }) => !element.hidden).length;
    }
    this._showCount();
  }

  /** Drop the oldest entries; what a reader sees stays in place. */
  _dropOldest(isFollowing) {
    const dropped = this._rows.splice(0, Math.max(0, this._rows.length - KEPT));
    if (dropped.length) {
      const before = this._list.scrollHeight;
      const top = this._list.scrollTop;
      for (const { element } of dropped) {
        element.remove();
      }
      if (!isFollowing) {
        this._list.scrollTop = top - (before - this._list.scrollHeight);
      }
    }
  }

  _filter() {
    for (const row of this._rows) {
      row.element.hidden = !this._isVisible(row);
    }
    this._scrollToEnd();
    this._showCount();
  }

  _togglePause() {
    this._isPaused = !this._isPaused;
    this._pause.setAttribute('aria-pressed', String(this._isPaused));
    this._render();
  }

  _clear() {
    this._rows = [];
    this._waiting = [];
    this._list.replaceChildren();
    this._scrollToEnd();
    this._showCount();
    announce('Log cleared');
  }

  _isAtEnd() {
    const { clientHeight, scrollHeight, scrollTop } = this._list;
    return scrollHeight - scrollTop - clientHeight < AT_END_PX;
  }

  _scrollToEnd() {
    this._list.scrollTop = this._list.scrollHeight;
    this._unseen = 0;
    this._toEnd.hidden = true;
  }

  _scrolled() {
    if (this._isAtEnd()) {
      this._unseen = 0;
      this._toEnd.hidden = true;
    }
  }

  _showCount() {
    const visible = this._visible().length;
    const all = this._rows.length;
    const waiting = this._isPaused && this._waiting.length ? `, ${this._waiting.length} waiting` : '';
    this._count.textContent = `${visible === all ? all : `${visible} of ${all}`}${waiting}`;
    this._toEnd.hidden = this._unseen === 0;
    this._toEnd.replaceChildren(`${this._unseen} new`, hiddenText(' entries: scroll to the end'));
  }
}
