/** The phone numbers of a record. Only decisions. */

const FIRST = ['Phone', 'MobilePhone', 'PersonMobilePhone'];

const rank = (name) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);

/**
 * Return the phone fields of an object, with the object's name: the usual ones first, then by label.
 * @param {object} info what `getObjectInfo` returns
 */
export function phoneFields(info) {
    return Object.values(info?.fields || {})
        .filter(({ dataType }) => dataType === 'Phone')
        .sort((one, other) => rank(one.apiName) - rank(other.apiName) || one.label.localeCompare(other.label))
        .map(({ apiName }) => `${info.apiName}.${apiName}`);
}

/**
 * Return the numbers of a record, in the order of `phoneFields`.
 * @param {object} record what `getRecord` returns
 * @returns {{label: string, number: string}[]}
 */
export function numbersOf(info, record) {
    return phoneFields(info)
        .map((field) => field.split('.')[1])
        .filter((name) => record?.fields?.[name]?.value)
        .map((name) => ({ label: info.fields[name].label, number: String(record.fields[name].value) }));
}
