export const encodeDefaultFieldValues = (fields) => new URLSearchParams(fields).toString();
