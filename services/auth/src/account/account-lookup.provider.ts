import { PLATFORM } from '#contracts/permissions';
import { streamParts } from '#libs/event-log';
import type { Reservations } from '#libs/event-sourcing';
import { accountEmail } from './account-email';

/** The account with an address, or undefined. Leaves no trace. */
export async function accountWith(
  email: string,
  reservations: Pick<Reservations, 'holderOf'>,
): Promise<string | undefined> {
  const value = { unique: 'account_email', scope: 'platform', value: accountEmail(email) } as const;
  const stream = await reservations.holderOf(value, PLATFORM);
  return stream && streamParts(stream)?.id;
}
