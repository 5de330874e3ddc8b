/**
 * Runs every part of the check, even after a failure, and ends with a line for each.
 *
 * Usage: node test/check/run.mjs [--fast]   (`--fast`: only checks of files that differ from `main`, and types)
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const PARTS = `format lint types imports unused contracts deployment isolation names repository times`.split(' ');
const CACHE = 'node_modules/.cache/opsledger.tsbuildinfo';
const SOURCES = /^(contracts|libs|services|test)\/.*\.ts$/;
/** The sources of the generated files, of a deployment's entries and of the isolation check. */
const DECLARING = /^contracts\/.*\.ts$|\.service\.ts$/;
const DEPLOYED = /^(deploy|k8s|test\/deployment)\/|^docker-compose\.yml$|\.service\.ts$|^contracts\/services\.ts$/;
/** Files that export or declare a name of the whole tree. */
const NAMED = /^(contracts|libs)\/.*\.ts$|\.(projection|reactor)\.ts$/;
/** The documents that name tests, and the tests. */
const NAMING_TESTS = /\.spec\.ts$|^docs\/asvs\.md$|^SECURITY\.md$/;
const TRIED = /^contracts\/.*\.ts$|\bisolation\.fixture\.ts$/;

/** @typedef {readonly [name: string, command: string, args: readonly string[]]} Part */

/** @returns {Part[]} */
const everyPart = () => PARTS.map(npmPart);

/** @returns {Part} */
const npmPart = (part) => [part, 'npm', ['run', '--silent', `check:${part}`]];

/** @returns {Part[]} */
function fastParts() {
  const changed = changedFiles();
  const sources = changed.filter((file) => SOURCES.test(file) && !file.startsWith('test/bench/'));
  const isChanged = (pattern) => changed.some((file) => pattern.test(file));
  const node = (name, ...args) => [name, process.execPath, args];
  return [
    ['types', ...bin('tsc', ['-p', '.', '--incremental', '--tsBuildInfoFile', CACHE])],
    ...onSome('lint', 'oxlint', [], sources),
    // Only their own imports: the linter finds cycles.
    ...onSome('imports', 'depcruise', ['--max-depth', '1'], sources),
    ...onSome('format', 'prettier', ['--check', '--log-level', 'warn', '--ignore-unknown'], changed),
    ...(isChanged(NAMED) ? [node('names', 'test/check/names.mjs')] : []),
    ...(changed.length > 0 ? [node('repository', 'test/check/repository.mjs', ...changed)] : []),
    ...(isChanged(NAMING_TESTS) ? [node('asvs', 'test/check/asvs.mjs')] : []),
    ...(isChanged(DECLARING) ? [node('contracts', 'test/check/contracts.mjs', '--sources')] : []),
    ...(isChanged(DEPLOYED) || changed.some(isSentByService) ? [npmPart('deployment')] : []),
    ...(isChanged(TRIED) ? [npmPart('isolation')] : []),
  ];
}

/** A contract that services send stands in their logins at the bus. */
const isSentByService = (file) => /^contracts\/.*\.ts$/.test(file) && readFileSync(file, 'utf8').includes('sentBy');

/** Existing files that differ from the branch point on `main`: committed, staged, changed or new. */
function changedFiles() {
  const base = git('merge-base', 'HEAD', mainBranch()).trim();
  const files = [
    ...lines(git('diff', '--name-only', '--diff-filter=d', base)),
    ...lines(git('ls-files', '--others', '--exclude-standard')),
  ];
  return [...new Set(files)].filter((file) => existsSync(file));
}

function mainBranch() {
  const known = lines(git('for-each-ref', '--format=%(refname:short)', 'refs/heads/main', 'refs/remotes/origin/main'));
  return known[0] ?? 'HEAD';
}

const git = (...args) => execFileSync('git', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
const lines = (text) => text.split('\n').filter((line) => line !== '');

/** @returns {readonly [string, readonly string[]]} */
const bin = (name, args) => ['npx', ['--no-install', name, ...args]];

/** @returns {Part[]} */
const onSome = (name, tool, args, files) => (files.length === 0 ? [] : [[name, ...bin(tool, [...args, ...files])]]);

/** Runs a part to its end before showing its output, so that outputs do not mix. */
function run([name, command, args]) {
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
    child.on('error', (error) => said.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(said));
      resolve({ name, ok: code === 0, seconds: (Date.now() - started) / 1000 });
    });
  });
}

const isFast = process.argv.includes('--fast');
const parts = isFast ? fastParts() : everyPart();
/** In the order of the parts. */
const outcomes = [];
const waiting = [...parts.entries()];
// Parts of the whole check may build, and one of them alone takes every core.
const workers = Array.from({ length: isFast ? 2 : 1 }, async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) outcomes[next[0]] = await run(next[1]);
});
await Promise.all(workers);
console.log();
for (const { name, ok, seconds } of outcomes) {
  console.log(`check:${name.padEnd(11)} ${ok ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(6)} s`);
}
process.exitCode = outcomes.every(({ ok }) => ok) ? 0 : 1;
