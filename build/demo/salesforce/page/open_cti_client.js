// A clean-room client of Open CTI for Lightning: what `/support/api/<version>/lightning/opencti_min.js` does, written from the
// contract of its protocol (one message a call to the parent, one a reply). Not Salesforce's code.
(function () {
  'use strict';

  const API_VERSION = Number('{{API_VERSION}}');
  const API_TYPE = 'opencti';
  const SALESFORCE_ORIGIN =
    /^http[s]?:\/\/[\w-.]+(\.((my-)?visual)?force\.com|\.my-lightning\.com|\.(my-)?salesforce\.com|\.(salesforce|crmforce)\.(mil|ms))(:\d+)?$/;
  const NOT_IN_SALESFORCE = 'Failed to initialize Open CTI. Ensure that it is loaded from the right frame with correct URL parameters';

  let salesforce = null;
  let nextCallId = 0;
  const callbacks = new Map(); // "method_callId" -> callback: dropped when answered, kept otherwise
  const listeners = new Map(); // "method" or "subscribe channel" -> listeners, in order; there is no way to remove most of them
  const subscriptions = new Map(); // token -> {channel, listener}

  function initialize() {
    const query = queryOf(location.search);
    const origin = query.get('sfdcIframeOrigin');
    const embedded = origin && query.get('mode') && SALESFORCE_ORIGIN.test(origin) && String(origin).startsWith(location.protocol);
    if (!embedded) throw NOT_IN_SALESFORCE;
    salesforce = String(origin);
    addEventListener('message', receive);
  }

  function queryOf(search) {
    const query = new Map();
    new URLSearchParams(search).forEach((value, key) => {
      query.set(key, query.has(key) ? [].concat(query.get(key), value) : value);
    });
    return query;
  }

  function receive(event) {
    const message = event.data;
    if (event.origin !== salesforce || !message) return;
    if (message.apiVersion !== API_VERSION || message.apiType !== API_TYPE) return;
    if (message.shouldExecuteCallback === true) {
      const key = message.methodName + '_' + message.callId;
      const callback = callbacks.get(key);
      callbacks.delete(key);
      if (callback) callback(message.response);
    }
    if (message.shouldExecuteListener === true) {
      // A listener that throws stops those after it.
      (listeners.get(listenerKey(message.methodName, message.eventName)) || []).slice().forEach((listener) => listener(message.response));
    }
  }

  function listenerKey(method, channel) {
    return channel === undefined ? method : method + ' ' + channel;
  }

  function addListener(key, listener) {
    if (!listeners.has(key)) listeners.set(key, []);
    listeners.get(key).push(listener);
  }

  function removeListener(key, listener) {
    const rest = (listeners.get(key) || []).filter((other) => other !== listener);
    if (rest.length) listeners.set(key, rest);
    else listeners.delete(key);
    return rest.length;
  }

  function send(methodName, args, callback, listener) {
    const callId = nextCallId++;
    if (callback) callbacks.set(methodName + '_' + callId, callback);
    if (salesforce === null) return; // never initialised: the call vanishes
    parent.postMessage(
      {
        methodName,
        callId,
        apiVersion: API_VERSION,
        apiType: API_TYPE,
        isCallbackRegistered: Boolean(callback),
        isListenerRegistered: Boolean(listener),
        args,
      },
      salesforce,
    );
  }

  function theOneObject(given) {
    const args = given[0];
    if (given.length !== 1 || typeof args !== 'object' || args === null || Object.keys(args).length === 0) {
      throw new Error('Must pass in only one object which holds arguments to this API method call.');
    }
    return args;
  }

  function missing(name) {
    return new Error('Missing the required argument `' + name + '`!');
  }

  function picked(args, names) {
    const wire = {};
    names.forEach((name) => {
      if (args[name] !== undefined) wire[name] = args[name];
    });
    return wire;
  }

  // method(names): sends these arguments; `noArguments` may also be called with none; `mustAnswer` needs a callback.
  function method(name, names, { noArguments = false, mustAnswer = false } = {}) {
    return function () {
      const args = noArguments && arguments.length === 0 ? {} : theOneObject(arguments);
      if (mustAnswer && typeof args.callback !== 'function') throw missing('callback');
      send(name, picked(args, names), args.callback);
    };
  }

  function event(name) {
    return function () {
      const args = theOneObject(arguments);
      if (typeof args.listener !== 'function') throw missing('listener');
      addListener(name, args.listener);
      send(name, {}, undefined, args.listener);
    };
  }

  function saveLog() {
    const args = theOneObject(arguments);
    if (typeof args.value !== 'object') throw missing('value object');
    send('saveLog', { object: args.value }, args.callback);
  }

  function channelOf(args) {
    if (typeof args.channelName !== 'string' || args.channelName === '') {
      throw new Error('The argument `channelName` must be a non-empty string!');
    }
    return args.channelName;
  }

  function subscribe() {
    const args = theOneObject(arguments);
    const channel = channelOf(args);
    if (typeof args.listener !== 'function') throw missing('listener');
    const key = listenerKey('subscribe', channel);
    addListener(key, args.listener);
    send('subscribe', { eventName: channel, subscription: {} }, (response) => {
      if (!response.success) {
        removeListener(key, args.listener);
        if (args.callback) args.callback({ success: false, errors: response.errors, subscription: undefined });
        return;
      }
      const subscription = Object.freeze({});
      subscriptions.set(subscription, { channel, listener: args.listener });
      if (args.callback) args.callback({ success: true, errors: response.errors, subscription });
    });
  }

  function unsubscribe() {
    const args = theOneObject(arguments);
    if (typeof args.subscription !== 'object' || args.subscription === null) {
      throw new Error('The argument `subscription` must be an object!');
    }
    const subscribed = subscriptions.get(args.subscription);
    if (!subscribed) return;
    subscriptions.delete(args.subscription);
    // Only the removal of the channel's last listener notifies Salesforce and calls the callback.
    if (removeListener(listenerKey('subscribe', subscribed.channel), subscribed.listener) === 0) {
      send('unsubscribe', { eventName: subscribed.channel }, args.callback);
    }
  }

  function publish() {
    const args = theOneObject(arguments);
    const channel = channelOf(args);
    if (typeof args.message !== 'object' || !serializable(args.message)) {
      throw new Error('The argument `message` must be a serializable object or null!');
    }
    send('publish', { eventName: channel, message: JSON.parse(JSON.stringify(args.message)) }, args.callback);
  }

  function serializable(value) {
    if (typeof value === 'function' || typeof value === 'symbol') return false;
    return typeof value !== 'object' || value === null || Object.values(value).every(serializable);
  }

  const SEARCH = ['searchParams', 'callType', 'queryParams', 'defaultFieldValues', 'deferred', 'params'];

  window.sforce = window.sforce || {};
  window.sforce.opencti = {
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
    initialize,
    enableClickToDial: method('enableClickToDial', [], { noArguments: true }),
    disableClickToDial: method('disableClickToDial', [], { noArguments: true }),
    onClickToDial: event('onClickToDial'),
    onNavigationChange: event('onNavigationChange'),
    getAppViewInfo: method('getAppViewInfo', [], { mustAnswer: true }),
    getCallCenterSettings: method('getCallCenterSettings', [], { mustAnswer: true }),
    getSoftphoneLayout: method('getSoftphoneLayout', [], { mustAnswer: true }),
    isSoftphonePanelVisible: method('isSoftphonePanelVisible', [], { mustAnswer: true }),
    setSoftphonePanelVisibility: method('setSoftphonePanelVisibility', ['visible']),
    setSoftphonePanelHeight: method('setSoftphonePanelHeight', ['heightPX']),
    setSoftphonePanelWidth: method('setSoftphonePanelWidth', ['widthPX']),
    setSoftphonePanelIcon: method('setSoftphonePanelIcon', ['key']),
    setSoftphonePanelLabel: method('setSoftphonePanelLabel', ['label']),
    setSoftphoneItemIcon: method('setSoftphoneItemIcon', ['key']),
    setSoftphoneItemLabel: method('setSoftphoneItemLabel', ['label']),
    screenPop: method('screenPop', ['type', 'params']),
    searchAndScreenPop: method('searchAndScreenPop', SEARCH),
    runApex: method('runApex', ['apexClass', 'methodName', 'methodParams']),
    refreshView: method('refreshView', [], { noArguments: true }),
    notifyInitializationComplete: (args) => send('notifyInitializationComplete', {}, args && args.callback),
    saveLog,
    subscribe,
    unsubscribe,
    publish,
    hvs: { onWorkStart: event('onWorkStart'), completeWork: method('completeWork', ['workId', 'attributes']) },
  };
  initialize();
})();
