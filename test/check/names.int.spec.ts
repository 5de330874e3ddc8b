import { type FixtureTree, fixtureTree } from './fixture-tree';

const created = (type: string) => `@Event({})\nexport class Created { static readonly type = '${type}'; }\n`;
const projected = (name: string, service: string) =>
  `export const made = projection({ name: '${name}', service: '${service}', version: 1 });\n`;
const reacting = (name: string, service: string) =>
  `export const made = reactor({ name: '${name}', service: '${service}', from: 'start' });\n`;

/** Two files with one name, and the message of the check. */
const CLASHES: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
  [
    'a type of event that two classes have',
    {
      'contracts/a/one.ts': created('ItemMoved'),
      'contracts/b/two.ts': created('ItemMoved').replace('Created', 'Other'),
    },
    'contracts/b/two.ts: the event type ItemMoved is also in contracts/a/one.ts',
  ],
  [
    'two projections of one name in a service',
    {
      'services/stock/src/a/level.projection.ts': projected('level', 'stock'),
      'services/stock/src/b/level.projection.ts': projected('level', 'stock'),
    },
    'the projection stock.level is also in services/stock/src/a/level.projection.ts',
  ],
  [
    'two reactors of one name in a service',
    {
      'services/stock/src/a/mover.reactor.ts': reacting('mover', 'stock'),
      'services/stock/src/b/mover.reactor.ts': reacting('mover', 'stock'),
    },
    'the reactor stock.mover is also in services/stock/src/a/mover.reactor.ts',
  ],
  [
    'a name that two contracts export',
    { 'contracts/a/one.ts': 'export type Amount = 1;\n', 'contracts/b/two.ts': 'export class Amount {}\n' },
    'contracts/b/two.ts: the export Amount is also in contracts/a/one.ts',
  ],
  [
    'a name that the indexes of two libs export',
    {
      'libs/a/index.ts': "export * from './slot';\n",
      'libs/a/slot.ts': 'export const slot = 1;\n',
      'libs/b/index.ts': "export { slot, type Other } from './place';\n",
      'libs/b/place.ts': 'export function slot() {}\nexport interface Other {}\n',
    },
    'libs/b/place.ts: the export slot is also in libs/a/slot.ts',
  ],
];

describe('the names of the tree', () => {
  const trees: FixtureTree[] = [];

  afterAll(() => {
    for (const tree of trees) tree.remove();
  });

  function check(files: Readonly<Record<string, string>>) {
    const tree = fixtureTree(files);
    trees.push(tree);
    return tree.run('node', 'test/check/names.mjs');
  }

  it.each(CLASHES)('refuse %s', (_, files, message) => {
    const { status, stderr } = check(files);
    expect(stderr).toContain(message);
    expect(status).toBe(1);
  });

  it('may be one in two services, be passed on, and be private to a lib', () => {
    const { status, stderr } = check({
      'services/a/src/level.projection.ts': projected('level', 'a'),
      'services/b/src/level.projection.ts': projected('level', 'b'),
      'libs/a/index.ts': "export * from './slot';\nexport { slot as place } from './slot';\n",
      'libs/a/slot.ts': "export const slot = 1;\nexport { Column } from '#libs/b';\n",
      'libs/a/inner.ts': 'export const Column = 2;\n',
      'libs/b/index.ts': "export * from './column';\n",
      'libs/b/column.ts': 'export const Column = 1;\n',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
