// A clean-room client of the Console Integration Toolkit: what `/support/console/<version>/integration.js` does, written from the
// description of its protocol (strings posted to the top window). Not Salesforce's code.
(function () {
  'use strict';

  const VERSION = '{{VERSION}}';
  const PREFIX = 'integrationApi/';
  const query = new URLSearchParams(location.search);
  const origin = (query.get('sfdcIFrameOrigin') || query.get('sfdcIframeOrigin') || '').toLowerCase();
  const nonce = query.get('nonce');
  const usable = Boolean(origin && nonce);
  const callbacks = new Map();
  let transactions = 0;

  if (usable) addEventListener('message', receive);
  else console.log('Service Cloud Toolkit API cannot be used with your browser.');

  function typed(value) {
    if (typeof value === 'boolean') return 'b:' + value;
    if (Array.isArray(value)) return 'a:' + value.map(encodeURIComponent).join(';');
    return 's:' + encodeURIComponent(String(value));
  }

  function untyped(text) {
    if (text.startsWith('b:')) return text === 'b:true';
    if (text.startsWith('a:')) return text.slice(2).split(';').map(decodeURIComponent);
    return decodeURIComponent(text.slice(2));
  }

  function fields(text) {
    const pairs = text.split('&').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
    return Object.fromEntries(pairs);
  }

  function send(name, args, callback) {
    if (!usable) return;
    const transaction = transactions++;
    if (callback) callbacks.set(name + '_' + transaction, callback);
    const message = {
      xdomain_name: name,
      xdomain_targetFrame: 'sfdc-console',
      xdomain_txnId: transaction,
      xdomain_pathToOriginProxy: '',
      xdomain_originFrame: window.name,
      nonce,
      version: VERSION,
      ...args,
    };
    const encoded = Object.entries(message).map(([key, value]) => key + '=' + typed(value));
    top.postMessage(PREFIX + encoded.join('&'), origin);
  }

  function receive(event) {
    if (event.origin.toLowerCase() !== origin || typeof event.data !== 'string' || !event.data.startsWith(PREFIX)) return;
    const { name, args } = fields(event.data.slice(PREFIX.length));
    const callback = callbacks.get(name);
    callbacks.delete(name);
    if (!callback) return;
    const result = fields(decodeURIComponent(args));
    callback(Object.fromEntries(Object.entries(result).map(([key, value]) => [key, untyped(value)])));
  }

  const withValue = (name, key) => (value, callback) => send(name, { [key]: value }, callback);
  const withoutValue = (name) => (callback) => send(name, {}, callback);

  window.sforce = window.sforce || {};
  window.sforce.console = {
    isInConsole: () => usable,
    setCustomConsoleComponentPopoutable: withValue('setCustomConsoleComponentPopoutable', 'popoutable'),
    setCustomConsoleComponentVisible: withValue('setCustomConsoleComponentVisible', 'visible'),
    setCustomConsoleComponentHeight: withValue('setCustomConsoleComponentHeight', 'height'),
    setCustomConsoleComponentWidth: withValue('setCustomConsoleComponentWidth', 'width'),
    setCustomConsoleComponentButtonText: withValue('setCustomConsoleComponentButtonText', 'text'),
    setCustomConsoleComponentButtonIconUrl: withValue('setCustomConsoleComponentButtonIconUrl', 'iconUrl'),
    isCustomConsoleComponentPoppedOut: withoutValue('isCustomConsoleComponentPoppedOut'),
    isCustomConsoleComponentHidden: withoutValue('isCustomConsoleComponentHidden'),
    isInCustomConsoleComponent: withoutValue('isInCustomConsoleComponent'),
    getFocusedPrimaryTabId: withoutValue('getFocusedPrimaryTabId'),
  };
})();
