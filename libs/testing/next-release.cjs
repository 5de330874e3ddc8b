/**
 * Makes a process of the built program one of a later release: `node --require <this>` raises the version of the
 * projection that `OPSLEDGER_TEST_RAISED` names by its file, and of its rows, by one.
 */
const { readFileSync } = require('node:fs');

const raised = process.env.OPSLEDGER_TEST_RAISED;
// Deprecated for as long as Node has had it, and what compilers of sources still hook into.
// oxlint-disable-next-line typescript/no-deprecated
const { extensions } = require;
const load = extensions['.js'];

extensions['.js'] = (module, filename) => {
  const isRaised = ['entity', 'projection'].some((part) => filename.endsWith(`/${raised}.${part}.js`));
  if (!isRaised) return load(module, filename);
  const source = readFileSync(filename, 'utf8');
  const declared = /version: (\d+)/.exec(source);
  if (!declared) throw new Error(`${filename} declares no version`);
  module._compile(source.replaceAll(declared[0], `version: ${Number(declared[1]) + 1}`), filename);
};
