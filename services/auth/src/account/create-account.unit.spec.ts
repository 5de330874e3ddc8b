import { AccountCreated, PasswordSet, PlatformRolesSet } from '#contracts/auth/account-events';
import { event } from '#contracts/declare/event';
import { given } from '#libs/testing';
import { account } from './account';
import { accountEmail } from './account-email';
import { createAccount } from './create-account';

const accountId = '0197a3c4-0000-7000-8000-0000000000a1';
const passwordId = '0197a3c4-0000-7000-8000-0000000000b1';
const wanted = { accountId, email: 'Ada@Example.org', name: 'Ada', passwordId };
const created = event(AccountCreated, wanted);

describe('creating an account', () => {
  it('records it, with the address as it was typed', () => {
    given(account).when(createAccount, wanted).then(created);
  });

  it('gives it the requested platform roles', () => {
    given(account)
      .when(createAccount, { ...wanted, platformRoles: ['super_admin'] as const })
      .then(created, event(PlatformRolesSet, { accountId, roles: ['super_admin'] }));
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

it('the password in force is the last one that was set', () => {
  const later = '0197a3c4-0000-7000-8000-0000000000b2';
  const events = [created, event(PasswordSet, { accountId, passwordId: later })];
  const state = events.reduce(
    (folded, each, revision) => account.evolve(folded, { ...each, revision, occurredAt: '' }),
    account.initial(),
  );
  expect(state).toEqual({
    status: 'active',
    email: 'Ada@Example.org',
    passwordId: later,
    platformRoles: [],
    accessRevision: 0,
  });
});
