import { ask, provided } from './core.js';

export const EnclosingUtilityId = provided('EnclosingUtilityId');
export const enablePopout = (id, allowed, options) => ask('enablePopout', { id, allowed, ...options });
export const getInfo = (id) => ask('getInfo', { id });
export const open = (id, options) => ask('open', { id, ...options });
export const updateUtility = (id, changes) => ask('updateUtility', { id, ...changes });
