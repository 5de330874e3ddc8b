import type { DomainEvent } from '#contracts/declare/event';
import type { Recorded } from '#contracts/declare/recorded';
import type { AppendResult, EventLog, RecordedEvent, StreamName } from '#libs/event-log';
import type { CommandContext } from '#libs/identity';
import type { Aggregate } from './aggregate';
import type { EncodedEvent, EventCodec } from './codec';
import { FoldedStream, NO_REVISION, type Foldable } from './folded-stream';
import type { OnFault, SnapshotKeeper } from './snapshot-keeper';
import { StateCache } from './state-cache';

export interface StreamStatesOptions {
  readonly log: Pick<EventLog, 'readStream' | 'append'>;
  readonly codec: Pick<EventCodec, 'decode'>;
  readonly onFault: OnFault;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Without it every cold stream is folded from its first event. */
  readonly snapshots?: SnapshotKeeper;
  /** Of the process. Default: one of its own. */
  readonly cache?: StateCache;
}

/** `fresh`: read from the log just now; otherwise as it was when last used. */
export interface Loaded<State, Event extends DomainEvent> {
  readonly folded: FoldedStream<State, Event>;
  readonly fresh: boolean;
}

const READ_AT_ONCE = 500;

/**
 * Folded streams: a bounded cache over snapshots over the log. A state may be behind the log but is never wrong: an
 * append at its revision, or `upToDate`, finds out.
 */
export class StreamStates {
  private readonly cache: StateCache;
  private readonly loading = new Map<string, Promise<unknown>>();
  private readonly aggregates = new WeakMap<object, number>();

  constructor(private readonly options: StreamStatesOptions) {
    this.cache = options.cache ?? new StateCache();
  }

  /** A stream's cached state; read from the log when there is none. */
  async load<State, Event extends DomainEvent>(
    aggregate: Aggregate<State, Event>,
    stream: StreamName,
  ): Promise<Loaded<State, Event>> {
    const cached = this.cached(aggregate, stream);
    if (cached) return { folded: cached, fresh: false };
    return { folded: await this.loadNow(aggregate, stream), fresh: true };
  }

  /** The same stream with every event that the log holds now: usually the same object, folded further. */
  async upToDate<State, Event extends DomainEvent>(
    folded: FoldedStream<State, Event>,
  ): Promise<FoldedStream<State, Event>> {
    const tail: Foldable[] = [];
    for await (const events of this.read(folded.aggregate, folded.stream, folded.revision + 1)) tail.push(...events);
    const last = tail.at(-1);
    if (!last || last.revision <= folded.revision) return folded;
    if (!folded.foldable) return this.loadNow(folded.aggregate, folded.stream);
    this.advance(folded, tail);
    return folded;
  }

  /**
   * A stream's state as of now, for a caller that keeps it: it is not changed afterwards. `hasFacts`: the stream holds
   * more than the fences of abandoned reservations.
   */
  async sharedState<State, Event extends DomainEvent>(aggregate: Aggregate<State, Event>, stream: StreamName) {
    const cached = this.cached(aggregate, stream);
    const folded = cached ? await this.upToDate(cached) : await this.loadNow(aggregate, stream);
    return { state: folded.sharedState(), revision: folded.revision, hasFacts: folded.changedRevision !== NO_REVISION };
  }

  /** Every state that a stream has gone through, from its first event on. Nothing of it is cached. */
  async *history<State, Event extends DomainEvent>(
    aggregate: Aggregate<State, Event>,
    stream: StreamName,
  ): AsyncGenerator<State> {
    const folded = new FoldedStream<State, Event>(aggregate, stream);
    for await (const events of this.read(aggregate, stream, 0)) {
      for (const event of events) {
        folded.fold([event]);
        yield folded.state;
      }
    }
  }

  /**
   * Appends events to a stream that was decided on at `expected`, and folds them into its state without reading them.
   * After any error no state is kept that the log might not have. @throws as `EventLog.append`
   */
  async append<State, Event extends DomainEvent>(
    folded: FoldedStream<State, Event>,
    events: readonly EncodedEvent[],
    expected: number,
    context: CommandContext,
  ): Promise<AppendResult> {
    const { log, clock, onFault } = this.options;
    let result: AppendResult;
    try {
      result = await log.append(folded.stream, events, { expected: expected === NO_REVISION ? 'none' : expected });
    } catch (error) {
      this.drop(folded);
      throw error;
    }
    if (result.outcome === 'conflict' || folded.revision >= result.revision) return result;
    if (folded.revision !== expected || result.revision !== expected + events.length || !folded.foldable) {
      this.drop(folded);
      return result;
    }
    const { commandId, now } = context;
    const appended = events.map(({ id, type, plainData }, index) => {
      const data = JSON.parse(plainData) as object;
      const revision = expected + 1 + index;
      return { id, type, data, revision, commandId, occurredAt: now, at: clock(), size: plainData.length };
    });
    try {
      this.advance(folded, appended);
    } catch (error) {
      // The command stands: the log has its events. The next load of the stream reports the fault.
      onFault(`${folded.stream} can't be folded after an append`, error);
    }
    return result;
  }

  /** Folds events into a stream's state and caches it. After an error a half-folded state is not kept. */
  private advance<State, Event extends DomainEvent>(
    folded: FoldedStream<State, Event>,
    events: readonly Foldable[],
  ): void {
    try {
      folded.fold(events);
    } catch (error) {
      this.drop(folded);
      throw error;
    }
    this.keep(folded);
  }

  private drop<State, Event extends DomainEvent>(folded: FoldedStream<State, Event>): void {
    this.cache.delete(this.keyOf(folded.aggregate, folded.stream));
  }

  private keep<State, Event extends DomainEvent>(folded: FoldedStream<State, Event>): void {
    this.cache.set(this.keyOf(folded.aggregate, folded.stream), folded as never);
    this.options.snapshots?.consider(folded);
  }

  private cached<State, Event extends DomainEvent>(aggregate: Aggregate<State, Event>, stream: StreamName) {
    return this.cache.get(this.keyOf(aggregate, stream)) as FoldedStream<State, Event> | undefined;
  }

  /** Concurrent loads of one stream are one. A caller that joins an earlier load reads on from its end. */
  private async loadNow<State, Event extends DomainEvent>(
    aggregate: Aggregate<State, Event>,
    stream: StreamName,
  ): Promise<FoldedStream<State, Event>> {
    const key = this.keyOf(aggregate, stream);
    const begun = this.loading.get(key) as Promise<FoldedStream<State, Event>> | undefined;
    if (begun) return this.upToDate(await begun);
    const loading = this.loadFromLog(aggregate, stream);
    this.loading.set(key, loading);
    try {
      const folded = await loading;
      this.keep(folded);
      return folded;
    } finally {
      this.loading.delete(key);
    }
  }

  private async loadFromLog<State, Event extends DomainEvent>(
    aggregate: Aggregate<State, Event>,
    stream: StreamName,
  ): Promise<FoldedStream<State, Event>> {
    const { snapshots } = this.options;
    const continued = await snapshots?.load(aggregate, stream);
    if (continued && (await this.readOn(continued))) return continued;
    if (continued) await snapshots?.discard(stream);
    const folded = new FoldedStream<State, Event>(aggregate, stream);
    for await (const events of this.read(aggregate, stream, 0)) folded.fold(events);
    return folded;
  }

  /** Folds the events after a snapshot. False when the log does not have the event that it was taken at. */
  private async readOn<State, Event extends DomainEvent>(folded: FoldedStream<State, Event>): Promise<boolean> {
    let stands = false;
    for await (const events of this.read(folded.aggregate, folded.stream, folded.revision)) {
      stands ||= events[0]?.id === folded.lastEventId;
      if (!stands) return false;
      folded.fold(events);
    }
    return stands;
  }

  private async *read<State, Event extends DomainEvent>(
    aggregate: Aggregate<State, Event>,
    stream: StreamName,
    from: number,
  ): AsyncGenerator<readonly Foldable[]> {
    let batch: RecordedEvent[] = [];
    for await (const event of this.options.log.readStream(stream, { from })) {
      batch.push(event);
      if (batch.length < READ_AT_ONCE) continue;
      yield await this.decode(aggregate, batch);
      batch = [];
    }
    if (batch.length > 0) yield await this.decode(aggregate, batch);
  }

  /** Events that a partial fold skips are not decoded: this release may not know their types. */
  private async decode<State, Event extends DomainEvent>(
    { isPartial, events }: Aggregate<State, Event>,
    batch: readonly RecordedEvent[],
  ): Promise<readonly Foldable[]> {
    const { codec } = this.options;
    if (!isPartial) return (await codec.decode(batch)).map((event, index) => foldable(event, batch[index]));
    const wanted = batch.filter(({ type }) => events.some((known) => known.type === type));
    const decoded = new Map(
      (await codec.decode(wanted)).map((event, index) => [event.revision, foldable(event, wanted[index])]),
    );
    return batch.map((event) => decoded.get(event.revision) ?? passedOver(event));
  }

  private keyOf(aggregate: object, stream: StreamName): string {
    let number = this.aggregates.get(aggregate);
    if (number === undefined) this.aggregates.set(aggregate, (number = this.cache.nextFold()));
    return `${number} ${stream}`;
  }
}

function foldable({ id, type, data, revision, recordedAt, metadata }: Recorded, recorded?: RecordedEvent): Foldable {
  const { commandId, occurredAt } = metadata;
  return {
    id,
    type,
    data,
    revision,
    commandId,
    occurredAt,
    at: Date.parse(recordedAt),
    size: recorded?.data.length ?? 0,
  };
}

function passedOver({ id, type, revision, recordedAt, data }: RecordedEvent): Foldable {
  const at = Date.parse(recordedAt);
  return { id, type, data: {}, revision, commandId: '', occurredAt: recordedAt, at, size: data.length };
}
