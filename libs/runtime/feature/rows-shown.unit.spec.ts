import fc from 'fast-check';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { ORGANIZATION_ROLES, PLATFORM_ROLES } from '#contracts/roles';
import { rowsShown } from './rows-shown';

const ORGANIZATION = '0197a3c4-0000-7000-8000-00000000000a';
const id = '0197a3c4-0000-7000-8000-0000000000a1';

const contracts = fc.record({
  permission: fc.constantFrom('self', 'public', 'service', 'organization.list', 'inventory.item.read'),
  platform: fc.boolean(),
});
const callers = fc.record({
  tenantId: fc.constantFrom(PLATFORM, ORGANIZATION),
  actor: fc.record({
    id: fc.constant(id),
    type: fc.constantFrom('user', 'service'),
    roles: fc.subarray([...PLATFORM_ROLES, ...ORGANIZATION_ROLES]),
  }),
});
const holdsPlatformRole = (roles: readonly string[]) => PLATFORM_ROLES.some((role) => roles.includes(role));

it('reads rows of all organisations only for a platform contract, a platform role and no organisation', () => {
  fc.assert(
    fc.property(contracts, callers, (contract, caller) => {
      if (rowsShown(contract, caller).of !== 'all') return;
      expect([contract.platform, caller.tenantId, holdsPlatformRole(caller.actor.roles)]).toEqual([
        true,
        PLATFORM,
        true,
      ]);
    }),
  );
});

it.each([...PLATFORM_ROLES])('reads rows of all organisations for a %s who asks for a platform list', (role) => {
  const actor = { id, type: 'user', roles: [role] } as const;
  expect(rowsShown({ permission: 'organization.list', platform: true }, { tenantId: PLATFORM, actor })).toEqual({
    of: 'all',
  });
});

it.each([PLATFORM, ORGANIZATION])(
  'reads the rows of the caller’s account for queries about themselves, in %s',
  (tenantId) => {
    for (const roles of [[], ['super_admin'], ['admin']]) {
      const actor = { id, type: 'user', roles } as const;
      expect(rowsShown({ permission: 'self', platform: true }, { tenantId, actor })).toEqual({
        of: 'account',
        accountId: id,
      });
    }
  },
);

it('reads the rows of the account, and not of the membership acted as', () => {
  const actor = { id: ORGANIZATION, accountId: id, type: 'user', roles: ['admin'] } as const;
  expect(rowsShown({ permission: 'self', platform: true }, { tenantId: ORGANIZATION, actor })).toEqual({
    of: 'account',
    accountId: id,
  });
});

it('shows nothing of the account to a session by a password that an organisation set', () => {
  const actor = { id: ORGANIZATION, accountId: id, type: 'user', roles: ['admin'], isBound: true } as const;
  const read = () => rowsShown({ permission: 'self', platform: true }, { tenantId: ORGANIZATION, actor });
  expect(read).toThrow(new DomainError('FORBIDDEN', 'Sign in with a password of your own'));
});

it('reads the rows of the one tenant otherwise', () => {
  const admin = { id, type: 'user', roles: ['admin'] } as const;
  const contract = { permission: 'organization.read', platform: true } as const;
  expect(rowsShown(contract, { tenantId: ORGANIZATION, actor: { ...admin, roles: ['super_admin'] } })).toEqual({
    of: 'tenant',
    tenantId: ORGANIZATION,
  });
  expect(rowsShown(contract, { tenantId: PLATFORM, actor: admin })).toEqual({ of: 'tenant', tenantId: PLATFORM });
});
