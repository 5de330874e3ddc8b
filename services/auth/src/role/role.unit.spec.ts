import { event } from '#contracts/declare/event';
import { CustomRoleChanged, CustomRoleCreated, CustomRoleDeleted } from '#contracts/auth/custom-role-events';
import { decidingActor } from '#libs/identity';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { members, type MembershipEvent } from '../members/members';
import { ADA, GRACE, deactivated, granted, joined, removed, rolesSet } from '../members/membership.fixture';
import { MAX_CUSTOM_ROLES, changeRole, createRole, deleteRole } from './change-role';

const ROLE = '0197a3c4-0000-7000-8000-0000000000e1';
const OTHER = '0197a3c4-0000-7000-8000-0000000000e2';
const organizationId = GIVEN.tenantId;
const READS = ['inventory.item.read'];

const created = (name: string, permissions: readonly string[] = READS, roleId = ROLE): MembershipEvent =>
  event(CustomRoleCreated, { roleId, organizationId, name, permissions });
const changed = (name: string, permissions: readonly string[] = READS): MembershipEvent =>
  event(CustomRoleChanged, { roleId: ROLE, organizationId, name, permissions });
const manager = { actor: decidingActor({ id: GRACE, roles: ['manager'] }) };

describe('a role that is created', () => {
  it('holds permissions of its maker', () => {
    given(members)
      .when(createRole, { name: 'Clerk', permissions: READS })
      .then(
        event(CustomRoleCreated, { roleId: GIVEN.newId('role'), organizationId, name: 'Clerk', permissions: READS }),
      );
    given(members)
      .when(createRole, { name: 'Clerk', permissions: ['user.read'] }, manager)
      .thenRefused('FORBIDDEN');
  });

  it.each(['clerk', 'CLERK', 'C-lerk', ' Clerk'.trim(), 'Ｃlerk'])('is refused where %s is the name of one', (name) => {
    given(members, created(name === 'C-lerk' ? 'c lerk' : 'Clerk'))
      .when(createRole, { name, permissions: [] })
      .thenRefused('DUPLICATE');
  });

  it.each(['admin', 'Admin', 'Super admin', 'service-admin', OTHER])('is refused under the name %s', (name) => {
    given(members).when(createRole, { name, permissions: [] }).thenRefused('DUPLICATE');
  });

  it('is one of so many', () => {
    const full = Array.from({ length: MAX_CUSTOM_ROLES }, (_, n) => created(`Role ${n}`, [], GIVEN.newId(`${n}`)));
    given(members, ...full)
      .when(createRole, { name: 'Clerk', permissions: [] })
      .thenRefused('LIMIT_REACHED', { limit: MAX_CUSTOM_ROLES });
  });
});

describe('a role that is changed', () => {
  const held = [created('Clerk'), ...joined(ADA, ['Clerk', 'viewer']), ...joined(GRACE, ['admin'])];

  it('has the permissions that it is given, and nothing happens when they are the same', () => {
    given(members, ...held)
      .when(changeRole, { roleId: ROLE, name: 'Clerk', permissions: ['inventory.item.manage'] })
      .then(changed('Clerk', ['inventory.item.manage']));
    given(members, ...held)
      .when(changeRole, { roleId: ROLE, name: 'Clerk', permissions: READS })
      .thenNothing();
    given(members).when(changeRole, { roleId: ROLE, name: 'Clerk', permissions: READS }).thenRefused('NOT_FOUND');
  });

  it('keeps what its changer does not hold, and gets no more of it', () => {
    const wide = [created('Clerk', ['user.read'])];
    given(members, ...wide)
      .when(changeRole, { roleId: ROLE, name: 'Clerk', permissions: ['user.read', ...READS] }, manager)
      .then(changed('Clerk', ['user.read', ...READS]));
    given(members, ...wide)
      .when(changeRole, { roleId: ROLE, name: 'Clerk', permissions: ['user.read', 'user.create'] }, manager)
      .thenRefused('FORBIDDEN');
  });

  it('is not changed by a holder, nor by a person who holds less than one', () => {
    const command = { roleId: ROLE, name: 'Clerk', permissions: [] };
    given(members, ...held)
      .when(changeRole, command, { actor: decidingActor({ id: ADA, roles: ['admin'] }) })
      .thenRefused('FORBIDDEN');
    given(members, created('Clerk'), ...joined(ADA, ['Clerk', 'admin']))
      .when(changeRole, command, manager)
      .thenRefused('FORBIDDEN');
    given(members, created('Clerk'), ...joined(ADA, ['Clerk', 'admin']), removed(ADA))
      .when(changeRole, command, manager)
      .then(changed('Clerk', []));
  });

  it('is held under its new name by everybody who holds it, from the same append on', () => {
    const renamed = [changed('Buyer'), rolesSet(ADA, ['Buyer', 'viewer']), rolesSet(organizationId, ['Buyer'])];
    given(members, ...held, granted(organizationId, ['Clerk']))
      .when(changeRole, { roleId: ROLE, name: 'Buyer', permissions: READS })
      .then(...renamed);
    given(members, ...held)
      .when(changeRole, { roleId: ROLE, name: 'CLERK', permissions: READS })
      .then(changed('CLERK'), rolesSet(ADA, ['CLERK', 'viewer']));
    given(members, ...held, created('Buyer', [], OTHER))
      .when(changeRole, { roleId: ROLE, name: 'buyer', permissions: READS })
      .thenRefused('DUPLICATE');
    given(members, ...held)
      .when(changeRole, { roleId: ROLE, name: 'admin', permissions: READS })
      .thenRefused('DUPLICATE');
  });
});

describe('a role that is deleted', () => {
  it('is held by nobody, also not by somebody who is inactive or invited', () => {
    const gone = event(CustomRoleDeleted, { roleId: ROLE, organizationId, name: 'Clerk' });
    given(members, created('Clerk')).when(deleteRole, { roleId: ROLE }).then(gone);
    given(members, created('Clerk'), ...joined(ADA, ['Clerk']), removed(ADA))
      .when(deleteRole, { roleId: ROLE })
      .then(gone);
    for (const holder of [[granted(ADA, ['Clerk'])], [...joined(ADA, ['Clerk']), deactivated(ADA)]]) {
      given(members, created('Clerk'), ...holder)
        .when(deleteRole, { roleId: ROLE })
        .thenRefused('CONFLICT');
    }
    given(members, created('Clerk'), gone).when(deleteRole, { roleId: ROLE }).thenRefused('NOT_FOUND');
  });
});
