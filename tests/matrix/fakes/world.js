// A world: browsers, an org, one TaskRouter, one clock; and the fault table that makes its calls fail.
// Customer data in it is marked, so that tests find console lines that show it.
const MARK = 'Zq9Customer';
const MARKED_NUMBER = '+14155557391';
const LOGS_OUT = 1000; // milliseconds from a takeover to the logout by force
const DETECTS = 300; // until Flex has found the agent's other session

class World {
  constructor({ settings, customData = {}, workerAttributes = {}, voiceFromTheStart = true, savesOnce = true }) {
    this.customData = { ...customData, features: { ...customData.features, salesforce_integration: settings } };
    Object.assign(this, { workerAttributes, voiceFromTheStart });
    Object.assign(this, {
      clock: new Clock(),
      org: new Org(),
      tabs: [],
      tasks: new Map(),
      faults: {},
      asked: {},
      moment: '',
      uuids: 0,
      seed: 7,
      worker: 'WK' + '1'.repeat(32),
    });
    // `completes`: milliseconds until TaskRouter has completed a task; `singleSession`: the account's flag flex-single-session.
    Object.assign(this, { completes: 150, singleSession: true, customerAnswers: true, browsers: {}, otherOrgs: {} });
    Object.assign(this, { printed: [], uncaught: [], calls: [], requests: [], attributeWrites: [], dialled: [] });
    this.local = this.browser('first').local;
    this.channels = ['record_channel', 'dial_channel', 'event_channel'].map((key) => settings[key]).filter(Boolean);
    Object.assign(this, { savesOnce, hasComponent: settings.crm_host === 'lightning' });
    this.org.savesOnce = savesOnce;
  }

  // By its name; each has its own storage, locks and clock.
  browser(name) {
    return (this.browsers[name] ||= new Browser(this));
  }

  // The org of an origin: `world.org`, or another one.
  orgs(origin) {
    return origin === SALESFORCE ? this.org : (this.otherOrgs[origin] ||= new Org());
  }

  // `moment`: a part of the day, for a test of which faults can matter then.
  fault(method) {
    (this.asked[this.moment] ||= {})[method] = true;
    return this.faults[method];
  }

  // Salesforce's answer to a successful call; a test may add to it.
  answers(response) {
    return response;
  }

  random() {
    this.seed = (this.seed * 48271) % 2147483647;
    return this.seed / 2147483647;
  }

  async passes(milliseconds) {
    await this.clock.passes(milliseconds, (what, act) => this.guard(what, act));
  }

  // Runs the steps of a test, one after the other. The engine has run all promises when the statement that called this is over;
  // `doing` is null then, or the mistake that the test made.
  async does(steps) {
    this.doing = 'time stands still: promises follow each other without end';
    try {
      for (const step of steps) {
        await step(this);
        await settle();
      }
      this.doing = null;
    } catch (thrown) {
      this.doing = String(thrown && thrown.stack);
    }
  }

  // The value that a test reads after its steps, or the error of a step.
  outcome(ask) {
    return this.doing ? { mistake: this.doing } : { value: ask(this) };
  }

  guard(what, act) {
    try {
      const value = act();
      return value;
    } catch (thrown) {
      this.uncaught.push(`${what}: ${thrown && thrown.message ? thrown.message : thrown}`);
    }
  }

  open(options = {}) {
    const tab = new Tab(this, options);
    this.tabs.push(tab);
    return tab;
  }

  // Drops the fakes' records of the past, so that only the plugin's memory is left. The number of activities stays.
  forget() {
    this.savedBefore = (this.savedBefore || 0) + Object.keys(this.org.saved).length;
    for (const list of [this.printed, this.calls, this.requests, this.attributeWrites, this.dialled]) list.length = 0;
    for (const list of [this.org.pops, this.org.published, this.org.history]) list.length = 0;
    this.org.saved = {};
    for (const [sid, record] of this.tasks) if (record.gone) this.tasks.delete(sid);
    for (const tab of this.tabs) {
      tab.outcomes = {};
      tab.flex.notifications.shown.length = 0;
    }
  }

  // The sizes of everything that could grow.
  sizes(tab) {
    const count = (lists) => Object.values(lists).reduce((sum, list) => sum + list.length, 0);
    const { flex } = tab;
    return {
      listeners:
        count(flex.listeners) + count(flex.events.known) + count(tab.listeners) + flex.store.subscribers.size + tab.salesforceListeners.length,
      blocks: count(flex.blocks),
      timers: this.clock.timers.size,
      keys: this.local.items.size + tab.session.items.size,
      characters: [...this.local.items, ...tab.session.items].reduce((sum, [key, value]) => sum + key.length + value.length, 0),
      slices: Object.entries(flex.store.getState()).reduce((sum, [name, slice]) => sum + (name === 'flex' ? 0 : JSON.stringify(slice).length), 0),
      fragments: tab.roots.size,
      saved: (this.savedBefore || 0) + Object.keys(this.org.saved).length,
    };
  }

  // TaskRouter -----------------------------------------------------------------------------------

  // `of`: the reservation of a task that comes back to the agent, or of a conversation that continues as a new task.
  offer(number, { channel, attributes, transferred = false, of = '', isSameTask = true }) {
    const sid = 'WR' + number.toString(16).padStart(32, '0');
    const { now } = this.clock;
    const before = this.tasks.get(of);
    const interactionChannel = before ? before.interactionChannel : 'UO' + number.toString(16).padStart(32, '0');
    const own = channel === 'voice' ? {} : { flexInteractionChannelSid: interactionChannel };
    const taskSid = before && isSameTask ? before.taskSid : 'WT' + sid.slice(2);
    const record = { sid, taskSid, channel, transferred, interactionChannel, status: 'pending', created: now, updated: now };
    this.tasks.set(sid, { ...record, attributes: { ...own, ...attributes }, gone: false, worker: this.worker });
    for (const tab of this.tabs) tab.flex.refresh(sid, 'taskReceived');
    return sid;
  }

  reservation(sid, status, ...emitted) {
    const record = this.tasks.get(sid);
    if (!record || record.gone) return;
    Object.assign(record, { status, updated: this.clock.now });
    for (const tab of this.tabs) tab.flex.refresh(sid, ...(record.hidden ? [] : emitted));
  }

  ended(sid, status, ...emitted) {
    const record = this.tasks.get(sid);
    if (!record || record.gone) return;
    this.reservation(sid, status, ...emitted);
    record.gone = true;
    for (const tab of this.tabs) if (tab.phone && tab.phone.of === sid) tab.phone = null;
    for (const tab of this.tabs) tab.flex.refresh(sid);
  }

  // Flex loses a task (its connection is broken) and receives no event of it until the task comes back.
  vanishes(sid) {
    this.tasks.get(sid).hidden = true;
    for (const tab of this.tabs) tab.flex.refresh(sid);
  }

  returns(sid) {
    this.tasks.get(sid).hidden = false;
    for (const tab of this.tabs) tab.flex.refresh(sid);
  }

  // A computer sleeps: its timers wait, and Flex loses its connection. It wakes before Flex is connected again.
  sleeps(name) {
    for (const tab of this.tabs) if (tab.browserName === name) tab.asleep = tab.offline = true;
  }

  wakes(name) {
    for (const tab of this.tabs) if (tab.browserName === name) tab.asleep = false;
  }

  reconnects(name, emitted) {
    for (const tab of this.tabs) if (tab.browserName === name) tab.flex.reconnect(emitted);
  }

  write(sid, attributes) {
    this.attributeWrites.push([sid, attributes]);
    const { taskSid } = this.tasks.get(sid);
    for (const record of [...this.tasks.values()].filter((one) => one.taskSid === taskSid)) {
      record.attributes = attributes;
      if (!record.gone) for (const tab of this.tabs) tab.flex.refresh(record.sid);
    }
  }

  // A promise that does what the fault of `method` says. `process` takes effect and gives the value.
  promise(tab, method, process) {
    const fault = this.fault(method);
    if (fault === 'throws') throw error('TypeError', `${method}: ${MARK} ${MARKED_NUMBER}`);
    return new globalThis.Promise((resolve, reject) => {
      const later = (wait, act) => tab.later(wait, act);
      const refused = () => reject(error('TwilioError', `${MARK} ${MARKED_NUMBER}`, { status: 503, code: 20503 }));
      if (fault === 'refused') later(LATENCY, refused);
      else if (fault === 'never') return;
      else if (fault === 'lost') process();
      else if (fault === 'nonsense') later(LATENCY, () => resolve('garbage'));
      else if (fault === 'twice') later(LATENCY, () => (process(), refused()));
      else if (fault === 'late') {
        const value = process();
        later(LATE, () => resolve(value));
      } else later(LATENCY, () => resolve(process()));
    });
  }

  setAttributes(tab, sid, attributes) {
    let written;
    try {
      written = JSON.parse(JSON.stringify(attributes));
    } catch (failed) {
      return globalThis.Promise.reject(failed);
    }
    return this.promise(tab, 'setAttributes', () => {
      this.write(sid, written);
      return this.tasks.get(sid);
    });
  }

  startOutboundCall(payload, tab = this.tabs[0]) {
    this.dialled.push(payload);
    return this.promise(tab, 'StartOutboundCall', () => {
      const sid = this.offer(900 + this.dialled.length, {
        channel: 'voice',
        attributes: { direction: 'outbound', outbound_to: payload.destination, ...payload.taskAttributes },
      });
      tab.phone = { status: () => 'open', of: sid };
      if (this.customerAnswers) tab.later(200, () => tab.act('AcceptTask', { sid }));
    });
  }

  // The account's serverless function, which merges.
  fetch(tab, url, request) {
    this.requests.push([url, request.method, request.body]);
    const fault = this.fault('fetch');
    const respond = (status, body) => ({
      status,
      ok: status >= 200 && status < 300,
      headers: { get: () => null },
      json: () => new globalThis.Promise((resolve) => resolve(JSON.parse(body))),
      text: () => new globalThis.Promise((resolve) => resolve(body)),
    });
    const process = () => {
      const form = Object.fromEntries(
        String(request.body)
          .split('&')
          .map((pair) => pair.split('=').map(decodeURIComponent)),
      );
      const record = [...this.tasks.values()].findLast((one) => one.taskSid === form.taskSid);
      if (!record) return respond(404, '{"success":false}');
      this.write(record.sid, { ...record.attributes, ...JSON.parse(form.attributesUpdate) });
      return respond(200, '{"success":true}');
    };
    if (fault === 'refused' || fault === 'nonsense') {
      const body = fault === 'refused' ? `{"success":false,"message":"${MARK}"}` : `<html>${MARK}</html>`;
      return new globalThis.Promise((resolve) => tab.later(LATENCY, () => resolve(respond(fault === 'refused' ? 503 : 200, body))));
    }
    return this.promise(tab, 'fetch', process);
  }

  // Salesforce's scripts -------------------------------------------------------------------------

  scriptInserted(tab, tag) {
    const name = tag.src.includes('opencti') ? 'opencti' : 'console';
    const fault = this.fault(`script ${name}`);
    this.calls.push({ method: `script ${name}`, args: {}, at: this.clock.now, tab: tab.number });
    const runs = () => {
      const sforce = (tab.window.sforce ||= {});
      if (fault === 'nonsense') sforce[name] = 'garbage';
      else if (fault !== 'throws') {
        sforce[name] = name === 'opencti' ? openCti(tab) : consoleToolkit(tab);
        if (name === 'opencti') tab.alive = tab.queryServes();
      }
      tag.happens('load');
    };
    if (fault === 'never' || fault === 'lost') return;
    if (fault === 'refused') tab.later(LATENCY, () => tag.happens('error'));
    else tab.later(fault === 'late' ? LATE : LATENCY, runs);
    if (fault === 'twice') tab.later(LATENCY * 2, () => tag.happens('load'));
  }
}

class Tab {
  // `org`: the origin of the Salesforce around it; `standalone`: Flex in a separate browser tab, where the plugin is off;
  // `detects`: Flex finds another session of the agent as soon as it starts.
  constructor(
    world,
    { browser = 'first', org = SALESFORCE, standalone = false, detects = false, session = new Storage(world, 'sessionStorage'), address } = {},
  ) {
    address ||= { pathname: '/agent-desktop', search: standalone ? '' : queryOf(org), hash: '' };
    Object.assign(this, { world, session, org, standalone, detects, browser: world.browser(browser), browserName: browser });
    Object.assign(this, { number: world.tabs.length + 1, closed: false, alive: false, phone: null, loggedOut: false });
    this.sessionGuard = { sessionInvalidated: false, otherSessionDetected: undefined, otherSessionHasOngoingCall: false };
    Object.assign(this, { listeners: {}, salesforceListeners: [], plugins: [], outcomes: {} });
    this.flex = flexOf(this);
    this.window = windowOf(this, { session, address });
    this.window.Twilio = { Flex: this.flex.api };
  }

  boot() {
    const names = [
      'window',
      'globalThis',
      'self',
      'document',
      'location',
      'localStorage',
      'sessionStorage',
      'navigator',
      'console',
      'fetch',
      'React',
      'Date',
      'Math',
      'setTimeout',
      'clearTimeout',
    ];
    this.guard('the bundle', () => $plugin(...names.map((name) => (name === 'globalThis' || name === 'window' ? this.window : this.window[name]))));
    for (const Plugin of this.plugins) this.guard('init', () => new Plugin().init(this.flex.api, this.flex.manager));
    this.flex.events.emit('pluginsInitialized');
    this.render();
    this.flex.events.emit('pluginsLoaded');
    if (this.detects) this.later(DETECTS, () => this.detectsOtherSession());
  }

  // Shows the fragments the plugin added to Flex's components; `task` for the canvas.
  render(sid) {
    for (const [name, { Content }] of Object.entries(this.flex.components)) {
      for (const [key, part] of Content.parts) {
        if (!part) continue;
        const root = `${name} ${key}`;
        const element = { ...part.element, props: { ...part.element.props, task: sid && this.flex.tasks.get(sid) } };
        if (this.roots.has(root)) {
          Object.assign(this.roots.get(root), { element });
          this.guard(root, () => this.roots.get(root).render());
        } else this.guard(root, () => this.mount(root, element));
      }
    }
  }

  select(sid) {
    Object.assign(this.window.location, { pathname: `/agent-desktop/${sid}`, search: '' });
    this.selected = sid;
    this.flex.store.changed();
    this.render(sid);
  }

  act(name, payload) {
    const what = `${name} ${payload.sid || ''}`.trim();
    this.outcomes[what] = 'under way';
    this.flex.run(name, payload).then(([outcome]) => (this.outcomes[what] = outcome));
    return () => this.outcomes[what];
  }

  // Performs the action and waits for its end, at most `patience` seconds.
  async actAndWait(name, payload, patience) {
    const outcome = this.act(name, payload);
    for (const wait of [0.1, 0.4, 1, 3, 10, 30, patience]) {
      if (outcome() === 'under way') await this.world.passes(wait * 1000);
    }
    this.outcome = outcome();
  }

  rings() {
    const known = {};
    const call = {
      state: 'pending',
      on: (event, listener) => (known[event] ||= []).push(listener),
      off: () => {},
      status: () => call.state,
      ends: (event = 'disconnect') => {
        call.state = 'closed';
        this.phone = null;
        for (const listener of known[event] || []) this.guard(event, () => listener(call));
      },
    };
    this.flex.manager.voiceClient.emit('incoming', call);
    return (this.phone = this.call = call);
  }

  salesforceSays(key, payload) {
    const fault = this.world.fault(key.split(' ')[0]);
    const say = (value) =>
      this.salesforceListeners.filter((one) => one.key === key).forEach(({ listener }) => this.guard(key, () => listener(value)));
    const send = () => (fault === 'nonsense' ? GARBAGE(MARK).forEach(say) : undefined, say(payload), fault === 'twice' ? say(payload) : undefined);
    this.later(fault === 'late' ? LATE : LATENCY, send);
  }

  // Flex found another session of the agent, and asks which of the two should continue.
  detectsOtherSession(ongoingCall = false) {
    this.sessionGuard = { sessionInvalidated: false, otherSessionDetected: 'DS' + '2'.repeat(32), otherSessionHasOngoingCall: ongoingCall };
    this.flex.store.changed();
  }

  // The agent continues here: every other session ends by force.
  takesOver() {
    this.sessionGuard = { ...this.sessionGuard, otherSessionDetected: undefined };
    this.flex.store.changed();
    for (const other of this.world.tabs.filter((one) => one !== this)) other.isTakenOver();
  }

  isTakenOver() {
    this.sessionGuard = { sessionInvalidated: true, otherSessionDetected: undefined, otherSessionHasOngoingCall: false };
    this.flex.store.changed();
    this.flex.events.emit('sessionInvalidated');
    this.later(LOGS_OUT, () => this.act('Logout', { forceLogout: true }));
  }

  queryServes() {
    if (this.world.hasComponent) return false;
    const { search } = this.window.location;
    return /sfdcIframeOrigin=https/.test(search) && /mode=./.test(search);
  }

  later(milliseconds, act) {
    return this.world.clock.set(this, () => this.closed || act(), milliseconds);
  }

  guard(what, act) {
    return this.world.guard(what, act);
  }

  listen(name, listener) {
    (this.listeners[name] ||= []).push(listener);
  }

  unlisten(name, listener) {
    this.listeners[name] = (this.listeners[name] || []).filter((other) => other !== listener);
  }

  dispatch(name, event) {
    for (const listener of this.listeners[name] || []) this.guard(name, () => listener({ type: name, ...event }));
  }

  // Ends without an event, as when the browser crashes; with `says`, as when the agent closes or reloads it.
  close(says = false) {
    if (says) for (const name of ['beforeunload', 'pagehide', 'unload']) this.dispatch(name, {});
    this.closed = true;
    this.world.tabs = this.world.tabs.filter((tab) => tab !== this);
    this.world.clock.dropTimersOf(this);
    this.browser.locks.tabGoes(this);
  }

  reload(says = true, detects = false) {
    const { pathname, search, hash } = this.window.location;
    this.close(says);
    return this.world.open({
      session: this.session,
      address: { pathname, search, hash },
      browser: this.browserName,
      org: this.org,
      standalone: this.standalone,
      detects,
    });
  }
}
