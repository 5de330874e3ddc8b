/**
 * The times that specs took: a whole run leaves them in `var/test-times.json`; `npm test -- --slowest` prints them, and
 * `npm run check` holds them against `test/budgets.json`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';

/** @typedef {{ readonly name: string, readonly seconds: number }} Cost */
/** @typedef {Cost & { readonly kind: string, readonly lane: string, readonly tests: readonly Cost[] }} FileCost */
/** @typedef {{ readonly lanes: readonly Cost[], readonly files: readonly FileCost[] }} Times */
/** @typedef {{ readonly seconds: number, readonly median: number }} Budget */

const TIMES = 'var/test-times.json';
const SHOWN = 30;

/**
 * The files of one jest run. A unit spec costs what its tests cost, as loading it depends on what jest has cached; any
 * other costs all its time, as its hooks start servers.
 *
 * @returns {FileCost[]}
 */
export function costsOf(results, lane) {
  return results.testResults.map(({ name, startTime, endTime, assertionResults }) => {
    const tests = assertionResults.map(({ fullName, duration }) => ({
      name: fullName,
      seconds: (duration ?? 0) / 1000,
    }));
    const kind = /\.(\w+)\.spec\.ts$/.exec(name)?.[1] ?? 'other';
    const seconds = kind === 'unit' ? sum(tests) : (endTime - startTime) / 1000;
    return { name: relative(process.cwd(), name), kind, lane, seconds, tests };
  });
}

/** @param {Times} times */
export function keepTimes(times) {
  mkdirSync('var', { recursive: true });
  writeFileSync(TIMES, JSON.stringify(times));
}

/** @returns {Times | undefined} undefined where no whole run has been kept */
export function lastTimes() {
  try {
    return JSON.parse(readFileSync(TIMES, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** @param {Times} times */
export function slowest({ lanes, files }) {
  const tests = files.flatMap(({ name, tests }) => tests.map((test) => ({ ...test, name: `${name} › ${test.name}` })));
  return [
    ...section('seconds per lane', lanes, lanes.length),
    ...section('slowest files', files, SHOWN),
    ...section('slowest tests', tests, SHOWN),
  ].join('\n');
}

/**
 * A line for each spec over its budget. On a machine that is slower than the one of the reference medians, or busier,
 * the run's own median of a kind raises the budgets of that kind.
 *
 * @param {Times} times
 * @param {Readonly<Record<string, Budget>> & { readonly exceptions: Readonly<Record<string, { readonly seconds: number }>> }} budgets
 * @returns {string[]}
 */
export function overBudget({ files }, { exceptions, ...kinds }) {
  return Object.entries(kinds).flatMap(([kind, { seconds, median }]) => {
    const ofKind = files.filter((file) => file.kind === kind);
    const slowness = Math.max(1, medianOf(ofKind) / median);
    return ofKind.flatMap(({ name, seconds: taken }) => {
      const allowed = (exceptions[name]?.seconds ?? seconds) * slowness;
      if (taken <= allowed) return [];
      return [`${name}: ${taken.toFixed(1)} s, over its budget of ${allowed.toFixed(1)} s`];
    });
  });
}

/** @param {readonly Cost[]} costs */
const sum = (costs) => costs.reduce((total, { seconds }) => total + seconds, 0);

/** @param {readonly Cost[]} costs */
function medianOf(costs) {
  const sorted = costs.map(({ seconds }) => seconds).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * @param {string} title
 * @param {readonly Cost[]} costs
 */
function section(title, costs, shown) {
  const sorted = costs.toSorted((a, b) => b.seconds - a.seconds).slice(0, shown);
  return [`\n${title}`, ...sorted.map(({ name, seconds }) => `${seconds.toFixed(1).padStart(8)}  ${name}`)];
}
