import { ask, provided } from './core.js';

export const IsConsoleNavigation = provided('IsConsoleNavigation');
export const getFocusedTabInfo = () => ask('getFocusedTabInfo');
export const openTab = (options) => ask('openTab', options);
