// The Lightning page's end of the protocols. It decides nothing: the softphone's messages go to the test's process
// (window.salesforceReceives), which answers through window.lightning. With the org package, its panel is in the softphone's place.
(function () {
  'use strict';

  const { platform } = JSON.parse(document.getElementById('state').textContent);
  const box = document.getElementById('softphone');
  let panel = null;

  const frame = () => (panel ? panel.shadowRoot.querySelector('iframe') : document.getElementById('softphone-frame'));

  if (platform) {
    Object.entries(platform.wires).forEach(([name, value]) => window.components.emit(name, value));
    panel = window.components.panel(box, platform.flexAddress);
  } else {
    addEventListener('message', (event) => {
      if (event.source !== frame().contentWindow) return;
      window.salesforceReceives({ origin: event.origin, data: event.data });
    });
  }

  window.lightning = {
    post: (message, origin) => frame().contentWindow.postMessage(message, origin),

    // A message to the softphone from a window of another origin: a third-party component on the same page.
    postFrom(strangerUrl, message) {
      const stranger = document.createElement('iframe');
      stranger.src = strangerUrl;
      stranger.hidden = true;
      stranger.onload = () => stranger.contentWindow.postMessage({ forward: message }, '*');
      document.body.append(stranger);
    },

    // Salesforce loads the softphone again in its new window, which ends a call.
    reopen() {
      if (platform) {
        panel.remove();
        panel = window.components.panel(box, platform.flexAddress);
      } else frame().src = frame().getAttribute('src');
    },

    // The agent goes elsewhere: the platform tells its components.
    goTo(reference) {
      if (!platform) return;
      window.components.emit('CurrentPageReference', reference);
      window.components.deliver('lightning__tabFocused', { currentTabId: 'ctab1' });
    },
  };
})();
