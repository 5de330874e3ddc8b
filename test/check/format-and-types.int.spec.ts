import { type FixtureTree, fixtureTree } from './fixture-tree';

const KEPT = "import { amount } from '#contracts/amount';\n\nexport const total = [amount].at(0);\n";

/** A source for each compiler setting that the tree relies on, with its error. */
const BREAKS: readonly (readonly [string, string, string])[] = [
  ['a value of another type', 'export const wrong: string = 1;\n', 'TS2322'],
  ['an element that may be missing', 'const [a] = [1].slice(1);\nexport const sum: number = a;\n', 'TS2322'],
  ['undefined for an optional field', 'export const f: { a?: number } = { a: undefined };\n', 'TS2375'],
  ['a local that is not used', 'const spare = 1;\nexport const a = 2;\n', 'TS6133'],
  ['an import that leads nowhere', "export { a } from '#contracts/nowhere';\n", 'TS2307'],
  [
    'a path without an answer',
    'export function f(a: boolean): number | undefined {\n  if (a) return 1;\n}\n',
    'TS7030',
  ],
  ['an override that says nothing', 'class A {\n  f() {}\n}\nexport class B extends A {\n  f() {}\n}\n', 'TS4114'],
];

describe('format and types', () => {
  const trees: FixtureTree[] = [];

  afterAll(() => {
    for (const tree of trees) tree.remove();
  });

  function treeOf(files: Readonly<Record<string, string>>): FixtureTree {
    const tree = fixtureTree({ 'contracts/amount.ts': 'export const amount = 1;\n', ...files });
    trees.push(tree);
    return tree;
  }

  it('let a well-kept file pass', () => {
    const tree = treeOf({ 'libs/a/index.ts': KEPT });
    expect(tree.run('prettier', '--check', 'libs')).toMatchObject({ status: 0 });
    expect(tree.run('tsc', '-p', '.')).toMatchObject({ status: 0, stdout: '' });
  });

  it('refuse a file that prettier would write otherwise', () => {
    const tree = treeOf({ 'libs/a/index.ts': KEPT.replace("'#contracts/amount'", '"#contracts/amount"') });
    const { status, stderr } = tree.run('prettier', '--check', 'libs');
    expect(stderr).toContain('libs/a/index.ts');
    expect(status).toBe(1);
  });

  describe('refuse', () => {
    let found: { readonly status: number | null; readonly stdout: string };

    beforeAll(() => {
      const files = BREAKS.map(([, source], index) => [`libs/case-${index}/index.ts`, source] as const);
      found = treeOf(Object.fromEntries(files)).run('tsc', '-p', '.');
    });

    it.each(BREAKS.map(([name, , code], index) => [name, index, code] as const))('%s', (_, index, code) => {
      expect(found.stdout).toMatch(new RegExp(`libs/case-${index}/index\\.ts.*${code}`));
      expect(found.status).not.toBe(0);
    });
  });
});
