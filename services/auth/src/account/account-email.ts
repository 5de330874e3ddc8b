import { mailboxOf } from '#contracts/values/mailbox';

/** The form in which addresses are compared, the same that the field of an address is checked by. */
export function accountEmail(address: string): string {
  return mailboxOf(address);
}
