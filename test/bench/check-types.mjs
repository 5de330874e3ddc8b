/** The bench's types, where its packages are installed; elsewhere it says that they were not checked. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

if (existsSync(`${here}node_modules`)) {
  const tsc = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');
  process.exitCode = spawnSync(process.execPath, [tsc, '-p', here], { stdio: 'inherit' }).status ?? 1;
} else {
  console.log('test/bench: types not checked, its packages are not installed (`npm run bench` installs them)');
}
