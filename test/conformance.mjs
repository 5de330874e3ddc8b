/**
 * `npm run test:conformance`: the event-log suite on the store that EVENTSTORE_URL names, and nothing else. Without
 * that variable there is nothing to run it on, and it says so.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

if (process.env.EVENTSTORE_URL) {
  const run = fileURLToPath(new URL('./run.mjs', import.meta.url));
  const suite = ['--selectProjects', 'conformance', '--runInBand', ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, [run, ...suite], { stdio: 'inherit' }).status ?? 1;
} else {
  console.log('The conformance suite on EventStoreDB has NOT run: EVENTSTORE_URL is not set.');
  console.log('Set it to a server, for example esdb://127.0.0.1:2113?tls=false, and run this again.');
  console.log('0 passed, 0 failed');
}
