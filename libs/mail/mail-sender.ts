import type { OnFault, Pauses } from '#libs/event-sourcing';
import { Repeating } from '#libs/schedules';
import type { Mail } from './mail';
import type { ClaimedMail, Outbox } from './outbox';
import { headerText, isAddress, render } from './rendering';
import type { MailTransport, OutgoingMail } from './transport';

/** Whom a row of the outbox is for. */
export interface RecipientOf {
  /** `account`, or the kind that the message named. */
  readonly kind: string;
  readonly id: string;
  readonly tenantId: string;
  /** The mail's name, for the preference. */
  readonly mail: string;
}

/** Somebody as they are when a mail is sent. */
export interface MailRecipient {
  readonly address: string;
  readonly name: string | null;
  /** BCP 47. */
  readonly language?: string | null;
  /** False where they do not want this mail. Default: true. */
  readonly wanted?: boolean;
}

/** Null for somebody who is gone; rejects where that cannot be known now. */
export type LookUpRecipient = (of: RecipientOf) => Promise<MailRecipient | null>;

/** The token of a link, by the message's reference; null where it is of no use any more. */
export type TokenOf = (reference: string, of: RecipientOf) => Promise<string | null>;

export interface MailSenderOptions {
  readonly outbox: Outbox;
  readonly transport: MailTransport;
  readonly recipient: LookUpRecipient;
  /** By the mail's name. */
  readonly tokens: Readonly<Record<string, TokenOf>>;
  readonly publicUrl: string;
  readonly onFault: OnFault;
  /** For one mail, in milliseconds. */
  readonly timeoutMs: number;
  /** How often a process looks for what others have queued, in milliseconds. */
  readonly lookEveryMs: number;
  readonly retryMs: Pauses;
}

const AT_ONCE = 8;
const FORGET_EVERY_MS = 3_600_000;

/** Sends what is queued of a process's mails, whichever process queued it. */
export class MailSender extends Repeating {
  private readonly names: readonly string[];
  private forgetAt = performance.now() + FORGET_EVERY_MS;

  constructor(
    private readonly mails: ReadonlyMap<string, Mail>,
    private readonly options: MailSenderOptions,
  ) {
    super('sending mails', () => this.sendQueued(), options.onFault);
    this.names = [...mails.keys()];
  }

  /** Answers after how many milliseconds there may be more. */
  private async sendQueued(): Promise<number> {
    const { outbox, timeoutMs, lookEveryMs } = this.options;
    // Longer than look-up and sending may take, so that another process sends only what was left.
    const leaseMs = 4 * timeoutMs;
    for (let claimed = AT_ONCE; claimed === AT_ONCE && !this.isStopped;) {
      const rows = await outbox.claim(this.names, AT_ONCE, leaseMs);
      claimed = rows.length;
      await Promise.all(rows.map((row) => this.sendOne(row)));
    }
    if (performance.now() >= this.forgetAt) {
      await outbox.forget(this.names);
      this.forgetAt = performance.now() + FORGET_EVERY_MS;
    }
    return Math.min((await outbox.nextIn(this.names)) ?? lookEveryMs, lookEveryMs);
  }

  private async sendOne(row: ClaimedMail): Promise<void> {
    const { outbox, transport, onFault, retryMs } = this.options;
    try {
      const outgoing = await this.outgoing(row);
      if (typeof outgoing === 'string') return await outbox.settle(row.id, 'dropped', outgoing);
      await transport(outgoing);
      await outbox.settle(row.id, 'sent', null);
    } catch (error) {
      const failure = failureText(error);
      onFault(`${row.mail} ${row.id} was not sent`, new MailNotSent(failure));
      if (row.isLast) return outbox.settle(row.id, 'failed', failure);
      const pause = Math.min(retryMs.first * 2 ** (row.attempts - 1), retryMs.longest);
      await outbox.retryLater(row.id, failure, pause);
    }
  }

  /** The mail as it is to be sent now; why not, where it is not to be. */
  private async outgoing(row: ClaimedMail): Promise<OutgoingMail | string> {
    const { recipient, tokens, publicUrl } = this.options;
    const of = { kind: row.recipientKind, id: row.recipientId, tenantId: row.tenantId, mail: row.mail };
    const template = this.mails.get(row.mail)?.templates[row.template];
    if (!template) throw new MailNotSent(`${row.mail} has no template ${row.template} here`);
    const found = await recipient(of);
    if (!found) return 'RECIPIENT_GONE';
    if (found.wanted === false) return 'NOT_WANTED';
    if (!isAddress(found.address)) throw new MailNotSent('BAD_ADDRESS');
    const token = row.reference === null ? null : await tokens[row.mail]?.(row.reference, of);
    if (row.reference !== null && token === undefined) throw new MailNotSent(`${row.mail} has no tokens here`);
    if (row.reference !== null && token === null) return 'LINK_SPENT';
    const { name, language = null } = found;
    const data = JSON.parse(row.data) as Readonly<Record<string, unknown>>;
    return {
      ...render(template({ data, name, language }), { publicUrl, token: token ?? null }),
      id: row.id,
      to: { address: found.address, name: headerText(name ?? '') },
      messageId: `<${row.id}@${new URL(publicUrl).hostname}>`,
      date: new Date(row.queuedAt),
    };
  }
}

/** Its message says why, and names nobody. */
class MailNotSent extends Error {
  override readonly name = 'MailNotSent';
}

/** Mail servers answer with the address in their texts, so of what they say only the codes are kept. */
function failureText(error: unknown): string {
  if (error instanceof MailNotSent) return error.message;
  const { name, code, responseCode } = Object(error) as Readonly<Record<string, unknown>>;
  return [name, code, responseCode].filter((part) => ['string', 'number'].includes(typeof part)).join(' ');
}
