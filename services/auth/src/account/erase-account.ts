import { event } from '#contracts/declare/event';
import { AccountErased } from '#contracts/auth/account-events';
import type { Given } from '#libs/event-sourcing';
import type { Account, AccountEvent } from './account';

/** Erases an account that has no membership left and no role in the platform. */
export function eraseAccount(
  { accountId }: { readonly accountId: string },
  { status, platformRoles }: Account,
  { facts: { isMember } }: Given<{ readonly isMember: boolean }>,
): AccountEvent[] {
  if (status !== 'active' || isMember || platformRoles.length > 0) return [];
  return [event(AccountErased, { accountId })];
}
