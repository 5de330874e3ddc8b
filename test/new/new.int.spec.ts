import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { type FixtureTree, ROOT, fixtureTree } from '../check/fixture-tree';

const COPIED = ['contracts', 'libs', 'services', 'test/check', 'test/isolation', 'test/new', 'jest.config.js'];

/** The types of the written files, with everything that they import. */
const TSCONFIG = {
  extends: './tsconfig.json',
  include: ['contracts/kitchen', 'contracts/catalogue.ts', 'services/kitchen'],
};

describe('npm run new', () => {
  let tree: FixtureTree;

  beforeAll(() => {
    tree = fixtureTree({ 'tsconfig.new.json': JSON.stringify(TSCONFIG) });
    for (const path of COPIED) cpSync(join(ROOT, path), join(tree.directory, path), { recursive: true });
  });
  afterAll(() => tree.remove());

  const make = (...what: readonly string[]) => tree.run('node', 'test/new/run.mjs', ...what, '--no-generate');

  it('writes a service and an aggregate that compile, whose own specs pass, and that isolation tests can ask for', () => {
    expect(make('service', 'kitchen')).toMatchObject({ status: 0, stderr: '' });
    expect(make('aggregate', 'kitchen/soup-pot')).toMatchObject({ status: 0, stderr: '' });
    expect(tree.run('node', 'test/check/contracts.mjs', '--write', '--sources').stderr).toBe('');
    expect(tree.run('tsc', '-p', 'tsconfig.new.json')).toMatchObject({ status: 0, stdout: '' });
    const specs = tree.run('jest', '--runInBand', '--selectProjects', 'unit', '--testPathPatterns', 'services/kitchen');
    expect(specs.stderr).toMatch(/Tests: +3 passed, 3 total/);
    const fromSources = ['--conditions=source', '--require', './libs/testing/run-sources.cjs'];
    expect(tree.run('node', ...fromSources, 'test/isolation/check.ts')).toMatchObject({ status: 0, stderr: '' });
  });

  it.each([
    [['service', 'Kitchen-2'], 'Kitchen-2 is no name of a service'],
    [['aggregate', 'cellar/wine'], 'npm run new -- service cellar'],
    [['aggregate', 'inventory/item'], 'choose another name'],
    [['aggregate', 'inventory/Cold Store'], 'write it as purchase-order'],
    [['aggregate'], 'npm run new -- service NAME | aggregate SERVICE/NAME'],
  ])('refuses %j, and says what to do', (what, message) => {
    const { status, stderr } = make(...what);
    expect(stderr).toContain(message);
    expect(status).toBe(1);
  });
});
