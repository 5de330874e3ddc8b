import { serialize } from 'node:v8';
import type { DomainEvent, EventClass } from '#contracts/declare/event';
import type { FactOf } from '#contracts/declare/fold';
import { ReservationAbandoned } from '#contracts/reservations/reservation-events';
import type { StreamName } from '#libs/event-log';
import type { Aggregate } from './aggregate';
import { CommandMemory } from '../commands/command-memory';
import { UnknownEventType } from './unreadable-event';

/** An event as folding needs it: decoded from the log, or just appended. */
export interface Foldable {
  readonly id: string;
  readonly type: string;
  readonly data: object;
  readonly revision: number;
  readonly commandId: string;
  readonly occurredAt: string;
  /** When it was recorded, epoch milliseconds. */
  readonly at: number;
  /** Of its data in the log, in characters. */
  readonly size: number;
}

/** Of a stream beside its state and the commands that it remembers. */
const STREAM_BYTES = 1_000;
const COMMAND_BYTES = 10;
/** In memory a value takes about so much more than written down. */
const IN_MEMORY = 2;
/** What cannot be written down, as a state with functions, counts as so much. */
const UNKNOWN_BYTES = 10_000;

/** Before a stream's first event. */
export const NO_REVISION = -1;

/** Where a fold begins: nothing yet, or what a snapshot held. */
export interface FoldStart<State> {
  readonly state: State;
  readonly revision: number;
  readonly changedRevision: number;
  readonly lastEventId: string;
  readonly memory: CommandMemory;
  /** Of the state in the snapshot, in characters. */
  readonly size: number;
}

/**
 * A stream folded up to a revision: its aggregate's state, and which commands it has taken. It changes in place as events
 * come.
 */
export class FoldedStream<State, Event extends DomainEvent> {
  private readonly types: ReadonlySet<string>;
  private current: State;
  private at: number;
  private newestId: string | undefined;
  private changed: number;
  private lent = false;
  private stateBytes = 0;
  /** The revision from which on the state is measured anew. */
  private measureAt = NO_REVISION;
  private broken = false;
  readonly memory: CommandMemory;
  /** Of the snapshot that it was folded from or that was last written of it, and that was last tried. */
  snapshotRevision: number;
  snapshotTried: number;
  /** How large that snapshot's state was, and what was folded since it was tried, in characters. */
  snapshotSize: number;
  grownSince = 0;

  constructor(
    readonly aggregate: Aggregate<State, Event>,
    readonly stream: StreamName,
    start?: FoldStart<State>,
  ) {
    this.types = typesOf(aggregate.events);
    this.current = start ? start.state : aggregate.initial();
    this.at = start?.revision ?? NO_REVISION;
    this.newestId = start?.lastEventId;
    this.changed = start?.changedRevision ?? NO_REVISION;
    this.memory = start?.memory ?? new CommandMemory();
    this.snapshotRevision = this.at;
    this.snapshotTried = this.at;
    this.snapshotSize = start?.size ?? 0;
  }

  /** For a decision, which reads it at once and does not keep it. */
  get state(): State {
    return this.current;
  }

  /** The revision of the last event folded; `NO_REVISION` when there is none. */
  get revision(): number {
    return this.at;
  }

  /** The revision of the last event that was a fact of the aggregate and no fence: what `If-Match` is about. */
  get changedRevision(): number {
    return this.changed;
  }

  get lastEventId(): string | undefined {
    return this.newestId;
  }

  /** Whether it may be folded further: not after a fold failed half-way. */
  get foldable(): boolean {
    return !this.broken;
  }

  /** How much of it is in memory. */
  get bytes(): number {
    const { bytes } = this.aggregate;
    if (!bytes && this.at >= this.measureAt) {
      this.stateBytes = bytesOf(this.current);
      // So often that measuring costs little beside folding.
      this.measureAt = 2 * this.at + 1;
    }
    return STREAM_BYTES + COMMAND_BYTES * this.memory.size + (bytes?.(this.current) ?? this.stateBytes);
  }

  /** The next snapshot is due at once, and holds everything. */
  forgetSnapshot(): void {
    this.snapshotRevision = NO_REVISION;
    this.snapshotTried = NO_REVISION;
    this.snapshotSize = 0;
  }

  /** The state for somebody who keeps it while time passes: that object is never changed again. */
  lend(): State {
    this.lent = true;
    return this.current;
  }

  /**
   * Folds what comes next; what is folded already is passed over. @throws UnknownEventType for a type that this kind of
   * stream cannot hold; whatever is thrown, the fold is of no use afterwards.
   */
  fold(events: readonly Foldable[]): void {
    const next = events.filter(({ revision }) => revision > this.at);
    if (next.length === 0) return;
    if (!this.foldable) throw new Error(`${this.stream} can't be folded further; load it anew`);
    this.broken = true;
    const { mutates, copy } = this.aggregate;
    if (this.lent && mutates && copy) this.current = copy(this.current);
    this.lent = false;
    for (const event of next) this.take(event);
    this.broken = false;
  }

  /** The state as these events would make it. The stream's own stays as it is. */
  preview(events: readonly Event[], occurredAt: string): State {
    const { aggregate, at, current } = this;
    return events.reduce(
      (state, { type, data }, index) => {
        // As from the log: `evolve` may keep what it is given.
        const kept = JSON.parse(JSON.stringify(data)) as object;
        const fact = { type, data: kept, revision: at + 1 + index, occurredAt } as never as FactOf<Event>;
        return aggregate.evolve(state, fact);
      },
      aggregate.mutates && aggregate.copy ? aggregate.copy(current) : current,
    );
  }

  private take(event: Foldable): void {
    const { type, revision, occurredAt } = event;
    if (revision !== this.at + 1) throw new Error(`${this.stream} has no revision ${this.at + 1} before ${revision}`);
    if (type !== ReservationAbandoned.type) {
      if (this.types.has(type)) {
        const fact = { type, data: event.data, revision, occurredAt } as never as FactOf<Event>;
        this.current = this.aggregate.evolve(this.current, fact);
      } else if (!this.aggregate.isPartial) {
        throw new UnknownEventType(type, { stream: this.stream, revision });
      }
      if (!this.aggregate.isPartial) this.memory.note(event.commandId, revision, event.at);
      this.changed = revision;
    }
    this.at = revision;
    this.grownSince += event.size;
    this.newestId = event.id;
  }
}

function bytesOf(state: unknown): number {
  try {
    return IN_MEMORY * serialize(state).byteLength;
  } catch {
    return UNKNOWN_BYTES;
  }
}

const types = new WeakMap<readonly EventClass[], ReadonlySet<string>>();

function typesOf(events: readonly EventClass[]): ReadonlySet<string> {
  let known = types.get(events);
  if (!known) types.set(events, (known = new Set(events.map(({ type }) => type))));
  return known;
}
