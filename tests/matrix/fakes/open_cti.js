// Salesforce's two scripts as the plugin sees them, and the org behind them. How a method answers is the world's fault table.
const LATENCY = 40;
const LATE = 120000; // later than every time limit

const GARBAGE = (value) => [
  null,
  undefined,
  'yes',
  1,
  [],
  {},
  { success: 'true' },
  { success: 1, returnValue: value },
  { returnValue: value, errors: 7 },
];
const REFUSED = () => ({
  success: false,
  returnValue: null,
  errors: [{ code: 'SERVER_ERROR', description: `Trouble with ${MARK} ${MARKED_NUMBER}`, details: [{ message: MARK }] }],
});

const rejection = (...details) => ({
  success: false,
  returnValue: null,
  errors: [
    {
      code: 'GENERIC_ERROR',
      description: 'An error occurred while calling the saveLog() API method. Review the Details field in the error section.',
      details,
    },
  ],
});
// A save that is rejected temporarily: nothing was written, and the record's own status code proves it.
const LOCKED = () => rejection({ statusCode: 'UNABLE_TO_LOCK_ROW', message: `unable to obtain exclusive access to ${MARK}`, fields: [] });

// Calls `heard` as the fault of `method` says; `process` takes effect in the org and returns the value. A fault that is an object is
// an answer: `{answer, effect, throws, times}`, whether the call still takes effect, and how many calls fail.
function respond(tab, method, heard, process) {
  const { world } = tab;
  const fault = world.fault(method);
  const answer = (response, wait = tab.latency || LATENCY) =>
    tab.later(wait, () => typeof heard === 'function' && tab.guard(method, () => heard(response)));
  const processed = () => {
    const value = process();
    return value && value.$refused ? value.$refused : world.answers({ success: true, returnValue: value, errors: null });
  };
  if (fault && typeof fault === 'object') {
    if (fault.times && --fault.times === 0) delete world.faults[method];
    if (fault.effect) process();
    if (fault.throws) throw error('TypeError', `${method}: ${MARK}`);
    answer(fault.answer);
  } else if (fault === 'refused') answer(method === 'saveLog' ? LOCKED() : REFUSED());
  else if (fault === 'throws') throw error('TypeError', `${method}: ${MARK} ${MARKED_NUMBER}`);
  else if (fault === 'never') return;
  else if (fault === 'lost') processed();
  else if (fault === 'late') answer(processed(), LATE);
  else if (fault === 'twice') {
    const response = processed();
    answer(response);
    answer(response, LATENCY * 2);
  } else if (fault === 'nonsense') GARBAGE(MARK).forEach((response) => answer(response));
  else answer(processed());
}

function openCti(tab) {
  const { world } = tab;
  const org = world.orgs(tab.org);
  const check = (given, optional) => {
    const [args] = given;
    if (optional && given.length === 0) return {};
    if (given.length !== 1 || typeof args !== 'object' || args === null || Object.keys(args).length === 0) {
      throw new Error('Must pass in only one object which holds arguments to this API method call.');
    }
    return args;
  };
  const wire = (args) => {
    const { callback: _callback, listener: _listener, ...sent } = args;
    for (const value of Object.values(sent)) cloneable(value);
    return JSON.parse(JSON.stringify(sent));
  };
  const method =
    (name, process, { optional = false, mustAnswer = false } = {}) =>
    (...given) => {
      const args = check(given, optional);
      if (mustAnswer && typeof args.callback !== 'function') throw new Error('Missing the required argument `callback`!');
      const sent = wire(args);
      const fault = world.fault(name);
      const call = { method: name, args: sent, at: world.clock.now, tab: tab.number, fault: typeof fault === 'object' ? 'answer' : fault };
      world.calls.push(call);
      if (!tab.alive) return; // the script could not initialise: the call vanishes
      respond(tab, name, args.callback, () => {
        const value = process(sent);
        call.refused = Boolean(value && value.$refused);
        return value;
      });
    };
  const event =
    (name) =>
    (...given) => {
      const args = check(given);
      if (typeof args.listener !== 'function') throw new Error('Missing the required argument `listener`!');
      world.calls.push({ method: name, args: {}, at: world.clock.now, tab: tab.number });
      const fault = world.fault(name);
      if (fault === 'throws') throw error('TypeError', MARK);
      if (!tab.alive || fault === 'never' || fault === 'refused' || fault === 'lost') return;
      tab.salesforceListeners.push({ key: name, listener: args.listener });
    };
  return {
    SCREENPOP_TYPE: {
      URL: 'url',
      SOBJECT: 'sobject',
      OBJECTHOME: 'objecthome',
      LIST: 'list',
      SEARCH: 'search',
      NEW_RECORD_MODAL: 'newRecord',
      FLOW: 'flow',
    },
    CALL_TYPE: { INBOUND: 'inbound', OUTBOUND: 'outbound', INTERNAL: 'internal' },
    initialize() {
      world.calls.push({ method: 'initialize', args: {}, at: world.clock.now, tab: tab.number });
      if (world.fault('initialize') === 'throws') throw 'Failed to initialize Open CTI.';
      if (!tab.queryServes()) throw 'Failed to initialize Open CTI.';
      tab.alive = world.fault('initialize') === undefined || world.fault('initialize') === 'twice';
    },
    getCallCenterSettings: method('getCallCenterSettings', () => ({ '/reqGeneralInfo/reqSecret': MARK }), { mustAnswer: true }),
    notifyInitializationComplete: method('notifyInitializationComplete', () => null, { optional: true }),
    getSoftphoneLayout: method('getSoftphoneLayout', () => org.layout, { mustAnswer: true }),
    getAppViewInfo: method('getAppViewInfo', () => org.view, { mustAnswer: true }),
    isSoftphonePanelVisible: method('isSoftphonePanelVisible', () => ({ visible: org.visible }), { mustAnswer: true }),
    setSoftphonePanelVisibility: method('setSoftphonePanelVisibility', (sent) => ((org.visible = sent.visible), null)),
    setSoftphoneItemIcon: method('setSoftphoneItemIcon', (sent) => ((org.icon = sent.key), null)),
    setSoftphoneItemLabel: method('setSoftphoneItemLabel', (sent) => ((org.label = sent.label), null)),
    enableClickToDial: method('enableClickToDial', () => ((org.dialling = true), null), { optional: true }),
    disableClickToDial: method('disableClickToDial', () => ((org.dialling = false), null), { optional: true }),
    onClickToDial: event('onClickToDial'),
    onNavigationChange: event('onNavigationChange'),
    screenPop: method('screenPop', (sent) => (org.pops.push(sent), null)),
    searchAndScreenPop: method('searchAndScreenPop', (sent) => org.search(sent)),
    refreshView: method('refreshView', () => (org.refreshed++, null), { optional: true }),
    runApex: method('runApex', () => ({
      $refused: { success: false, returnValue: null, errors: [{ code: 'SERVER_ERROR', description: 'Could not load Apex class.' }] },
    })),
    saveLog: method('saveLog', (sent) => org.save(sent.value)),
    subscribe(...given) {
      const args = check(given);
      if (typeof args.channelName !== 'string' || !args.channelName) throw new Error('The argument `channelName` must be a non-empty string!');
      if (typeof args.listener !== 'function') throw new Error('Missing the required argument `listener`!');
      world.calls.push({ method: 'subscribe', args: { channelName: args.channelName }, at: world.clock.now, tab: tab.number });
      if (!tab.alive) return;
      const heard = (response) =>
        args.callback &&
        args.callback(response && response.success === true ? { success: true, errors: null, subscription: Object.freeze({}) } : response);
      respond(tab, 'subscribe', heard, () => {
        tab.salesforceListeners.push({ key: `subscribe ${args.channelName}`, listener: args.listener });
        return null;
      });
    },
    unsubscribe: method('unsubscribe', () => null),
    publish: method('publish', (sent) => (org.published.push([sent.channelName, sent.message]), null)),
  };
}

function consoleToolkit(tab) {
  const { world } = tab;
  return {
    isInConsole: () => true,
    setCustomConsoleComponentPopoutable(allowed, callback) {
      world.calls.push({ method: 'setCustomConsoleComponentPopoutable', args: { allowed }, at: world.clock.now, tab: tab.number });
      respond(tab, 'setCustomConsoleComponentPopoutable', callback, () => ((world.orgs(tab.org).popoutable = allowed), null));
    },
  };
}

function cloneable(value) {
  if (typeof value === 'function' || typeof value === 'symbol') throw error('DataCloneError', 'could not be cloned');
  if (value && typeof value === 'object') Object.values(value).forEach(cloneable);
}

// The org: its data and the calls to it. The desktop tests' fake, in Python, decides whether saved fields are valid.
class Org {
  constructor() {
    Object.assign(this, { visible: true, icon: '', label: '', dialling: false, popoutable: null, refreshed: 0 });
    Object.assign(this, {
      view: { url: '/lightning/page/home' },
      layout: {},
      pops: [],
      published: [],
      records: [],
      saved: {},
      created: 0,
      keys: {}, // the unique index: which record has which key
      writers: {}, // of each that a component created: its browser, `knew`, and whether the record has a key
      savesOnce: true,
      edited: {},
      updates: {}, // the fields of each that only Flex has changed, and its marks
      complaints: null,
      rules: [],
    });
    this.history = []; // every saveLog that took effect
  }

  search({ searchParams }) {
    const digits = searchParams.replace(/\D/g, '');
    const found = {};
    for (const record of this.records) {
      const byNumber = digits.length >= 7 && (record.Phone || '').replace(/\D/g, '').endsWith(digits.slice(-10));
      if (byNumber || record.Name.toLowerCase().includes(searchParams.toLowerCase())) found[record.Id] = record;
    }
    return found;
  }

  activities() {
    return Object.entries(this.saved).map(([id, fields]) => ({ ...fields, writer: this.writers[id] }));
  }

  // What `FlexHost.saveOnce` does: the first create of a key counts. Without the key's field each create is a new record.
  saveOnce(writer, key, value, marks = []) {
    const existing = key && this.savesOnce && this.keys[key];
    if (existing && this.saved[existing])
      return { id: existing, existed: true, edited: Boolean(this.edited[existing]), updated: this.updates[existing] };
    const isUnedited = !this.edited[value.Id] || this.updates[value.Id];
    const before = this.updates[value.Id] || [];
    const saved = this.save(value);
    if (saved.$refused) return saved;
    if (!value.Id) this.updates[saved.recordId] = marks;
    else if (isUnedited) this.updates[value.Id] = [...before, ...marks, ...Object.keys(value).map((name) => name.toLowerCase())];
    const hasKey = Boolean(key) && this.savesOnce;
    if (hasKey) this.keys[key] = saved.recordId;
    if (!value.Id) this.writers[saved.recordId] = { ...writer, hasKey };
    return { id: saved.recordId, existed: Boolean(value.Id) };
  }

  save(value) {
    const errors = this.complaints || this.errorsOf(value);
    if (errors.length) return { $refused: rejection(...errors) };
    const id = value.Id || `00T5f${String(++this.created).padStart(10, '0')}EAA`;
    if (this.saved[id]) {
      this.edited[id] = true;
      delete this.updates[id];
    }
    this.saved[id] = { ...this.saved[id], ...value };
    this.history.push({ ...value, Id: id, $new: !value.Id });
    return { recordId: id };
  }

  // Salesforce's errors for a record: ids in a field that does not accept them, a deleted record, and the org's own rules, each
  // `{field, value, error}`: an error where the field has that value, any value (`value` null), or always (`field` null).
  errorsOf(value) {
    const wrong = (field) => ({ statusCode: 'FIELD_INTEGRITY_EXCEPTION', message: `${field}: id value of incorrect type`, fields: [field] });
    const found = [];
    if (value.Id && !this.saved[value.Id]) found.push({ statusCode: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] });
    if (value.WhoId && !/^(003|00Q)/.test(value.WhoId)) found.push(wrong('WhoId'));
    if (value.WhatId && /^(003|00Q|005|00G|00D)/.test(value.WhatId)) found.push(wrong('WhatId'));
    for (const { field, value: wanted, error } of this.rules) {
      if (field === null || (field in value && (wanted === null || value[field] === wanted))) found.push(error);
    }
    return found;
  }
}
