// The feature's configuration: a form made from its schema.

import { CommandView } from './commands.js';
import { announce, button, copyButton, el, uniqueId } from './dom.js';
import { runCommand } from './server.js';

const FEATURE = 'salesforce_integration';
const NOT_VALID = 'is not valid here: see the description above';

/** Show a plain value of a list or map as a person writes it: a string that looks like another value is quoted. */
function written(value) {
  return typeof value === 'string' && typeof read(value) === 'string' ? value : JSON.stringify(value);
}

/** Read a number, true, false or a quoted string; anything else is a string. */
function read(text) {
  try {
    const value = JSON.parse(text);
    return ['string', 'number', 'boolean'].includes(typeof value) ? value : text;
  } catch {
    return text;
  }
}

function fits(value, { pattern, type }) {
  const types = [type ?? typeof value].flat().map((name) => (name === 'integer' ? 'number' : name));
  return types.includes(typeof value) && (typeof value !== 'string' || !pattern || new RegExp(pattern, 'u').test(value));
}

/** A control for the values of one schema; `set` shows a value, `get` reads it, `mistake` finds what is wrong. */
class Toggle {
  constructor(_schema, id) {
    this.control = el('input', { type: 'checkbox', id, class: 'switch', role: 'switch' });
    this.element = this.control;
  }

  get() {
    return this.control.checked;
  }

  set(value) {
    this.control.checked = value === true;
  }

  mistake() {
    return null;
  }
}

class Choice {
  constructor(schema, id) {
    this._values = schema.enum;
    const options = this._values.map((value) => el('option', {}, String(value)));
    this.control = el('select', { id }, ...options);
    this.element = this.control;
  }

  get() {
    return this._values[this.control.selectedIndex] ?? null;
  }

  set(value) {
    this.control.selectedIndex = this._values.indexOf(value);
  }

  mistake() {
    return null;
  }
}

class Line {
  constructor(schema, id) {
    this._schema = schema;
    this._isNumber = ['number', 'integer'].includes(schema.type);
    const { maximum: max, minimum: min } = schema;
    const step = schema.type === 'number' ? 'any' : null;
    this.control = el('input', this._isNumber ? { type: 'number', id, max, min, step } : { type: 'text', id });
    this.element = this.control;
  }

  get() {
    const { value } = this.control;
    return this._isNumber ? (value === '' ? null : Number(value)) : value;
  }

  set(value) {
    this.control.value = value ?? '';
  }

  mistake() {
    const value = this.get();
    const isValid = value === null || (this.control.validity.valid && fits(value, this._schema));
    return isValid ? null : `“${value}” ${NOT_VALID}`;
  }
}

class Lines {
  constructor(schema, id) {
    this._items = schema.items ?? {};
    this._whenEmpty = schema.default ?? null;
    this.control = el('textarea', { id, rows: 2, placeholder: 'One a line', spellcheck: 'false' });
    this.element = this.control;
  }

  get() {
    const lines = this.control.value.split('\n').map((line) => line.trim());
    const values = lines.filter(Boolean).map((line) => (this._items.type === 'string' ? line : read(line)));
    return values.length ? values : this._whenEmpty;
  }

  set(value) {
    this.control.value = (value ?? []).map((item) => (this._items.type === 'string' ? item : written(item))).join('\n');
  }

  mistake() {
    const wrong = (this.get() ?? []).find((value) => !fits(value, this._items));
    return wrong === undefined ? null : `“${wrong}” ${NOT_VALID}`;
  }
}

class Entries {
  constructor(schema, id, label) {
    this._schema = schema;
    this._label = label;
    this._rows = el('div', { class: 'rows' });
    const add = () => this._add('', '').querySelector('input').focus();
    this.control = button('Add an entry', add, { id, class: 'small', 'aria-label': `Add an entry to ${label}` });
    this.element = el('div', { class: 'map', role: 'group' }, this._rows, this.control);
  }

  get() {
    const pairs = [...this._rows.children].map((row) => [...row.querySelectorAll('input')].map(({ value }) => value.trim()));
    return Object.fromEntries(pairs.filter(([name]) => name).map(([name, value]) => [name, read(value)]));
  }

  set(value) {
    this._rows.replaceChildren();
    for (const [name, entry] of Object.entries(value ?? {})) {
      this._add(name, written(entry));
    }
  }

  mistake() {
    const { additionalProperties, propertyNames = {} } = this._schema;
    for (const [name, value] of Object.entries(this.get())) {
      if (!fits(name, propertyNames)) {
        return `“${name}” ${NOT_VALID}`;
      }
      if (typeof additionalProperties === 'object' && !fits(value, additionalProperties)) {
        return `${name}: “${value}” ${NOT_VALID}`;
      }
    }
    return null;
  }

  _add(name, value) {
    const input = (what, text) => el('input', { type: 'text', 'aria-label': `${this._label}: ${what}`, placeholder: what, value: text });
    const remove = () => {
      row.remove();
      this.control.focus();
      this.element.dispatchEvent(new Event('input', { bubbles: true }));
    };
    const remover = button('Remove', remove, { class: 'small' });
    const row = el('div', { class: 'pair' }, input('name', name), input('value', value), remover);
    this._rows.append(row);
    return row;
  }
}

function controlFor(schema, id, name) {
  const types = { boolean: Toggle, array: Lines, object: Entries };
  return new (schema.enum ? Choice : (types[schema.type] ?? Line))(schema, id, name);
}

/** A key of the configuration. */
class Key {
  constructor(name, schema) {
    this.name = name;
    this._default = schema.default ?? null;
    const id = uniqueId('key');
    this.input = controlFor(schema, id, name);
    const { control } = this.input;
    this._mark = el('span', { class: 'tag', hidden: true }, 'changed');
    this._mistake = el('p', { class: 'failure', id: `${id}-mistake`, hidden: true });
    const description = el('p', { class: 'hint', id: `${id}-description` }, ...Key._withCode(this._text(schema)));
    control.setAttribute('aria-describedby', `${description.id} ${this._mistake.id}`);
    const isGroup = this.input instanceof Entries;
    const label = isGroup ? el('span', { class: 'name', id: `${id}-label` }, name) : el('label', { for: id }, name);
    if (isGroup) {
      this.input.element.setAttribute('aria-labelledby', label.id);
    }
    const head = el('div', { class: 'head' }, label, this._mark);
    const isSwitch = this.input instanceof Toggle;
    this.element = el('div', { class: isSwitch ? 'key with-switch' : 'key' }, head, description, this.input.element, this._mistake);
  }

  /** The description as a sentence, and the default. */
  _text({ description = '', type }) {
    const sentence = description && `${description[0].toUpperCase()}${description.slice(1)}. `;
    if (this._default === null) {
      return sentence;
    }
    const text = typeof this._default === 'string' ? this._default : JSON.stringify(this._default);
    const shown = type === 'boolean' ? (this._default ? 'on' : 'off') : text;
    return `${sentence}Default: ${['', '{}', '[]'].includes(text) ? 'empty' : shown}`;
  }

  /** Texts between backticks are code. */
  static _withCode(text) {
    return text.split('`').map((part, at) => (at % 2 ? el('code', {}, part) : part));
  }

  get differs() {
    return JSON.stringify(this.input.get()) !== JSON.stringify(this._default);
  }

  show(value) {
    this.input.set(value === undefined ? this._default : value);
    this.showMistake(null);
    this.mark();
  }

  mark() {
    this._mark.hidden = !this.differs;
    this.element.toggleAttribute('data-changed', this.differs);
  }

  showMistake(text) {
    this._mistake.hidden = text === null;
    this._mistake.textContent = text ?? '';
    this.input.control.setAttribute('aria-invalid', String(text !== null));
  }
}

/** The form. It follows the state until the person changes something, and then keeps that until it is applied. */
export class Configuration {
  constructor(panel, schema, commands) {
    this._command = commands.find(({ name }) => name === 'configure');
    this._keys = Object.entries(schema.properties).map(([name, property]) => new Key(name, property));
    this._inForce = {};
    this._isEdited = false;
    this._note = el('p', { class: 'muted', 'aria-live': 'polite' });
    this._failure = el('p', { class: 'failure', hidden: true });
    this._apply = el('button', { type: 'submit', class: 'primary' }, 'Apply');
    const title = el('h2', { id: 'configuration-title' }, 'Configuration');
    const others = commands.filter((command) => command.group === 'Configuration' && command !== this._command);
    const views = others.map((command) => new CommandView(command));
    const actions = el(
      'div',
      { class: 'actions bar' },
      this._apply,
      button('Undo', () => this._undo()),
      button('All defaults', () => this._fill({}, true)),
      copyButton('Copy as JSON', 'Configuration', () => JSON.stringify(this._values(), null, 2)),
      this._note,
      this._failure,
    );
    const keys = el('div', { class: 'keys' }, ...this._keys.map((key) => key.element));
    const listeners = { oninput: () => this._changed(), onsubmit: (event) => this._submitted(event) };
    const attributes = { class: 'configuration', novalidate: true, 'aria-labelledby': title.id, ...listeners };
    const shortcuts = el('div', { class: 'commands' }, ...views.map(({ element }) => element));
    panel.append(el('form', attributes, title, shortcuts, keys, actions));
  }

  update({ configuration }) {
    const values = configuration?.features?.[FEATURE] ?? {};
    if (JSON.stringify(values) !== JSON.stringify(this._inForce)) {
      this._inForce = values;
      if (!this._isEdited) {
        this._fill(values, false);
      }
    }
  }

  _values() {
    const set = this._keys.filter((key) => key.differs);
    return Object.fromEntries(set.map((key) => [key.name, key.input.get()]));
  }

  _fill(values, isEdited) {
    for (const key of this._keys) {
      key.show(values[key.name]);
    }
    this._setEdited(isEdited);
  }

  _undo() {
    this._fill(this._inForce, false);
    announce('Changes undone');
  }

  _changed() {
    for (const key of this._keys) {
      key.mark();
    }
    this._setEdited(true);
  }

  _setEdited(isEdited) {
    this._isEdited = isEdited;
    this._note.textContent = isEdited ? 'Not applied yet' : '';
    this._failure.hidden = true;
  }

  async _submitted(event) {
    event.preventDefault();
    if (this._apply.hasAttribute('aria-busy') || !this._checked()) {
      return;
    }
    this._apply.setAttribute('aria-busy', 'true');
    const [parameter] = this._command.parameters;
    const values = this._values();
    const failure = await runCommand(this._command.name, { [parameter.name]: JSON.stringify(values) });
    this._apply.removeAttribute('aria-busy');
    if (failure === null) {
      this._setEdited(false);
      this._note.textContent = 'Applied: Flex has reloaded';
    } else {
      this._refused(failure);
    }
  }

  _checked() {
    for (const key of this._keys) {
      key.showMistake(key.input.mistake());
    }
    const wrong = this._keys.find((key) => key.input.mistake() !== null);
    wrong?.input.control.focus();
    if (wrong) {
      announce(`${wrong.name}: ${wrong.input.mistake()}`);
    }
    return !wrong;
  }

  /** The demo names the key first: `KEY: why` or `KEY.ENTRY: why`. */
  _refused(line) {
    const [path] = line.split(':', 1);
    const key = this._keys.find(({ name }) => name === path.split('.', 1)[0]);
    if (key) {
      key.showMistake(line);
      key.input.control.focus();
    } else {
      this._failure.textContent = line;
      this._failure.hidden = false;
    }
    announce(line);
  }
}
