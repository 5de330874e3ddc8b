/**
 * Compares the entries in the files of a deployment with the existing services
 * (`services/<name>/src/<name>.service.ts`); `--write` updates them. Needs a build.
 *
 * Usage: node test/check/deployment.mjs [--write]   (from the project's root; exit code 1 with a line per difference)
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { differences, withBlocks } from '../deployment/blocks.mjs';
import { deploymentEntries } from '../deployment/entries.mjs';

const require = createRequire(import.meta.url);
const compiled = (file) => require(join(process.cwd(), 'dist', file));
const write = process.argv.includes('--write');

/** @returns {import('../deployment/entries.mjs').Service[]} */
function services() {
  const { SERVICES } = compiled('contracts/services.js');
  const { allContracts } = compiled('contracts/catalogue.js');
  const { busPermissions } = compiled('libs/messaging/index.js');
  const { SETTINGS } = compiled('libs/runtime/configuration/settings.js');
  const found = SERVICES.map((name) => {
    const definition = compiled(`services/${name}/src/${name}.service.js`)[name];
    return {
      name,
      isEdge: 'create' in definition,
      sends: busPermissions(name, allContracts()).publish.allow,
      settings: Object.entries(definition.settings ?? {}).map(([key, need]) => ({ name: SETTINGS[key].name, need })),
    };
  });
  return found.toSorted((a, b) => Number(b.isEdge) - Number(a.isEdge));
}

const faults = [];
for (const [file, blocks] of Object.entries(deploymentEntries(services()))) {
  const actual = readFileSync(file, 'utf8');
  const { text, faults: own } = withBlocks(actual, blocks);
  faults.push(...own.map((fault) => `${file}: ${fault}`));
  if (write && own.length === 0 && text !== actual) {
    writeFileSync(file, text);
    console.log(`${file}: written`);
  } else faults.push(...differences(actual, text).map((fault) => `${file}: ${fault}`));
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) console.error('`npm run contracts:generate` writes the generated lines');
console.log(`deployment: ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
