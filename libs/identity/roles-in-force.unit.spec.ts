import type { Permission } from '#contracts/permissions';
import { accessOf, decidingActor } from './caller';
import { actorOf } from './authorize';
import { accessVerifier } from './recent-access';
import { NO_STEP_UPS } from './step-up';
import { RolesInForce, holdsCustomRole, type RoleSource } from './roles-in-force';
import type { VerifiedToken } from './token-verifier';

const ORGANIZATION = '0190a000-0000-7000-8000-000000000002';
const token = (roles: readonly string[], more: Partial<VerifiedToken> = {}): VerifiedToken => ({
  sub: '0190a000-0000-7000-8000-000000000001',
  type: 'user',
  organizationId: ORGANIZATION,
  roles,
  platformRoles: [],
  membershipVersion: 1,
  expiresAt: 0,
  ...more,
});

/** An organisation whose roles are data, which another process may change. */
function organization() {
  const written = { clerk: ['inventory.item.read'] as string[], domains: [] as string[], reads: 0, isAway: false };
  const source: RoleSource = {
    rolesOf: async (organizationId) => {
      written.reads++;
      if (written.isAway) throw new Error('no connection');
      return new Map(organizationId === ORGANIZATION ? [['clerk', [...written.clerk]]] : []);
    },
    assignmentsOf: async () => ({ domain: [...written.domains] }),
  };
  return { written, roles: new RolesInForce(source) };
}

const at = (roles: number | undefined) => ({ roles, assignments: undefined });
const permissionsIn = (resolved: VerifiedToken) => [...accessOf(actorOf(resolved)).permissions];

describe('the permissions of a caller', () => {
  it('follow from built-in roles and from those of the organisation together', async () => {
    const { roles } = organization();
    const held = permissionsIn(await roles.resolve(token(['clerk', 'counter']), at(1)));
    expect(held).toEqual(expect.arrayContaining(['inventory.item.read', 'inventory.location.read']));
    expect(held).not.toContain('inventory.item.manage');
  });

  it('change with the published version of the roles, and are read once for each version', async () => {
    const { written, roles } = organization();
    const bearer = token(['clerk']);
    await Promise.all([1, 2, 3].map(() => roles.resolve(token(['clerk']), at(1))));
    expect(written.reads).toBe(1);
    written.clerk = ['inventory.item.manage'];
    expect(permissionsIn(await roles.resolve(bearer, at(1)))).toEqual(['inventory.item.read']);
    expect(permissionsIn(await roles.resolve(bearer, at(2)))).toEqual(['inventory.item.manage']);
    expect(written.reads).toBe(2);
  });

  it('are none from a role that the organisation does not have', async () => {
    const { roles } = organization();
    expect(permissionsIn(await roles.resolve(token(['forged']), at(1)))).toEqual([]);
    expect(permissionsIn(await roles.resolve(token(['clerk']), at(undefined)))).toEqual([]);
    const elsewhere = '0190a000-0000-7000-8000-000000000009';
    expect(permissionsIn(await roles.resolve(token(['clerk'], { organizationId: elsewhere }), at(1)))).toEqual([]);
  });

  it('never include those of platform roles alone, nor those that this release does not know', async () => {
    const { written, roles } = organization();
    written.clerk = ['ops.projection.operate', 'organization.list', 'moon.read', 'toString', 'inventory.item.read'];
    expect(permissionsIn(await roles.resolve(token(['clerk']), at(1)))).toEqual(['inventory.item.read']);
  });

  it('are unknown while their source is unavailable, and known when it is back', async () => {
    const { written, roles } = organization();
    written.isAway = true;
    await expect(roles.resolve(token(['clerk']), at(1))).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    written.isAway = false;
    expect(permissionsIn(await roles.resolve(token(['clerk']), at(1)))).toEqual(['inventory.item.read']);
  });

  it('are bound to assignments, read anew with each of their versions', async () => {
    const { written, roles } = organization();
    const scopesAt = async (assignments: number | undefined) =>
      decidingActor(actorOf(await roles.resolve(token(['viewer']), { roles: undefined, assignments }))).scopes;
    written.domains = ['unpublished'];
    expect((await scopesAt(undefined)).domain).toBeUndefined();
    written.domains = [];
    expect(await scopesAt(1)).toMatchObject({ domain: new Set() });
    written.domains = ['packing'];
    expect(await scopesAt(1)).toMatchObject({ domain: new Set() });
    expect(await scopesAt(2)).toMatchObject({ domain: new Set(['packing']) });
  });

  it('are given to a decision as permissions, and not as roles', () => {
    const actor = decidingActor({ id: 'ada', roles: ['counter'] });
    expect(actor.may('inventory.item.read')).toBe(true);
    expect(actor.may('inventory.item.manage')).toBe(false);
    expect(Object.keys(actor)).toEqual(['id', 'may', 'scopes']);
  });
});

it('a service checks the version of the roles for each request of a bearer with a custom role', async () => {
  const { written, roles } = organization();
  let version = 1;
  let lookups = 0;
  const verify = accessVerifier(
    (given) => Promise.resolve(token([given])),
    { check: (checked) => Promise.resolve(at(++lookups && holdsCustomRole(checked) ? version : undefined)) },
    { roles, stepUps: NO_STEP_UPS, now: () => 0 },
  );
  const may = async (permission: Permission) => permissionsIn(await verify('clerk', {})).includes(permission);
  expect(await may('inventory.item.manage')).toBe(false);
  written.clerk = ['inventory.item.manage'];
  version = 2;
  expect(await may('inventory.item.manage')).toBe(true);
  await verify('viewer', {});
  await verify('viewer', {});
  expect(lookups).toBe(3);
});
