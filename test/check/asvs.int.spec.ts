import { type Finished, type FixtureTree, fixtureTree } from './fixture-tree';

const SPEC = `
describe('a door', () => {
  it('is shut', () => undefined);
  it.each(['red', 'blue'])('is painted %s', (colour) => expect(colour).toBeDefined());
});
describe('a window', () => {
  it('is shut', () => undefined);
});
`;

const SUMMARY = `# Security

<!-- begin generated: ASVS, by \`node test/check/asvs.mjs --write\` -->
<!-- end generated -->
`;

const row = (id: string, state: string, where: string, tests = '') =>
  `| ${id} | 1 | Doors | ${state} | ${where} | ${tests} |`;

const GOOD = [
  row('1.1.1', 'met', 'By `libs/door.ts`.', '`libs/door.spec.ts › a door › is shut`'),
  row('1.1.2', 'met', 'By `libs/door.ts`.', '`libs/door.spec.ts › is painted %s`'),
  row('1.1.3', 'not met', 'There is no bell.'),
  row('1.1.4', 'pending', '`libs/lock.ts`', '`libs/lock.spec.ts › is locked`'),
];

/** Rows that the check must refuse, each with its message: they stand in one document, so that it runs once. */
const BREAKS: readonly (readonly [string, string, string])[] = [
  ['a test that is not there', row('2.1.1', 'met', '', '`libs/door.spec.ts › is open`'), 'has no test "is open"'],
  ['a test of another group', row('2.1.2', 'met', '', '`libs/door.spec.ts › a gate › is shut`'), 'has no test'],
  ['a title of two groups', row('2.1.3', 'met', '', '`libs/door.spec.ts › is shut`'), '2 times: name its group'],
  ['a spec that is not there', row('2.1.4', 'met', '', '`libs/gate.spec.ts › is shut`'), 'there is no libs/gate'],
  ['a file that is not there', row('2.1.5', 'met', 'By `libs/gate.ts`.'), 'there is no libs/gate.ts'],
  ['an unknown state', row('2.1.6', 'done', 'By `libs/door.ts`.'), '"done" is no state'],
  ['a requirement that is not met, without a reason', row('2.1.7', 'not met', ''), 'without a reason'],
  ['a requirement that is there twice', row('1.1.1', 'met', 'By `libs/door.ts`.'), '1.1.1 is there twice'],
];

describe('the document of the ASVS', () => {
  const trees: FixtureTree[] = [];

  afterAll(() => {
    for (const tree of trees) tree.remove();
  });

  function treeWith(rows: readonly string[]): FixtureTree {
    const tree = fixtureTree({
      'SECURITY.md': SUMMARY,
      'docs/asvs.md': `| id |\n| --- |\n${rows.join('\n')}\n`,
      'libs/door.ts': '',
      'libs/door.spec.ts': SPEC,
    });
    trees.push(tree);
    return tree;
  }
  const check = (tree: FixtureTree, ...args: readonly string[]) => tree.run('node', 'test/check/asvs.mjs', ...args);

  describe('is refused for', () => {
    let finished: Finished;
    beforeAll(() => {
      finished = check(treeWith([...GOOD, ...BREAKS.map(([, text]) => text)]));
    });

    it.each(BREAKS)('%s', (_, text, message) => {
      const [, id] = text.split(/[ |]+/);
      const fault = finished.stderr.split('\n').find((line) => line.includes(` ${id}`) && line.includes(message));
      expect(fault).toMatch(/^docs\/asvs\.md:\d+: /);
    });

    it('a summary that is not that of its rows', () => {
      expect(finished.stderr).toContain('SECURITY.md: is not what docs/asvs.md gives');
      expect(finished.status).toBe(1);
      expect(finished.stderr.trim().split('\n')).toHaveLength(BREAKS.length + 1);
    });
  });

  it('passes once the summary is written', () => {
    const tree = treeWith(GOOD);
    expect(check(tree, '--write')).toMatchObject({ status: 0, stderr: '' });
    expect(check(tree)).toMatchObject({ status: 0, stderr: '' });
  });
});
