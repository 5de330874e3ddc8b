/**
 * Runs jest and ends with the line `N passed, N failed`, alone and last, whatever jest prints or however it dies.
 * A suite that cannot even be loaded counts as one failure.
 *
 * Usage: node test/run.mjs [jest arguments]
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const directory = mkdtempSync(join(tmpdir(), 'opsledger-test-'));
const outputFile = join(directory, 'results.json');
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');

const child = spawn(process.execPath, [jest, ...process.argv.slice(2), '--json', `--outputFile=${outputFile}`], {
  stdio: ['inherit', 2, 'inherit'],
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));

/** How long jest may take to end after it has written its results: something that a test left open keeps it. */
const END_MS = 30_000;
let isHeldUp = false;
const watch = setInterval(() => {
  if (!existsSync(outputFile)) return;
  clearInterval(watch);
  setTimeout(() => {
    console.error('jest has its results and does not end: some test left something open. It is ended.');
    isHeldUp = true;
    child.kill('SIGKILL');
  }, END_MS).unref();
}, 1_000);

child.on('close', (ended) => {
  clearInterval(watch);
  const code = isHeldUp ? 0 : ended;
  const { passed, failed } = tally(code);
  rmSync(directory, { recursive: true, force: true });
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && code === 0 ? 0 : 1;
});

/** Counts tests; without results, jest itself is the failure. */
function tally(code) {
  let results;
  try {
    results = JSON.parse(readFileSync(outputFile, 'utf8'));
  } catch (error) {
    console.error(`jest left no results (exit code ${code}): ${error.message}`);
    return { passed: 0, failed: 1 };
  }
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return { passed: results.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}
