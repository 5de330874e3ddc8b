import { eventDeclaration, type DomainEvent } from '#contracts/declare/event';
import type { StreamName } from '#libs/event-log';
import type { Aggregate } from './aggregate';
import { CommandMemory } from '../commands/command-memory';
import { FoldedStream } from './folded-stream';
import type { NewSnapshot, Snapshots } from './snapshots';

/** Reports a fault beside a command that does not fail it: of a snapshot, of a release. */
export type OnFault = (what: string, error: unknown) => void;

export interface SnapshotKeeperOptions {
  readonly snapshots: Snapshots;
  readonly onFault: OnFault;
  /**
   * A snapshot is written when a stream has grown by as many events, and by more than twice the text of the snapshot
   * before. The writes of a growing state so stay in proportion to its events, and so do the reads of its tail. Default
   * 100.
   */
  readonly every?: number;
}

const TIMES_ITS_SIZE = 2;
/** The approximate size of an event's metadata, in characters. */
const METADATA_SIZE = 400;

const WRITTEN_AT_ONCE = 2;

/**
 * Reads and writes the snapshots of aggregates that have them. Its faults never fail a command: the log has every
 * event.
 */
export class SnapshotKeeper {
  private readonly every: number;
  private readonly byCategory = new Map<string, object>();
  private readonly writing = new Map<string, Promise<void>>();

  constructor(private readonly options: SnapshotKeeperOptions) {
    this.every = options.every ?? 100;
  }

  /**
   * A stream folded as far as its snapshot goes. The caller has to check that the log has its last event (`discard`).
   */
  async load<State, Event extends DomainEvent>(
    aggregate: Aggregate<State, Event>,
    stream: StreamName,
  ): Promise<FoldedStream<State, Event> | undefined> {
    const shape = this.shapeOf(aggregate);
    if (!shape) return undefined;
    try {
      const snapshot = await this.options.snapshots.read(stream, shape.version);
      if (!snapshot) return undefined;
      const { revision, changedRevision, lastEventId } = snapshot;
      const memory = new CommandMemory();
      memory.unpack(snapshot.commands);
      const state = shape.fromJson(JSON.parse(snapshot.state) as never);
      return new FoldedStream<State, Event>(aggregate, stream, {
        state,
        revision,
        changedRevision,
        lastEventId,
        memory,
        size: snapshot.state.length,
      });
    } catch (error) {
      this.options.onFault(`the snapshot of ${stream} was not read`, error);
      return undefined;
    }
  }

  /** Removes the snapshots of a stream that the log contradicts. */
  async discard(stream: StreamName): Promise<void> {
    try {
      await this.options.snapshots.discard(stream);
    } catch (error) {
      this.options.onFault(`the snapshot of ${stream} was not removed`, error);
    }
  }

  /** Starts to write a snapshot when the stream has grown enough since the last. Commands do not wait for it. */
  consider<State, Event extends DomainEvent>(folded: FoldedStream<State, Event>): void {
    const shape = this.shapeOf(folded.aggregate);
    if (!shape || !this.isDue(folded)) return;
    if (this.writing.size >= WRITTEN_AT_ONCE || this.writing.has(folded.stream)) return;
    folded.snapshotTried = folded.revision;
    folded.grownSince = 0;
    const { stream } = folded;
    const written = this.write(folded, shape)
      .catch((error: unknown) => this.options.onFault(`no snapshot of ${stream} was written`, error))
      .finally(() => this.writing.delete(stream));
    this.writing.set(stream, written);
  }

  private isDue({ revision, snapshotTried, snapshotSize, grownSince }: Snapshotted): boolean {
    const events = revision - snapshotTried;
    return events >= this.every && grownSince + events * METADATA_SIZE >= TIMES_ITS_SIZE * snapshotSize;
  }

  /** Resolves when nothing is being written. */
  async settled(): Promise<void> {
    while (this.writing.size > 0) await Promise.all(this.writing.values());
  }

  /** Takes the snapshot before its first `await`: the state goes on changing. */
  private async write<State, Event extends DomainEvent>(
    folded: FoldedStream<State, Event>,
    shape: SnapshotShape<State>,
  ): Promise<void> {
    const { stream, aggregate, revision, changedRevision, lastEventId, memory } = folded;
    if (lastEventId === undefined) return;
    const state = JSON.stringify(shape.toJson(folded.state));
    folded.snapshotSize = state.length;
    const snapshot: NewSnapshot = {
      stream,
      category: aggregate.category,
      version: shape.version,
      revision,
      changedRevision,
      lastEventId,
      state,
      commands: memory.packAfter(folded.snapshotRevision),
      commandsAfter: folded.snapshotRevision,
      oldestCommand: memory.oldest() ?? 0,
    };
    if (await this.options.snapshots.write(snapshot)) folded.snapshotRevision = revision;
    else folded.forgetSnapshot();
  }

  private shapeOf<State, Event extends DomainEvent>(
    aggregate: Aggregate<State, Event>,
  ): SnapshotShape<State> | undefined {
    const { snapshot, category } = aggregate;
    if (!snapshot || this.byCategory.get(category) === aggregate) return snapshot;
    if (this.byCategory.has(category)) throw new TypeError(`two aggregates of category ${category} have snapshots`);
    const personal = aggregate.events.find(({ type }) => eventDeclaration(type)?.personal);
    if (personal) {
      throw new TypeError(`${category} can hold the personal event ${personal.type}, so that it can't have snapshots`);
    }
    this.byCategory.set(category, aggregate);
    return snapshot;
  }
}

type Snapshotted = Pick<FoldedStream<never, never>, 'revision' | 'snapshotTried' | 'snapshotSize' | 'grownSince'>;
type SnapshotShape<State> = NonNullable<Aggregate<State, never>['snapshot']>;
