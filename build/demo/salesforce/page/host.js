// The Lightning page's end of both protocols. It decides nothing: what the softphone posts goes to the test's process
// (window.salesforceReceives), which answers through window.lightning.
(function () {
  'use strict';

  const softphone = () => document.getElementById('softphone-frame');

  addEventListener('message', (event) => {
    if (event.source !== softphone().contentWindow) return;
    window.salesforceReceives({ origin: event.origin, data: event.data });
  });

  window.lightning = {
    post: (message, origin) => softphone().contentWindow.postMessage(message, origin),

    // A message to the softphone from a window of another origin: a third-party component on the same page.
    postFrom(strangerUrl, message) {
      const stranger = document.createElement('iframe');
      stranger.src = strangerUrl;
      stranger.hidden = true;
      stranger.onload = () => stranger.contentWindow.postMessage({ forward: message }, '*');
      document.body.append(stranger);
    },
  };
})();
