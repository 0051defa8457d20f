import { tell } from './core.js';

const SHOWN_MS = 5000;

export class ShowToastEvent extends CustomEvent {
  constructor(detail) {
    super('lightning__showtoast', { detail });
    tell('toast', detail);
    show(detail);
  }
}

function show({ title, message, variant }) {
  const toast = document.createElement('div');
  toast.className = 'slds-notify_container';
  toast.innerHTML = `<div class="slds-notify slds-notify_toast slds-theme_${variant}" role="status"><div class="slds-notify__content"></div></div>`;
  toast.querySelector('.slds-notify__content').innerText = `${title}\n${message}`;
  document.body.append(toast);
  setTimeout(() => toast.remove(), SHOWN_MS);
}
