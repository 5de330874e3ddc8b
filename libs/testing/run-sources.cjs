/**
 * Lets a child process of a test run TypeScript as jest does: `node --conditions=source --require <this> file.ts`.
 * Package imports (`#libs/…`) then lead to the sources, and each is compiled when it is loaded.
 */
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

// Deprecated for as long as Node has had it, and what compilers of sources still hook into.
// oxlint-disable-next-line typescript/no-deprecated
require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { filename, sourceMaps: 'inline' });
  module._compile(code, filename);
};
