/**
 * Runs jest, names again what failed, and ends with the line `N passed, N failed`, alone and last, whatever jest prints
 * or however it dies. A suite that cannot even be loaded counts as one failure.
 *
 * Usage: node test/run.mjs [--slowest] [jest arguments]   (`--slowest`: prints what lanes, files and tests cost)
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { costsOf, keepTimes, slowest } from './times.mjs';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');

/** How long jest may take to end after it has written its results: something that a test left open keeps it. */
const END_MS = 30_000;

/** The lanes, one after another. Files that kill servers have one of their own (`@alone`, see jest.config.js). */
const EVERYTHING = [
  { name: 'unit', args: ['--selectProjects', 'unit', '--maxWorkers=2'] },
  { name: 'servers', args: ['--selectProjects', 'int', 'e2e', '--maxWorkers=2'] },
  { name: 'alone', args: ['--ignoreProjects', 'unit', 'int', 'e2e', '--runInBand'] },
];

let running;
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    interrupted = true;
    running?.kill(signal);
  });
}

const given = process.argv.slice(2).filter((argument) => argument !== '--slowest');
const isSlowestAsked = process.argv.includes('--slowest');
const total = { passed: 0, failed: 0 };
/** @type {string[]} */
const failures = [];
const times = { lanes: [], files: [] };
for (const { name, args } of given.length > 0 ? [{ name: 'asked for', args: given }] : EVERYTHING) {
  if (interrupted) break;
  const started = Date.now();
  const { passed, failed, names, costs } = await run(args, name);
  times.lanes.push({ name, seconds: (Date.now() - started) / 1000 });
  times.files.push(...costs);
  total.passed += passed;
  total.failed += failed;
  failures.push(...names);
}
if (given.length === 0 && !interrupted) keepTimes(times);
if (isSlowestAsked) console.error(slowest(times));
for (const name of failures) console.error(`failed: ${name}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && !interrupted ? 0 : 1;

/** One run of jest: how many tests passed and failed, and which failed. */
async function run(args, lane) {
  const directory = mkdtempSync(join(tmpdir(), 'opsledger-test-'));
  const outputFile = join(directory, 'results.json');
  const child = spawn(process.execPath, [jest, ...args, '--json', `--outputFile=${outputFile}`], {
    stdio: ['inherit', 2, 'inherit'],
  });
  running = child;
  let isHeldUp = false;
  const watch = setInterval(() => {
    if (!existsSync(outputFile)) return;
    clearInterval(watch);
    setTimeout(() => {
      if (child.exitCode !== null) return;
      console.error('jest has its results and does not end: some test left something open. It is ended.');
      isHeldUp = true;
      child.kill('SIGKILL');
    }, END_MS).unref();
  }, 1_000);
  const ended = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(watch);
  try {
    return tally(outputFile, isHeldUp ? 0 : ended, lane);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Counts tests; without results, jest itself is the failure, and so it is where it fails with none that failed. */
function tally(outputFile, code, lane) {
  let results;
  try {
    results = JSON.parse(readFileSync(outputFile, 'utf8'));
  } catch (error) {
    const names = [`jest, which left no results (exit code ${code}): ${error.message}`];
    return { passed: 0, failed: 1, names, costs: [] };
  }
  const costs = costsOf(results, lane);
  const passed = results.numPassedTests;
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  if (failed === 0 && code !== 0)
    return { passed, failed: 1, names: [`jest, with exit code ${code} and no failed test`], costs };
  return { passed, failed, costs, names: results.testResults.flatMap(failuresOf) };
}

function failuresOf({ name, status, assertionResults }) {
  const suite = relative(process.cwd(), name);
  const tests = assertionResults.filter(({ status }) => status === 'failed');
  if (tests.length === 0) return status === 'failed' ? [suite] : [];
  return tests.map(({ fullName }) => `${suite} › ${fullName}`);
}
