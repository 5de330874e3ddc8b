import { event } from '#contracts/declare/event';
import { EmailChangeRequested, PasswordResetRequested, VerificationRequested } from '#contracts/auth/account-events';
import type { Given } from '#libs/event-sourcing';
import { ADDRESS_HOURS, hoursLater, isMailedEnough, RESET_HOURS } from '../links/link';
import type { Account, AccountEvent, AccountLinkPurpose } from './account';

interface Asked {
  readonly accountId: string;
}

/** Nothing happens, and nobody is told, for an account without an address, or once enough mails were sent. */
function mayBeMailed(account: Account, purpose: AccountLinkPurpose, { now }: Pick<Given, 'now'>): boolean {
  return account.email !== null && !isMailedEnough(account.mailed[purpose] ?? [], now);
}

export function requestReset({ accountId }: Asked, account: Account, given: Given): AccountEvent[] {
  if (!mayBeMailed(account, 'password-reset', given)) return [];
  const expiresAt = hoursLater(given.now, RESET_HOURS);
  return [event(PasswordResetRequested, { accountId, resetId: given.newId('reset'), expiresAt })];
}

export function requestVerification({ accountId }: Asked, account: Account, given: Given): AccountEvent[] {
  if (!mayBeMailed(account, 'verification', given)) return [];
  const expiresAt = hoursLater(given.now, ADDRESS_HOURS);
  return [event(VerificationRequested, { accountId, verificationId: given.newId('verification'), expiresAt })];
}

/** It looks at nobody else's account: the answer must not show whether the address is taken. */
export function requestEmailChange(
  { accountId, email }: Asked & { readonly email: string },
  account: Account,
  given: Given,
): AccountEvent[] {
  if (email === account.email || !mayBeMailed(account, 'email-change', given)) return [];
  const expiresAt = hoursLater(given.now, ADDRESS_HOURS);
  return [event(EmailChangeRequested, { accountId, changeId: given.newId('email-change'), email, expiresAt })];
}
