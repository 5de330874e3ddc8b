import {
  AccountCreated,
  AccountErased,
  EmailChanged,
  MembershipOffered,
  PlatformRolesSet,
} from '#contracts/auth/account-events';
import { event } from '#contracts/declare/event';
import { decidingActor } from '#libs/identity';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { account, type AccountEvent } from '../account/account';
import { eraseAccount } from '../account/erase-account';
import { offerMembership } from '../account/offer-membership';
import { eraseUser } from './erase-user';
import { members } from './members';
import { ACCOUNT, ADA, GRACE, addressOf, deactivated, erased, granted, joined, removed } from './membership.fixture';

const command = { userId: ADA };

describe('erasing a user', () => {
  it('is recorded in whatever status, of former users too, once', () => {
    for (const history of [
      [granted(ADA, ['viewer'])],
      joined(ADA, ['viewer']),
      [...joined(ADA, ['viewer']), deactivated(ADA)],
      [...joined(ADA, ['viewer']), removed(ADA)],
    ]) {
      given(members, ...history)
        .when(eraseUser, command)
        .then(erased(ADA));
      given(members, ...history, erased(ADA))
        .when(eraseUser, command)
        .thenRefused('NOT_FOUND');
    }
    given(members).when(eraseUser, command).thenRefused('NOT_FOUND');
  });

  it('leaves nothing of the person in the state', () => {
    const state = [granted(ADA, ['viewer']), erased(ADA)].reduce(
      (folded, each, revision) => members.evolve(folded, { ...each, revision, occurredAt: GIVEN.now }),
      members.initial(),
    );
    expect(JSON.stringify([...state])).not.toContain(addressOf(ADA));
    expect(JSON.stringify([...state])).not.toContain('Somebody');
  });

  it('does not erase the last active admin', () => {
    given(members, ...joined(ADA, ['admin']), granted(GRACE, ['admin']))
      .when(eraseUser, command)
      .thenRefused('LAST_ADMIN');
    given(members, ...joined(ADA, ['admin']), ...joined(GRACE, ['admin']))
      .when(eraseUser, command)
      .then(erased(ADA));
  });

  it('is refused to an actor who does not hold what the user holds', () => {
    given(members, ...joined(ADA, ['admin']), ...joined(GRACE, ['admin']))
      .when(eraseUser, command, { actor: decidingActor({ id: GRACE, roles: ['manager'] }) })
      .thenRefused('FORBIDDEN');
  });
});

describe('the login of an erased user', () => {
  const offered = { organizationId: GIVEN.tenantId, membershipId: ADA };
  const history: readonly AccountEvent[] = [
    event(AccountCreated, { accountId: ACCOUNT, email: 'ada@example.org', name: 'Ada' }),
    event(MembershipOffered, { accountId: ACCOUNT, ...offered, proofs: 0 }),
    event(EmailChanged, { accountId: ACCOUNT, email: 'ada@example.com' }),
  ];
  const gone: AccountEvent = event(AccountErased, { accountId: ACCOUNT });
  const erase = (...more: readonly AccountEvent[]) => given(account, ...history, ...more);

  it('is erased once when no other membership is left', () => {
    erase()
      .when(eraseAccount, { accountId: ACCOUNT }, { facts: { isMember: false } })
      .then(gone);
    erase(gone)
      .when(eraseAccount, { accountId: ACCOUNT }, { facts: { isMember: false } })
      .thenNothing();
  });

  it('stays with another membership, and with a role of the platform', () => {
    erase()
      .when(eraseAccount, { accountId: ACCOUNT }, { facts: { isMember: true } })
      .thenNothing();
    const roles = event(PlatformRolesSet, { accountId: ACCOUNT, roles: ['super_admin'] as const });
    erase(roles)
      .when(eraseAccount, { accountId: ACCOUNT }, { facts: { isMember: false } })
      .thenNothing();
  });

  it('takes no further membership', () => {
    const more = { ...offered, membershipId: GRACE, accountId: ACCOUNT, email: 'ada@example.org', name: 'Ada' };
    erase(gone).when(offerMembership, more).thenRefused('DUPLICATE');
  });
});
