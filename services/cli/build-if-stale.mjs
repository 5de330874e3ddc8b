/**
 * Builds where what is built is missing or older than its sources, or with --always. `npm start` does so first. An
 * installation without the compiler (an image) brings what is built.
 *
 * Usage: node services/cli/build-if-stale.mjs [--always]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const stamp = join(root, 'dist', '.built');

function newest(path) {
  if (!existsSync(path)) return 0;
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || /\.(ts|json)$/.test(entry.name))
    .reduce((latest, entry) => Math.max(latest, newest(join(path, entry.name))), mtimeMs);
}

function compiler() {
  try {
    return createRequire(join(root, 'package.json')).resolve('@nestjs/cli/bin/nest.js');
  } catch {
    return undefined;
  }
}

const sources = ['contracts', 'libs', 'services', 'package.json', '.swcrc', 'nest-cli.json'];
const built = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
const nest = compiler();
const isStale = process.argv.includes('--always') || sources.some((path) => newest(join(root, path)) > built);
if (nest && isStale) {
  const startedAt = new Date();
  const { status, stdout, stderr } = spawnSync(process.execPath, [nest, 'build'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) {
    process.stderr.write(`${stdout}${stderr}`);
    process.exit(1);
  }
  writeFileSync(stamp, '');
  // A file that was changed during the compilation is newer than the stamp.
  utimesSync(stamp, startedAt, startedAt);
}
