// Flex as a plugin sees it in one tab: Actions, Manager, store, components, notifications. Tasks live in the world (TaskRouter);
// every change of one makes a new task object and a new Map here, as in Flex.
const OFFLINE = 'WA' + '0'.repeat(32);

const isInSight = (record) => !record.gone && !record.hidden;

class FlexTask {
  #of;
  #tab;

  constructor(tab, record) {
    this.#tab = tab;
    this.#of = { ...record };
    // Objects that throw when they are read, for the tests that set this.
    for (const name of record.broken || [])
      Object.defineProperty(this, name, {
        get: () => {
          throw error('TypeError', MARK);
        },
      });
  }

  get sid() {
    return this.#of.sid;
  }
  get taskSid() {
    return this.#of.taskSid;
  }
  get reservationSid() {
    return this.#of.sid;
  }
  get status() {
    return this.#of.status;
  }
  get taskStatus() {
    return { pending: 'reserved', accepted: 'assigned' }[this.#of.status] ?? this.#of.status;
  }
  get attributes() {
    return this.#of.attributes;
  }
  get channelType() {
    return this.#of.channel;
  }
  get taskChannelUniqueName() {
    return this.#of.channel === 'voice' ? 'voice' : 'chat';
  }
  get dateCreated() {
    return new Date(this.#of.created);
  }
  get dateUpdated() {
    return new Date(this.#of.updated);
  }
  get canceledReasonCode() {
    return this.#of.canceledReasonCode;
  }
  get queueName() {
    return 'Everyone';
  }
  get workerSid() {
    return this.#tab.flex.workerSid;
  }
  get age() {
    return Math.floor((this.#tab.world.clock.now - this.#of.created) / 1000);
  }
  get incomingTransferObject() {
    return this.#of.transferred ? { mode: 'COLD' } : undefined;
  }
  get conference() {
    if (this.#of.channel !== 'voice' || this.#of.status === 'completed') return undefined;
    return {
      source: { channel: { sid: this.#of.interactionChannel } },
      participants: this.#of.participants || [],
      conferenceSid: 'CF' + '1'.repeat(32),
    };
  }

  setAttributes(attributes) {
    return this.#tab.world.setAttributes(this.#tab, this.#of.sid, attributes);
  }
}

function flexOf(tab) {
  const { world } = tab;
  const listeners = {};
  const blocks = {};
  const notifications = { registered: {}, shown: [], active: new Set() };
  const components = {};
  const emitter = () => {
    const known = {};
    return {
      known,
      addListener: (name, listener) => (known[name] ||= []).push(listener),
      on: (name, listener) => (known[name] ||= []).push(listener),
      removeListener: (name, listener) => (known[name] = (known[name] || []).filter((other) => other !== listener)),
      off: (name, listener) => (known[name] = (known[name] || []).filter((other) => other !== listener)),
      emit: (name, ...payload) => (known[name] || []).slice().forEach((listener) => tab.guard(name, () => listener(...payload))),
    };
  };
  const events = emitter();
  const store = storeOf(tab);
  const actions = {};
  // Flex compares a request (`wanted`: nothing, a payload, or a function of the payload) with the blocked payloads.
  const matches = (wanted, name) => (blocked) => {
    if (wanted === undefined || wanted === blocked) return true;
    if (typeof wanted === 'function') return Boolean(wanted(blocked, name));
    return typeof wanted === 'object' && typeof blocked === 'object' && Object.keys(wanted).every((key) => blocked[key] === wanted[key]);
  };

  const Actions = {
    addListener: (event, listener) => void (listeners[event] ||= []).push(listener),
    removeListener: (event, listener) => void (listeners[event] = (listeners[event] || []).filter((other) => other !== listener)),
    blockAction: (name, payload) => void (blocks[name] ||= []).push(payload),
    unblockAction: (name, payload) => void (blocks[name] = (blocks[name] || []).filter((other) => !matches(payload, name)(other))),
    findBlockedActions: (name, payload) => {
      const found = (blocks[name] || []).find(matches(payload, name));
      return found === undefined ? {} : { [name]: found, first: { action: name, payload: found } };
    },
    replaceAction: (name, body) => void (actions[name] = (payload) => body(payload, actions[name])),
    registerAction: (name, body) => void (actions[name] = body),
    // The outcome is noted for the test: `done`, `blocked`, `aborted` or `failed`.
    invokeAction: (name, payload = {}) => {
      const result = run(name, normalised(payload));
      return new globalThis.Promise((resolve, reject) => result.then(([outcome, value]) => (outcome === 'done' ? resolve(value) : reject(value))));
    },
  };

  async function run(name, payload) {
    // The button looks for the task that is blocked, the action for exactly this payload.
    const button = name === 'CompleteTask' && Actions.findBlockedActions(name, (blocked) => blocked?.task?.sid === payload.sid).first;
    if (button || Actions.findBlockedActions(name, payload).first) return ['blocked', error('ActionBlocked', name)];
    let aborted = false;
    for (const listener of listeners[`before${name}`] || []) {
      try {
        await listener(payload, () => (aborted = true));
      } catch (thrown) {
        world.uncaught.push(`before${name}: ${thrown && thrown.message}`);
      }
      if (aborted) return ['aborted', error('ActionAborted', name)];
    }
    let value;
    try {
      value = await (actions[name] ? actions[name](payload) : undefined);
    } catch (failed) {
      return ['failed', failed];
    }
    for (const listener of listeners[`after${name}`] || []) {
      try {
        await listener(payload);
      } catch (thrown) {
        world.uncaught.push(`after${name}: ${thrown && thrown.message}`);
      }
    }
    return ['done', value];
  }

  const normalised = (payload) => {
    const sid = payload.sid ?? payload.task?.sid;
    const task = sid && flex.tasks.get(sid);
    return task ? { ...payload, sid, task } : payload;
  };

  const flex = {
    workerSid: world.worker,
    tasks: new Map(),
    activity: { sid: 'WA' + '1'.repeat(32), name: 'Available', available: true, isCurrent: true },
    run: (name, payload) => run(name, normalised(payload)),
    events,
    store,
    actions,
    listeners,
    blocks,
    notifications,
    components,
    updates: [],

    // Flex is connected again: it reads the tasks again. `emitted`: its events by the status of the task.
    reconnect(emitted = {}) {
      tab.offline = false;
      for (const sid of new Set([...flex.tasks.keys(), ...world.tasks.keys()])) {
        const record = world.tasks.get(sid);
        if (flex.tasks.has(sid) || isInSight(record)) flex.refresh(sid, ...((isInSight(record) && emitted[record.status]) || []));
      }
    },

    // One task changed in TaskRouter. `emitted`: Flex's events for the change.
    refresh(sid, ...emitted) {
      const record = world.tasks.get(sid);
      if ((record && record.worker !== flex.workerSid) || tab.loggedOut || tab.offline) return; // a session that has ended receives nothing
      const before = flex.tasks.get(sid);
      flex.tasks = new Map(flex.tasks);
      const task = record ? new FlexTask(tab, record) : before;
      if (record && isInSight(record)) flex.tasks.set(sid, task);
      else flex.tasks.delete(sid);
      store.changed();
      for (const event of emitted) events.emit(event, task);
    },
  };
  for (const record of world.tasks.values())
    if (isInSight(record) && record.worker === flex.workerSid) flex.tasks.set(record.sid, new FlexTask(tab, record));

  Object.assign(actions, {
    AcceptTask: async ({ sid }) => world.reservation(sid, 'accepted', 'taskUpdated', 'taskAccepted'),
    WrapupTask: async ({ sid }) => world.reservation(sid, 'wrapping', 'taskUpdated', 'taskWrapup'),
    // As in Flex: TaskRouter completes the task even if the tab closes, and a failed completion resolves too.
    CompleteTask: ({ sid }) => {
      if (!world.fault('CompleteTask')) world.clock.set(null, () => world.ended(sid, 'completed', 'taskUpdated', 'taskCompleted'), world.completes);
      return new globalThis.Promise((resolve) => tab.later(world.completes + 20, resolve));
    },
    Logout: async () => {
      tab.loggedOut = true;
      store.changed();
    },
    SetActivity: async ({ activityName = 'Available', isAvailable = true }) => {
      flex.activity = {
        sid: activityName === 'Offline' ? OFFLINE : 'WA' + '2'.repeat(32),
        name: activityName,
        available: isAvailable,
        isCurrent: true,
      };
      store.changed();
    },
    StartOutboundCall: async (payload) => world.startOutboundCall(payload, tab),
  });

  const component = (name) =>
    (components[name] ||= {
      Content: {
        parts: new Map(name === 'MainHeader' ? [['logo', null]] : []),
        add(element, options) {
          this.parts.set(element.key, { element, options });
        },
        remove(key) {
          this.parts.delete(key);
        },
        replace(element, options) {
          this.add(element, options);
        },
      },
    });
  const known = {
    Actions,
    version: '2.17.1',
    NotificationType: { error: 'error', warning: 'warning', information: 'information', success: 'success' },
    Notifications: {
      registerNotification: (one) => {
        if (notifications.registered[one.id]) throw error('FlexError', 'NOTIFICATION_ALREADY_REGISTERED');
        notifications.registered[one.id] = one;
      },
      showNotification: (id, context) => {
        if (world.faults.showNotification) throw error('TypeError', MARK);
        if (!notifications.registered[id]) return null;
        notifications.shown.push([id, context]);
        notifications.active.add(id);
        return notifications.registered[id];
      },
      dismissNotificationById: (id) => void notifications.active.delete(id),
      isNotificationActive: (id) => notifications.active.has(id),
      dismissNotification: (one) => void notifications.active.delete(one.id),
    },
    StateHelper: { getCurrentPhoneCallState: () => tab.phone ?? undefined, hasPendingCall: () => false },
    TaskHelper: { getTaskByTaskSid: (sid) => flex.tasks.get(sid), isCallTask: (task) => task.taskChannelUniqueName === 'voice' },
    TaskChannels: {
      getForTask: (task) => ({ capabilities: new Set(['voice', 'chat'].includes(task.taskChannelUniqueName) ? ['Info', 'Wrapup'] : ['Info']) }),
    },
    templates: new Proxy(
      {},
      {
        get: (_, key) => {
          const text = manager.strings[key];
          return text === undefined ? undefined : Object.assign((context) => handlebars(text, context || {}), { source: text });
        },
      },
    ),
    Template: ({ source, ...context }) => (typeof source === 'function' ? source(context) : source),
    styled: Object.fromEntries(['div', 'span', 'section', 'label', 'select', 'button', 'p', 'ul', 'li'].map((tag) => [tag, styled(tab, tag)])),
    withTaskContext: (Component) => Component,
    Plugins: { init: (Plugin) => tab.plugins.push(Plugin) },
  };
  flex.api = new Proxy(known, {
    get: (target, name) =>
      target[name] ?? (/^[A-Z]/.test(String(name)) && /Header|Canvas|View|Container|Panel/.test(String(name)) ? component(name) : undefined),
  });

  const manager = (flex.manager = {
    configuration: { custom_data: world.customData },
    serviceConfiguration: {
      taskrouter_offline_activity_sid: OFFLINE,
      account_sid: 'AC' + '1'.repeat(32),
      flex_service_instance_sid: 'IS' + '1'.repeat(32),
    },
    workerClient: {
      sid: flex.workerSid,
      name: 'agent',
      attributes: world.workerAttributes,
      accountSid: 'AC' + '1'.repeat(32),
      workspaceSid: 'WS' + '1'.repeat(32),
    },
    user: { token: MARK + 'token', identity: 'agent' },
    events,
    store,
    strings: {},
    voiceClient: world.voiceFromTheStart ? voice(emitter) : undefined,
    updateConfig: (update) => void flex.updates.push(update),
    localization: { localeTag: 'en-US' },
  });
  return flex;
}

// Emotion, as `flex.styled`: the rules may depend on the theme that Flex passes.
const styled = (tab, tag) => (rules) => (props) => {
  const theme = { tokens: {}, isLight: true };
  return tab.window.React.createElement(tag, { ...props, style: typeof rules === 'function' ? rules({ ...props, theme }) : rules });
};

function voice(emitter) {
  return Object.assign(emitter(), { calls: [] });
}

// Redux: `changed` makes a new copy of Flex's part of the state; the slices of plugins are next to it.
function storeOf(tab) {
  const reducers = {};
  let state = null;
  const subscribers = new Set();
  const flexPart = () => ({
    worker: {
      tasks: tab.flex.tasks,
      activity: tab.loggedOut ? undefined : tab.flex.activity,
      activities: new Map(),
      attributes: tab.world.workerAttributes,
      worker: { sid: tab.flex.workerSid, name: 'agent' },
      source: { sid: tab.flex.workerSid },
    },
    session: { singleSessionGuard: { ...tab.sessionGuard }, loginState: tab.loggedOut ? 'loggedOut' : 'loggedIn' },
    featureFlags: { features: { 'flex-single-session': { enabled: tab.world.singleSession } } },
    phone: { activeCall: undefined },
    view: { selectedTaskSid: tab.selected },
  });
  const tell = () => [...subscribers].forEach((subscriber) => tab.guard('a subscriber of the store', subscriber));
  return {
    subscribers,
    getState: () => (state ||= { flex: flexPart() }),
    subscribe: (subscriber) => (subscribers.add(subscriber), () => subscribers.delete(subscriber)),
    dispatch(action) {
      if (!action || typeof action !== 'object' || typeof action.type !== 'string') throw new Error('Actions must be plain objects with a type.');
      if (tab.world.faults.dispatch === 'throws') throw error('TypeError', MARK); // a middleware of another plugin
      let next = this.getState();
      for (const [name, reduce] of Object.entries(reducers)) {
        const after = reduce(next[name], action);
        if (after === undefined) throw new Error(`reducer ${name} returned undefined`);
        if (after !== next[name]) next = { ...next, [name]: after };
      }
      state = next;
      tell();
      if (tab.world.faults.dispatch === 'twice') throw error('TypeError', MARK); // after its effect
      return action;
    },
    addReducer(name, reduce) {
      if (reducers[name]) throw new Error(`a reducer ${name} exists`);
      reducers[name] = reduce;
      this.dispatch({ type: '@@redux/INIT' });
    },
    replaceReducer() {},
    changed() {
      state = { ...this.getState(), flex: flexPart() };
      tell();
    },
  };
}

function handlebars(text, context) {
  const branch = text.replace(/\{\{#if (\w+)\}\}(.*?)(?:\{\{else\}\}(.*?))?\{\{\/if\}\}/gs, (_, name, yes, no = '') => (context[name] ? yes : no));
  return branch.replace(/\{\{(\w+)\}\}/g, (_, name) => context[name] ?? '');
}
