// The current state: the agent, their tasks with the possible events, and the data in Salesforce.

import { CommandView } from './commands.js';
import { copyButton, el, uniqueId } from './dom.js';

const LIVE = ['pending', 'accepted', 'wrapping'];
const STATUSES = {
  pending: 'ringing',
  accepted: 'accepted',
  wrapping: 'wrapping up',
  canceled: 'cancelled',
  timeout: 'not accepted in time',
};
const CHANNELS = { voice: 'Call', web: 'Web chat', chat: 'Chat', sms: 'Text message', whatsapp: 'WhatsApp', email: 'E-mail' };
/** The events that can happen to a task, and when: commands with a parameter `task`. */
const ACTIONS = {
  'hang-up': ({ channel, status }) => channel === 'voice' && ['pending', 'accepted'].includes(status),
  cancel: ({ status }) => LIVE.includes(status),
  complete: ({ status }) => ['accepted', 'wrapping'].includes(status),
  note: ({ status }) => ['accepted', 'wrapping'].includes(status),
  'late-note': ({ status }) => status === 'completed',
};
const SHORT = {
  'hang-up': 'Hang up',
  cancel: 'Cancel',
  complete: 'Complete',
  note: 'Copilot note',
  'late-note': 'Late copilot note',
};

/** Replace the children of a list with keyed elements, and keep those that stay. */
function arrange(list, elements) {
  const wanted = new Set(elements);
  for (const child of [...list.children]) {
    if (!wanted.has(child)) {
      child.remove();
    }
  }
  elements.forEach((element, at) => {
    if (list.children[at] !== element) {
      list.insertBefore(element, list.children[at] ?? null);
    }
  });
}

/** A table of names and values. */
function facts(values) {
  const shown = ([name, value]) => [el('dt', {}, name), el('dd', {}, typeof value === 'string' ? value : JSON.stringify(value))];
  return el('dl', { class: 'facts' }, ...Object.entries(values).flatMap(shown));
}

/** A task of the agent, live or ended. */
class TaskCard {
  constructor(task, commands) {
    this._json = '';
    this._title = el('h3', { id: uniqueId('task') });
    this._status = el('span', { class: 'tag' });
    this._channel = el('span', { class: 'muted' });
    this._actions = new Map();
    this._buttons = el('div', { class: 'actions' });
    for (const command of commands.filter(({ name }) => name in ACTIONS)) {
      this._addAction(command, task);
    }
    this._facts = el('div');
    const head = el('div', { class: 'head' }, this._title, this._channel, this._status);
    this._buttons.append(el('details', {}, el('summary', {}, 'Attributes'), this._facts));
    this.element = el('li', { class: 'task' }, head, this._buttons);
  }

  _addAction(command, task) {
    const options = { fixed: { task: task.task }, onlyLabel: true };
    const view = new CommandView({ ...command, label: SHORT[command.name] }, options);
    view.runButton.setAttribute('aria-describedby', this._title.id);
    this._actions.set(command.name, view);
    this._buttons.append(view.element);
  }

  update(task) {
    for (const [name, view] of this._actions) {
      view.element.hidden = !ACTIONS[name](task);
    }
    const json = JSON.stringify(task);
    if (json === this._json) {
      return;
    }
    this._json = json;
    const { attributes, status } = task;
    this._title.textContent = attributes.name || attributes.from || task.task;
    this._channel.textContent = TaskCard._channelOf(task);
    this._status.textContent = STATUSES[status] ?? status;
    this._status.dataset.is = status;
    this._facts.replaceChildren(facts({ task: task.task, reservation: task.reservation, ...attributes }));
  }

  static _channelOf({ attributes, channel }) {
    if (attributes.taskType === 'callback') {
      return 'Callback';
    }
    const name = CHANNELS[attributes.channelType] ?? CHANNELS[channel] ?? channel;
    return attributes.direction && attributes.direction !== 'inbound' ? `${name}, ${attributes.direction}` : name;
  }
}

/** The agent, and the tasks. */
export class Now {
  constructor(panel, commands) {
    this._commands = commands;
    this._cards = new Map();
    this._agent = el('dl', { class: 'now' });
    this._live = el('ul', { class: 'tasks' });
    this._ended = el('ul', { class: 'tasks' });
    this._none = el('p', { class: 'muted' }, 'No tasks. Let a customer call.');
    this._endedTitle = el('summary', {});
    this._endedBox = el('details', { class: 'ended', hidden: true }, this._endedTitle, this._ended);
    const title = el('h2', { id: 'now-title' }, 'Now');
    const parts = [title, this._agent, this._none, this._live, this._endedBox];
    panel.prepend(el('section', { class: 'group', 'aria-labelledby': 'now-title' }, ...parts));
  }

  update(state) {
    const { softphone = {}, tasks = [] } = state;
    const seen = { Activity: state.activity, 'In view': state.view ?? 'no record', 'Utility item': softphone.label };
    const shown = ([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, String(value ?? '–')));
    this._agent.replaceChildren(...Object.entries(seen).map(shown));
    const cards = [...tasks].reverse().map((task) => [task, this._card(task)]);
    const live = cards.filter(([task]) => LIVE.includes(task.status)).map(([, element]) => element);
    const ended = cards.filter(([task]) => !LIVE.includes(task.status)).map(([, element]) => element);
    arrange(this._live, live);
    arrange(this._ended, ended);
    this._none.hidden = live.length > 0;
    this._endedBox.hidden = ended.length === 0;
    this._endedTitle.textContent = `Ended (${ended.length})`;
  }

  _card(task) {
    if (!this._cards.has(task.reservation)) {
      this._cards.set(task.reservation, new TaskCard(task, this._commands));
    }
    const card = this._cards.get(task.reservation);
    card.update(task);
    return card.element;
  }
}

/** The activities and records of the org. */
export class SalesforceData {
  constructor(panel) {
    this._jsons = {};
    this._lists = {};
    for (const [name, title] of [
      ['activities', 'Activities'],
      ['records', 'Records'],
    ]) {
      const heading = el('h2', { id: `${name}-title` }, title);
      const list = el('div', { class: 'entries' });
      this._lists[name] = { heading, list, title };
      panel.append(el('section', { class: 'group', 'aria-labelledby': heading.id }, heading, list));
    }
  }

  update({ activities = [], records = [] }) {
    this._show('activities', activities.toReversed(), ({ Subject, Id }) => Subject ?? Id);
    this._show('records', records, ({ name, type }) => `${name} · ${type}`);
  }

  /** Show the entries; open ones stay open. */
  _show(name, entries, titleOf) {
    const json = JSON.stringify(entries);
    if (json === this._jsons[name]) {
      return;
    }
    this._jsons[name] = json;
    const { heading, list, title } = this._lists[name];
    heading.textContent = entries.length ? `${title} (${entries.length})` : title;
    const open = new Set([...list.querySelectorAll('details[open]')].map(({ dataset }) => dataset.id));
    const shown = entries.map((entry) => {
      const id = String(entry.Id ?? entry.id);
      const copier = copyButton('Copy', 'Fields', () => JSON.stringify(entry, null, 2), { class: 'small' });
      return el('details', { 'data-id': id, open: open.has(id) }, el('summary', {}, titleOf(entry)), facts(entry), copier);
    });
    list.replaceChildren(...(shown.length ? shown : [el('p', { class: 'muted' }, 'None yet.')]));
  }
}
