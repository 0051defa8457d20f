/** Decide which phone numbers of a record to show, without a call of the platform. */

const FIRST = ['Phone', 'MobilePhone', 'PersonMobilePhone'];
const PERSON = ['IsPersonAccount', 'PersonContactId'];

const rank = (name) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);

/** Return the phone fields of an object: the usual ones first, then by label. */
function phoneFields(info) {
    return Object.values(info?.fields || {})
        .filter(({ dataType }) => dataType === 'Phone')
        .sort((one, other) => rank(one.apiName) - rank(other.apiName) || one.label.localeCompare(other.label));
}

/**
 * Return the fields to read of a record, or undefined if its object has no phone fields: then `getRecord` waits.
 * @param {object} info what `getObjectInfo` returns
 */
export function fieldsToRead(info) {
    const names = phoneFields(info).map(({ apiName }) => apiName);
    const all = info?.apiName === 'Account' ? [...names, ...PERSON] : names;
    return names.length > 0 ? all.map((name) => `${info.apiName}.${name}`) : undefined;
}

/**
 * Return the answers from Salesforce about the record of a component, and whether there is none to wait for. A page that
 * goes to another record keeps the earlier answers for a while: they count as none.
 * @param {{info, record, objectApiName: string, recordId: string}} component with the values of both wires
 */
export function answersOf({ info, record, objectApiName, recordId }) {
    const hasInfo = info?.data?.apiName === objectApiName;
    const hasRecord = record?.data?.id.slice(0, 15) === recordId?.slice(0, 15);
    const infoNow = hasInfo ? info?.data : undefined;
    const recordNow = hasRecord ? record?.data : undefined;
    const isKnown = Boolean(infoNow || info?.error);
    const isRead = isKnown && Boolean(recordNow || record?.error || fieldsToRead(infoNow) === undefined);
    return { info: infoNow, record: recordNow, isRead };
}

/**
 * Return the numbers of a record, each with what Flex needs to call it. A person account is called as its contact, because
 * activities are about people.
 * @param {object} info what `getObjectInfo` returns
 * @param {object} record what `getRecord` returns
 * @returns {{apiName: string, label: string, click: {number: string, recordId: string, objectType: string}}[]}
 */
export function numbersOf(info, record) {
    const valueOf = (name) => record?.fields?.[name]?.value;
    const contactId = valueOf('IsPersonAccount') === true && valueOf('PersonContactId');
    const called = contactId
        ? { recordId: contactId, objectType: 'Contact' }
        : { recordId: record?.id, objectType: record?.apiName };
    return phoneFields(info)
        .filter(({ apiName }) => valueOf(apiName))
        .map(({ apiName, label }) => ({ apiName, label, click: { number: String(valueOf(apiName)), ...called } }));
}
