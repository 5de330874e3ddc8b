/**
 * `npm run bench`: installs the bench's own packages when they are missing or not those of its lock file, builds
 * what is stale, and runs bench.ts from the sources.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Versions by package, from a lock file; npm writes one of its own into node_modules. */
function locked(path) {
  try {
    const { packages } = JSON.parse(readFileSync(`${here}${path}`, 'utf8'));
    return JSON.stringify(
      Object.entries(packages)
        .filter(([name, { optional }]) => name !== '' && !optional)
        .map(([name, { version }]) => [name, version]),
    );
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

if (locked('node_modules/.package-lock.json') !== locked('package-lock.json')) {
  console.error("Installing the bench's own packages …");
  const npm = spawnSync('npm', ['ci', '--prefix', here, '--ignore-scripts', '--no-audit', '--no-fund'], {
    stdio: ['ignore', 2, 'inherit'],
  });
  if (npm.status !== 0) process.exit(1);
}

// Some figures start the platform as people do: what is built has to be what the sources say.
const build = spawnSync(process.execPath, [`${root}services/cli/build-if-stale.mjs`], {
  cwd: root,
  stdio: ['ignore', 2, 'inherit'],
});
if (build.status !== 0) process.exit(1);

const sources = ['--conditions=source', '--require', `${root}libs/testing/run-sources.cjs`];
const bench = spawn(process.execPath, [...sources, `${here}bench.ts`, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => bench.kill(signal));
bench.on('close', (code) => {
  process.exitCode = code ?? 1;
});
