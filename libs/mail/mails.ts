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
  /** Those of this process's services. */
  readonly mails: readonly Mail[];
  /** As the role `opsledger_projector`. */
  readonly pool: Pool;
  readonly log: Pick<EventLog, 'head'>;
  readonly feed: LogFeed;
  readonly codec: Pick<EventCodec, 'decode'>;
  /** `smtpTransport` or `fileTransport`. */
  readonly transport: MailTransport;
  readonly recipient: LookUpRecipient;
  /** Tokens of links, by the mail's name. */
  readonly tokens?: Readonly<Record<string, TokenOf>>;
  /** `PUBLIC_URL`. */
  readonly publicUrl: string;
  readonly onFault: OnFault;
  /** For one mail, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
  /** How often a process looks for what others have queued, in milliseconds. Default 30,000. */
  readonly lookEveryMs?: number;
  /** Default: from a minute to six hours. */
  readonly retryMs?: Pauses;
}

/** The mails of a process: follows the log for what causes them, and sends them. Any number of processes may. */
export class Mails {
  private readonly outbox: Outbox;
  private readonly sender: MailSender;
  private readonly followers: readonly Repeating[];
  private readonly registrations = new Map<Mail, LogRegistration>();

  constructor(private readonly options: MailsOptions) {
    const { mails, pool, transport, recipient, tokens = {}, publicUrl, onFault } = options;
    const { timeoutMs = 30_000, lookEveryMs = 30_000, retryMs = { first: 60_000, longest: 21_600_000 } } = options;
    const names = new Map(mails.map((mail) => [mail.name, mail]));
    if (names.size < mails.length) throw new TypeError('two mails have one name');
    const outbox = new Outbox(pool);
    const sending = { outbox, transport, recipient, tokens, publicUrl, onFault, timeoutMs, lookEveryMs, retryMs };
    this.outbox = outbox;
    this.sender = new MailSender(names, sending);
    this.followers = mails
      .filter(({ on }) => on.length > 0)
      .map((mail) => new Repeating(`following the log for ${mail.name}`, () => this.follow(mail), onFault));
  }

  /** Resolves when mails that are new are introduced: from then on, what is appended causes them. */
  async start(): Promise<void> {
    const { mails, pool, log } = this.options;
    if (mails.length === 0) return;
    await introduceMails(pool, mails, await log.head());
    for (const follower of this.followers) follower.start();
    this.sender.start();
  }

  /** Resolves when nothing is being written or sent any more. */
  async stop(): Promise<void> {
    // First all are told: what is being opened registers no more.
    const stopping = [this.sender, ...this.followers].map((each) => each.stop());
    await Promise.all([...this.registrations.values()].map((registration) => registration.close()));
    await Promise.all(stopping);
  }

  /** Something was queued by a handler: it is sent now, and not at the next look. */
  nudge(): void {
    this.sender.nudge();
  }

  /** What is in the outbox, the same in every process. */
  async gauges(): Promise<readonly MailCounts[]> {
    return this.outbox.counts(this.options.mails.map(({ name }) => name));
  }

  /** Until the registration ends; one that fails is opened again at its checkpoint. */
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
