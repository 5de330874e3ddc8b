import { AccountCreated, AccountErased, PlatformRolesSet } from '#contracts/auth/account-events';
import { CustomRoleChanged, CustomRoleCreated, CustomRoleDeleted } from '#contracts/auth/custom-role-events';
import { SecondFactorDisabled, SecondFactorEnabled } from '#contracts/auth/second-factor-events';
import { SessionStarted } from '#contracts/auth/session-events';
import { demoAccountId } from '../demo/demo-accounts';
import { PeopleFold } from './people';
import { excessOf, peopleFindings } from './people-findings';

type Fact = readonly [{ readonly type: string }, object, string?];

const NOW = '2026-06-01T00:00:00.000Z';
const LONG_AGO = '2026-01-01T00:00:00.000Z';

function findings(facts: readonly Fact[], isProduction = true) {
  const people = new PeopleFold();
  for (const [{ type }, data, recordedAt = NOW] of facts) people.add({ type, recordedAt, data: JSON.stringify(data) });
  const found = peopleFindings(people, { now: Date.parse(NOW), isProduction, demoPeople: ['robin'] });
  return Object.fromEntries(found.map(({ check, outcome, detail }) => [check, { outcome, detail }]));
}

const account = (accountId: string, at = NOW): Fact => [AccountCreated, { accountId }, at];
const superUser = (accountId: string): Fact[] => [
  account(accountId),
  [PlatformRolesSet, { accountId, roles: ['super_admin'] }],
  [SecondFactorEnabled, { accountId }],
];

it('finds nothing among people who sign in, of whom one has a role of the platform and a second factor', () => {
  const found = findings([...superUser('root'), account('ada', LONG_AGO), [SessionStarted, { accountId: 'ada' }]]);
  expect(Object.values(found).map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
});

it.each([
  [0, 'failed'],
  [1, 'ok'],
  [5, 'ok'],
  [6, 'warning'],
])('%i super users are %s', (number, outcome) => {
  const facts = Array.from({ length: number }, (_, index) => superUser(`root-${index}`)).flat();
  expect(findings(facts)['super users']).toMatchObject({ outcome });
});

it('counts no super user who was erased or has the role no more', () => {
  const gone: Fact[] = [
    ...superUser('one'),
    ...superUser('two'),
    [AccountErased, { accountId: 'one' }],
    [PlatformRolesSet, { accountId: 'two', roles: [] }],
  ];
  expect(findings(gone)['super users']).toMatchObject({ outcome: 'failed' });
});

it('names the accounts with a role of the platform and no second factor', () => {
  const facts: Fact[] = [
    ...superUser('safe'),
    ...superUser('removed'),
    [SecondFactorDisabled, { accountId: 'removed' }],
    account('auditor'),
    [PlatformRolesSet, { accountId: 'auditor', roles: ['platform_auditor'] }],
    account('member'),
  ];
  expect(findings(facts)['second factor']).toMatchObject({
    outcome: 'warning',
    detail: expect.stringContaining('2 accounts (removed, auditor)') as string,
  });
});

it('names the accounts that have not signed in for ninety days', () => {
  const facts: Fact[] = [
    account('never', LONG_AGO),
    account('once', LONG_AGO),
    [SessionStarted, { accountId: 'once' }, '2026-02-01T00:00:00.000Z'],
    account('often', LONG_AGO),
    [SessionStarted, { accountId: 'often' }, '2026-05-31T00:00:00.000Z'],
    account('new'),
  ];
  expect(findings(facts)['stale accounts']).toMatchObject({
    outcome: 'warning',
    detail: expect.stringContaining('2 accounts (never, once)') as string,
  });
});

it('fails for accounts of the demo in production alone', () => {
  const facts = [account(demoAccountId('robin'))];
  expect(findings(facts)['demo']).toMatchObject({ outcome: 'failed' });
  expect(findings(facts, false)['demo']).toMatchObject({ outcome: 'ok' });
});

describe('a custom role', () => {
  it.each([
    ['Report viewer', ['inventory.item.read', 'inventory.usage.record'], ['inventory.usage.record']],
    ['Stock clerk', ['inventory.usage.record', 'user.read'], []],
    ['Stock clerk', ['inventory.usage.record', 'role.manage', 'user.create'], ['role.manage', 'user.create']],
    ['Office administration', ['role.manage', 'user.create'], []],
    ['Spreadsheet owner', ['user.create'], []],
  ])('%s with %j holds beyond its name: %j', (name, permissions, excess) => {
    expect(excessOf({ name, permissions })).toEqual(excess);
  });

  it('is looked at as it is now', () => {
    const role = { roleId: 'r', organizationId: 'o', name: 'Viewer', permissions: ['user.create'] };
    expect(findings([[CustomRoleCreated, role]])['custom roles']).toMatchObject({
      outcome: 'warning',
      detail: expect.stringContaining('user.create') as string,
    });
    const changed: Fact = [CustomRoleChanged, { ...role, permissions: ['user.read'] }];
    expect(findings([[CustomRoleCreated, role], changed])['custom roles']).toMatchObject({ outcome: 'ok' });
    expect(
      findings([
        [CustomRoleCreated, role],
        [CustomRoleDeleted, role],
      ])['custom roles'],
    ).toMatchObject({
      outcome: 'ok',
    });
  });
});
