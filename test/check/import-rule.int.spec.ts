import { createRequire } from 'node:module';
import { type FixtureTree, ROOT, fixtureTree } from './fixture-tree';

/** One file per way to break the rule, named by the rule that must catch it. */
const BREAKS: Readonly<Record<string, { readonly rule: string; readonly source: string }>> = {
  'contracts/reaches-up.ts': {
    rule: 'contracts-import-no-tree',
    source: "import type { A } from '#libs/event-log';\nexport type B = A;\n",
  },
  'contracts/takes-a-package.ts': {
    rule: 'contracts-import-three-packages',
    source: "import { of } from 'rxjs';\nexport const one = of(1);\n",
  },
  'contracts/takes-node.ts': {
    rule: 'contracts-import-three-packages',
    source: "import { randomUUID } from 'node:crypto';\nexport const id = randomUUID;\n",
  },
  'libs/runtime/knows-a-service.ts': {
    rule: 'libs-import-no-service',
    source: "export { main } from '../../services/audit/src/main';\n",
  },
  'services/audit/src/digs.module.ts': {
    rule: 'lib-by-its-index',
    source: "export { hidden } from '../../../libs/event-log/inside';\n",
  },
  'libs/messaging/digs.ts': { rule: 'lib-by-its-index', source: "export { hidden } from '../event-log/inside';\n" },
  'services/audit/src/visits.module.ts': {
    rule: 'services-apart',
    source: "export { main } from '../../inventory/src/main';\n",
  },
  'services/audit/src/tested.module.ts': {
    rule: 'services-import-no-test',
    source: "export { harness } from '../../../test/e2e/harness';\n",
  },
  'services/inventory/src/item/register-item.ts': {
    rule: 'pure-imports-no-package',
    source: "import { Injectable } from '@nestjs/common';\nexport const decide = Injectable;\n",
  },
  'services/inventory/src/item/clocked.reactor.ts': {
    rule: 'pure-imports-no-package',
    source: "import { hrtime } from 'node:process';\nexport const react = hrtime;\n",
  },
  'services/inventory/src/item/stored.projection.ts': {
    rule: 'pure-imports-no-package',
    source: "import { Entity } from 'typeorm';\nexport const projection = Entity;\n",
  },
  'services/inventory/src/item/reads-the-log.ts': {
    rule: 'pure-imports-no-lib',
    source: "import { A } from '#libs/event-log';\nexport const a = A;\n",
  },
  'services/inventory/src/item/reading.projection.ts': {
    rule: 'projection-imports-no-other-lib',
    source: "import { A } from '#libs/event-log';\nexport const a = A;\n",
  },
  'services/inventory/src/item/reading.job.ts': {
    rule: 'job-imports-no-other-lib',
    source: "import { A } from '#libs/event-log';\nexport const a = A;\n",
  },
  'services/inventory/src/item/reading.import.ts': {
    rule: 'import-kind-imports-no-other-lib',
    source: "import { A } from '#libs/event-log';\nexport const a = A;\n",
  },
  'services/inventory/src/item/reading.mail.ts': {
    rule: 'mail-imports-no-other-lib',
    source: "import { A } from '#libs/event-log';\nexport const a = A;\n",
  },
  'services/inventory/src/item/clocked.job.ts': {
    rule: 'pure-imports-no-package',
    source: "import { hrtime } from 'node:process';\nexport const send = hrtime;\n",
  },
  'services/inventory/src/item/sending.mail.ts': {
    rule: 'pure-imports-no-package',
    source: "import { createTransport } from 'nodemailer';\nexport const send = createTransport;\n",
  },
  'services/inventory/src/item/wired.ts': {
    rule: 'pure-imports-no-wiring',
    source: "import { ItemModule } from './item.module';\nexport const wired = ItemModule;\n",
  },
  'test/e2e/peeks.e2e.spec.ts': { rule: 'tests-from-outside', source: "import '#libs/event-log';\n" },
  'services/inventory/src/item/isolation.fixture.ts': {
    rule: 'isolation-fixture-from-outside',
    source: "export type { Item } from './item';\n",
  },
  'services/inventory/src/location/isolation.fixture.ts': {
    rule: 'isolation-fixture-starts-nothing',
    source: "import { eventually } from '#libs/testing/eventually';\nexport const isolation = { make: eventually };\n",
  },
  'test/bench/inside.ts': {
    rule: 'bench-measures-libs',
    source: "export { main } from '../../services/inventory/src/main';\n",
  },
  'libs/messaging/tests-itself.ts': {
    rule: 'testing-in-tests-only',
    source: "export { eventually } from '#libs/testing/eventually';\n",
  },
  'libs/messaging/chicken.ts': {
    rule: 'no-cycle',
    source: "export { egg } from './egg';\nexport const chicken = 1;\n",
  },
  'libs/messaging/lost.ts': { rule: 'no-unresolvable', source: "export { gone } from './nowhere';\n" },
  'libs/messaging/checked.ts': {
    rule: 'no-dev-package-in-what-ships',
    source: "import fc from 'fast-check';\nexport const property = fc.property;\n",
  },
  ...libsOutOfOrder(),
};

/** Files that break nothing: the rule must let them pass. */
const KEEPS: Readonly<Record<string, string>> = {
  'contracts/receive-stock.ts':
    "import 'reflect-metadata';\nimport { IsString } from 'class-validator';\nexport const rule = IsString;\n",
  'contracts/receive-stock.unit.spec.ts':
    "import fc from 'fast-check';\nimport { rule } from './receive-stock';\nfc.assert(rule as never);\n",
  'libs/event-log/index.ts': "export const A = 1;\nexport type A = 1;\nexport * from './inside';\n",
  'libs/event-log/inside.ts': 'export const hidden = 1;\n',
  'libs/event-log/inside.int.spec.ts': "import { eventually } from '#libs/testing/eventually';\neventually();\n",
  'libs/testing/eventually.ts': 'export const eventually = () => 1;\n',
  'libs/event-sourcing/index.ts': "import { A } from '#libs/event-log';\nexport const b = A;\n",
  'libs/runtime/index.ts': "export { b } from '#libs/event-sourcing';\n",
  'services/audit/src/main.ts': 'export const main = 1;\n',
  'services/inventory/src/main.ts': "import { A } from '#libs/event-log';\nexport const main = A;\n",
  'services/inventory/src/item/item.ts':
    "import type { A } from '#libs/event-log';\nimport { b } from '#libs/event-sourcing';\nimport { rule } from '#contracts/receive-stock';\nexport const item: [A, unknown] = [1, [rule, b]];\n",
  'services/inventory/src/item/item.entity.ts': "import { Entity } from 'typeorm';\n@Entity()\nexport class Item {}\n",
  'libs/projections/index.ts': 'export const projection = 1;\n',
  'services/inventory/src/item/item.projection.ts':
    "import { projection as declare } from '#libs/projections';\nimport { Item } from './item.entity';\nimport { item } from './item';\nexport const projection = [Item, item, declare];\n",
  'libs/schedules/index.ts': 'export const job = 1;\n',
  'services/inventory/src/item/count.job.ts': "import { job } from '#libs/schedules';\nexport const count = job;\n",
  'libs/mail/index.ts': 'export const mail = 1;\n',
  'services/inventory/src/item/low.mail.ts': "import { mail } from '#libs/mail';\nexport const low = mail;\n",
  'services/inventory/src/item/item.module.ts':
    "import { Module } from '@nestjs/common';\nimport { b } from '#libs/event-sourcing';\nimport { projection } from './item.projection';\n@Module({ providers: [b, projection] as never })\nexport class ItemModule {}\n",
  'test/e2e/harness.ts':
    "import { eventually } from '#libs/testing/eventually';\nimport { rule } from '#contracts/receive-stock';\nexport const harness = [eventually, rule];\n",
  'test/bench/append.ts': "import { A } from '#libs/event-log';\nexport const figure = A;\n",
};

/** For every lib with ordered imports, an import that its line does not name. */
function libsOutOfOrder(): Record<string, { rule: string; source: string }> {
  const rules = forbidden().filter(({ name }) => name.startsWith('lib-order-'));
  return Object.fromEntries(
    rules.map(({ name }) => [
      `libs/${name.slice('lib-order-'.length)}/climbs.ts`,
      { rule: name, source: "import { b } from '#libs/runtime';\nexport const climbed = b;\n" },
    ]),
  );
}

interface Rule {
  readonly name: string;
}

function forbidden(): readonly Rule[] {
  const settings = createRequire(__filename)(`${ROOT}/.dependency-cruiser.js`) as {
    readonly forbidden: readonly Rule[];
  };
  return settings.forbidden;
}

describe('the import rule', () => {
  let tree: FixtureTree;
  let violations: readonly { readonly from: string; readonly rule: string }[];

  beforeAll(() => {
    tree = fixtureTree({
      ...KEEPS,
      'libs/messaging/egg.ts': "import { chicken } from './chicken';\nexport const egg = chicken;\n",
      ...Object.fromEntries(Object.entries(BREAKS).map(([path, { source }]) => [path, source])),
    });
    const { stdout } = tree.run('depcruise', 'contracts', 'libs', 'services', 'test', '--output-type', 'json');
    const report = JSON.parse(stdout) as {
      readonly summary: { readonly violations: readonly { readonly from: string; readonly rule: Rule }[] };
    };
    violations = report.summary.violations.map(({ from, rule }) => ({ from, rule: rule.name }));
  });

  afterAll(() => tree.remove());

  it.each(Object.entries(BREAKS))('refuses %s', (path, { rule }) => {
    expect(violations).toContainEqual({ from: path, rule });
  });

  it.each(Object.keys(KEEPS))('lets %s through', (path) => {
    expect(violations.filter(({ from }) => from === path)).toEqual([]);
  });

  it('has a fixture for every rule', () => {
    const broken = new Set(Object.values(BREAKS).map(({ rule }) => rule));
    expect(
      forbidden()
        .map(({ name }) => name)
        .filter((name) => !broken.has(name)),
    ).toEqual([]);
  });

  it('fails the check when a rule is broken, and passes where none is', () => {
    const cruise = ['contracts', 'libs', 'services', 'test'] as const;
    const clean = fixtureTree(KEEPS);
    try {
      expect(tree.run('depcruise', ...cruise).status).not.toBe(0);
      expect(clean.run('depcruise', ...cruise)).toMatchObject({ status: 0 });
    } finally {
      clean.remove();
    }
  });
});
