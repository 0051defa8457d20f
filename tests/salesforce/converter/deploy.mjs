// Deploy a zip to an org, ask for its Trusted URLs, and print the outcome: ORG TOKEN ZIP.
import { readFileSync } from 'node:fs';
import { Connection } from '@jsforce/jsforce-node';

const [instanceUrl, accessToken, zip] = process.argv.slice(2);
const org = new Connection({ instanceUrl, accessToken, version: '66.0' });
const options = { singlePackage: true, rollbackOnError: true, runTests: ['FlexHostTest'] };
const { id } = await org.metadata.deployRest(readFileSync(zip), options);
let result = await org.metadata.checkDeployStatus(id, true, true);
while (!result.done) {
    result = await org.metadata.checkDeployStatus(id, true, true);
}
const urls = await org.tooling.query('SELECT EndpointUrl FROM CspTrustedSite');
const unknown = await org.query('SELECT Id FROM Nothing').catch((error) => error.errorCode);
console.log(JSON.stringify({ id, result, urls: urls.records, unknown }));
