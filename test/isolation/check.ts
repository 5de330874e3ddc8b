/**
 * Looks that every id that a contract takes has an isolation fixture, without starting anything.
 *
 * Usage: npm run check:isolation   (exit code 1 with a line per fault)
 */
import { isolationFixtures } from './fixtures';
import { fixtureFaults } from './fixture-faults';
import { routed } from './ids-in-requests';

async function check(): Promise<void> {
  const found = await isolationFixtures();
  const faults = fixtureFaults(found, routed);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.stdout.write(`isolation: ${found.length} fixtures, ${faults.length} faults\n`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

// An error ends the process with a failure.
void check();
