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
  /** The time of recording, epoch milliseconds. */
  readonly at: number;
  /** The size of its data in the log, in characters. */
  readonly size: number;
}

/** The size of a stream without its state and its remembered commands. */
const STREAM_BYTES = 1_000;
const COMMAND_BYTES = 10;
/** A value takes about this many times its serialized size in memory. */
const IN_MEMORY = 2;
/** The size of a state that cannot be serialized, as one with functions. */
const UNKNOWN_BYTES = 10_000;

/** Before a stream's first event. */
export const NO_REVISION = -1;

/** The start of a fold: an initial state, or a snapshot's. */
export interface FoldStart<State> {
  readonly state: State;
  readonly revision: number;
  readonly changedRevision: number;
  readonly lastEventId: string;
  readonly memory: CommandMemory;
  /** The size of the state in the snapshot, in characters. */
  readonly size: number;
}

/**
 * A stream folded up to a revision: its aggregate's state, and the commands that it has taken. It changes in place as
 * events come.
 */
export class FoldedStream<State, Event extends DomainEvent> {
  private readonly types: ReadonlySet<string>;
  private current: State;
  private at: number;
  private newestId: string | undefined;
  private changed: number;
  private shared = false;
  private stateBytes = 0;
  /** The revision from which on the state is measured anew. */
  private measureAt = NO_REVISION;
  private broken = false;
  readonly memory: CommandMemory;
  /** The revision of its snapshot: the one it was folded from, the last one written, or the last one tried. */
  snapshotRevision: number;
  snapshotTried: number;
  /** The size of that snapshot's state, and of the events folded since, in characters. */
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

  /** The revision of the last event that was a fact of the aggregate and no fence: `If-Match` is compared with it. */
  get changedRevision(): number {
    return this.changed;
  }

  get lastEventId(): string | undefined {
    return this.newestId;
  }

  /** Whether it may be folded further. After a failed fold it may not. */
  get foldable(): boolean {
    return !this.broken;
  }

  /** Its size in memory. */
  get bytes(): number {
    const { bytes } = this.aggregate;
    if (!bytes && this.at >= this.measureAt) {
      this.stateBytes = bytesOf(this.current);
      // Rarely enough that measuring costs little beside folding.
      this.measureAt = 2 * this.at + 1;
    }
    return STREAM_BYTES + COMMAND_BYTES * this.memory.size + (bytes?.(this.current) ?? this.stateBytes);
  }

  /** Makes the next snapshot due at once and complete. */
  forgetSnapshot(): void {
    this.snapshotRevision = NO_REVISION;
    this.snapshotTried = NO_REVISION;
    this.snapshotSize = 0;
  }

  /** The state for a caller that keeps it while time passes: that object is never changed again. */
  sharedState(): State {
    this.shared = true;
    return this.current;
  }

  /**
   * Folds the next events; events that are folded already are skipped. @throws UnknownEventType for a type that this
   * kind of stream cannot hold. After any error the fold is unusable.
   */
  fold(events: readonly Foldable[]): void {
    const next = events.filter(({ revision }) => revision > this.at);
    if (next.length === 0) return;
    if (!this.foldable) throw new Error(`${this.stream} can't be folded further; load it anew`);
    this.broken = true;
    const { mutates, copy } = this.aggregate;
    if (this.shared && mutates && copy) this.current = copy(this.current);
    this.shared = false;
    for (const event of next) this.take(event);
    this.broken = false;
  }

  /** The state after these events. The stream's own state does not change. */
  preview(events: readonly Event[], occurredAt: string): State {
    const { aggregate, at, current } = this;
    return events.reduce(
      (state, { type, data }, index) => {
        // As from the log: `evolve` may keep the object it is given.
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
