// Commands as a person runs them: a button, the values of its parameters, and why it failed.

import { announce, button, el, uniqueId } from './dom.js';
import { runCommand } from './server.js';

/** The suggestions of the state for a text box, by command and parameter. */
const SUGGESTIONS = {
  'show-record.name': (state) => (state.records ?? []).map(({ name }) => name),
};
/** The value that is in force, by command and parameter. */
const CURRENT = {
  'activity.name': (state) => state.activity,
  'panel-width.pixels': (state) => state.softphone?.width,
};
const LONG_TEXT = 40;

/** A value to choose: a dropdown, a checkbox, a number or a string. */
class Field {
  constructor(command, parameter) {
    this.command = command;
    this.parameter = parameter;
    this.key = `${command.name}.${parameter.name}`;
    this.id = uniqueId('parameter');
    this.control = this._control();
    this.control.id = this.id;
    this._touched = false;
    this.control.addEventListener('input', () => {
      this._touched = true;
    });
  }

  /** The control with its label before it, or around it. */
  get element() {
    const label = el('label', { for: this.id }, this.parameter.label);
    return el('div', { class: 'field' }, label, this.control, this._list ?? null);
  }

  get value() {
    const { default: initial } = this.parameter;
    if (typeof initial === 'boolean') {
      return this.control.checked;
    }
    return typeof initial === 'number' ? Number(this.control.value) : this.control.value;
  }

  /** Show the value in force, unless the person has chosen another, and the suggestions. */
  update(state) {
    const current = CURRENT[this.key]?.(state) ?? this._lastChoice(state);
    if (current !== undefined && !this._touched) {
      this.control.value = current;
    }
    if (this._list) {
      this._list.replaceChildren(...SUGGESTIONS[this.key](state).map((value) => el('option', { value })));
    }
  }

  /** The choice with which the command ran last, such as the language. */
  _lastChoice({ chosen }) {
    const { choices, name } = this.parameter;
    return choices.length ? chosen?.[this.command.name]?.[name] : undefined;
  }

  /** Follow the state again, now that the value has been used. */
  settle() {
    this._touched = false;
  }

  _control() {
    const { choices, default: initial } = this.parameter;
    if (choices.length) {
      return el('select', {}, ...choices.map((value) => el('option', { selected: value === initial }, value)));
    }
    if (typeof initial === 'boolean') {
      return el('input', { type: 'checkbox', checked: initial });
    }
    if (typeof initial === 'number') {
      return el('input', { type: 'number', value: initial, required: true });
    }
    if (initial.length > LONG_TEXT) {
      const area = el('textarea', { rows: 3 });
      area.value = initial;
      return area;
    }
    if (this.key in SUGGESTIONS) {
      this._list = el('datalist', { id: uniqueId('suggestions') });
    }
    return el('input', { type: 'text', value: initial, list: this._list?.id });
  }
}

/** One command. `fixed`: parameters that the place decides, such as the task of a task's own buttons. */
export class CommandView {
  constructor(command, { fixed = {}, isMode = false, onlyLabel = false } = {}) {
    this.command = command;
    this._fixed = fixed;
    this._isRunning = false;
    const free = command.parameters.filter(({ name }) => name !== 'task');
    this.fields = free.map((parameter) => new Field(command, parameter));
    this._failure = el('p', { class: 'failure', id: uniqueId('failure'), hidden: true });
    const isRow = !onlyLabel && this.fields.length === 1 && CommandView._fitsRow(this.fields[0]);
    this.element = isRow ? this._row() : this._card(onlyLabel);
    if (isMode) {
      this.runButton.setAttribute('aria-pressed', 'false');
    }
  }

  static _fitsRow({ parameter, key }) {
    return parameter.choices.length > 0 || typeof parameter.default !== 'string' || key in SUGGESTIONS;
  }

  /** Show whether this mode is on. */
  set isOn(isOn) {
    this.runButton.setAttribute('aria-pressed', String(isOn));
  }

  update(state) {
    for (const field of this.fields) {
      field.update(state);
    }
  }

  /** Run it with the chosen values; a failure is shown here. */
  async run() {
    if (this._isRunning) {
      return;
    }
    const { label, name } = this.command;
    const values = Object.fromEntries(this.fields.map((field) => [field.parameter.name, field.value]));
    this._isRunning = true;
    this.runButton.setAttribute('aria-busy', 'true');
    this._show(null);
    const failure = await runCommand(name, { ...values, ...this._fixed });
    this._isRunning = false;
    this.runButton.removeAttribute('aria-busy');
    this._show(failure);
    announce(failure === null ? `${label}: done` : `${label} failed: ${failure}`);
    for (const field of this.fields) {
      field.settle();
    }
  }

  _show(failure) {
    this._failure.hidden = failure === null;
    this._failure.textContent = failure ?? '';
    if (failure === null) {
      this.runButton.removeAttribute('aria-describedby');
    } else {
      this.runButton.setAttribute('aria-describedby', this._failure.id);
    }
  }

  /** A control and its button in a row: for a single value that is quickly chosen. */
  _row() {
    const { label, hint, verb } = this.command;
    const [field] = this.fields;
    this.runButton = el('button', { type: 'submit', class: 'run set', 'aria-label': `${verb}: ${label}` }, verb);
    field.control.setAttribute('aria-label', `${label}: ${field.parameter.label}`);
    const text = el('span', { class: 'label' }, label, hint ? el('span', { class: 'hint' }, hint) : null);
    const parts = [text, field.control, field._list ?? null, this.runButton];
    return el('form', { class: 'command row', onsubmit: (event) => this._submitted(event) }, ...parts, this._failure);
  }

  /** A button, and its options where it has parameters. */
  _card(onlyLabel) {
    const { label, hint } = this.command;
    const shownHint = hint && !onlyLabel ? el('span', { class: 'hint' }, hint) : null;
    this.runButton = button(el('span', { class: 'label' }, label), () => this.run(), { class: 'run' });
    this.runButton.append(...(shownHint ? [shownHint] : []));
    const parts = [this.runButton];
    if (this.fields.length) {
      parts.push(...this._options());
    }
    return el('div', { class: 'command card' }, ...parts, this._failure);
  }

  _options() {
    const { label } = this.command;
    const submit = el('button', { type: 'submit', class: 'primary', 'aria-label': `Run: ${label}` }, 'Run');
    const fields = this.fields.map((field) => field.element);
    const onsubmit = (event) => this._submitted(event);
    const form = el('form', { class: 'options', id: uniqueId('options'), hidden: true, onsubmit }, ...fields, submit);
    const toggle = () => {
      form.hidden = !form.hidden;
      opener.setAttribute('aria-expanded', String(!form.hidden));
    };
    const names = { 'aria-label': `Options: ${label}`, title: 'Options' };
    const states = { 'aria-expanded': 'false', 'aria-controls': form.id };
    const opener = button('', toggle, { class: 'opener', ...names, ...states });
    return [opener, form];
  }

  _submitted(event) {
    event.preventDefault();
    this.run();
  }
}
