import { provided, tell } from './core.js';

export const CurrentPageReference = provided('CurrentPageReference');
const Navigate = Symbol('Navigate');
export const NavigationMixin = (Base) =>
  class extends Base {
    [Navigate](reference) {
      tell('navigate', reference);
    }
  };
NavigationMixin.Navigate = Navigate;
