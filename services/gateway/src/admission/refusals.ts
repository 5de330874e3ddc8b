import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { RecordRefusals } from '#contracts/audit/record-refusals';
import { OTHER_SOURCES } from '#contracts/audit/refusal-events';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import type { CommandContext, RequestContext } from '#libs/identity';
import type { GatewayParts } from '../gateway-parts';
import { RefusalTally, type Tallied } from './refusal-tally';
import { type Source, refusalIn } from './refused-request';
import { GATEWAY, requestContext } from '../http/request-context';

/** The most records that wait for the audit service; further refusals join the count of other sources. */
const MAX_WAITING = 4_000;

const CONCURRENT = 8;
const SEND_WITHIN_MS = 5_000;

/** The pause after an unanswered request to the audit service; a stop cuts it short. */
const RETRY_MS = { running: 1_000, stopping: 100 } as const;

/** The time that a stop gives records on their way, and an audit service that does not answer. */
const STOP_WITHIN_MS = 5_000;
const STOP_PATIENCE_MS = 1_000;

const MINUTE_MS = 60_000;

interface Waiting {
  readonly payload: RecordRefusals;
  readonly context: CommandContext;
}

/**
 * Sends refusals to the audit service after their requests are answered; requests neither wait for it nor fail with it.
 * The first of a source is sent at once, the rest of a minute when it ends or the gateway stops.
 */
export class Refusals {
  private readonly tally = new RefusalTally<Source>();
  private readonly waiting: Waiting[] = [];
  private readonly underWay = new Set<Waiting>();
  private minuteEnds: NodeJS.Timeout | undefined;
  private pause: NodeJS.Timeout | undefined;
  private isFailing = false;
  private stop: { readonly since: number; readonly done: () => void } | undefined;
  private lost = 0;

  constructor(private readonly parts: Pick<GatewayParts, 'sender' | 'logger'>) {}

  /** Counts a request that was refused because of its caller. */
  note(request: FastifyRequest): void {
    const refusal = refusalIn(request);
    if (!refusal) return;
    this.take(this.tally.note(refusal, Date.now()), request);
    this.awaitMinute();
  }

  /** Sends the counts so far, without waiting for the answer. */
  flush(): void {
    this.waiting.push(...this.tally.rest().map((tallied) => recordOf(tallied)));
    this.send();
  }

  /** Resolves when all is recorded. Records that miss the deadline are lost, and the log says how many. */
  async close(): Promise<void> {
    clearTimeout(this.minuteEnds);
    this.waiting.push(...this.tally.rest().map((tallied) => recordOf(tallied)));
    let late: NodeJS.Timeout | undefined;
    await new Promise<void>((done) => {
      this.stop = { since: Date.now(), done };
      late = setTimeout(done, STOP_WITHIN_MS);
      this.resume();
    });
    clearTimeout(late);
    this.abandon([...this.underWay, ...this.waiting.splice(0)]);
    if (this.lost > 0) this.parts.logger.error({ lost: this.lost }, 'refusals were not recorded before the stop');
  }

  private awaitMinute(): void {
    if (this.minuteEnds || !this.tally.isOpen) return;
    const left = MINUTE_MS - (Date.now() % MINUTE_MS);
    this.minuteEnds = setTimeout(() => {
      this.minuteEnds = undefined;
      this.take(this.tally.due(Date.now()));
      this.awaitMinute();
    }, left).unref();
  }

  private take(entries: readonly Tallied<Source>[], request?: FastifyRequest): void {
    for (const tallied of entries) {
      if (this.waiting.length >= MAX_WAITING) this.tally.takeBack(tallied);
      else this.waiting.push(recordOf(tallied, request));
    }
    this.send();
  }

  private send(): void {
    while (!this.pause && this.underWay.size < CONCURRENT) {
      const next = this.waiting.shift();
      if (!next) break;
      this.underWay.add(next);
      void this.record(next).finally(() => {
        this.underWay.delete(next);
        this.send();
      });
    }
    if (this.underWay.size === 0 && this.waiting.length === 0) this.stop?.done();
  }

  private async record(next: Waiting): Promise<void> {
    const { payload, context } = next;
    try {
      await this.parts.sender.send(RecordRefusals, payload, { ...context, deadline: Date.now() + SEND_WITHIN_MS });
      this.isFailing = false;
    } catch (err) {
      if (err instanceof DomainError && err.kind === 'unavailable') this.retry(next, err);
      else this.parts.logger.error({ err, lost: payload.count }, 'refusals could not be recorded');
    }
  }

  /** Sent again unchanged, under the same command id, so it is recorded once whatever the first attempt did. */
  private retry(next: Waiting, err: unknown): void {
    if (!this.isFailing) this.parts.logger.warn({ err }, 'refusals cannot be recorded; trying again');
    this.isFailing = true;
    if (this.stop && Date.now() - this.stop.since > STOP_PATIENCE_MS) {
      return this.abandon([next, ...this.waiting.splice(0)]);
    }
    this.waiting.unshift(next);
    this.pause ??= setTimeout(() => this.resume(), this.stop ? RETRY_MS.stopping : RETRY_MS.running).unref();
  }

  private resume(): void {
    clearTimeout(this.pause);
    this.pause = undefined;
    this.send();
  }

  private abandon(records: readonly Waiting[]): void {
    for (const { payload } of records) this.lost += payload.count;
  }
}

const OTHERS: Source = { name: OTHER_SOURCES, tenantId: PLATFORM, actor: GATEWAY };

/** `request`: the request of a first refusal. */
function recordOf(tallied: Tallied<Source>, request?: FastifyRequest): Waiting {
  const { kind, of = OTHERS, isFirst, routes, count, minute } = tallied;
  const { name: source, actor } = of;
  // Nothing that an anonymous caller sent is kept: no request id, and no address that no key would hide.
  const context = isFirst && request?.caller ? requestContext(request, SEND_WITHIN_MS) : contextOf(of);
  return {
    payload: { kind, source, routes, count, minute: new Date(minute).toISOString(), roles: actor.roles },
    context: { ...context, commandId: randomUUID(), now: new Date().toISOString() },
  };
}

function contextOf({ tenantId, actor }: Source): RequestContext {
  const requestId = randomUUID();
  return { tenantId, actor, requestId, correlationId: requestId, causationId: requestId, deadline: 0 };
}
