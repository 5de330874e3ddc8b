import { type FixtureTree, fixtureTree } from './fixture-tree';

describe('format and types', () => {
  const trees: FixtureTree[] = [];

  afterAll(() => {
    for (const tree of trees) tree.remove();
  });

  function treeOf(source: string): FixtureTree {
    const tree = fixtureTree({ 'contracts/amount.ts': 'export const amount = 1;\n', 'libs/a/index.ts': source });
    trees.push(tree);
    return tree;
  }

  const FORMATTED = "import { amount } from '#contracts/amount';\n\nexport const total = [amount].at(0);\n";

  it('let a well-kept file pass', () => {
    const tree = treeOf(FORMATTED);
    expect(tree.run('prettier', '--check', 'libs')).toMatchObject({ status: 0 });
    expect(tree.run('tsc', '-p', '.')).toMatchObject({ status: 0, stdout: '' });
  });

  it('refuse a file that prettier would write otherwise', () => {
    const tree = treeOf(FORMATTED.replace("'#contracts/amount'", '"#contracts/amount"'));
    const { status, stderr } = tree.run('prettier', '--check', 'libs');
    expect(stderr).toContain('libs/a/index.ts');
    expect(status).toBe(1);
  });

  it.each([
    ['a value of another type', 'export const wrong: string = 1;\n', 'TS2322'],
    ['an element that may be missing', 'const [a] = [1].slice(1);\nexport const sum: number = a;\n', 'TS2322'],
    ['undefined for an optional field', 'export const f: { a?: number } = { a: undefined };\n', 'TS2375'],
    ['a local that is not used', 'const spare = 1;\nexport const a = 2;\n', 'TS6133'],
    ['an import that leads nowhere', "export { a } from '#contracts/nowhere';\n", 'TS2307'],
  ])('refuse %s', (_, source, code) => {
    const { status, stdout } = treeOf(source).run('tsc', '-p', '.');
    expect(stdout).toContain(code);
    expect(status).not.toBe(0);
  });
});
