/**
 * Runs every part of the check, also after one has failed, and ends with a line for each.
 *
 * Usage: node test/check/run.mjs [--fast]   (`--fast`: only what differs from `main`, and types)
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PARTS = [
  'format',
  'lint',
  'types',
  'imports',
  'unused',
  'contracts',
  'deployment',
  'isolation',
  'names',
  'repository',
  'times',
];
const CACHE = 'node_modules/.cache/opsledger.tsbuildinfo';
const SOURCES = /^(contracts|libs|services|test)\/.*\.ts$/;

/** @typedef {readonly [name: string, command: string, args: readonly string[]]} Part */

/** @returns {Part[]} */
const everyPart = () => PARTS.map((part) => [part, 'npm', ['run', '--silent', `check:${part}`]]);

/** @returns {Part[]} */
function fastParts() {
  const changed = changedFiles();
  const sources = changed.filter((file) => SOURCES.test(file) && !file.startsWith('test/bench/'));
  return [
    ...onSome('format', 'prettier', ['--check', '--log-level', 'warn', '--ignore-unknown'], changed),
    ...onSome('lint', 'oxlint', [], sources),
    ['types', ...bin('tsc', ['-p', '.', '--incremental', '--tsBuildInfoFile', CACHE])],
    ...onSome('imports', 'depcruise', [], sources),
    ['names', process.execPath, ['test/check/names.mjs']],
    ['repository', process.execPath, ['test/check/repository.mjs']],
  ];
}

/** Files that are there and differ from where this branch left `main`: committed, staged, changed or new. */
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

const outcomes = (process.argv.includes('--fast') ? fastParts() : everyPart()).map(([name, command, args]) => {
  const started = Date.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  return { name, ok: status === 0, seconds: (Date.now() - started) / 1000 };
});
console.log();
for (const { name, ok, seconds } of outcomes) {
  console.log(`check:${name.padEnd(11)} ${ok ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(6)} s`);
}
process.exitCode = outcomes.every(({ ok }) => ok) ? 0 : 1;
