import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import { AddressProven, EmailChanged, PasswordSet } from '#contracts/auth/account-events';
import type { Given } from '#libs/event-sourcing';
import { liveLink, type Account, type AccountEvent } from './account';

interface UsedLink {
  readonly accountId: string;
  readonly linkId: string;
}

export function resetPassword(
  { accountId, linkId, passwordId }: UsedLink & { readonly passwordId: string },
  account: Account,
  { now }: Given,
): AccountEvent[] {
  if (!liveLink(account, 'password-reset', linkId, now)) refuse('LINK_INVALID');
  return [
    event(PasswordSet, { accountId, passwordId, by: 'reset', mustChange: false }),
    event(AddressProven, { accountId, by: 'reset' }),
  ];
}

export function proveAddress({ accountId, linkId }: UsedLink, account: Account, { now }: Given): AccountEvent[] {
  if (!liveLink(account, 'verification', linkId, now)) refuse('LINK_INVALID');
  return [event(AddressProven, { accountId, by: 'verification' })];
}

/** The mail to the new address had the link, so the new address is proven. */
export function confirmEmail({ accountId, linkId }: UsedLink, account: Account, { now }: Given): AccountEvent[] {
  const { email } = liveLink(account, 'email-change', linkId, now) ?? {};
  if (email === undefined) return refuse('LINK_INVALID');
  return [event(EmailChanged, { accountId, email }), event(AddressProven, { accountId, by: 'verification' })];
}
