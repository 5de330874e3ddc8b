import type { Pool } from 'pg';
import type { EventLog } from '#libs/event-log';
import type { EventCodec, LogFeed, LogRegistration, OnFault, Pauses } from '#libs/event-sourcing';
import { Repeating } from '#libs/schedules';
import type { Mail } from './mail';
import { MailConsumer, introduceMails } from './mail-consumer';
import { MailSender, type LookUpRecipient, type TokenOf } from './mail-sender';
import { Outbox, type MailCounts } from './outbox';
import type { MailTransport } from './transport';

export interface MailsOptions {
  /** The mails of this process's services. */
  readonly mails: readonly Mail[];
  /** Connects as the role `opsledger_projector`. */
  readonly pool: Pool;
  readonly log: Pick<EventLog, 'head'>;
  readonly feed: LogFeed;
  readonly codec: Pick<EventCodec, 'decode'>;
  /** `smtpTransport` or `fileTransport`. */
  readonly transport: MailTransport;
  readonly recipient: LookUpRecipient;
  /** Makes the tokens of links. */
  readonly tokens?: TokenOf;
  /** `PUBLIC_URL`. */
  readonly publicUrl: string;
  readonly onFault: OnFault;
  /** Called with the ids of mails whose rows are removed: their files go too. */
  readonly onForgotten?: (ids: readonly string[]) => Promise<void>;
  /** The time-out of one mail, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
  /** The interval at which a process looks for mails that others have queued, in milliseconds. Default 30,000. */
  readonly lookEveryMs?: number;
  /** Pauses between attempts. Default: from a minute to six hours. */
  readonly retryMs?: Pauses;
}

/** The mails of a process: follows the log for their causes, and sends them. Safe in several processes. */
export class Mails {
  private readonly outbox: Outbox;
  private readonly sender: MailSender;
  private readonly followers: readonly Repeating[];
  private readonly registrations = new Map<Mail, LogRegistration>();

  constructor(private readonly options: MailsOptions) {
    const { mails, pool, transport, recipient, tokens, publicUrl, onFault, onForgotten } = options;
    const { timeoutMs = 30_000, lookEveryMs = 30_000, retryMs = { first: 60_000, longest: 21_600_000 } } = options;
    const names = new Map(mails.map((mail) => [mail.name, mail]));
    if (names.size < mails.length) throw new TypeError('two mails have one name');
    const outbox = new Outbox(pool);
    const sending = {
      outbox,
      transport,
      recipient,
      tokens,
      publicUrl,
      onFault,
      onForgotten,
      timeoutMs,
      lookEveryMs,
      retryMs,
    };
    this.outbox = outbox;
    this.sender = new MailSender(names, sending);
    this.followers = mails
      .filter(({ on }) => on.length > 0)
      .map((mail) => new Repeating(`following the log for ${mail.name}`, () => this.follow(mail), onFault));
  }

  /** Resolves when new mails are introduced: events appended from then on cause them. */
  async start(): Promise<void> {
    const { mails, pool, log } = this.options;
    if (mails.length === 0) return;
    await introduceMails(pool, mails, await log.head());
    for (const follower of this.followers) follower.start();
    this.sender.start();
  }

  /** Resolves when no write and no sending is in progress. */
  async stop(): Promise<void> {
    // All are told first: one that is still opening then registers no more.
    const stopping = [this.sender, ...this.followers].map((each) => each.stop());
    await Promise.all([...this.registrations.values()].map((registration) => registration.close()));
    await Promise.all(stopping);
  }

  /** A handler has queued a mail: it is sent now, without waiting for the next look. */
  nudge(): void {
    this.sender.nudge();
  }

  /** The counts of the outbox, the same in every process. */
  async gauges(): Promise<readonly MailCounts[]> {
    return this.outbox.counts(this.options.mails.map(({ name }) => name));
  }

  /** Runs until the registration ends; a failed one is opened again at its checkpoint. */
  private async follow(mail: Mail): Promise<number> {
    const { pool, codec, feed } = this.options;
    const consumer = await MailConsumer.open(mail, { pool, codec, onQueued: () => this.sender.nudge() });
    if (this.sender.isStopped) return 0;
    const registration = feed.register(consumer);
    this.registrations.set(mail, registration);
    await registration.done;
    return 0;
  }
}

export function openMails(options: MailsOptions): Mails {
  return new Mails(options);
}
