import { Event, type EventOf } from '../declare/event';
import { Count, Id, List, Nested, Text } from '../declare/fields';

const STREAM = { max: 400, description: 'A stream by its full name' } as const;
const REVISION = { min: -1, max: Number.MAX_SAFE_INTEGER } as const;

/**
 * The events of reservations: streams that represent one unique value, or a roster with a limited number of slots.
 * `reservation` is the stream's id: for a value an HMAC, which proves nothing once its key is destroyed.
 */
export class ReservationFact {
  @Text({ max: 128 }) reservation!: string;
}

/** The most claims in one event. */
export const MAX_JOINED = 500;

/** One command's claim for its stream. */
export class Claim {
  @Text({ ...STREAM, example: 'inventory.item-…' }) owner!: string;
  /** The command that makes the claim. */
  @Id({ technical: true }) commandId!: string;
  /** The owner's revision that the command was decided at (−1: no events): it may append there and nowhere else. */
  @Count({ ...REVISION, technical: true }) ownerRevision!: number;
}

/** Ended holds of one owner; others of the same owner stay. */
export class EndedHolds {
  @Text(STREAM) owner!: string;
  @List(Id(), { max: 1_000, technical: true }) commandIds!: readonly string[];
}

@Event<ReservationHeld>({
  version: 1,
  entity: { type: 'reservation', id: 'reservation' },
  action: 'reservation.held',
  summary: 'A unique value or slots were held for streams',
})
export class ReservationHeld extends ReservationFact {
  static readonly type = 'ReservationHeld';
  /** Claims made at about the same time are one event. */
  @List(Nested(() => Claim), { max: MAX_JOINED }) claims!: readonly Claim[];
}

@Event<ReservationReleased>({
  version: 1,
  entity: { type: 'reservation', id: 'reservation' },
  action: 'reservation.released',
  summary: 'Holds on a unique value or on slots ended',
})
export class ReservationReleased extends ReservationFact {
  static readonly type = 'ReservationReleased';
  @List(Nested(() => EndedHolds), { max: 2 * MAX_JOINED }) holds!: readonly EndedHolds[];
}

@Event<ReservationClosed>({
  version: 1,
  entity: { type: 'reservation', id: 'reservation' },
  implies: { status: 'closed' },
  action: 'reservation.closed',
  summary: 'A unique value was erased: nobody can hold it under this name again',
})
export class ReservationClosed extends ReservationFact {
  static readonly type = 'ReservationClosed';
}

/**
 * In an owner's stream, of any kind: a command decided before this event can't be appended any more, and its holds may
 * be given to others. No aggregate folds it.
 */
@Event<ReservationAbandoned>({
  version: 1,
  entity: { type: 'reservation', id: 'reservation' },
  action: 'reservation.abandoned',
  summary: 'A hold was abandoned because its command was never appended',
})
export class ReservationAbandoned extends ReservationFact {
  static readonly type = 'ReservationAbandoned';
}

export type ReservationEvent =
  EventOf<typeof ReservationHeld> | EventOf<typeof ReservationReleased> | EventOf<typeof ReservationClosed>;
