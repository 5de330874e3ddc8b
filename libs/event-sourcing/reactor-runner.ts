import { setTimeout as delay } from 'node:timers/promises';
import { contractOf, type ContractClass } from '#contracts/contract';
import { DomainError, type ErrorKind } from '#contracts/errors';
import { START, epochOf, type Position, type RecordedEvent } from '#libs/event-log';
import type { CommandContext } from '#libs/identity';
import type { EventCodec } from './codec';
import { commandIdOf } from './identifiers';
import type { LogConsumer } from './log-feed';
import type { Reactor, Recorded, Wanted } from './reactor';
import type { Ownership, ReactorOutcome, ReactorStore } from './reactor-store';
import type { OnFault } from './snapshot-keeper';

/** Sends a command as a service; rejects with the `DomainError` that refused it. */
export type SendCommand = (
  service: string,
  contract: ContractClass,
  payload: object,
  context: CommandContext,
) => Promise<{ readonly position?: Position }>;

export interface RunnerOptions {
  readonly store: ReactorStore;
  readonly codec: Pick<EventCodec, 'decode'>;
  readonly send: SendCommand;
  readonly onFault: OnFault;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** How long one sending may take, in milliseconds. */
  readonly sendWithinMs: number;
  /** The pauses before what failed is tried again double from the first to the longest, in milliseconds. */
  readonly retryMs: { readonly first: number; readonly longest: number };
}

/** Another process owns the reactor by now. */
export class ReactorLost extends Error {
  override readonly name = 'ReactorLost';
}

/** The log goes on in another epoch than the one the reactor left off in: a person has to look at what it missed. */
export class EpochChanged extends Error {
  override readonly name = 'EpochChanged';
}

class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** Kinds of error that say nothing about the command: it is sent again. All others are outcomes. */
const FAULTS: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'unavailable',
  'internal',
  'rate_limited',
  'unauthenticated',
]);

const STREAMS_AT_ONCE = 8;
const CHECKPOINT_EVERY_MS = 5_000;

/**
 * One reactor, while this process owns it. Events of one stream are answered in order, several streams side by side;
 * the checkpoint moves when every outcome up to it is recorded. Whatever fails is tried again until it does not.
 */
export class ReactorRunner implements LogConsumer {
  readonly name: string;
  readonly after: Position;
  readonly types: ReadonlySet<string>;
  position: Position;
  private readonly troubles = new Set<unknown>();
  private readonly stopping = new AbortController();
  private stored: Position;
  private storedAt: number;

  constructor(
    readonly reactor: Reactor,
    private readonly ownership: Ownership,
    private readonly options: RunnerOptions,
  ) {
    this.name = `reactor ${reactor.name}`;
    this.types = new Set(reactor.on.map(({ type }) => type));
    this.after = ownership.position;
    this.position = ownership.position;
    this.stored = ownership.position;
    this.storedAt = options.clock();
  }

  /** What it is trying again, if it is. */
  get trouble(): unknown {
    return this.troubles.values().next().value;
  }

  /** Gives up what is being tried again. What is under way ends by itself. */
  stop(): void {
    this.stopping.abort();
  }

  /** @throws ReactorLost | EpochChanged: then it is over */
  async handle(batch: readonly RecordedEvent[], through: Position): Promise<void> {
    const first = batch[0]?.position ?? through;
    if (this.position !== START && epochOf(first) !== epochOf(this.position)) {
      throw new EpochChanged(`${this.name} stands in epoch ${epochOf(this.position)}, the log in ${epochOf(first)}`);
    }
    if (batch.length > 0) await this.answerAll(batch);
    this.position = through;
    if (batch.length === 0 && this.options.clock() - this.storedAt < CHECKPOINT_EVERY_MS) return;
    if (!(await this.untilDone('moving its checkpoint', () => this.saveCheckpoint()))) {
      throw new ReactorLost(`${this.name} is owned elsewhere`);
    }
  }

  /** False when this process is not the owner any more. */
  async saveCheckpoint(): Promise<boolean> {
    const { position, reactor, ownership } = this;
    if (position === this.stored) return true;
    if (!(await this.options.store.moveCheckpoint(reactor.name, ownership.fence, position))) return false;
    this.stored = position;
    this.storedAt = this.options.clock();
    return true;
  }

  private async answerAll(batch: readonly RecordedEvent[]): Promise<void> {
    const { codec, store } = this.options;
    const events = await this.untilDone('decoding events', async () => codec.decode(batch));
    const ids = batch.map(({ id }) => id);
    const outcomes = await this.untilDone('reading outcomes', () => store.outcomesOf(this.reactor.name, ids));
    const streams = new Map<string, Recorded[]>();
    for (const event of events) streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
    const waiting = [...streams.values()];
    const answerStreams = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        for (const event of next) await this.answer(event, outcomes);
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: STREAMS_AT_ONCE }, answerStreams));
    const failed = ended.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
  }

  private async answer(event: Recorded, outcomes: readonly ReactorOutcome[]): Promise<void> {
    const known = new Map(outcomes.filter(({ eventId }) => eventId === event.id).map((each) => [each.name, each]));
    const wanted = await this.untilDone(`reacting to ${event.id}`, async () => this.reactor.react(event));
    const refused = await this.sendInOrder(event, wanted, known);
    if (!refused || !this.reactor.onRefusal) return;
    const { onRefusal } = this.reactor;
    const answers = await this.untilDone(`answering the refusal of ${event.id}`, async () =>
      onRefusal(event, refused.wanted, { code: refused.code }),
    );
    await this.sendInOrder(event, answers, known);
  }

  /** One after the other; the first refusal ends it. */
  private async sendInOrder(event: Recorded, wanted: readonly Wanted[], known: ReadonlyMap<string, ReactorOutcome>) {
    for (const each of wanted) {
      const name = each.name ?? contractOf(each.contract).subject;
      const outcome = known.get(name) ?? (await this.untilDone(`sending ${name}`, () => this.send(event, each, name)));
      if (outcome.code !== null) return { wanted: each, code: outcome.code };
    }
    return undefined;
  }

  private async send(event: Recorded, wanted: Wanted, name: string): Promise<ReactorOutcome> {
    const { store, send } = this.options;
    const { service, name: reactor } = this.reactor;
    const context = this.contextOf(event, name);
    const base = { eventId: event.id, reactor, name, commandId: context.commandId, tenantId: event.tenantId };
    try {
      const { position = null } = await send(service, wanted.contract, wanted.payload, context);
      return await store.record({ ...base, outcome: 'done', code: null, position });
    } catch (error) {
      if (!(error instanceof DomainError) || FAULTS.has(error.kind)) throw error;
      return store.record({ ...base, outcome: 'refused', code: error.code, position: null });
    }
  }

  private contextOf({ id, tenantId, metadata }: Recorded, name: string): CommandContext {
    const { requestId, correlationId, traceparent, onBehalfOf, actorId } = metadata;
    const now = this.options.clock();
    return {
      tenantId,
      actor: { id: `service:${this.reactor.service}`, type: 'service', roles: [] },
      onBehalfOf: onBehalfOf ?? actorId,
      requestId,
      correlationId,
      causationId: id,
      ...(traceparent !== undefined && { traceparent }),
      commandId: commandIdOf(id, name),
      now: new Date(now).toISOString(),
      deadline: now + this.options.sendWithinMs,
    };
  }

  private async untilDone<Result>(what: string, attempt: () => Promise<Result>): Promise<Result> {
    const { retryMs, onFault } = this.options;
    for (let pause = retryMs.first; ; pause = Math.min(pause * 2, retryMs.longest)) {
      if (this.stopping.signal.aborted) throw new Stopped(`${this.name} was stopped`);
      try {
        return await attempt();
      } catch (error) {
        onFault(`${this.name}: ${what} failed and is tried again`, error);
        this.troubles.add(error);
        // Only the waiting is cut short: an aborted delay rejects, and the loop finds out why.
        await delay(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
        this.troubles.delete(error);
      }
    }
  }
}
