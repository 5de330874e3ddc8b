import type { Recorded } from '#contracts/declare/recorded';
import {
  START,
  epochOf,
  type CheckpointPlace,
  type EventLog,
  type Position,
  type RecordedEvent,
} from '#libs/event-log';
import type { EventCodec } from '../aggregates/codec';
import { faultText } from '../commands/fault-text';
import type { LogConsumer } from './log-feed';
import { Retries, type Pauses, Poison, Stopped, TRIES } from './retries';
import type { Reactor } from './reactor';
import { Answering, type AnsweringOptions } from './reactor-answering';
import type { ParkedReactorEvent, ReactorParking } from './reactor-parking';
import type { ReactorMove, ReactorOwnership, ReactorOutcome } from './reactor-store';
import type { OnFault } from '../aggregates/snapshot-keeper';
import { unchanging } from '../aggregates/unchanging';

export interface RunnerOptions extends AnsweringOptions {
  readonly parking: ReactorParking;
  readonly log: Pick<EventLog, 'readStream'>;
  readonly codec: Pick<EventCodec, 'decode'>;
  readonly onFault: OnFault;
  /** The pause before a failed step is tried again. */
  readonly retryMs: Pauses;
  /** The pause before a parked stream is tried again by itself. */
  readonly parkedRetryMs: Pauses;
}

/** Another process owns the reactor now. */
export class ReactorLost extends Error {
  override readonly name = 'ReactorLost';
}

/** The log is in another epoch than the reactor's checkpoint: a person has to check the events it missed. */
export class EpochChanged extends Error {
  override readonly name = 'EpochChanged';
}

const STREAMS_AT_ONCE = 8;
const CHECKPOINT_EVERY_MS = 5_000;

/** Parked events of one stream that are answered before others, and new events, have their turn. */
const PARKED_AT_ONCE = 100;

type Read = (event: RecordedEvent) => Promise<Recorded>;

/**
 * One reactor, while this process owns it. Events of one stream are answered in order, several streams side by side;
 * the checkpoint moves when every outcome up to it is recorded. A step that needs something out of reach is tried until
 * that is back. An event that fails by itself is parked after a few tries, with the later events of its stream, so that
 * the others flow on.
 */
export class ReactorRunner implements LogConsumer {
  readonly name: string;
  readonly after: Position;
  readonly types: ReadonlySet<string>;
  position: Position;
  /** The id of the event at its position; null where it is not known. */
  private eventId: string | null;
  private readonly retries: Retries;
  private readonly answering: Answering;
  private stored: Position;
  private storedAt: number;
  private turn: Promise<unknown> = Promise.resolve();
  private retrying = false;

  constructor(
    readonly reactor: Reactor,
    private readonly ownership: ReactorOwnership,
    /** Streams with parked events when it takes over. */
    private parked: Set<string>,
    private readonly options: RunnerOptions,
  ) {
    this.name = `reactor ${reactor.name}`;
    this.types = new Set(reactor.events.map(({ type }) => type));
    this.after = ownership.position;
    this.position = ownership.position;
    this.eventId = ownership.eventId;
    this.stored = ownership.position;
    this.storedAt = options.clock();
    this.retries = new Retries(this.name, options);
    this.answering = new Answering(reactor, this.retries, options);
  }

  /** The error that is being retried, if there is one. */
  get trouble(): unknown {
    return this.retries.trouble;
  }

  /** Ends the retrying. Work under way ends by itself. */
  stop(): void {
    this.retries.stop();
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    await this.turn;
  }

  /** @throws ReactorLost | EpochChanged, which end the runner */
  async handle(batch: readonly RecordedEvent[], through: Position, eventId: string | null = null): Promise<void> {
    const first = batch[0]?.position ?? through;
    if (this.position !== START && epochOf(first) !== epochOf(this.position)) {
      throw new EpochChanged(
        `the checkpoint of ${this.name} is in epoch ${epochOf(this.position)}, the log in ${epochOf(first)}`,
      );
    }
    if (batch.length > 0) await this.alone(() => this.answerAll(batch));
    this.position = through;
    this.eventId = eventId;
    if (batch.length === 0 && this.options.clock() - this.storedAt < CHECKPOINT_EVERY_MS) return;
    if (!(await this.retries.untilDone('moving its checkpoint', () => this.saveCheckpoint()))) {
      throw new ReactorLost(`${this.name} is owned elsewhere`);
    }
  }

  /** False when this process is not the owner any more. */
  async saveCheckpoint(): Promise<boolean> {
    const { position } = this;
    if (position === this.stored) return true;
    if (!(await this.options.store.moveCheckpoint(this.move()))) return false;
    this.stored = position;
    this.storedAt = this.options.clock();
    return true;
  }

  /** It has nothing to answer up to here: what is to be stored, if that is not yet. */
  passed({ position, eventId }: CheckpointPlace): ReactorMove | undefined {
    if (position > this.position) [this.position, this.eventId] = [position, eventId];
    return this.position === this.stored ? undefined : this.move();
  }

  private move(): ReactorMove {
    const { position, eventId, reactor, ownership } = this;
    return { reactor: reactor.name, fence: ownership.fence, position, eventId };
  }

  /** Stored with those of others. */
  isStored({ position }: ReactorMove): void {
    if (position > this.stored) this.stored = position;
  }

  /** Something of it waits to be answered again. */
  get hasParked(): boolean {
    return this.parked.size > 0;
  }

  /** Answers what is parked and due, each stream in order for as long as that goes well. */
  async retryParked(): Promise<void> {
    if (this.retrying || this.parked.size === 0) return;
    this.retrying = true;
    try {
      await this.retryDue();
    } finally {
      this.retrying = false;
    }
  }

  /** New and parked events take turns: a new event of a parked stream has to wait behind the one being retried. */
  private alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async answerAll(batch: readonly RecordedEvent[]): Promise<void> {
    const read = await this.readerOf(batch);
    const [outcomes, skipped] = await Promise.all([this.outcomesOf(batch), this.skippedOf(batch)]);
    const streams = new Map<string, RecordedEvent[]>();
    for (const event of batch) {
      if (!skipped.has(event.id)) streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
    }
    const waiting = [...streams.values()];
    const answerStreams = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await this.answerStream(next, read, outcomes);
    };
    const ended = await Promise.allSettled(Array.from({ length: STREAMS_AT_ONCE }, answerStreams));
    const failed = ended.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
  }

  private async answerStream(
    events: readonly RecordedEvent[],
    read: Read,
    outcomes: readonly ReactorOutcome[],
  ): Promise<void> {
    const stream = events[0]?.stream ?? '';
    if (this.parked.has(stream)) return this.park(stream, events);
    for (const [index, event] of events.entries()) {
      try {
        await this.answering.answer(await read(event), outcomes, this.retries.tries);
      } catch (error) {
        if (!(error instanceof Poison)) throw error;
        return this.park(stream, events.slice(index), error.cause);
      }
    }
  }

  private async park(stream: string, events: readonly RecordedEvent[], cause?: unknown): Promise<void> {
    const failure = cause === undefined ? undefined : this.failure(cause, TRIES);
    const { parking, onFault } = this.options;
    await this.retries.untilDone('parking events', () => parking.park(this.reactor.name, events, failure));
    this.parked.add(stream);
    if (failure) onFault(`${this.name} cannot answer ${events[0]?.id}: its stream is parked`, cause);
  }

  private failure(cause: unknown, attempts: number) {
    const { clock, parkedRetryMs } = this.options;
    const pause = Math.min(parkedRetryMs.first * 2 ** (attempts - TRIES), parkedRetryMs.longest);
    return { error: faultText(cause), attempts, retryAt: clock() + pause };
  }

  private async retryDue(): Promise<void> {
    const { parking, clock } = this.options;
    const { name } = this.reactor;
    await this.alone(async () => (this.parked = await parking.streams(name)));
    for (const stream of await parking.due(name, clock(), STREAMS_AT_ONCE)) {
      await this.alone(() => this.retryStream(stream));
    }
  }

  private async retryStream(stream: string): Promise<void> {
    const { parking } = this.options;
    for (let count = 0; count < PARKED_AT_ONCE; count++) {
      if (this.retries.isStopped) return;
      const next = await parking.first(this.reactor.name, stream);
      if (!next) {
        this.parked.delete(stream);
        return;
      }
      try {
        await this.answerParked(next);
      } catch (error) {
        if (error instanceof Stopped) return;
        return parking.failedAgain(next.id, this.failure(error, next.attempts + 1));
      }
      await parking.answered(next.id);
    }
  }

  private async answerParked({ stream, revision, eventId }: ParkedReactorEvent): Promise<void> {
    const { log, codec } = this.options;
    for await (const event of log.readStream(stream, { from: revision, limit: 1 })) {
      // After a restore another event can be there.
      if (event.id !== eventId) break;
      const [read] = await codec.decode([event]);
      if (read) await this.answering.answer(read, await this.outcomesOf([event]), (_what, attempt) => attempt());
      return;
    }
    throw new Error(`the log has no event ${eventId} at revision ${revision} of its stream any more`);
  }

  private outcomesOf(events: readonly RecordedEvent[]): Promise<readonly ReactorOutcome[]> {
    const ids = events.map(({ id }) => id);
    return this.retries.untilDone('reading outcomes', () => this.options.store.outcomesOf(this.reactor.name, ids));
  }

  /** Looked up each time: an operator may skip an event before this process has come to it. */
  private skippedOf(events: readonly RecordedEvent[]): Promise<ReadonlySet<string>> {
    const { parking } = this.options;
    return this.retries.untilDone('reading what is skipped', () => parking.skippedOf(this.reactor.name, events));
  }

  /** Decodes the batch at once; when one of its events cannot be read, each by itself. */
  private async readerOf(batch: readonly RecordedEvent[]): Promise<Read> {
    const { codec } = this.options;
    try {
      const decoded = unchanging(await this.retries.tries('decoding events', async () => codec.decode(batch)));
      const byId = new Map(decoded.map((event) => [event.id, event]));
      return (event) => Promise.resolve(byId.get(event.id) as Recorded);
    } catch (error) {
      if (!(error instanceof Poison)) throw error;
      return async (event) => {
        const read = await this.retries.tries(`decoding ${event.id}`, async () => codec.decode([event]));
        return unchanging(read)[0] as Recorded;
      };
    }
  }
}
