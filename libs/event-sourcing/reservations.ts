import { setTimeout as delay } from 'node:timers/promises';
import { v5 } from 'uuid';
import { DomainError } from '#contracts/errors';
import { event, type DomainEvent } from '#contracts/event';
import { PLATFORM } from '#contracts/permissions';
import { ReservationClosed, ReservationHeld, type ReservationEvent } from '#contracts/reservations/reservation-events';
import { streamName, type EventLog, type StreamName } from '#libs/event-log';
import type { CommandContext } from '#libs/identity';
import type { ReservedNames, ReservedValue } from '#libs/privacy';
import type { Aggregate } from './aggregate';
import type { EventCodec } from './codec';
import type { FoldedStream } from './folded-stream';
import { HoldOwners } from './hold-owners';
import type { Release, Reservation, UniqueValue } from './reservation';
import {
  holdsOf,
  idOf,
  partsOf,
  releaseOf,
  reservationAggregate,
  type OwnedHold,
  type ReservationState,
} from './reservation-stream';
import type { StreamStates } from './stream-states';

/** What reservations need of `ReservedNames`. */
export type Names = Pick<ReservedNames, 'nameOf' | 'knownNameOf' | 'destroy'>;

export interface ReservationsOptions {
  readonly log: EventLog;
  readonly codec: EventCodec;
  readonly states: StreamStates;
  readonly names: Names;
  /** The service that acts where a hold of somebody else's command is given up. */
  readonly service: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** How long a hold waits for its owner before it may be given to another, in milliseconds. Default 2,000. */
  readonly patienceMs?: number;
}

/** Whose command takes or lets go of something, and what it was decided at. */
export interface Claimant {
  readonly owner: StreamName;
  /** The revision that the command was decided at; −1 where the stream has no events. */
  readonly ownerRevision: number;
  readonly context: CommandContext;
}

type ReservationStream = FoldedStream<ReservationState, ReservationEvent>;

const ATTEMPTS = 50;
const POLL_MS = 20;

/**
 * Unique values and slots. Each value, and each roster, is a stream of its own in which owners hold it.
 *
 * A hold names the owner's stream, the command, and the revision of the owner that the command was decided at. It allows
 * an append at that revision and nowhere else, so one look at the owner's next event tells how it came out: the
 * command's own (it came: the value is taken), another (it is dead), or none yet. In the last case the hold is waited
 * for, and then the owner's stream is fenced with `ReservationAbandoned` at that very revision before the value is given
 * away: the late owner's append conflicts, it decides again, has to hold again, and is refused. Every step is an append
 * at an exact revision, so any of them may be lost or done by several at once.
 */
export class Reservations {
  private readonly aggregates = new Map<string, Aggregate<ReservationState, ReservationEvent>>();
  private readonly owners: HoldOwners;
  private readonly patienceMs: number;

  constructor(private readonly options: ReservationsOptions) {
    this.patienceMs = options.patienceMs ?? 2_000;
    this.owners = new HoldOwners(options);
  }

  /**
   * Holds a value or a slot for a command that is about to be appended; repeating it changes nothing.
   * @throws DomainError DUPLICATE, LIMIT_REACHED, or SERVICE_UNAVAILABLE when it can't be known in time
   */
  async hold(reservation: Reservation, claimant: Claimant): Promise<void> {
    for (;;) {
      const stream = await this.streamOf(reservation, claimant.context.tenantId);
      const limit = 'limit' in reservation ? reservation.limit : 1;
      const outcome = await this.claim(await this.load(stream), limit, claimant);
      if (outcome === 'held') return;
      if (outcome === 'taken') throw refusal(reservation);
      await this.options.names.destroy(valueOf(reservation, claimant.context.tenantId), idOf(stream));
    }
  }

  /**
   * Ends the holds of a command's owner that were decided before this command was. Those of its own stay, since it may
   * have taken what it let go of: a new spelling of the same value; so do those of whoever came back to it later.
   */
  async release(released: Release, { owner, ownerRevision: decidedAt, context }: Claimant): Promise<void> {
    const stream = await this.knownStreamOf(released, context.tenantId);
    if (!stream) return;
    await this.change(stream, context, ({ owners }) => {
      const holds = [...(owners.get(owner) ?? [])].filter(([, { ownerRevision }]) => ownerRevision < decidedAt);
      return holds.length === 0 ? [] : [releaseOf(stream, owner, new Map(holds))];
    });
  }

  /**
   * Erases a value that an owner holds: its stream's name proves nothing from now on, and a later use of the same value
   * starts afresh. A value that is another's by now stays. To be done before the personal data's key is destroyed,
   * since the value itself is needed; repeating it changes nothing.
   */
  async erase(value: Omit<UniqueValue, 'pointer'>, owner: StreamName, context: CommandContext): Promise<void> {
    const stream = await this.knownStreamOf(value, context.tenantId);
    if (!stream) return;
    let erased = false;
    await this.change(stream, context, ({ owners, closed }) => {
      erased = closed || owners.size === 0 || owners.has(owner);
      return erased && !closed ? [event(ReservationClosed, { reservation: idOf(stream) })] : [];
    });
    if (erased) await this.options.names.destroy(valueOf(value, context.tenantId), idOf(stream));
  }

  /** The stream that has a value: whose command was appended. */
  async holderOf(value: Omit<UniqueValue, 'pointer'>, tenantId: string): Promise<StreamName | undefined> {
    const stream = await this.knownStreamOf(value, tenantId);
    if (!stream) return undefined;
    const { state } = await this.load(stream);
    for (const hold of holdsOf(state)) if ((await this.owners.standingOf(stream, hold)) === 'came') return hold.owner;
    return undefined;
  }

  /** Holds nothing, and says nothing of slots. @throws DomainError `DUPLICATE` where another stream has the value now */
  async refuseTaken(reservation: Reservation, owner: StreamName, tenantId: string): Promise<void> {
    if ('roster' in reservation) return;
    const holder = await this.holderOf(reservation, tenantId);
    if (holder !== undefined && holder !== owner) throw refusal(reservation);
  }

  private async claim(folded: ReservationStream, limit: number, claimant: Claimant) {
    const { owner, ownerRevision, context } = claimant;
    const { stream } = folded;
    const giveUpAt = this.options.clock() + this.patienceMs;
    let current = folded;
    for (let attempt = 0; attempt < ATTEMPTS;) {
      const { state, revision } = current;
      if (state.closed) return 'closed';
      if (state.owners.get(owner)?.get(context.commandId)?.ownerRevision === ownerRevision) return 'held';
      const room = limit - state.owners.size;
      const freed = state.owners.has(owner) || room > 0 ? [] : await this.free(stream, state, 1 - room, giveUpAt);
      if (freed === 'taken') return 'taken';
      if (freed === 'wait') {
        await this.pause(claimant);
      } else if (freed !== 'fenced') {
        const held = { reservation: idOf(stream), owner, commandId: context.commandId, ownerRevision };
        if (await this.append(current, [...freed, event(ReservationHeld, held)], revision, context)) return 'held';
        attempt++;
      }
      current = await this.options.states.upToDate(current);
    }
    throw busy(stream);
  }

  /**
   * Finds `wanted` owners whose every hold is dead, and gives their release. Holds that may yet come are waited for,
   * then fenced; who is fenced is dead the next time.
   */
  private async free(stream: StreamName, { owners }: ReservationState, wanted: number, giveUpAt: number) {
    const dead: DomainEvent[] = [];
    const pending: OwnedHold[] = [];
    for (const [owner, holds] of [...owners].map(([owner, holds]) => [owner, new Map(holds)] as const)) {
      const others = [...holds].map(([commandId, hold]) => ({ owner: owner as StreamName, commandId, ...hold }));
      const standings = await Promise.all(others.map((hold) => this.owners.standingOf(stream, hold)));
      if (standings.includes('came')) continue;
      const open = others.filter((_, index) => standings[index] === 'pending');
      if (open.length === 0) dead.push(releaseOf(stream, owner, holds));
      else pending.push(...open);
      if (dead.length === wanted) return dead;
    }
    if (pending.length === 0) return 'taken';
    const now = this.options.clock();
    const overdue = pending.filter(({ at }) => now >= Math.min(at + this.patienceMs, giveUpAt));
    for (const hold of overdue) await this.owners.fence(stream, hold);
    return overdue.length > 0 ? 'fenced' : 'wait';
  }

  private async change(
    stream: StreamName,
    context: CommandContext,
    decide: (state: ReservationState) => readonly DomainEvent[],
  ): Promise<void> {
    let folded = await this.load(stream);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { revision } = folded;
      const events = decide(folded.state);
      if (events.length === 0 || (await this.append(folded, events, revision, context))) return;
      folded = await this.options.states.upToDate(folded);
    }
    throw busy(stream);
  }

  private async append(
    folded: ReservationStream,
    events: readonly DomainEvent[],
    expected: number,
    { ip: _ip, userAgent: _userAgent, ...context }: CommandContext,
  ): Promise<boolean> {
    const { stream } = folded;
    // One command may append here several times, and to several such streams: each time is a command of its own.
    const commandId = v5(`reservation/${stream}@${expected}`, context.commandId);
    const here = { ...context, tenantId: partsOf(stream).tenantId, commandId, causationId: context.commandId };
    const encoded = await this.options.codec.encode(events, here);
    return (await this.options.states.append(folded, encoded, expected, here)).outcome === 'appended';
  }

  private async pause({ context }: Claimant): Promise<void> {
    if (this.options.clock() + POLL_MS > context.deadline) throw new DomainError('SERVICE_UNAVAILABLE');
    await delay(POLL_MS);
  }

  private async load(stream: StreamName): Promise<ReservationStream> {
    const { category } = partsOf(stream);
    let aggregate = this.aggregates.get(category);
    if (!aggregate) this.aggregates.set(category, (aggregate = reservationAggregate(category)));
    const { folded, fresh } = await this.options.states.load(aggregate, stream);
    return fresh ? folded : this.options.states.upToDate(folded);
  }

  private async streamOf(reservation: Reservation, tenantId: string): Promise<StreamName> {
    const scope = reservation.scope === 'platform' ? PLATFORM : tenantId;
    if ('roster' in reservation) return streamName(`roster.${reservation.roster}`, scope, scope);
    const name = await this.options.names.nameOf(valueOf(reservation, tenantId));
    return streamName(`reservation.${reservation.unique}`, scope, name);
  }

  private async knownStreamOf(released: Release, tenantId: string): Promise<StreamName | undefined> {
    const scope = released.scope === 'platform' ? PLATFORM : tenantId;
    if ('roster' in released) return streamName(`roster.${released.roster}`, scope, scope);
    const name = await this.options.names.knownNameOf(valueOf(released, tenantId));
    return name === undefined ? undefined : streamName(`reservation.${released.unique}`, scope, name);
  }
}

function refusal(reservation: Reservation): DomainError {
  if ('limit' in reservation) return new DomainError('LIMIT_REACHED', undefined, { limit: reservation.limit });
  const { pointer } = reservation;
  return new DomainError('DUPLICATE', undefined, {}, [{ pointer, code: 'DUPLICATE', message: 'is taken' }]);
}

function busy(stream: StreamName): DomainError {
  return new DomainError('SERVICE_UNAVAILABLE', `too much is going on at once in ${partsOf(stream).category}`);
}

function valueOf(of: Reservation | Release, tenantId: string): ReservedValue {
  if ('roster' in of) throw new TypeError(`${of.roster} is a roster, which has no value`);
  return { kind: of.unique, tenantId: of.scope === 'platform' ? PLATFORM : tenantId, value: of.value };
}
