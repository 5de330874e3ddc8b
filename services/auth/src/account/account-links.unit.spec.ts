import {
  AccountCreated,
  AddressProven,
  EmailChangeRequested,
  EmailChanged,
  NameChanged,
  PasswordResetRequested,
  PasswordSet,
  VerificationRequested,
} from '#contracts/auth/account-events';
import { event } from '#contracts/declare/event';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { account, type AccountEvent } from './account';
import { changePassword } from './change-password';
import { possessAccount } from './possess-account';
import { requestEmailChange, requestReset, requestVerification } from './request-link';
import { confirmEmail, proveAddress, resetPassword } from './use-link';

const accountId = '0197a3c4-0000-7000-8000-0000000000c1';
const passwordId = '0197a3c4-0000-7000-8000-0000000000d1';
const linkId = '0197a3c4-0000-7000-8000-0000000000e1';
const LATER = '2026-01-31T12:00:00.001Z';
const email = 'ada@example.com';

const created = event(AccountCreated, { accountId, email: 'ada@example.org', name: 'Ada' });
const passwordSet = (by: PasswordSet['by'] = 'person', id = passwordId) =>
  event(PasswordSet, { accountId, passwordId: id, by, mustChange: false });
const proven = (by: AddressProven['by']) => event(AddressProven, { accountId, by });
const reset = (resetId = linkId, expiresAt = LATER) => event(PasswordResetRequested, { accountId, resetId, expiresAt });
const verification = (verificationId = linkId, expiresAt = LATER) =>
  event(VerificationRequested, { accountId, verificationId, expiresAt });
const change = (changeId = linkId, expiresAt = LATER) =>
  event(EmailChangeRequested, { accountId, changeId, email, expiresAt });
const emailChanged = event(EmailChanged, { accountId, email });

const KINDS = [
  {
    kind: 'a reset',
    mailed: reset,
    uses: [passwordSet('reset'), proven('reset')],
    when: (...past: readonly AccountEvent[]) =>
      given(account, created, ...past).when(resetPassword, { accountId, linkId, passwordId }),
  },
  {
    kind: 'a verification',
    mailed: verification,
    uses: [proven('verification')],
    when: (...past: readonly AccountEvent[]) =>
      given(account, created, ...past).when(proveAddress, { accountId, linkId }),
  },
  {
    kind: 'a change of address',
    mailed: change,
    uses: [emailChanged, proven('verification')],
    when: (...past: readonly AccountEvent[]) =>
      given(account, created, ...past).when(confirmEmail, { accountId, linkId }),
  },
];

describe.each(KINDS)('the link of $kind', ({ mailed, uses, when }) => {
  it('is good once', () => {
    when(mailed()).then(...uses);
    when(mailed(), ...uses).thenRefused('LINK_INVALID');
  });

  it('is refused when it was never mailed, is older than another, or has expired', () => {
    when().thenRefused('LINK_INVALID');
    when(mailed(), mailed(passwordId)).thenRefused('LINK_INVALID');
    when(mailed(linkId, GIVEN.now)).thenRefused('LINK_INVALID');
  });

  it('is void once the address has changed', () => {
    when(mailed(), event(EmailChanged, { accountId, email: 'other@example.org' })).thenRefused('LINK_INVALID');
  });
});

it('a new password voids the links that could replace password or address', () => {
  const past = [created, reset(), change(), verification(), passwordSet()];
  given(account, ...past)
    .when(resetPassword, { accountId, linkId, passwordId })
    .thenRefused('LINK_INVALID');
  given(account, ...past)
    .when(confirmEmail, { accountId, linkId })
    .thenRefused('LINK_INVALID');
  given(account, ...past)
    .when(proveAddress, { accountId, linkId })
    .then(proven('verification'));
});

describe('asking for a link', () => {
  it('records when it expires', () => {
    const past = given(account, created);
    const at = (name: string) => GIVEN.newId(name);
    past.when(requestReset, { accountId }).then(reset(at('reset'), '2026-01-31T13:00:00.000Z'));
    past.when(requestVerification, { accountId }).then(verification(at('verification'), '2026-02-01T12:00:00.000Z'));
    past.when(requestEmailChange, { accountId, email }).then(change(at('email-change'), '2026-02-01T12:00:00.000Z'));
  });

  it('does nothing for a missing account, and for the address that it has', () => {
    given(account).when(requestReset, { accountId }).thenNothing();
    given(account, created, emailChanged).when(requestEmailChange, { accountId, email }).thenNothing();
  });

  it('sends ten mails of a kind in an hour, and the other kinds meanwhile', () => {
    const ten = Array.from({ length: 10 }, () => reset());
    given(account, created, ...ten.slice(1))
      .when(requestReset, { accountId })
      .thenMatching({ type: reset().type });
    given(account, created, ...ten)
      .when(requestReset, { accountId })
      .thenNothing();
    given(account, created, ...ten)
      .when(requestReset, { accountId }, { now: '2026-01-31T13:00:00.000Z' })
      .thenMatching({ type: reset().type });
    given(account, created, ...ten)
      .when(requestVerification, { accountId })
      .thenMatching({ type: verification().type });
  });
});

describe('making an account one’s own by an invitation', () => {
  const own = { accountId, passwordId, name: 'Ada Lovelace' };

  it('sets password and name, and proves the address', () => {
    const decided = given(account, created).when(possessAccount, own).events();
    const named = event(NameChanged, { accountId, name: 'Ada Lovelace' });
    expect(decided).toEqual([passwordSet('invitation'), proven('invitation'), named]);
    given(account, created)
      .when(possessAccount, { accountId, passwordId })
      .then(passwordSet('invitation'), proven('invitation'));
  });

  it('is refused for an account that is somebody’s, or is not there', () => {
    for (const past of [[], [created, passwordSet()], [created, proven('reset')]]) {
      given(account, ...past)
        .when(possessAccount, own)
        .thenRefused('LINK_INVALID');
    }
  });
});

describe('changing a password', () => {
  it('replaces the one that was entered, and no later one', () => {
    const replaced = { accountId, passwordId: linkId, current: passwordId };
    given(account, created, passwordSet('operator')).when(changePassword, replaced).then(passwordSet('person', linkId));
    given(account, created, passwordSet(), passwordSet('reset', accountId))
      .when(changePassword, replaced)
      .thenRefused('INVALID_CREDENTIALS');
    given(account, created)
      .when(changePassword, { ...replaced, current: null })
      .thenRefused('INVALID_CREDENTIALS');
  });
});
