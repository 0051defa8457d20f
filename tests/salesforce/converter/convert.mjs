// Convert a folder in source format to the zip of the Metadata API: FOLDER VERSION ZIP.
import { writeFileSync } from 'node:fs';
import { ComponentSet, MetadataConverter } from '@salesforce/source-deploy-retrieve';

const [folder, version, zip] = process.argv.slice(2);
const components = ComponentSet.fromSource(folder);
components.sourceApiVersion = version;
const { zipBuffer } = await new MetadataConverter().convert(components, 'metadata', { type: 'zip' });
writeFileSync(zip, zipBuffer);
