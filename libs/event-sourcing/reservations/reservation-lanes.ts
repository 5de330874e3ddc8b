import { setTimeout as delay } from 'node:timers/promises';
import { v5 } from 'uuid';
import { DomainError } from '#contracts/errors';
import type { DomainEvent } from '#contracts/declare/event';
import { MAX_JOINED, type ReservationEvent } from '#contracts/reservations/reservation-events';
import { type StreamName, pauseFor } from '#libs/event-log';
import type { CommandContext } from '#libs/identity';
import type { Aggregate } from '../aggregates/aggregate';
import type { EventCodec } from '../aggregates/codec';
import type { FoldedStream } from '../aggregates/folded-stream';
import type { HoldOwners } from './hold-owners';
import { planClaims, toBeFreed, type WantedClaim } from './reservation-plan';
import {
  heldEvent,
  holdsOfOwner,
  noteConfirmed,
  partsOf,
  releasedEvent,
  reservationAggregate,
  type OwnedHold,
  type ReservationState,
} from './reservation-stream';
import type { StreamStates } from '../aggregates/stream-states';

export interface ReservationLanesOptions {
  readonly codec: EventCodec;
  readonly states: StreamStates;
  readonly owners: HoldOwners;
  readonly service: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly abandonAfterMs: number;
}

/** `closed`: the value was erased, and this name of it can't be used any more. */
export type ClaimOutcome = 'held' | 'taken' | 'closed';

/** A claim with the circumstances of its command. */
export interface NewClaim extends WantedClaim {
  readonly context: CommandContext;
}

/** The end of an owner's holds that were decided before a revision of it. */
export interface Ending {
  readonly owner: StreamName;
  readonly decidedBefore: number;
  readonly context: CommandContext;
}

interface Waiting<Result> {
  readonly giveUpAt: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
}
type WaitingClaim = NewClaim & Waiting<ClaimOutcome>;
type WaitingEnding = Ending & Waiting<void>;

interface Lane {
  readonly stream: StreamName;
  readonly claims: Set<WaitingClaim>;
  readonly endings: Set<WaitingEnding>;
  /** Conflicts, one after the other. */
  conflicts: number;
  /** Ends a pause, while there is one, when a new claim has come. */
  wake: AbortController | undefined;
}

type ReservationStream = FoldedStream<ReservationState, ReservationEvent>;

const CHECKED_AT_ONCE = 16;
const POLL_MS = 20;
const LONGEST_PAUSE_MS = 100;
const NOTHING: Looked = { dead: [], pending: [] };

/** Owners whose holds are all dead, and the holds whose command may yet be appended. */
interface Looked {
  readonly dead: readonly string[];
  readonly pending: readonly OwnedHold[];
}

/**
 * One lane for each reservation stream that this process works on. Claims and ends of holds wait in it; each turn takes
 * all of them and appends at once what it can, so that a thousand claims are a few appends and do not race each other.
 * Against other processes they do race: on a conflict the turn is repeated on the log's present state, with the claims
 * that have come since.
 */
export class ReservationLanes {
  private readonly lanes = new Map<StreamName, Lane>();
  private readonly aggregates = new Map<string, Aggregate<ReservationState, ReservationEvent>>();

  constructor(private readonly options: ReservationLanesOptions) {}

  /** @throws DomainError SERVICE_UNAVAILABLE when the outcome can't be known before the command's deadline */
  claim(stream: StreamName, claim: NewClaim): Promise<ClaimOutcome> {
    return new Promise((resolve, reject) => {
      const giveUpAt = this.options.clock() + this.options.abandonAfterMs;
      this.enter(stream, (lane) => lane.claims.add({ ...claim, giveUpAt, resolve, reject }));
    });
  }

  end(stream: StreamName, ending: Ending): Promise<void> {
    return new Promise((resolve, reject) => {
      this.enter(stream, (lane) => lane.endings.add({ ...ending, giveUpAt: 0, resolve, reject }));
    });
  }

  /** The stream as the log has it now. */
  async load(stream: StreamName): Promise<ReservationStream> {
    const { category } = partsOf(stream);
    let aggregate = this.aggregates.get(category);
    if (!aggregate) this.aggregates.set(category, (aggregate = reservationAggregate(category)));
    const { folded, fresh } = await this.options.states.load(aggregate, stream);
    return fresh ? folded : this.options.states.upToDate(folded);
  }

  /** False on a conflict. */
  async append(
    folded: ReservationStream,
    events: readonly DomainEvent[],
    expected: number,
    contexts: readonly CommandContext[],
  ): Promise<boolean> {
    const context = this.contextOf(folded.stream, expected, contexts);
    const encoded = await this.options.codec.encode(events, context);
    return (await this.options.states.append(folded, encoded, expected, context)).outcome === 'appended';
  }

  private enter(stream: StreamName, add: (lane: Lane) => void): void {
    const known = this.lanes.get(stream);
    const lane = known ?? { stream, claims: new Set(), endings: new Set(), conflicts: 0, wake: undefined };
    add(lane);
    lane.wake?.abort();
    if (known) return;
    this.lanes.set(stream, lane);
    void this.work(lane);
  }

  private async work(lane: Lane): Promise<void> {
    while (lane.claims.size > 0 || lane.endings.size > 0) {
      const [claims, endings] = [[...lane.claims], [...lane.endings]];
      try {
        await this.turn(lane);
      } catch (error) {
        // The outcome of none is known: each is safe to repeat.
        for (const each of [...claims, ...endings]) this.leave(lane, each, () => each.reject(error));
      }
    }
    this.lanes.delete(lane.stream);
  }

  private async turn(lane: Lane): Promise<void> {
    const { stream } = lane;
    const folded = await this.load(stream);
    const { state, revision } = folded;
    this.refuseLate(lane, this.options.clock());
    const claims = [...lane.claims];
    if (state.closed) return this.answerClosed(lane);
    const endings = [...lane.endings].slice(0, MAX_JOINED);
    const ended = endings.flatMap(({ owner, decidedBefore }) =>
      holdsOfOwner(state.owners, owner).filter(({ ownerRevision }) => ownerRevision < decidedBefore),
    );
    let plan = planClaims(state, claims, 0);
    for (const each of plan.held) this.leave(lane, each, () => each.resolve('held'));
    const looked = plan.short.length > 0 ? await this.look(folded, plan) : NOTHING;
    // Another read of the stream has folded it further meanwhile.
    if (folded.revision !== revision) return;
    if (looked.dead.length > 0) plan = planClaims(state, claims, looked.dead.length);
    const { taking, short } = plan;
    const freed = looked.dead.slice(0, Math.max(0, toBeFreed(state, taking)));
    const over = [...ended, ...freed.flatMap((owner) => holdsOfOwner(state.owners, owner))];
    const events = [
      ...(over.length > 0 ? [releasedEvent(stream, over)] : []),
      ...(taking.length > 0 ? [heldEvent(stream, taking.map(claimOf))] : []),
    ];
    if (events.length > 0) {
      const asking = [...taking, ...endings.filter(({ owner }) => ended.some((hold) => hold.owner === owner))];
      if (
        !(await this.append(
          folded,
          events,
          revision,
          asking.map(({ context }) => context),
        ))
      ) {
        return this.pauseAfterConflict(lane);
      }
      lane.conflicts = 0;
    }
    for (const each of taking) this.leave(lane, each, () => each.resolve('held'));
    for (const each of endings) this.leave(lane, each, () => each.resolve());
    if (events.length === 0 && short.length > 0) await this.concludeShort(lane, short, looked, state);
  }

  /** Claims without a free slot are refused, or wait for holds whose command may yet be appended. */
  private async concludeShort(
    lane: Lane,
    short: readonly WaitingClaim[],
    { pending }: Looked,
    { confirmed }: ReservationState,
  ): Promise<void> {
    const taken = short.filter(({ limit }) => pending.length === 0 || confirmed.size >= limit);
    for (const each of taken) this.leave(lane, each, () => each.resolve('taken'));
    if (taken.length === short.length) return;
    const { clock, owners, abandonAfterMs } = this.options;
    const now = clock();
    const giveUpAt = Math.min(...short.map((each) => each.giveUpAt));
    const overdue = pending.filter(({ at }) => now >= Math.min(at + abandonAfterMs, giveUpAt));
    for (const hold of overdue) await owners.fence(lane.stream, hold);
    if (overdue.length > 0) return;
    this.refuseLate(lane, now + POLL_MS);
    await this.pause(lane, POLL_MS);
  }

  /**
   * Looks for owners whose holds are all dead, until as many are found as are missing; owners with a new claim do not
   * count. Notes on the way which owners are confirmed.
   */
  private async look(
    folded: ReservationStream,
    { missing, taking }: Pick<Planned, 'missing' | 'taking'>,
  ): Promise<Looked> {
    const { state, stream } = folded;
    const claiming = new Set<string>(taking.map(({ owner }) => owner));
    const dead: string[] = [];
    const pending: OwnedHold[] = [];
    const open = [...state.open].filter((owner) => !claiming.has(owner));
    for (let from = 0; from < open.length && dead.length < missing; from += CHECKED_AT_ONCE) {
      const checked = open.slice(from, from + CHECKED_AT_ONCE).map(async (owner) => {
        const holds = holdsOfOwner(state.owners, owner);
        const states = await Promise.all(holds.map((hold) => this.options.owners.stateOf(stream, hold)));
        const known = holds[states.indexOf('confirmed')];
        if (known) return noteConfirmed(state, owner, known.commandId);
        const waiting = holds.filter((_, index) => states[index] === 'pending');
        if (waiting.length === 0) dead.push(owner);
        pending.push(...waiting);
      });
      await Promise.all(checked);
    }
    return { dead, pending };
  }

  private refuseLate(lane: Lane, now: number): void {
    for (const each of [...lane.claims].filter(({ context }) => now > context.deadline)) {
      this.leave(lane, each, () =>
        each.reject(new DomainError('SERVICE_UNAVAILABLE', 'the deadline of this command has passed')),
      );
    }
  }

  private answerClosed(lane: Lane): void {
    for (const each of lane.claims) this.leave(lane, each, () => each.resolve('closed'));
    for (const each of lane.endings) this.leave(lane, each, () => each.resolve());
  }

  private leave(lane: Lane, each: WaitingClaim | WaitingEnding, answer: () => void): void {
    lane.claims.delete(each as WaitingClaim);
    lane.endings.delete(each as WaitingEnding);
    answer();
  }

  private async pauseAfterConflict(lane: Lane): Promise<void> {
    if (++lane.conflicts < 2) return;
    await delay(Math.random() * Math.min(2 ** lane.conflicts, LONGEST_PAUSE_MS));
  }

  private async pause(lane: Lane, ms: number): Promise<void> {
    lane.wake = new AbortController();
    // An aborted delay rejects: a new claim has come.
    await pauseFor(ms, lane.wake.signal);
    lane.wake = undefined;
  }

  /**
   * One command may append here several times, and to several such streams: each append is a command of its own. An
   * append for several commands is the service's; its events name the commands.
   */
  private contextOf(stream: StreamName, expected: number, contexts: readonly CommandContext[]): CommandContext {
    const { tenantId } = partsOf(stream);
    const [first] = contexts;
    if (!first) throw new TypeError(`nobody asked for an append to ${stream}`);
    const commandId = v5(`reservation/${stream}@${expected}`, first.commandId);
    if (contexts.every((each) => each.commandId === first.commandId)) {
      const { ip: _ip, userAgent: _userAgent, ...context } = first;
      return { ...context, tenantId, commandId, causationId: first.commandId };
    }
    return {
      tenantId,
      actor: { id: `service:${this.options.service}`, type: 'service', roles: [] },
      requestId: commandId,
      correlationId: commandId,
      causationId: first.commandId,
      commandId,
      now: contexts.reduce((latest, { now }) => (now > latest ? now : latest), first.now),
      deadline: Math.max(...contexts.map(({ deadline }) => deadline)),
    };
  }
}

type Planned = ReturnType<typeof planClaims<WaitingClaim>>;

function claimOf({ owner, commandId, ownerRevision }: WantedClaim) {
  return { owner, commandId, ownerRevision };
}
