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

export interface LetGoFollowerOptions {
  readonly service: string;
  /** Those of the service that reserve something. */
  readonly aggregates: readonly Aggregate<never, never>[];
  readonly codec: Pick<EventCodec, 'decode'>;
  readonly states: Pick<StreamStates, 'lend' | 'history'>;
  readonly reservations: Pick<Reservations, 'knownStreamOf' | 'releaseFrom'>;
}

type Reserving = Aggregate<unknown, DomainEvent> & Required<Pick<Aggregate<unknown, DomainEvent>, 'reserve'>>;

/** What a batch has of one owner. */
interface OwnerSeen {
  readonly aggregate: Reserving;
  /** Of its last event, */
  readonly revision: number;
  /** and the command that this is of. */
  readonly commandId: string;
}

const CHECKPOINT_EVERY_MS = 5_000;
const HOLD_EVENTS = [ReservationHeld, ReservationReleased, ReservationClosed];

/**
 * Frees for certain what a service's streams have let go of. The command does it right after its append; where it was
 * cut off, or failed, this follower does it: of each stream that it sees an event of, the holds that were decided before
 * its present state and that this state has no more are ended, those of dead commands as well. At least once, from a
 * durable checkpoint; every step may be repeated, and be done by several replicas at once.
 */
export class LetGoFollower implements LogConsumer {
  readonly name: string;
  readonly types: ReadonlySet<string>;
  private readonly byCategory: ReadonlyMap<string, Reserving>;
  /** Kinds of reservations that this release's aggregates are known to make: those of another release are its own. */
  private readonly kinds = new Map<string, Set<string>>();
  private storedAt = performance.now();

  private constructor(
    private readonly holds: LiveHolds,
    readonly after: Position,
    private readonly options: LetGoFollowerOptions,
  ) {
    const aggregates = options.aggregates as unknown as readonly Reserving[];
    this.name = `reservations of ${options.service}`;
    this.byCategory = new Map(aggregates.map((aggregate) => [aggregate.category, aggregate]));
    this.types = new Set([...HOLD_EVENTS, ...aggregates.flatMap(({ events }) => events)].map(({ type }) => type));
  }

  /** `pool`: as the role `opsledger_projector`. */
  static async open(pool: Pool, options: LetGoFollowerOptions): Promise<LetGoFollower> {
    const holds = new LiveHolds(pool, options.service);
    const { freed } = await holds.checkpoint();
    return new LetGoFollower(holds, freed, options);
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

  /** What the owner's last command held, the owner has: only what was held before can have been let go of. */
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
    const { state, revision } = await states.lend(aggregate, owner);
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

  /** A newer release may reserve what this one knows nothing of, and must not lose it to a process of this one. */
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
