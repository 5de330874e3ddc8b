import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FixtureTree, ROOT, fixtureTree } from './fixture-tree';

const project = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly imports: object };

/** A tree without unused code: used through package imports, a relative import and a test. */
const USED: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    name: 'fixture',
    private: true,
    imports: project.imports,
    dependencies: { uuid: '14.0.3' },
    devDependencies: { jest: '30.5.2', '@types/jest': '30.0.0', '@types/node': '20.0.0', typescript: '6.0.3' },
    scripts: { start: 'node dist/services/audit/src/audit.service.js' },
  }),
  'jest.config.js': "module.exports = { testMatch: ['**/*.spec.ts'] };\n",
  'contracts/amount.ts': "import { v4 } from 'uuid';\nexport const amount = v4;\n",
  'libs/event-log/index.ts': "export * from './position';\n",
  'libs/event-log/position.ts': 'export const START = 1;\n',
  'services/audit/src/audit.service.ts':
    "import { amount } from '#contracts/amount';\nimport { START } from '#libs/event-log';\nvoid [amount, START];\n",
};

describe('unused code', () => {
  const trees: FixtureTree[] = [];

  afterAll(() => {
    for (const tree of trees) tree.remove();
  });

  function knip(files: Readonly<Record<string, string>>) {
    const tree = fixtureTree({ ...USED, ...files });
    trees.push(tree);
    return tree.run('knip', '--reporter', 'compact', '--no-progress');
  }

  it('is absent when everything is reached', () => {
    expect(knip({})).toMatchObject({ status: 0, stdout: '' });
  });

  it('is found in the sources, also with a build beside them', () => {
    const built = {
      'dist/contracts/amount.js': 'exports.amount = 1;\n',
      'dist/libs/event-log/index.js': 'exports.START = 1;\n',
      '.gitignore': 'dist\n',
    };
    expect(knip(built)).toMatchObject({ status: 0, stdout: '' });
  });

  it('is a file that nothing imports', () => {
    const { status, stdout } = knip({ 'libs/event-log/forgotten.ts': 'export const forgotten = 1;\n' });
    expect(stdout).toContain('libs/event-log/forgotten.ts');
    expect(status).toBe(1);
  });

  it('is an export that nothing imports', () => {
    const { status, stdout } = knip({
      'contracts/amount.ts': `${USED['contracts/amount.ts']}export const spare = 1;\n`,
    });
    expect(stdout).toMatch(/contracts\/amount\.ts: spare/);
    expect(status).toBe(1);
  });

  it('is a dependency that nothing loads', () => {
    const { status, stdout } = knip({
      'contracts/amount.ts': 'export const amount = 1;\n',
    });
    expect(stdout).toMatch(/uuid/);
    expect(status).toBe(1);
  });

  it('is distinguished from a package that is loaded but undeclared', () => {
    const { status, stdout } = knip({
      'contracts/amount.ts': `${USED['contracts/amount.ts']}import 'reflect-metadata';\n`,
    });
    expect(stdout).toMatch(/Unlisted dependencies[^]*reflect-metadata/);
    expect(status).toBe(1);
  });
});
