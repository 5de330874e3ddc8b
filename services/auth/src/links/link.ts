/** A token made for one purpose is good for no other. Permanent: tokens in mails hold it. */
export type LinkPurpose = 'invitation' | 'password-reset' | 'verification' | 'email-change';

/** The subject of a link: an id within the stream that knows whether it is good. */
export interface Link {
  /** An organisation's for an invitation, else an account's. */
  readonly streamId: string;
  readonly id: string;
}

export const INVITATION_DAYS = 7;
export const RESET_HOURS = 1;
export const ADDRESS_HOURS = 24;

const HOUR_MS = 3_600_000;

/** `now` in ISO 8601, as the answer. */
export function hoursLater(now: string, hours: number): string {
  return new Date(Date.parse(now) + hours * HOUR_MS).toISOString();
}

/** The most mails of one kind to one recipient in an hour: nobody's mailbox is flooded. */
export const MAILS_AN_HOUR = 10;

/** The times of the last mails, with one more. */
export function mailedAt(times: readonly string[], at: string): readonly string[] {
  return [...times, at].slice(-MAILS_AN_HOUR);
}

export function isMailedEnough(times: readonly string[], now: string): boolean {
  const [first] = times;
  return times.length === MAILS_AN_HOUR && first !== undefined && hoursLater(first, 1) > now;
}

/** The link of a mail, as the message names it. */
export function mailLink(
  purpose: LinkPurpose,
  { streamId, id }: Link,
): { readonly purpose: LinkPurpose; readonly id: string } {
  return { purpose, id: `${streamId}:${id}` };
}

/** The reverse of `mailLink`. */
export function linkOfMail({ id }: { readonly id: string }): Link {
  const [streamId = '', linkId = ''] = id.split(':');
  return { streamId, id: linkId };
}
