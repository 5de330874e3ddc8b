import {
  AccountCreated,
  AddressProven,
  EmailChanged,
  MembershipOffered,
  NameChanged,
  PasswordSet,
  PlatformRolesSet,
} from '#contracts/auth/account-events';
import { event } from '#contracts/declare/event';
import { given } from '#libs/testing/given-when-then';
import { account } from './account';
import { accountEmail } from './account-email';
import { changeAccount } from './change-account';
import { createAccount } from './create-account';
import { offerMembership } from './offer-membership';

const accountId = '0197a3c4-0000-7000-8000-0000000000a1';
const passwordId = '0197a3c4-0000-7000-8000-0000000000b1';
const password = { passwordId, by: 'operator', mustChange: false } as const;
const wanted = { accountId, email: 'Ada@Example.org', name: 'Ada', password };
const created = event(AccountCreated, { accountId, email: 'Ada@Example.org', name: 'Ada' });
const passwordSet = event(PasswordSet, { accountId, ...password });

describe('creating an account', () => {
  it('records it, with the address as it was typed', () => {
    given(account).when(createAccount, wanted).then(created, passwordSet);
  });

  it('gives it the requested platform roles', () => {
    const history = [created, passwordSet, event(PlatformRolesSet, { accountId, roles: ['super_admin'] })];
    given(account)
      .when(createAccount, { ...wanted, platformRoles: ['super_admin'] as const })
      .then(...history);
  });

  it('leaves an existing one as it is', () => {
    given(account, created)
      .when(createAccount, { ...wanted, platformRoles: ['super_admin'] as const })
      .thenNothing();
  });
});

it('reserves its address in the normalised form, until the person is erased', () => {
  const reserved = { unique: 'account_email', scope: 'platform', value: 'ada@example.org', pointer: '/email' };
  const state = { ...account.initial(), status: 'active', email: 'Ada@Example.org' } as const;
  expect(account.reserve?.(state)).toEqual([reserved]);
  expect(account.reserve?.({ ...state, email: null })).toEqual([]);
  expect(account.reserve?.(account.initial())).toEqual([]);
});

it('an address has one normalised form, in any case and however it was typed', () => {
  expect(accountEmail(' ADA@example.ORG ')).toBe('ada@example.org');
  expect(accountEmail('jose\u0301@example.org')).toBe(accountEmail('jos\u00e9@example.org'));
});

it('has the last values of everything that was set, and knows when access and details changed', () => {
  const later = '0197a3c4-0000-7000-8000-0000000000b2';
  const membershipId = '0197a3c4-0000-7000-8000-0000000000e1';
  const organizationId = '0197a3c4-0000-7000-8000-00000000000a';
  const events = [
    created,
    event(AddressProven, { accountId, by: 'invitation' }),
    event(MembershipOffered, { accountId, organizationId, membershipId, proofs: 1 }),
    event(PasswordSet, { accountId, passwordId: later, by: 'person', mustChange: true }),
    event(EmailChanged, { accountId, email: 'ada@example.com' }),
    event(NameChanged, { accountId, name: 'Ada Lovelace' }),
    event(AddressProven, { accountId, by: 'reset' }),
  ];
  const state = events.reduce(
    (folded, each, revision) => account.evolve(folded, { ...each, revision, occurredAt: '' }),
    account.initial(),
  );
  expect(state).toEqual({
    links: {},
    mailed: {},
    status: 'active',
    email: 'ada@example.com',
    name: 'Ada Lovelace',
    passwordId: later,
    mustChange: true,
    factorId: null,
    proofs: 2,
    memberships: new Map([[membershipId, { organizationId, proofs: 1 }]]),
    platformRoles: [],
    accessRevision: 6,
    detailsRevision: 5,
  });
});

describe('offering a membership', () => {
  const organizationId = '0197a3c4-0000-7000-8000-00000000000a';
  const membershipId = '0197a3c4-0000-7000-8000-0000000000e1';
  const offered = { accountId, organizationId, membershipId, email: 'grace@example.org', name: 'Grace' };
  const offer = (proofs: number) => event(MembershipOffered, { accountId, organizationId, membershipId, proofs });

  it('creates a missing account, without a password', () => {
    const made = event(AccountCreated, { accountId, email: 'grace@example.org', name: 'Grace' });
    given(account).when(offerMembership, offered).then(made, offer(0));
  });

  it('changes nothing of an account that exists, and tells how often its address was proven', () => {
    given(account, created).when(offerMembership, offered).then(offer(0));
    given(account, created, event(AddressProven, { accountId, by: 'reset' }))
      .when(offerMembership, offered)
      .then(offer(1));
  });

  it('is recorded once', () => {
    given(account, created, offer(0)).when(offerMembership, offered).thenNothing();
  });
});

describe('changing an account', () => {
  const email = 'ada@example.com';

  it('records the name and the address that are new', () => {
    given(account, created)
      .when(changeAccount, { accountId, email, name: 'Ada Lovelace' })
      .then(event(EmailChanged, { accountId, email }), event(NameChanged, { accountId, name: 'Ada Lovelace' }));
    given(account, created).when(changeAccount, { accountId, email: 'Ada@Example.org', name: 'Ada' }).thenNothing();
    given(account, created).when(changeAccount, { accountId }).thenNothing();
  });

  it('is refused for one that does not exist', () => {
    given(account).when(changeAccount, { accountId, email }).thenRefused('NOT_FOUND');
  });
});
