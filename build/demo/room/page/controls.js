// The groups of commands, and the modes that are on.

import { CommandView } from './commands.js';
import { button, el, uniqueId } from './dom.js';
import { runCommand } from './server.js';

const NORMAL = 'normal';

/** A group. If it has a command `…-normal`, its commands are modes, and one of them is on. */
class Group {
  constructor(name, commands) {
    this.name = name;
    this.normal = commands.find((command) => command.name === `${name.toLowerCase()}-${NORMAL}`);
    this.views = commands.map((command) => new CommandView(command, { isMode: Boolean(this.normal) }));
    this._mode = null;
    this._newest = null;
    this._tag = el('span', { class: 'tag', hidden: true });
    this.chip = el('div', { class: 'chip', hidden: !this.normal });
    const id = uniqueId('group');
    const title = el('h2', { id }, name, this._tag);
    const grid = el('div', { class: this.normal ? 'commands modes-list' : 'commands' }, ...this.views.map((view) => view.element));
    this.element = el('section', { class: 'group', 'aria-labelledby': id }, title, grid);
  }

  /** A command has run: it is the mode that the next state shows. */
  noteCommand(name) {
    if (this.normal && this.views.some((view) => view.command.name === name)) {
      this._newest = name;
      this._showMode();
    }
  }

  update(state) {
    for (const view of this.views) {
      view.update(state);
    }
    const mode = state[this.name.toLowerCase()];
    if (this.normal && mode !== this._mode) {
      this._mode = mode;
      this._showMode();
      this._showChip();
    }
  }

  _showMode() {
    const isNormal = this._mode === NORMAL;
    this._tag.hidden = isNormal;
    this._tag.textContent = this._mode;
    const on = isNormal ? this.normal.name : this._newest;
    for (const view of this.views) {
      view.isOn = view.command.name === on;
    }
  }

  _showChip() {
    const hadFocus = this.chip.contains(document.activeElement);
    this.chip.dataset.is = this._mode === NORMAL ? NORMAL : 'other';
    this.chip.replaceChildren(el('span', {}, el('b', {}, `${this.name}: `), this._mode));
    if (this._mode !== NORMAL) {
      const back = () => runCommand(this.normal.name);
      this.chip.append(button('Back to normal', back, { 'aria-label': `Back to normal: ${this.name}` }));
    } else if (hadFocus) {
      this.views.find((view) => view.command === this.normal).runButton.focus();
    }
  }
}

/** All groups but that of the configuration, which has a form. */
export class Controls {
  constructor(panel, modes, commands) {
    const names = [...new Set(commands.map(({ group }) => group))].filter((name) => name !== 'Configuration');
    this._groups = names.map(
      (name) =>
        new Group(
          name,
          commands.filter(({ group }) => group === name),
        ),
    );
    panel.append(...this._groups.map((group) => group.element));
    modes.replaceChildren(...this._groups.map((group) => group.chip));
  }

  noteCommand(name) {
    for (const group of this._groups) {
      group.noteCommand(name);
    }
  }

  update(state) {
    for (const group of this._groups) {
      group.update(state);
    }
  }
}
