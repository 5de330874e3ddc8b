/**
 * What is generated from the contracts: the catalogue of their files, the OpenAPI and the AsyncAPI document. Compares
 * what is committed with what follows from the declarations, or with --write brings it up to date.
 *
 * Usage: node test/check/contracts.mjs [--write]   (from the project's root, after a build; exit code 1 on a drift)
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const SOURCES = 'contracts';
const write = process.argv.includes('--write');
const require = createRequire(import.meta.url);
const compiled = (file) => require(join(process.cwd(), 'dist', SOURCES, file));

/** The files that declare a contract or an event, without their extension: `auth/login`. */
function declaringFiles() {
  const services = readdirSync(SOURCES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return services
    .flatMap(({ name }) => readdirSync(join(SOURCES, name)).map((file) => `${name}/${file}`))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .filter((file) => /^@(?:Command|Query|Event)\b/m.test(readFileSync(join(SOURCES, file), 'utf8')))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

function catalogue(files) {
  const name = (file) => file.replaceAll(/[/-](\w)/g, (_, letter) => letter.toUpperCase());
  const imports = files.map((file) => `import * as ${name(file)} from './${file}';`);
  const lines = [
    `import { declaredContracts, type Contract } from './contract';`,
    `import { declaredEvents, type EventDeclaration } from './event';`,
    ...imports,
    '',
    '/** What those files export. Importing them is what declares. Written by `npm run contracts:generate`. */',
    `const exported = new Set<unknown>([${files.map(name).join(', ')}].flatMap((file) => Object.values<unknown>(file)));`,
    '',
    '/** Every contract of the platform. */',
    'export const allContracts = (): readonly Contract[] => declaredContracts().filter(({ type }) => exported.has(type));',
    '',
    '/** Every event of the platform. */',
    'export const allEvents = (): readonly EventDeclaration[] =>',
    '  declaredEvents().filter(({ dataClass }) => exported.has(dataClass));',
  ];
  return `${lines.join('\n')}\n`;
}

function documents(files) {
  for (const file of files) compiled(`${file}.js`);
  const contracts = compiled('contract.js').declaredContracts();
  const events = compiled('event.js').declaredEvents();
  return {
    'openapi.json': JSON.stringify(compiled('openapi.js').openApiDocument(contracts)),
    'asyncapi.json': JSON.stringify(compiled('asyncapi.js').asyncApiDocument(contracts, events)),
  };
}

const files = declaringFiles();
const generated = { 'catalogue.ts': catalogue(files), ...documents(files) };
const drifted = [];

for (const [name, text] of Object.entries(generated)) {
  const filepath = join(SOURCES, name);
  const formatted = await format(text, { ...(await resolveConfig(filepath)), filepath });
  if (formatted === textOf(filepath)) continue;
  drifted.push(filepath);
  if (write) writeFileSync(filepath, formatted);
}

function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

for (const path of drifted) {
  if (write) console.log(`${path}: written`);
  else console.error(`${path}: differs from the declarations; run \`npm run contracts:generate\` and commit it`);
}
console.log(`contracts: ${files.length} files, ${drifted.length} ${write ? 'written' : 'drifted'}`);
process.exitCode = drifted.length === 0 || write ? 0 : 1;
