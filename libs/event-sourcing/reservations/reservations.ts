import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { PLATFORM } from '#contracts/permissions';
import { ReservationClosed } from '#contracts/reservations/reservation-events';
import { streamName, type EventLog, type StreamName } from '#libs/event-log';
import type { CommandContext } from '#libs/identity';
import type { ReservedNames, ReservedValue } from '#libs/privacy';
import type { EventCodec } from '../aggregates/codec';
import { aggregateOf } from '../aggregates/aggregate';
import { HoldOwners } from './hold-owners';
import type { Release, Reservation, RosterSlot, UniqueValue } from './reservation';
import { ReservationLanes } from './reservation-lanes';
import { holdsOf, reservationIdOf, partsOf } from './reservation-stream';
import type { StreamStates } from '../aggregates/stream-states';

/** The part of `ReservedNames` that reservations use. */
export type Names = Pick<ReservedNames, 'nameOf' | 'knownNameOf' | 'destroy'>;

export interface ReservationsOptions {
  readonly log: EventLog;
  readonly codec: EventCodec;
  readonly states: StreamStates;
  readonly names: Names;
  /** The service that is the actor when another command's hold is given up. */
  readonly service: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** How long a hold waits for its owner before it may be given to another, in milliseconds. Default 2,000. */
  readonly abandonAfterMs?: number;
}

/** The command that holds or releases something, and the revision it was decided at. */
export interface Claimant {
  readonly owner: StreamName;
  /** The revision that the command was decided at; −1 for a stream without events. */
  readonly ownerRevision: number;
  readonly context: CommandContext;
}

const ATTEMPTS = 50;

/**
 * Unique values and slots. Each value, and each roster, is a stream of its own in which owners hold it.
 *
 * A hold names the owner's stream, the command, and the revision of the owner that the command was decided at. It
 * allows an append at that revision and nowhere else, so the owner's next event decides about the hold: it is the
 * command's own (the hold is confirmed: the value is taken), another's (the hold is dead), or there is none yet. In the
 * last case the hold is waited for; then the owner's stream is fenced with `ReservationAbandoned` at that very revision
 * before the value is given away. The late owner's append conflicts, it decides again, has to hold again, and is
 * refused. Every step is an append at an exact revision, so any of them may be lost or done by several at once.
 */
export class Reservations {
  private readonly owners: HoldOwners;
  private readonly lanes: ReservationLanes;

  constructor(private readonly options: ReservationsOptions) {
    const { codec, states, service, clock, abandonAfterMs = 2_000 } = options;
    this.owners = new HoldOwners(options);
    this.lanes = new ReservationLanes({ codec, states, owners: this.owners, service, clock, abandonAfterMs });
  }

  /**
   * Holds a value or a slot for a command that is about to be appended; a repetition changes nothing. `limit`: the
   * number of slots.
   * @throws DomainError DUPLICATE, LIMIT_REACHED, or SERVICE_UNAVAILABLE when the outcome can't be known in time
   */
  async hold(reservation: Reservation, claimant: Claimant, limit?: number): Promise<void> {
    const { owner, ownerRevision, context } = claimant;
    const { commandId, tenantId } = context;
    const owners = limitOf(reservation, limit);
    for (;;) {
      const stream = await this.streamOf(reservation, tenantId);
      const outcome = await this.lanes.claim(stream, { owner, ownerRevision, commandId, limit: owners, context });
      if (outcome === 'held') return;
      if (outcome === 'taken') throw refusal(reservation, owners);
      await this.options.names.destroy(valueOf(reservation, tenantId), reservationIdOf(stream));
    }
  }

  /**
   * Ends the owner's holds that were decided before this command. This command's own stay, and so do those of a later
   * command that took the value again.
   */
  async release(released: Release, { owner, ownerRevision: decidedBefore, context }: Claimant): Promise<void> {
    const stream = await this.knownStreamOf(released, context.tenantId);
    if (stream) await this.lanes.end(stream, { owner, decidedBefore, context });
  }

  /** The same for a hold that is known by its stream, by the service itself. */
  async releaseFrom(stream: StreamName, owner: StreamName, decidedBefore: number): Promise<void> {
    const context = this.owners.serviceContext(owner, `let-go/${stream}@${decidedBefore}`);
    await this.lanes.end(stream, { owner, decidedBefore, context });
  }

  /**
   * Erases a value that an owner holds: its stream's name proves nothing from now on, and a later use of the same value
   * starts afresh. A value that another owner has by now stays. To be done before the personal data's key is destroyed,
   * since the value itself is needed; a repetition changes nothing.
   */
  async erase(value: Omit<UniqueValue, 'pointer'>, owner: StreamName, context: CommandContext): Promise<void> {
    const stream = await this.knownStreamOf(value, context.tenantId);
    if (stream && (await this.close(stream, owner, context))) {
      await this.options.names.destroy(valueOf(value, context.tenantId), reservationIdOf(stream));
    }
  }

  /**
   * Erases every value that a stream has ever had, and has no more: the history tells them, while the personal data's
   * key is there. A repetition changes nothing.
   */
  async eraseFormer(owner: StreamName, context: CommandContext): Promise<void> {
    const aggregate = aggregateOf(partsOf(owner).category);
    const { reserve } = aggregate ?? {};
    if (!aggregate || !reserve) return;
    const values = new Map<string, UniqueValue>();
    let present: readonly Reservation[] = [];
    for await (const state of this.options.states.history(aggregate, owner)) {
      present = reserve(state);
      for (const each of present) if ('unique' in each) values.set(`${each.unique} ${each.value}`, each);
    }
    for (const each of present) if ('unique' in each) values.delete(`${each.unique} ${each.value}`);
    for (const value of values.values()) await this.erase(value, owner, context);
  }

  /** The stream that has a value: its command was appended. */
  async holderOf(value: Omit<UniqueValue, 'pointer'>, tenantId: string): Promise<StreamName | undefined> {
    const stream = await this.knownStreamOf(value, tenantId);
    if (!stream) return undefined;
    const { state } = await this.lanes.load(stream);
    for (const hold of holdsOf(state)) if ((await this.owners.stateOf(stream, hold)) === 'confirmed') return hold.owner;
    return undefined;
  }

  /** The stream of a value or a roster; undefined for a value that nobody ever held. Leaves no trace. */
  async knownStreamOf(released: Release, tenantId: string): Promise<StreamName | undefined> {
    const scope = released.scope === 'platform' ? PLATFORM : tenantId;
    if ('roster' in released) return streamName(`roster.${released.roster}`, scope, scope);
    const name = await this.options.names.knownNameOf(valueOf(released, tenantId));
    return name === undefined ? undefined : streamName(`reservation.${released.unique}`, scope, name);
  }

  /** Holds nothing. @throws DomainError `LIMIT_REACHED` where none is left; holds count that are not confirmed yet */
  async slotsLeft(slot: RosterSlot, tenantId: string, limit: number | undefined): Promise<number> {
    const owners = limitOf(slot, limit);
    const { state } = await this.lanes.load(await this.streamOf(slot, tenantId));
    if (state.owners.size >= owners) throw refusal(slot, owners);
    return owners - state.owners.size;
  }

  /** Holds nothing. @throws DomainError `DUPLICATE` where another stream has the value now */
  async refuseTaken(reservation: UniqueValue, owner: StreamName, tenantId: string): Promise<void> {
    const holder = await this.holderOf(reservation, tenantId);
    if (holder !== undefined && holder !== owner) throw refusal(reservation, 1);
  }

  /** False when another owner has the value by now. */
  private async close(stream: StreamName, owner: StreamName, context: CommandContext): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const folded = await this.lanes.load(stream);
      const { revision } = folded;
      const { owners, closed } = folded.state;
      if (closed) return true;
      if (owners.size > 0 && !owners.has(owner)) return false;
      const closing = [event(ReservationClosed, { reservation: reservationIdOf(stream) })];
      if (await this.lanes.append(folded, closing, revision, [context])) return true;
    }
    throw new DomainError('SERVICE_UNAVAILABLE', `too many commands change ${partsOf(stream).category} at once`);
  }

  private async streamOf(reservation: Reservation, tenantId: string): Promise<StreamName> {
    const scope = reservation.scope === 'platform' ? PLATFORM : tenantId;
    if ('roster' in reservation) return streamName(`roster.${reservation.roster}`, scope, scope);
    const name = await this.options.names.nameOf(valueOf(reservation, tenantId));
    return streamName(`reservation.${reservation.unique}`, scope, name);
  }
}

function limitOf(reservation: Reservation, limit: number | undefined): number {
  if (!('roster' in reservation)) return 1;
  if (limit === undefined) throw new TypeError(`the command gives no number of slots for ${reservation.roster}`);
  return limit;
}

function refusal(reservation: Reservation, limit: number): DomainError {
  if ('roster' in reservation) return new DomainError('LIMIT_REACHED', undefined, { limit });
  const { pointer } = reservation;
  return new DomainError('DUPLICATE', undefined, {}, [{ pointer, code: 'DUPLICATE', message: 'is taken' }]);
}

function valueOf(of: Reservation | Release, tenantId: string): ReservedValue {
  if ('roster' in of) throw new TypeError(`${of.roster} is a roster, which has no value`);
  return { kind: of.unique, tenantId: of.scope === 'platform' ? PLATFORM : tenantId, value: of.value };
}
