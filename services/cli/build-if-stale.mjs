/**
 * `npm start` runs what is built, and builds it first where it is missing or older than its sources. An installation
 * without the compiler (an image) brings what is built.
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
if (nest && sources.some((path) => newest(join(root, path)) > built)) {
  const startedAt = new Date();
  const { status, stdout, stderr } = spawnSync(process.execPath, [nest, 'build'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) {
    process.stderr.write(`${stdout}${stderr}`);
    process.exit(1);
  }
  writeFileSync(stamp, '');
  // What was changed while it was compiled is newer than that.
  utimesSync(stamp, startedAt, startedAt);
}
