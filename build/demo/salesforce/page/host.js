// The Lightning page's end of both protocols. It decides nothing: what the softphone posts goes to the test's process
// (window.salesforceReceives), which answers through window.lightning.
(function () {
  'use strict';

  const softphone = () => document.getElementById('softphone-frame');
  const item = () => document.getElementById('softphone-item');

  addEventListener('message', (event) => {
    if (event.source !== softphone().contentWindow) return;
    window.salesforceReceives({ origin: event.origin, data: event.data });
  });

  addEventListener('click', (event) => {
    const link = event.target.closest('[data-dial]');
    if (!link) return;
    event.preventDefault();
    if (link.getAttribute('aria-disabled') !== 'true') {
      window.salesforceDials({ number: link.dataset.dial, recordId: link.dataset.record ?? null });
    }
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

    showView(html) {
      document.getElementById('view').innerHTML = html;
    },

    allowDialling(allowed) {
      document.body.dataset.dialling = allowed;
      document.querySelectorAll('[data-dial]').forEach((link) => link.setAttribute('aria-disabled', String(!allowed)));
    },

    showSoftphone({ visible, label, icon, popoutable, width, height }) {
      softphone().width = width;
      softphone().height = height;
      document.getElementById('softphone').classList.toggle('minimised', !visible);
      item().querySelector('.label').textContent = label;
      item().dataset.icon = icon;
      document.getElementById('pop-out').hidden = !popoutable;
    },
  };
})();
