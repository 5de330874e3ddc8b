import type { OnFault, Pauses } from '#libs/event-sourcing';
import { Repeating } from '#libs/schedules';
import type { LinkReference, Mail, MailFile } from './mail';
import { linkOf, type ClaimedMail, type Outbox } from './outbox';
import { headerText, isAddress, render } from './rendering';
import type { MailTransport, OutgoingMail } from './transport';

/** The recipient of a row of the outbox. */
export interface RecipientOf {
  /** `account`, or the kind that the message named. */
  readonly kind: string;
  readonly id: string;
  readonly tenantId: string;
  /** The mail's name, for the preference. */
  readonly mail: string;
  /** The message's. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** A recipient's data at the time of sending. */
export interface MailRecipient {
  readonly address: string;
  readonly name: string | null;
  /** BCP 47. */
  readonly language?: string | null;
  /** False if the recipient does not want this mail. Default: true. */
  readonly wanted?: boolean;
  /** Added to the message's data for the template: values that no row holds, such as a name. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Sent with the text. */
  readonly files?: readonly MailFile[];
}

/** Null for a recipient who no longer exists; rejects if the look-up fails now. */
export type LookUpRecipient = (of: RecipientOf) => Promise<MailRecipient | null>;

/** The token of a link; null if the link is no longer of use. */
export type TokenOf = (link: LinkReference, of: RecipientOf) => Promise<string | null>;

export interface MailSenderOptions {
  readonly outbox: Outbox;
  readonly transport: MailTransport;
  readonly recipient: LookUpRecipient;
  readonly tokens: TokenOf | undefined;
  readonly publicUrl: string;
  readonly onFault: OnFault;
  /** Called with the ids of mails whose rows are removed. */
  readonly onForgotten?: ((ids: readonly string[]) => Promise<void>) | undefined;
  /** The time-out of one mail, in milliseconds. */
  readonly timeoutMs: number;
  /** The interval at which a process looks for mails that others have queued, in milliseconds. */
  readonly lookEveryMs: number;
  readonly retryMs: Pauses;
}

const AT_ONCE = 8;
const FORGET_EVERY_MS = 3_600_000;

/** Sends the queued mails of this process's kinds, whichever process queued them. */
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

  /** Returns the milliseconds until there may be more. */
  private async sendQueued(): Promise<number> {
    const { outbox, timeoutMs, lookEveryMs } = this.options;
    // Longer than look-up and sending together, so that another process only takes mails that were left.
    const leaseMs = 4 * timeoutMs;
    for (let claimed = AT_ONCE; claimed === AT_ONCE && !this.isStopped;) {
      const rows = await outbox.claim(this.names, AT_ONCE, leaseMs);
      claimed = rows.length;
      await Promise.all(rows.map((row) => this.sendOne(row)));
    }
    if (performance.now() >= this.forgetAt) {
      const forgotten = await outbox.forget(this.names);
      await this.options.onForgotten?.(forgotten);
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

  /** The mail to send now, or the reason to send none. */
  private async outgoing(row: ClaimedMail): Promise<OutgoingMail | string> {
    const { recipient, tokens, publicUrl } = this.options;
    const said = JSON.parse(row.data) as RecipientOf['data'];
    const of = { kind: row.recipientKind, id: row.recipientId, tenantId: row.tenantId, mail: row.mail, data: said };
    const template = this.mails.get(row.mail)?.templates[row.template];
    if (!template) throw new MailNotSent(`${row.mail} has no template ${row.template} here`);
    const found = await recipient(of);
    if (!found) return 'RECIPIENT_GONE';
    if (found.wanted === false) return 'NOT_WANTED';
    if (!isAddress(found.address)) throw new MailNotSent('BAD_ADDRESS');
    if (row.reference !== null && !tokens) throw new MailNotSent(`${row.mail} has no tokens here`);
    const token = row.reference === null ? null : ((await tokens?.(linkOf(row.reference), of)) ?? null);
    if (row.reference !== null && token === null) return 'LINK_SPENT';
    const { name, language = null, files = [] } = found;
    const data = { ...said, ...found.data };
    return {
      ...render(template({ data, name, language }), { publicUrl, token }),
      files,
      id: row.id,
      to: { address: found.address, name: headerText(name ?? '') },
      messageId: `<${row.id}@${new URL(publicUrl).hostname}>`,
      date: new Date(row.queuedAt),
    };
  }
}

/** Its message gives the reason, and names nobody. */
class MailNotSent extends Error {
  override readonly name = 'MailNotSent';
}

/** Mail servers put the address into their texts, so only their codes are kept. */
function failureText(error: unknown): string {
  if (error instanceof MailNotSent) return error.message;
  const { name, code, responseCode } = Object(error) as Readonly<Record<string, unknown>>;
  return [name, code, responseCode].filter((part) => ['string', 'number'].includes(typeof part)).join(' ');
}
