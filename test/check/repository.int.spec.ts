import { spawnSync } from 'node:child_process';
import { type FixtureTree, fixtureTree } from './fixture-tree';

const LOCK = { lockfileVersion: 3, packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' } } };
const withField = (field: object): string =>
  JSON.stringify({ ...LOCK, packages: { 'node_modules/a': { version: '1.0.0', ...field } } }, null, 2);

const elsewhere = (folder: string): string => ['', folder, 'main', 'var'].join('/');

/** The files that the check must refuse, with its messages. */
const BREAKS: readonly (readonly [string, string, string, string])[] = [
  ['a download address in the lock file', 'package-lock.json', withField({ resolved: 'file:a.tgz' }), '`resolved`'],
  [
    'a registry in the lock file',
    'package-lock.json',
    withField({ from: 'https://registry.example/a' }),
    'no registry',
  ],
  ['a lock file deeper down', 'test/bench/package-lock.json', withField({ resolved: 'x' }), '`resolved`'],
  ['a folder of one machine', 'docs/run.md', `Run it in ${elsewhere('work')}.\n`, 'a folder of one machine'],
  ['the home of root', 'deploy/start.sh', `cd ${elsewhere('root')}\n`, 'a folder of one machine'],
  ["someone's home", 'libs/a.ts', `const data = '${elsewhere('home')}/x';\n`, "someone's home folder"],
  ['a merge conflict', 'libs/b.ts', `${'<'.repeat(7)} ours\n`, 'merge conflict'],
];

describe('the repository', () => {
  const trees: FixtureTree[] = [];

  afterAll(() => {
    for (const tree of trees) tree.remove();
  });

  function check(files: Readonly<Record<string, string>>) {
    const tree = fixtureTree({ '.gitignore': 'node_modules\n', ...files });
    trees.push(tree);
    const git = spawnSync('git', ['init', '--quiet'], { cwd: tree.directory });
    if (git.status !== 0) throw new Error(`git init: ${git.stderr.toString()}`);
    return tree.run('node', 'test/check/repository.mjs');
  }

  it.each(BREAKS)('refuses %s', (_, path, text, message) => {
    const { status, stderr } = check({ [path]: text });
    expect(stderr).toContain(`${path}:`);
    expect(stderr).toContain(message);
    expect(status).toBe(1);
  });

  it('passes everything else', () => {
    const { status, stderr } = check({
      'package-lock.json': JSON.stringify(LOCK, null, 2),
      'docs/run.md': 'See https://example.org/work/flow, ./root/x and /home/node/app.\n',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
