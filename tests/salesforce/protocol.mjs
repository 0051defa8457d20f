// Runs the cases of the protocol against the package's module: prints name, expected and actual reaction of each.
// Usage: node protocol.mjs MODULE CASES
import { readFileSync } from 'node:fs';

const [module, path] = process.argv.slice(2);
const { readHello, readRequest } = await import(module);
const cases = JSON.parse(readFileSync(path, 'utf8'));

const text = ({ data, length, repeat }) => data.replace('\u2026', 'x'.repeat(repeat ?? 1)).padEnd(length ?? 0, ' ');
const pick = (read, mapping) => Object.fromEntries(mapping.filter(([key]) => key in read).map(([key, name]) => [name, read[key]]));
const hello = (read) => pick(read, [['id', 'id'], ['version', 'welcome'], ['sorry', 'sorry']]);
const request = (read) => pick(read, [['id', 'id'], ['call', 'call'], ['code', 'code']]);
const reacts = (one, read, reaction) => [one.name, one.reaction, read === null ? 'silence' : reaction(read)];

console.log(
  JSON.stringify([
    ...cases.hellos.map((one) => reacts(one, readHello(text(one)), hello)),
    ...cases.requests.map((one) => reacts(one, readRequest(text(one), ['FlexRecords__c']), request)),
  ]),
);
