import { queried } from './core.js';

export const getObjectInfo = queried('getObjectInfo', ['objectApiName']);
