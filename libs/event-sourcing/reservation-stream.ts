import { event, type DomainEvent } from '#contracts/event';
import type { ReservationEvent } from '#contracts/reservations/reservation-events';
import { ReservationClosed, ReservationHeld, ReservationReleased } from '#contracts/reservations/reservation-events';
import { streamParts, type StreamName } from '#libs/event-log';
import type { Aggregate, Place } from './aggregate';

/** One command's hold for its stream: it may append at this revision of its stream, and nowhere else. */
export interface Hold {
  readonly ownerRevision: number;
  /** When it was made, epoch milliseconds. */
  readonly at: number;
}

/** Who holds a value, or slots of a roster: by owner's stream, then by command id. */
export interface ReservationState {
  readonly owners: Map<string, Map<string, Hold>>;
  closed: boolean;
}

type SnapshotJson = {
  readonly owners: readonly (readonly [string, readonly (readonly [string, Hold])[]])[];
  readonly closed: boolean;
};

/** The fold of reservation streams of one category. */
export function reservationAggregate(category: string): Aggregate<ReservationState, ReservationEvent> {
  return {
    category,
    events: [ReservationHeld, ReservationReleased, ReservationClosed],
    initial: () => ({ owners: new Map(), closed: false }),
    evolve,
    snapshot: {
      version: 1,
      toJson: ({ owners, closed }): SnapshotJson => ({
        owners: [...owners].map(([owner, holds]) => [owner, [...holds]]),
        closed,
      }),
      fromJson: ({ owners, closed }: SnapshotJson) => ({
        owners: new Map(owners.map(([owner, holds]) => [owner, new Map(holds)])),
        closed,
      }),
    },
  };
}

function evolve(state: ReservationState, { type, data }: ReservationEvent, { occurredAt }: Place): ReservationState {
  const { owners } = state;
  switch (type) {
    case 'ReservationHeld': {
      const holds = owners.get(data.owner) ?? new Map<string, Hold>();
      owners.set(data.owner, holds);
      holds.set(data.commandId, { ownerRevision: data.ownerRevision, at: Date.parse(occurredAt) });
      break;
    }
    case 'ReservationReleased': {
      const holds = owners.get(data.owner);
      for (const commandId of data.commandIds) holds?.delete(commandId);
      if (holds?.size === 0) owners.delete(data.owner);
      break;
    }
    case 'ReservationClosed':
      owners.clear();
      state.closed = true;
      break;
  }
  return state;
}

/** One hold with whose it is. */
export interface OwnedHold extends Hold {
  readonly owner: StreamName;
  readonly commandId: string;
}

export function* holdsOf({ owners }: ReservationState): Generator<OwnedHold> {
  for (const [owner, holds] of owners) {
    for (const [commandId, hold] of holds) yield { owner: owner as StreamName, commandId, ...hold };
  }
}

/** The end of all these holds of an owner. */
export function releaseOf(stream: StreamName, owner: string, holds: ReadonlyMap<string, Hold>): DomainEvent {
  return event(ReservationReleased, { reservation: idOf(stream), owner, commandIds: [...holds.keys()] });
}

/** What a reservation is called in its events: the id of its stream. */
export function idOf(stream: StreamName): string {
  return partsOf(stream).id;
}

export function partsOf(stream: StreamName) {
  const parts = streamParts(stream);
  if (!parts) throw new TypeError(`${stream} is no stream of ours`);
  return parts;
}
