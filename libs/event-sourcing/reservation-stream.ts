import { event, type DomainEvent } from '#contracts/event';
import { evolve, type Fact } from '#contracts/fold';
import { ReservationClosed, ReservationHeld, ReservationReleased } from '#contracts/reservations/reservation-events';
import { streamParts, type StreamName } from '#libs/event-log';
import { aggregate } from './aggregate';

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
export function reservationAggregate(category: string) {
  return aggregate(
    category,
    (): ReservationState => ({ owners: new Map(), closed: false }),
    [evolve(ReservationHeld, hold), evolve(ReservationReleased, release), evolve(ReservationClosed, close)],
    {
      mutates: true,
      copy: ({ owners, closed }) => ({
        owners: new Map([...owners].map(([owner, holds]) => [owner, new Map(holds)])),
        closed,
      }),
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
    },
  );
}

function hold(state: ReservationState, { data, occurredAt }: Fact<'ReservationHeld', ReservationHeld>) {
  const holds = state.owners.get(data.owner) ?? new Map<string, Hold>();
  state.owners.set(data.owner, holds);
  holds.set(data.commandId, { ownerRevision: data.ownerRevision, at: Date.parse(occurredAt) });
  return state;
}

function release(state: ReservationState, { data }: Fact<'ReservationReleased', ReservationReleased>) {
  const holds = state.owners.get(data.owner);
  for (const commandId of data.commandIds) holds?.delete(commandId);
  if (holds?.size === 0) state.owners.delete(data.owner);
  return state;
}

function close(state: ReservationState) {
  state.owners.clear();
  state.closed = true;
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
