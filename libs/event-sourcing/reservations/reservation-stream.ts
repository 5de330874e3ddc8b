import { event, type DomainEvent } from '#contracts/declare/event';
import { evolve, type Fact } from '#contracts/declare/fold';
import type { Claim } from '#contracts/reservations/reservation-events';
import { ReservationClosed, ReservationHeld, ReservationReleased } from '#contracts/reservations/reservation-events';
import { streamParts, type StreamName } from '#libs/event-log';
import { aggregate } from '../aggregates/aggregate';

/** One command's hold for its stream: the command may append at this revision of its stream, and nowhere else. */
export interface ReservationHold {
  readonly ownerRevision: number;
  /** The time at which it was made, epoch milliseconds. */
  readonly at: number;
}

/** The holds on a value, or on slots of a roster: by owner's stream, then by command id. */
export interface ReservationState {
  readonly owners: Map<string, Map<string, ReservationHold>>;
  /**
   * Owners whose hold is confirmed, each with a command of theirs that was appended. This is not in the events of this
   * stream but in the owners'; once true it stays true, so a snapshot may keep it.
   */
  readonly confirmed: Map<string, string>;
  /** All the other owners. */
  readonly open: Set<string>;
  closed: boolean;
}

type HoldJson = readonly [commandId: string, ownerRevision: number, at?: number];

type SnapshotJson = {
  /** The first hold of an owner is stored without a time when its command is confirmed. */
  readonly owners: readonly (readonly [string, readonly HoldJson[]])[];
  readonly closed: boolean;
};

/** Of an owner with one hold; */
const OWNER_BYTES = 500;
/** at most: loading a long roster for each claim would cost more than keeping it. */
const MOST_BYTES = 20_000_000;

/** The fold of reservation streams of one category. */
export function reservationAggregate(category: string) {
  return aggregate(
    category,
    initial,
    [evolve(ReservationHeld, hold), evolve(ReservationReleased, release), evolve(ReservationClosed, close)],
    {
      mutates: true,
      copy: (state) => fromJson(toJson(state)),
      bytes: ({ owners }) => Math.min(owners.size * OWNER_BYTES, MOST_BYTES),
      snapshot: { version: 2, toJson, fromJson },
    },
  );
}

function initial(): ReservationState {
  return { owners: new Map(), confirmed: new Map(), open: new Set(), closed: false };
}

function hold(state: ReservationState, { data, occurredAt }: Fact<'ReservationHeld', ReservationHeld>) {
  const at = Date.parse(occurredAt);
  for (const { owner, commandId, ownerRevision } of data.claims) add(state, owner, commandId, { ownerRevision, at });
  return state;
}

function release(state: ReservationState, { data }: Fact<'ReservationReleased', ReservationReleased>) {
  for (const { owner, commandIds } of data.holds) remove(state, owner, commandIds);
  return state;
}

function close(state: ReservationState) {
  state.owners.clear();
  state.confirmed.clear();
  state.open.clear();
  state.closed = true;
  return state;
}

function add(
  { owners, confirmed, open }: ReservationState,
  owner: string,
  commandId: string,
  hold: ReservationHold,
): void {
  let holds = owners.get(owner);
  if (!holds) owners.set(owner, (holds = new Map<string, ReservationHold>()));
  holds.set(commandId, hold);
  // A command that was decided anew holds at another revision: the confirmation was of the one before.
  if (confirmed.get(owner) === commandId) confirmed.delete(owner);
  if (!confirmed.has(owner)) open.add(owner);
}

function remove({ owners, confirmed, open }: ReservationState, owner: string, commandIds: readonly string[]): void {
  const holds = owners.get(owner);
  if (!holds) return;
  for (const commandId of commandIds) {
    holds.delete(commandId);
    if (confirmed.get(owner) === commandId) confirmed.delete(owner);
  }
  if (holds.size === 0) {
    owners.delete(owner);
    open.delete(owner);
  } else if (!confirmed.has(owner)) {
    open.add(owner);
  }
}

/** Notes that an owner has what it holds: one of its commands was appended. */
export function noteConfirmed({ owners, confirmed, open }: ReservationState, owner: string, commandId: string): void {
  if (!owners.get(owner)?.has(commandId)) return;
  confirmed.set(owner, commandId);
  open.delete(owner);
}

function toJson({ owners, confirmed, closed }: ReservationState): SnapshotJson {
  const packed = [...owners].map(([owner, holds]) => {
    const known = confirmed.get(owner);
    const first = known === undefined ? undefined : holds.get(known);
    const others = [...holds].filter(([commandId]) => commandId !== known);
    const json = others.map(([commandId, { ownerRevision, at }]): HoldJson => [commandId, ownerRevision, at]);
    if (known !== undefined && first) json.unshift([known, first.ownerRevision]);
    return [owner, json] as const;
  });
  return { owners: packed, closed };
}

function fromJson({ owners, closed }: SnapshotJson): ReservationState {
  const state = { ...initial(), closed };
  for (const [owner, holds] of owners) {
    for (const [commandId, ownerRevision, at] of holds) {
      add(state, owner, commandId, { ownerRevision, at: at ?? 0 });
      if (at === undefined) noteConfirmed(state, owner, commandId);
    }
  }
  return state;
}

/** A hold with its owner. */
export interface OwnedHold extends ReservationHold {
  readonly owner: StreamName;
  readonly commandId: string;
}

export function holdsOf({ owners }: ReservationState): readonly OwnedHold[] {
  return [...owners.keys()].flatMap((owner) => holdsOfOwner(owners, owner));
}

export function holdsOfOwner(owners: ReservationState['owners'], owner: string): readonly OwnedHold[] {
  return [...(owners.get(owner) ?? [])].map(([commandId, hold]) => ({
    owner: owner as StreamName,
    commandId,
    ...hold,
  }));
}

export function heldEvent(stream: StreamName, claims: readonly Claim[]): DomainEvent {
  return event(ReservationHeld, { reservation: reservationIdOf(stream), claims });
}

/** The end of these holds. */
export function releasedEvent(stream: StreamName, ended: readonly OwnedHold[]): DomainEvent {
  const byOwner = new Map<string, Set<string>>();
  for (const { owner, commandId } of ended) byOwner.set(owner, (byOwner.get(owner) ?? new Set()).add(commandId));
  const holds = [...byOwner].map(([owner, commandIds]) => ({ owner, commandIds: [...commandIds] }));
  return event(ReservationReleased, { reservation: reservationIdOf(stream), holds });
}

/** The name of a reservation in its events: the id of its stream. */
export function reservationIdOf(stream: StreamName): string {
  return partsOf(stream).id;
}

export function partsOf(stream: StreamName) {
  const parts = streamParts(stream);
  if (!parts) throw new TypeError(`${stream} is no stream of ours`);
  return parts;
}
