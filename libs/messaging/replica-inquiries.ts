import { randomBytes } from 'node:crypto';
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { inquiriesOf, readInquiry, subjectAt, type InquiryAnswer } from './replicas';
import { parseJson, textOf } from './wire';

/** A replica that could take the request waits so long for the one that is at work on it to say so. */
const OFFER_AFTER_MS = 200;

export interface ReplicaInquiriesOptions {
  readonly service: string;
  readonly nats: NatsConnection;
  /** Whether this replica takes requests of a contract now. */
  readonly takes: (subject: string) => boolean;
  /** Gets a request that was sent to this replica alone. */
  readonly receive: (subject: string, message: Msg) => void;
}

/**
 * A replica's answers about requests that have no answer yet. The one that is at work on a request says so at once; any
 * other offers to take it a moment later. A replica that hangs says nothing, and so another gets its requests.
 */
export class ReplicaInquiries {
  private readonly replica = randomBytes(8).toString('hex');
  private readonly atWork = new Set<string>();
  private subscriptions: Subscription[] = [];

  constructor(private readonly options: ReplicaInquiriesOptions) {}

  /** `refused`: the broker does not allow it. */
  listen(refused: (error: Error) => void): void {
    const { nats, service, receive } = this.options;
    const suffix = subjectAt('', this.replica);
    const directly = (error: Error | null, message: Msg) => {
      if (error) refused(error);
      else receive(message.subject.slice(0, -suffix.length), message);
    };
    const inquired = (error: Error | null, message: Msg) => {
      if (error) refused(error);
      else this.inquired(message);
    };
    this.subscriptions = [
      nats.subscribe(inquiriesOf(service), { callback: inquired }),
      nats.subscribe(subjectAt(`${service}.*`, this.replica), { queue: service, callback: directly }),
    ];
  }

  /** A request has arrived here. */
  began({ reply }: Msg): void {
    if (reply) this.atWork.add(reply);
  }

  ended({ reply }: Msg): void {
    if (reply) this.atWork.delete(reply);
  }

  close(): void {
    for (const each of this.subscriptions.splice(0)) if (!each.isClosed()) each.unsubscribe();
  }

  private inquired(message: Msg): void {
    const inquiry = readInquiry(parseJson(textOf(message)));
    if (!inquiry) return;
    if (this.atWork.has(inquiry.inbox)) return this.answer(message, { working: true });
    const offer = () => {
      if (this.options.takes(inquiry.subject)) this.answer(message, { replica: this.replica });
    };
    setTimeout(offer, OFFER_AFTER_MS).unref();
  }

  private answer(message: Msg, answer: InquiryAnswer): void {
    if (this.options.nats.isClosed()) return;
    message.respond(JSON.stringify(answer));
  }
}
