/**
 * Writes a new service, or a new aggregate of one; then generates the files that follow from it.
 *
 * Usage: npm run new -- service NAME
 *        npm run new -- aggregate SERVICE/NAME     (NAME as in `purchase-order`)
 *        --no-generate leaves `npm run contracts:generate` to the caller
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { aggregateContracts, permissionLines } from './aggregate-contracts.mjs';
import { aggregateFeature } from './aggregate-feature.mjs';
import { namesOf } from './names.mjs';
import { serviceFiles } from './service.mjs';

const [what, name] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

/** @returns {{ readonly made: Readonly<Record<string, string>>, readonly changed: Readonly<Record<string, string>> }} */
function planned() {
  if (what === 'service' && name) return { made: serviceFiles(name), changed: {} };
  const [service, thing] = what === 'aggregate' && name ? name.split('/') : [];
  if (!service || !thing) throw new Error('npm run new -- service NAME | aggregate SERVICE/NAME');
  return aggregate(service, namesOf(service, thing));
}

function aggregate(service, names) {
  const definition = `services/${service}/src/${service}.service.ts`;
  if (!existsSync(definition)) throw new Error(`there is no ${definition}: npm run new -- service ${service}`);
  const made = { ...aggregateContracts(names), ...aggregateFeature(names) };
  refuseTakenNames(made);
  const permissions = `contracts/${service}/permissions.ts`;
  return {
    made,
    changed: {
      [permissions]: withPermissions(service, permissions, permissionLines(names)),
      [definition]: withFeature(readFileSync(definition, 'utf8'), names),
    },
  };
}

/** An export of the contracts has one meaning in the whole tree. */
function refuseTakenNames(made) {
  const exported = Object.values(made).flatMap((source) => [...source.matchAll(/^export class (\w+)/gm)]);
  const names = new Set(exported.map(([, each]) => each));
  for (const file of readdirSync('contracts', { recursive: true, encoding: 'utf8' })) {
    if (!/^\w+\/.*(?<!\.spec)\.ts$/.test(file)) continue;
    for (const [, taken] of readFileSync(join('contracts', file), 'utf8').matchAll(/^export class (\w+)/gm)) {
      if (names.has(taken)) throw new Error(`contracts/${file} has ${taken} already: choose another name`);
    }
  }
}

function withPermissions(service, file, lines) {
  const text = existsSync(file)
    ? readFileSync(file, 'utf8')
    : `import { declarePermissions } from '../declare/declare-permissions';\n\nexport const ${service}Permissions = declarePermissions({});\n`;
  const end = text.lastIndexOf('})');
  if (end < 0) throw new Error(`${file} does not end with the permissions that it declares`);
  return `${text.slice(0, end).trimEnd()}${lines}${text.slice(end)}`;
}

/** Adds a line to the service's features, and its import after the last one. */
function withFeature(text, { kebab, camel }) {
  const [list, features] = /\bfeatures: \[([^\]]*)\]/.exec(text) ?? [];
  if (list === undefined) throw new Error('the definition of the service has no list of features');
  const before = features.trim().replace(/,$/, '');
  const added = text.replace(list, `features: [${before}${before ? ', ' : ''}${camel}Feature]`);
  const at = added.lastIndexOf('\nimport ') + 1;
  const end = added.indexOf(';\n', at) + 2;
  return `${added.slice(0, end)}import { ${camel}Feature } from './${kebab}/${kebab}.feature';\n${added.slice(end)}`;
}

async function write(path, source) {
  const formatted = await format(source, { ...(await resolveConfig(path)), filepath: path });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, formatted);
  console.log(path);
}

try {
  const { made, changed } = planned();
  const there = Object.keys(made).find((path) => existsSync(path));
  if (there) throw new Error(`${there} is there already`);
  for (const [path, source] of Object.entries({ ...made, ...changed })) await write(path, source);
  if (!process.argv.includes('--no-generate')) {
    const { status } = spawnSync('npm', ['run', '--silent', 'contracts:generate'], { stdio: 'inherit' });
    process.exitCode = status ?? 1;
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
