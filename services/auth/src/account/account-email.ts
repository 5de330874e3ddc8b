import { PLATFORM } from '#contracts/permissions';
import { streamParts } from '#libs/event-log';
import type { Reservations } from '#libs/event-sourcing';

/** The one form in which addresses are compared: nobody tells two people apart by the case of a letter. */
export function accountEmail(address: string): string {
  return address.trim().normalize('NFC').toLowerCase();
}

/** The account that has an address; undefined when none has. Asking leaves no trace. */
export async function accountWith(
  email: string,
  reservations: Pick<Reservations, 'holderOf'>,
): Promise<string | undefined> {
  const value = { unique: 'account_email', scope: 'platform', value: accountEmail(email) } as const;
  const stream = await reservations.holderOf(value, PLATFORM);
  return stream && streamParts(stream)?.id;
}
