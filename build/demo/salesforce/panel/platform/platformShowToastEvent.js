import { tell } from './core.js';

export class ShowToastEvent extends CustomEvent {
  constructor(detail) {
    super('lightning__showtoast', { detail });
    tell('toast', detail);
  }
}
