import type { Pool } from 'pg';
import type { DomainEvent } from '#contracts/declare/event';
import { ReservationClosed, ReservationHeld, ReservationReleased } from '#contracts/reservations/reservation-events';
import type { Recorded } from '#contracts/declare/recorded';
import { streamParts, type Position, type RecordedEvent, type StreamName } from '#libs/event-log';
import type { Aggregate } from '../aggregates/aggregate';
import type { EventCodec } from '../aggregates/codec';
import { LiveHolds, type HoldChange, type LiveHold } from './live-holds';
import type { LogConsumer } from '../reactors/log-feed';
import { partsOf } from './reservation-stream';
import type { Reservations } from './reservations';
import type { StreamStates } from '../aggregates/stream-states';

export interface ReleaseFollowerOptions {
  readonly service: string;
  /** Those of the service that reserve something. */
  readonly aggregates: readonly Aggregate<never, never>[];
  readonly codec: Pick<EventCodec, 'decode'>;
  readonly states: Pick<StreamStates, 'sharedState' | 'history'>;
  readonly reservations: Pick<Reservations, 'knownStreamOf' | 'releaseFrom'>;
}

type Reserving = Aggregate<unknown, DomainEvent> & Required<Pick<Aggregate<unknown, DomainEvent>, 'reserve'>>;

/** One owner's part of a batch. */
interface OwnerSeen {
  readonly aggregate: Reserving;
  /** The revision of its last event, */
  readonly revision: number;
  /** and that event's command. */
  readonly commandId: string;
}

const CHECKPOINT_EVERY_MS = 5_000;
const HOLD_EVENTS = [ReservationHeld, ReservationReleased, ReservationClosed];

/**
 * Ends for certain the holds that a service's streams have given up. The command does it right after its append; where
 * that was cut off, or failed, this follower does it. For each stream with a new event, it ends the holds that were
 * decided before the stream's present state and are not in it, those of dead commands as well. At least once, from a
 * durable checkpoint; every step may be repeated, and be done by several replicas at once.
 */
export class ReleaseFollower implements LogConsumer {
  readonly name: string;
  readonly types: ReadonlySet<string>;
  private readonly byCategory: ReadonlyMap<string, Reserving>;
  /** Kinds of reservations that this release's aggregates make: those of another release are its own. */
  private readonly kinds = new Map<string, Set<string>>();
  private storedAt = performance.now();

  private constructor(
    private readonly holds: LiveHolds,
    readonly after: Position,
    private readonly options: ReleaseFollowerOptions,
  ) {
    const aggregates = options.aggregates as unknown as readonly Reserving[];
    this.name = `reservations of ${options.service}`;
    this.byCategory = new Map(aggregates.map((aggregate) => [aggregate.category, aggregate]));
    this.types = new Set([...HOLD_EVENTS, ...aggregates.flatMap(({ events }) => events)].map(({ type }) => type));
  }

  /** `pool`: with the role `opsledger_projector`. */
  static async open(pool: Pool, options: ReleaseFollowerOptions): Promise<ReleaseFollower> {
    const holds = new LiveHolds(pool, options.service);
    const { freed } = await holds.checkpoint();
    return new ReleaseFollower(holds, freed, options);
  }

  async handle(batch: readonly RecordedEvent[], through: Position): Promise<void> {
    if (batch.length === 0 && performance.now() - this.storedAt < CHECKPOINT_EVERY_MS) return;
    const { freed } = await this.holds.fold(await this.changesOf(batch), through);
    // A replica was here before.
    if (freed < through) {
      await this.free(this.ownersIn(batch));
      await this.holds.moveFreed(through);
    }
    this.storedAt = performance.now();
  }

  private async changesOf(batch: readonly RecordedEvent[]): Promise<readonly HoldChange[]> {
    const decoded = await this.options.codec.decode(batch.filter(({ type }) => isHoldEvent(type)));
    return decoded.flatMap((event) => changesIn(event).filter((change) => this.isOurs(change)));
  }

  private isOurs(change: HoldChange): boolean {
    return change.kind === 'closed' || this.byCategory.has(streamParts(change.hold.owner)?.category ?? '');
  }

  private ownersIn(batch: readonly RecordedEvent[]): ReadonlyMap<StreamName, OwnerSeen> {
    const owners = new Map<StreamName, OwnerSeen>();
    for (const { stream, revision, metadata } of batch) {
      const aggregate = this.byCategory.get(streamParts(stream)?.category ?? '');
      if (!aggregate) continue;
      const { commandId } = JSON.parse(metadata) as { readonly commandId: string };
      owners.set(stream, { aggregate, revision, commandId });
    }
    return owners;
  }

  /** The owner has the values that its last command held: only earlier ones can have been given up. */
  private async free(owners: ReadonlyMap<StreamName, OwnerSeen>): Promise<void> {
    if (owners.size === 0) return;
    const suspects = new Map<StreamName, LiveHold[]>();
    for (const hold of await this.holds.ofOwners([...owners.keys()])) {
      const seen = owners.get(hold.owner);
      if (!seen || hold.ownerRevision >= seen.revision || hold.commandId === seen.commandId) continue;
      suspects.set(hold.owner, [...(suspects.get(hold.owner) ?? []), hold]);
    }
    for (const [owner, held] of suspects) await this.freeOwner(owner, owners.get(owner) as OwnerSeen, held);
  }

  private async freeOwner(owner: StreamName, { aggregate }: OwnerSeen, held: readonly LiveHold[]): Promise<void> {
    const { states, reservations } = this.options;
    const { state, revision } = await states.sharedState(aggregate, owner);
    const { tenantId } = partsOf(owner);
    const wanted = aggregate.reserve(state);
    this.noteKinds(aggregate, wanted);
    const kept = new Set(await Promise.all(wanted.map((each) => reservations.knownStreamOf(each, tenantId))));
    const over = held.filter(({ stream, ownerRevision }) => !kept.has(stream) && ownerRevision < revision);
    for (const stream of new Set(over.map((hold) => hold.stream))) {
      if (!(await this.makesKind(aggregate, owner, partsOf(stream).category))) continue;
      await reservations.releaseFrom(stream, owner, revision);
      await this.holds.forget(owner, stream, revision);
    }
  }

  /** A newer release may reserve kinds that this one does not know, and must not lose them to a process of this one. */
  private async makesKind(aggregate: Reserving, owner: StreamName, kind: string): Promise<boolean> {
    const known = () => this.kinds.get(aggregate.category)?.has(kind) ?? false;
    if (known()) return true;
    for await (const state of this.options.states.history(aggregate, owner)) {
      this.noteKinds(aggregate, aggregate.reserve(state));
      if (known()) return true;
    }
    return false;
  }

  private noteKinds({ category }: Reserving, wanted: ReturnType<Reserving['reserve']>): void {
    const kinds = this.kinds.get(category) ?? new Set<string>();
    this.kinds.set(category, kinds);
    for (const each of wanted) kinds.add('roster' in each ? `roster.${each.roster}` : `reservation.${each.unique}`);
  }
}

function isHoldEvent(type: string): boolean {
  return HOLD_EVENTS.some((each) => each.type === type);
}

function changesIn({ type, data, stream: name, position }: Recorded): readonly HoldChange[] {
  const stream = name as StreamName;
  if (type === ReservationClosed.type) return [{ kind: 'closed', position, stream }];
  if (type === ReservationHeld.type) {
    return (data as ReservationHeld).claims.map(({ owner, commandId, ownerRevision }) => {
      return { kind: 'held', position, hold: { owner: owner as StreamName, stream, commandId, ownerRevision } };
    });
  }
  return (data as ReservationReleased).holds.flatMap(({ owner, commandIds }) =>
    commandIds.map((commandId) => {
      return {
        kind: 'ended',
        position,
        hold: { owner: owner as StreamName, stream, commandId, ownerRevision: 0 },
      } as const;
    }),
  );
}
