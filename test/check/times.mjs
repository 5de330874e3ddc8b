/**
 * Compares the times of the last whole test run with the budgets; prints nothing if there was none.
 *
 * Usage: node test/check/times.mjs   (from the project's root; exit code 1 with a line per spec over its budget)
 */
import { existsSync, readFileSync } from 'node:fs';
import { lastTimes, overBudget } from '../times.mjs';

const budgets = JSON.parse(readFileSync('test/budgets.json', 'utf8'));
const times = lastTimes();
const faults = [
  ...(times ? overBudget(times, budgets) : []),
  ...Object.entries(budgets.exceptions).flatMap(([file, { reason }]) => [
    ...(existsSync(file) ? [] : [`test/budgets.json: ${file} is not there`]),
    ...(reason ? [] : [`test/budgets.json: ${file} has no reason`]),
  ]),
];
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
