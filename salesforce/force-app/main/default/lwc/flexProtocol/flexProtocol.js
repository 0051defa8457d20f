/**
 * The protocol between Flex and its panel: which messages are valid, and what they mean. This module only decides. It
 * touches neither the page nor the platform, so tests need no browser. The contract is docs/lightning-protocol.md of
 * the project this package comes from.
 */

/** The version of this package. */
export const RELEASE = '0.1.0';
export const VERSIONS = [1];

const MAX_LENGTH = 262144; // of a message
const MAX_PUBLISHED = 65536;
const MAX_RECORDS = 20;
const MAX_TEXT = 255; // of a field of a record that was found
const MAX_PATH = 2000;
const MAX_FIELDS = 500;
const MAX_MARKS = 10;
const RECORD_ID = /^(?:[A-Za-z0-9]{15}|[A-Za-z0-9]{18})$/;
const KEY = /^[A-Za-z0-9_.-]{1,80}$/;
const FIELD_NAME = /^[A-Za-z][A-Za-z0-9_]{0,79}$/;
const RESERVED_FIELDS = ['id', 'flex_key__c', 'flex_updates__c'];
const ICON = /^[a-z0-9_]{1,40}$/;
const PATH = /^\/(?!\/)[^\\]*$/;
const PHONE_DIGITS = 7;
const NORTH_AMERICAN = /^\+\D*1(?:\D*\d){10}\D*$/;

const isText = (value) => typeof value === 'string';
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isId = (value) => isText(value) && RECORD_ID.test(value);
const areIds = (value) => Array.isArray(value) && value.length >= 1 && value.length <= MAX_RECORDS && value.every(isId);
const isTerm = (value) => isText(value) && value.length >= 3 && value.length <= 80 && value.trim() !== '';
const isPath = (value) =>
    isText(value) && value.length <= MAX_PATH && PATH.test(value) && [...value].every((character) => character > ' ');
const isFieldValue = (value) => value === null || ['string', 'number', 'boolean'].includes(typeof value);
const isCreate = ({ key, id }) => id === undefined && isText(key) && KEY.test(key);
const isUpdate = ({ key, id }) => key === undefined && isId(id);

function areFields(value) {
    if (!isObject(value)) {
        return false;
    }
    const names = Object.keys(value);
    return (
        names.length <= MAX_FIELDS && names.every((name) => FIELD_NAME.test(name) && isFieldValue(value[name]))
    );
}

function areMarks(value) {
    return (
        value === undefined ||
        (Array.isArray(value) && value.length <= MAX_MARKS && value.every((mark) => isText(mark) && FIELD_NAME.test(mark)))
    );
}

function areTaskFields(value) {
    return (
        areFields(value) &&
        Object.keys(value).length > 0 &&
        Object.keys(value).every((name) => !RESERVED_FIELDS.includes(name.toLowerCase()))
    );
}

// What is valid in the values of each call. A Map, because a plain object inherits names.
const CALLS = new Map([
    ['ping', () => true],
    ['listen', ({ what, channel }) => ['clicks', 'view'].includes(what) || (what === 'channel' && isText(channel))],
    [
        'publish',
        ({ channel, message }) =>
            isText(channel) && isObject(message) && written(message)?.length <= MAX_PUBLISHED
    ],
    ['pop', ({ recordId }) => isId(recordId)],
    ['page', ({ path }) => isPath(path)],
    [
        'search',
        ({ term, kind, show, fields }) =>
            isTerm(term) && ['phone', 'email', 'all'].includes(kind) && typeof show === 'boolean' && areFields(fields)
    ],
    ['result', ({ term, recordIds }) => isTerm(term) && areIds(recordIds)],
    [
        'save',
        (values) => (isCreate(values) || isUpdate(values)) && areTaskFields(values.fields) && areMarks(values.marks)
    ],
    ['refresh', ({ recordIds }) => areIds(recordIds)],
    ['open', () => true],
    ['icon', ({ icon }) => isText(icon) && ICON.test(icon)],
    ['label', ({ label }) => isText(label) && label.length <= 80],
    ['popout', ({ allowed }) => typeof allowed === 'boolean']
]);

/** Return the object that a message holds, or null for anything else. */
function parsed(data) {
    if (!isText(data) || data.length > MAX_LENGTH) {
        return null;
    }
    try {
        const value = JSON.parse(data);
        return isObject(value) ? value : null;
    } catch {
        return null;
    }
}

/** Return a value as JSON, or undefined if it cannot be a message: it is not JSON, too long or too deep. */
export function written(value) {
    try {
        const text = JSON.stringify(value);
        return text?.length <= MAX_LENGTH ? text : undefined;
    } catch {
        return undefined;
    }
}

/**
 * Read a hello.
 * @returns {{id: string, version: number} | {id: string, sorry: number[]} | null} null: it gets no answer
 */
export function readHello(data) {
    const hello = parsed(data);
    if (hello === null || hello.flexSfdc !== 'hello') {
        return null;
    }
    const { id, versions } = hello;
    if (!isText(id) || id.length < 1 || id.length > 80) {
        return null;
    }
    if (!Array.isArray(versions) || versions.length < 1 || versions.length > 20 || !versions.every(Number.isInteger)) {
        return null;
    }
    const version = Math.max(...VERSIONS.filter((one) => versions.includes(one)));
    return Number.isInteger(version) ? { id, version } : { id, sorry: VERSIONS };
}

/**
 * Read a request from the port.
 * @param {string[]} channels names of the message channels that the panel can reach
 * @returns {{id: number, call: string, values: object} | {id: number, code: string} | null} null: it gets no answer
 */
export function readRequest(data, channels) {
    const request = parsed(data);
    if (request === null || !Number.isSafeInteger(request.id) || request.id < 1) {
        return null;
    }
    const { id, call } = request;
    const values = request.values === undefined ? {} : request.values;
    const isValid = CALLS.get(call);
    if (isValid === undefined) {
        return { id, code: 'UNKNOWN_CALL' };
    }
    if (!isObject(values) || !isValid(values)) {
        return { id, code: 'INVALID_PARAM' };
    }
    if ((call === 'publish' || values.what === 'channel') && !channels.includes(values.channel)) {
        return { id, code: 'NO_CHANNEL' };
    }
    return { id, call, values };
}

/**
 * Return the address of the frame and its origin, or null if Flex cannot be shown from there.
 * @param {string} setting the address in the settings of the utility item
 */
export function frameAddress(setting) {
    let url;
    try {
        url = new URL(setting);
    } catch {
        return null;
    }
    if (url.protocol !== 'https:' || url.username || url.password) {
        return null;
    }
    url.searchParams.set('crmHost', 'lightning');
    return { src: url.href, origin: url.origin };
}

/**
 * Return the notations of a number to search for. Add its last ten digits only where they are the national notation:
 * elsewhere they may be somebody else's number, and Flex itself searches for the national notation. Salesforce may have
 * indexed `(415) 555-0101` as three words.
 */
export function searchTerms(term, kind) {
    const digits = term.replace(/\D/g, '');
    if (kind !== 'phone' || digits.length < PHONE_DIGITS) {
        return [term];
    }
    const national = digits.slice(1);
    const words = `${national.slice(0, 3)} ${national.slice(3, 6)} ${national.slice(6)}`;
    return [...new Set([term, digits, ...(NORTH_AMERICAN.test(term) ? [national, words] : [])])];
}

/**
 * Return the records of a search by id, without the end of long texts: they only distinguish records. A person account
 * whose contact was found too is one record.
 */
export function recordsById(found) {
    const short = (id) => String(id).slice(0, 15);
    const contacts = found.map(({ PersonContactId }) => PersonContactId).filter(Boolean).map(short);
    const records = found.filter(({ Id }) => !contacts.includes(short(Id)));
    const cut = (value) => (isText(value) ? value.slice(0, MAX_TEXT) : value);
    const brief = (record) => Object.fromEntries(Object.entries(record).map(([name, value]) => [name, cut(value)]));
    return Object.fromEntries(records.slice(0, MAX_RECORDS).map((record) => [record.Id, brief(record)]));
}

/**
 * Return what the org shows for this many records, as its FlexPop__mdt defines.
 * @returns {{show: string, object: string}} show: Nothing, Record, Search or New record
 */
export function popFor(count, pops) {
    const name = ['None', 'One'][count] || 'Several';
    const rule = (pops || []).find(({ DeveloperName }) => DeveloperName === name) || {};
    const show = rule.Show__c || 'Nothing';
    // A record can be shown only if there is one, a new one only if the rule names its object.
    const isPossible = (show !== 'Record' || count > 0) && (show !== 'New record' || Boolean(rule.Object__c));
    return { show: isPossible ? show : 'Nothing', object: rule.Object__c || '' };
}

/** Return the record of a page reference: `{}` if the page has none. */
export function recordOf(reference) {
    const { type, attributes } = reference || {};
    if (type !== 'standard__recordPage' || !isId(attributes?.recordId)) {
        return {};
    }
    return { recordId: attributes.recordId, objectType: attributes.objectApiName || '' };
}

/** Return the record of a console's tab. Salesforce names its object only in the tab's page reference. */
export function recordOfTab(tab) {
    const ofPage = recordOf(tab?.pageReference);
    const { recordId, objectType } = recordOf({ type: 'standard__recordPage', attributes: tab });
    if (recordId === undefined || recordId === ofPage.recordId) {
        return ofPage;
    }
    return { recordId, objectType };
}

// The fields that name records, and those of a person account. Objects have one or the other.
const NAME_FIELDS = ['Name', 'CaseNumber', 'OrderNumber', 'ContractNumber', 'WorkOrderNumber', 'Subject', 'Title'];
const PERSON_FIELDS = ['IsPersonAccount', 'PersonContactId'];

/** Return the fields that `viewOf` reads, with their object. */
export function viewFields(objectType) {
    const names = objectType === 'Account' ? [...NAME_FIELDS, ...PERSON_FIELDS] : NAME_FIELDS;
    return names.map((name) => `${objectType}.${name}`);
}

/** Return the value of a `view` event: the record, with its data from Lightning Data Service. */
export function viewOf({ recordId, objectType }, fields) {
    const valueOf = (name) => fields?.[name]?.value;
    const name = NAME_FIELDS.map(valueOf).find((value) => value) || '';
    const view = { recordId, objectType, recordName: String(name) };
    if (valueOf('IsPersonAccount') === true) {
        view.personAccount = true;
        view.contactId = valueOf('PersonContactId') || '';
    }
    return view;
}
