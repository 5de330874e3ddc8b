import { MailOutbox1767225850100 } from './migrations/1767225850100-mail-outbox';

export * from './mail';
export * from './mail-operations';
export type { LookUpRecipient, MailRecipient, RecipientOf, TokenOf } from './mail-sender';
export { Mails, openMails, type MailsOptions } from './mails';
export { Outbox, queue, type Cause, type MailCounts } from './outbox';
export * from './transport';

/** The migrations of this library's tables in the schema `engine`, in order. */
export const mailMigrations = [MailOutbox1767225850100];
