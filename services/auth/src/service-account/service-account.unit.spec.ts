import { ApiKeyCreated, ApiKeyRevoked } from '#contracts/auth/api-key-events';
import { CustomRoleChanged, CustomRoleCreated } from '#contracts/auth/custom-role-events';
import {
  ServiceAccountCreated,
  ServiceAccountRemoved,
  ServiceAccountRolesSet,
} from '#contracts/auth/service-account-events';
import { event } from '#contracts/declare/event';
import { decidingActor } from '#libs/identity';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { apiKey } from '../api-key/api-key';
import { ADA, GRACE, joined } from '../members/membership.fixture';
import { Members, isLastAdmin, members, placesTaken, type MembershipEvent } from '../members/members';
import { newServiceAccount } from '../members/service-account-state';
import { changeRole, deleteRole } from '../role/change-role';
import { revokeServiceAccountKey } from './revoke-service-account-key';
import { MAX_SERVICE_ACCOUNTS, createServiceAccount, removeServiceAccount } from './service-account';

const TILL = '0197a3c4-0000-7000-8000-0000000000f1';
const ROLE = '0197a3c4-0000-7000-8000-0000000000e1';
const KEY = '0197a3c4-0000-7000-8000-0000000000d1';
const organizationId = GIVEN.tenantId;
const manager = { actor: decidingActor({ id: GRACE, roles: ['manager'] }) };

const created = (roles: readonly string[], serviceAccountId = TILL): MembershipEvent =>
  event(ServiceAccountCreated, { serviceAccountId, organizationId, name: 'Till', roles });
const removed = event(ServiceAccountRemoved, { serviceAccountId: TILL, organizationId });
const role = (permissions: readonly string[]): MembershipEvent =>
  event(CustomRoleCreated, { roleId: ROLE, organizationId, name: 'Clerk', permissions });

describe('a service account that is created', () => {
  const create = (roles: readonly string[]) => ({ name: 'Till', roles });

  it('holds roles of the organisation, each once, a custom one by its id too', () => {
    given(members, role(['inventory.item.read']))
      .when(createServiceAccount, create(['viewer', ROLE, 'Clerk']))
      .then(created(['viewer', 'Clerk'], GIVEN.newId('service-account')));
    given(members)
      .when(createServiceAccount, create(['Pilot']))
      .thenRefused('VALIDATION_FAILED');
  });

  it('holds nothing that its maker does not hold', () => {
    given(members)
      .when(createServiceAccount, create(['admin']), manager)
      .thenRefused('FORBIDDEN');
    given(members, role(['user.create']))
      .when(createServiceAccount, create(['Clerk']), manager)
      .thenRefused('FORBIDDEN');
    given(members)
      .when(createServiceAccount, create(['viewer']), manager)
      .thenMatching({ data: { roles: ['viewer'] } });
  });

  it('is one of so many, removed ones not counted', () => {
    const full = Array.from({ length: MAX_SERVICE_ACCOUNTS - 1 }, (_, n) => created([], GIVEN.newId(`${n}`)));
    given(members, ...full, created([]))
      .when(createServiceAccount, create([]))
      .thenRefused('LIMIT_REACHED', { limit: MAX_SERVICE_ACCOUNTS });
    given(members, ...full, created([]), removed)
      .when(createServiceAccount, create([]))
      .thenMatching({ type: 'ServiceAccountCreated' });
  });
});

describe('a service account that is removed', () => {
  const command = { serviceAccountId: TILL };

  it('is gone for good', () => {
    given(members, created(['viewer']))
      .when(removeServiceAccount, command)
      .then(removed);
    given(members, created(['viewer']), removed)
      .when(removeServiceAccount, command)
      .thenRefused('NOT_FOUND');
    given(members, ...joined(TILL, ['viewer']))
      .when(removeServiceAccount, command)
      .thenRefused('NOT_FOUND');
  });

  it('is not removed by a person who holds less than it', () => {
    given(members, created(['admin']))
      .when(removeServiceAccount, command, manager)
      .thenRefused('FORBIDDEN');
    given(members, created(['viewer']))
      .when(removeServiceAccount, command, manager)
      .then(removed);
  });
});

it('a service account is no administrator that could remain as the last, and takes no place of a user', () => {
  const state = new Members().withServiceAccount(
    TILL,
    newServiceAccount({ name: 'Till', roles: ['admin'], createdAt: GIVEN.now, revision: 0 }),
  );
  expect([isLastAdmin(state, TILL), placesTaken(state)]).toEqual([false, 0]);
  const [granted, accepted] = joined(ADA, ['admin']);
  given(members, created(['admin']), granted as MembershipEvent, accepted as MembershipEvent)
    .when((_: object, folded: Members) => {
      expect(isLastAdmin(folded, ADA)).toBe(true);
      return [];
    }, {})
    .thenNothing();
});

describe('a custom role of a service account', () => {
  const held = [role(['inventory.item.read']), created(['Clerk', 'viewer'])];
  const change = { roleId: ROLE, name: 'Clerk', permissions: [] };

  it('is held under its new name from the same append on', () => {
    given(members, ...held)
      .when(changeRole, { ...change, name: 'Buyer', permissions: ['inventory.item.read'] })
      .then(
        event(CustomRoleChanged, { roleId: ROLE, organizationId, name: 'Buyer', permissions: ['inventory.item.read'] }),
        event(ServiceAccountRolesSet, { serviceAccountId: TILL, organizationId, roles: ['Buyer', 'viewer'] }),
      );
  });

  it('is changed neither by a person who holds less, nor by a key of the account itself', () => {
    given(members, role([]), created(['Clerk', 'admin']))
      .when(changeRole, { ...change, permissions: ['inventory.item.read'] }, manager)
      .thenRefused('FORBIDDEN');
    given(members, ...held)
      .when(changeRole, change, { actor: decidingActor({ id: TILL, roles: ['admin'] }) })
      .thenRefused('FORBIDDEN');
  });

  it('is not deleted before the account is removed', () => {
    given(members, ...held)
      .when(deleteRole, { roleId: ROLE })
      .thenRefused('CONFLICT');
    given(members, ...held, removed)
      .when(deleteRole, { roleId: ROLE })
      .thenMatching({ type: 'CustomRoleDeleted' });
  });
});

describe('a key of a service account that is revoked', () => {
  const command = { serviceAccountId: TILL, accountKeyId: KEY };
  const key = (membershipId = TILL) =>
    event(ApiKeyCreated, {
      keyId: KEY,
      membershipId,
      organizationId,
      scopes: ['inventory.item.read'],
      expiresAt: '2026-06-01T00:00:00.000Z',
      membersRevision: 0,
      organizationRevision: 0,
    });
  const stateOf = (roles: readonly string[]) =>
    new Members().withServiceAccount(
      TILL,
      newServiceAccount({ name: 'Till', roles, createdAt: GIVEN.now, revision: 0 }),
    );

  it('ends, unless it is of another owner or has ended', () => {
    const facts = stateOf(['viewer']);
    const revoked = event(ApiKeyRevoked, { keyId: KEY, membershipId: TILL, organizationId, reason: 'revoked' });
    given(apiKey, key()).when(revokeServiceAccountKey, command, { facts }).then(revoked);
    given(apiKey, key(), revoked).when(revokeServiceAccountKey, command, { facts }).thenRefused('NOT_FOUND');
    given(apiKey, key(ADA)).when(revokeServiceAccountKey, command, { facts }).thenRefused('NOT_FOUND');
    given(apiKey, key()).when(revokeServiceAccountKey, command, { facts: new Members() }).thenRefused('NOT_FOUND');
  });

  it('is not ended by a person who holds less than the account', () => {
    given(apiKey, key())
      .when(revokeServiceAccountKey, command, { facts: stateOf(['admin']), ...manager })
      .thenRefused('FORBIDDEN');
  });
});
