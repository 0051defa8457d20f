// The Lightning component around Flex, over the same org and faults as Open CTI: docs/lightning-protocol.md. Its calls are recorded
// under Open CTI's names, so a test reads the same for both.
const LISTENS = { clicks: 'onClickToDial', view: 'onNavigationChange', channel: 'subscribe' };

// Each call in terms of Open CTI: its name, its arguments, and its effect in the org.
const CALLS = {
  ping: () => ['getCallCenterSettings', {}, () => true],
  open: (_, org) => ['setSoftphonePanelVisibility', { visible: true }, () => (org.visible = true)],
  icon: ({ icon }, org) => ['setSoftphoneItemIcon', { key: icon }, () => ((org.icon = icon), true)],
  label: ({ label }, org) => ['setSoftphoneItemLabel', { label }, () => ((org.label = label), true)],
  popout: ({ allowed }, org) => ['setCustomConsoleComponentPopoutable', { allowed }, () => ((org.popoutable = allowed), true)],
  pop: ({ recordId }, org) => popOf(org, { type: 'sobject', params: { recordId } }),
  page: ({ path }, org) => popOf(org, { type: 'url', params: { url: path } }),
  result: ({ term, recordIds }, org) => popOf(org, { type: 'search', params: { term, recordIds } }),
  search: ({ term, show }, org) => ['searchAndScreenPop', { searchParams: term, deferred: !show }, () => org.search({ searchParams: term })],
  publish: ({ channel, message }, org) => ['publish', { channelName: channel, message }, () => (org.published.push([channel, message]), true)],
  refresh: (_, org) => ['refreshView', {}, () => ++org.refreshed],
  save: ({ key, id, fields, marks }, org, writer) => {
    const value = id ? { ...fields, Id: id } : { ...fields, entityApiName: 'Task' };
    return ['saveLog', { value }, () => org.saveOnce(writer, key, value, marks)];
  },
};

const popOf = (org, pop) => ['screenPop', pop, () => (org.pops.push(pop), true)];

// A window of another origin: everything but `postMessage` throws.
function crossOrigin(postMessage) {
  const denied = () => {
    throw error('SecurityError', 'Blocked a frame from accessing a cross-origin frame.');
  };
  const get = (_, name) => (name === 'postMessage' ? postMessage : denied());
  return new Proxy({}, { get, set: denied, has: denied, ownKeys: denied, getPrototypeOf: () => null, getOwnPropertyDescriptor: denied });
}

class LightningHost {
  constructor(tab) {
    Object.assign(this, { tab, world: tab.world, org: tab.world.orgs(tab.org), port: null, dead: false });
  }

  hear(text, target) {
    const { world, tab } = this;
    if (target !== tab.org) return;
    const fault = world.fault('hello');
    world.calls.push({ method: 'hello', args: {}, at: world.clock.now, tab: tab.number, fault });
    if (fault === 'throws') throw error('DataCloneError', MARK);
    if (fault === 'never' || fault === 'lost' || this.dead) return;
    const { id, version } = readHello(text) || {};
    if (!version) world.uncaught.push('the component does not understand a hello');
    const wait = fault === 'late' ? LATE : LATENCY;
    const answer = (message, ports = []) => tab.later(wait, () => this.post(message, ports));
    if (fault === 'nonsense') GARBAGE(MARK).forEach((value) => answer(value, [{}]));
    else if (fault === 'refused') answer({ flexSfdc: 'sorry', id, versions: [2] });
    else tab.later(wait, () => this.welcome(id));
    if (fault === 'twice') answer({ flexSfdc: 'welcome', id, version: 1, facts: {} }, [this.newPort()]);
  }

  post(message, ports) {
    const { tab } = this;
    tab.dispatch('message', { data: JSON.stringify(message), origin: tab.org, source: tab.window.parent, ports });
  }

  welcome(id) {
    const { world, tab } = this;
    this.retire();
    this.port = this.newPort();
    if (!world.savesOnce) tab.browser.withoutKeyAt = world.clock.now;
    const facts = { release: '1.0.0', console: true, savesOnce: world.savesOnce, missing: world.savesOnce ? [] : ['key'] };
    this.post({ flexSfdc: 'welcome', id, version: 1, facts: { ...facts, channels: world.channels, popout: true, clicks: true } }, [this.port]);
  }

  retire() {
    this.tab.salesforceListeners = this.tab.salesforceListeners.filter((one) => one.port !== this.port);
    this.port = null;
  }

  // A new component without any state replaces this one; the frame stays.
  isReplaced() {
    this.retire();
    Object.assign(this.org, { icon: '', label: '', popoutable: true });
  }

  newPort() {
    const port = { onmessage: null, closed: false, close: () => (port.closed = true) };
    port.postMessage = (text) => {
      if (!port.closed && !this.dead && port === this.port) this.request(port, text);
    };
    return port;
  }

  send(port, message) {
    this.tab.later(0, () => !port.closed && port.onmessage && this.tab.guard('a message', () => port.onmessage({ data: JSON.stringify(message) })));
  }

  request(port, text) {
    const { world, tab, org } = this;
    const { id, call, values, code } = readRequest(text, world.channels) || {};
    if (!call) {
      world.uncaught.push(`the component refuses a request: ${code || 'not a request'}`);
      return;
    }
    const [method, args, process] = call === 'listen' ? this.listen(port, values) : CALLS[call](values, org, this.writer(values.key));
    const fault = world.fault(method);
    const entry = { method, args, at: world.clock.now, tab: tab.number, fault: typeof fault === 'object' ? 'answer' : fault };
    world.calls.push(entry);
    const heard = (response) => {
      if (!response || typeof response !== 'object' || Array.isArray(response)) return this.send(port, response ?? null);
      const { success, returnValue: value, errors } = response;
      const inFull = ({ details, description }) =>
        Array.isArray(details) && details.length ? details : [{ code: 'PLATFORM', message: description }];
      this.send(port, { id, success, value, errors: Array.isArray(errors) ? errors.flatMap(inFull) : errors });
    };
    try {
      respond(tab, method, heard, () => {
        const value = process();
        entry.refused = Boolean(value && value.$refused);
        return value;
      });
    } catch (thrown) {
      tab.later(LATENCY, () => heard({ success: false, errors: [{ code: 'PLATFORM', description: thrown.message }] }));
    }
  }

  // `knew`: since the task came, this browser has been told that the org has no key field.
  writer(key) {
    const task = this.world.tasks.get(key);
    return { browser: this.tab.browserName, knew: Boolean(task) && this.tab.browser.withoutKeyAt >= task.created };
  }

  listen(port, { what, channel }) {
    const { tab, org } = this;
    const key = what === 'channel' ? `subscribe ${channel}` : LISTENS[what];
    const named = what === 'channel' ? { channel } : {};
    const event = what === 'clicks' ? 'click' : what;
    const listener = (value) => port === this.port && this.send(port, { event, ...named, value });
    return [
      LISTENS[what],
      what === 'channel' ? { channelName: channel } : {},
      () => {
        if (!tab.salesforceListeners.some((one) => one.key === key && one.port === port)) tab.salesforceListeners.push({ key, listener, port });
        if (what === 'view') listener(org.view);
        if (what === 'clicks') org.dialling = true;
        return true;
      },
    ];
  }
}
