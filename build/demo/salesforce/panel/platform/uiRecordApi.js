import { ask, queried } from './core.js';

export const getRecord = queried('getRecord', ['recordId', 'optionalFields']);
export const notifyRecordUpdateAvailable = (records) => ask('notifyRecordUpdateAvailable', { records });
