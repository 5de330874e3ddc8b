import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';

/**
 * Importing this loads every contract and event, so that `declaredContracts()` and `declaredEvents()` are whole. The
 * folders are read rather than listed: a new contract is one new file, and nothing else has to know.
 */
const extension = extname(__filename);

/** The files of the contracts and events, relative to this folder: `inventory/receive-stock.ts`. */
export const contractFiles: readonly string[] = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: service }) => readdirSync(join(__dirname, service)).map((file) => join(service, file)))
  .filter((file) => extname(file) === extension && !file.includes('.spec.'))
  .sort();

for (const file of contractFiles) require(join(__dirname, file));
