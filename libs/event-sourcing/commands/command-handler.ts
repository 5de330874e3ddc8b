import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '#contracts/errors';
import type { DomainEvent } from '#contracts/declare/event';
import {
  LogUnavailable,
  streamName,
  type EventLog,
  type Position,
  type RecordedEvent,
  type StreamName,
} from '#libs/event-log';
import { decidingActor, type CommandContext } from '#libs/identity';
import type { Fold } from '#contracts/declare/fold';
import type { Given, Thing } from '../aggregates/aggregate';
import type { EncodedEvent, EventCodec } from '../aggregates/codec';
import type { Remembered } from './command-memory';
import type { Checked, Commands, Handled, HandledEach, Handling, HandlingEach } from './commands';
import { handleEach } from './handle-each';
import { NO_REVISION, type FoldedStream } from '../aggregates/folded-stream';
import { newIdOf } from './identifiers';
import { changeOf, type Reservation, type ReservationChange } from '../reservations/reservation';
import type { Claimant, Reservations } from '../reservations/reservations';
import { refuseStale } from './entity-tag';
import type { OnFault } from '../aggregates/snapshot-keeper';
import { StreamQueue } from './stream-queue';
import type { StreamStates } from '../aggregates/stream-states';

export interface CommandHandlerOptions {
  readonly log: Pick<EventLog, 'readStream' | 'head'>;
  readonly codec: EventCodec;
  readonly states: StreamStates;
  readonly reservations: Reservations;
  readonly onFault: OnFault;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /**
   * How often a command is decided anew because its stream moved on, before it is refused as unavailable. Default 20.
   */
  readonly attempts?: number;
}

/** The outcome of one round of deciding. `revision`: that of the state decided on. */
type Round<Result> =
  | { readonly outcome: 'appended'; readonly handled: Handled<Result> }
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'refused'; readonly revision: number; readonly error: unknown }
  | { readonly outcome: 'unchanged'; readonly revision: number };

const LONGEST_PAUSE_MS = 100;
const NO_CHANGE: ReservationChange = { added: [], removed: [] };

/** Carries commands out: load, fold, look the command up, decide, append; on a conflict from the start. */
export class CommandHandler implements Commands {
  private readonly queue = new StreamQueue();

  constructor(private readonly options: CommandHandlerOptions) {}

  async state<State, Event extends DomainEvent>(
    fold: Fold<State, Event>,
    tenantId: string,
    id: string,
  ): Promise<{ readonly state: State; readonly revision: number | 'none' }> {
    const stream = streamName(fold.category, tenantId, id);
    const { state, revision, hasFacts } = await this.options.states.sharedState(fold, stream);
    return { state, revision: hasFacts ? revision : 'none' };
  }

  /**
   * @throws DomainError as the decision or a reservation refuses; IDEMPOTENCY_KEY_REUSED when this command was taken
   * with another payload; SERVICE_UNAVAILABLE when the log is out of reach, the deadline has passed or the stream kept
   * moving. The command is always safe to repeat.
   */
  async handle<Command, State, Event extends DomainEvent, Facts, Result>(
    handling: Handling<Command, State, Event, Facts, Result>,
  ): Promise<Handled<Result>> {
    const { aggregate, context, id } = handling;
    const stream = streamName(aggregate.category, context.tenantId, id);
    try {
      return await this.queue.run(stream, () => this.carryOut(stream, handling));
    } catch (error) {
      if (error instanceof LogUnavailable) throw unavailable('the event log is out of reach', error);
      throw error;
    }
  }

  handleEach<Command, State, Event extends DomainEvent, Facts, Result>(
    handling: HandlingEach<Command, State, Event, Facts, Result>,
  ): Promise<HandledEach<Result>> {
    return handleEach(this, handling);
  }

  async check<Command, State, Event extends DomainEvent, Facts, Result>(
    handling: Handling<Command, State, Event, Facts, Result>,
  ): Promise<Checked> {
    const { aggregate, context, id, command } = handling;
    const stream = streamName(aggregate.category, context.tenantId, id);
    const { states, reservations } = this.options;
    try {
      const { folded: loaded, fresh } = await states.load(aggregate, stream);
      const folded = fresh ? loaded : await states.upToDate(loaded);
      refuseStale(context, tagOf(handling, folded));
      const facts = (await handling.facts?.(command, context, this, folded.state)) as Facts;
      const given = givenOf(context, facts);
      const events = handling.decide(command, folded.state, given);
      if (events.length === 0) return { outcome: 'unchanged' };
      const limits = handling.limits?.(given) ?? {};
      let slotsLeft: number | undefined;
      for (const each of reservationChange(folded, events, context).added) {
        if ('roster' in each) slotsLeft = await reservations.slotsLeft(each, context.tenantId, limits[each.roster]);
        else await reservations.refuseTaken(each, stream, context.tenantId);
      }
      const outcome = folded.changedRevision === NO_REVISION ? 'created' : 'changed';
      return { outcome, ...(slotsLeft !== undefined && { slotsLeft }) };
    } catch (error) {
      if (error instanceof LogUnavailable) throw unavailable('the event log is out of reach', error);
      throw error;
    }
  }

  private async carryOut<Command, State, Event extends DomainEvent, Facts, Result>(
    stream: StreamName,
    handling: Handling<Command, State, Event, Facts, Result>,
  ): Promise<Handled<Result>> {
    const { states, attempts = 20 } = this.options;
    let { folded, fresh } = await states.load(handling.aggregate, stream);
    for (let conflicts = 0; conflicts < attempts;) {
      this.refuseWhenLate(handling.context);
      for (const known of folded.memory.candidates(handling.context.commandId)) {
        const handled = await this.answerAgain(stream, handling, folded, known);
        if (handled) return handled;
      }
      const round = await this.decide(stream, handling, folded);
      if (round.outcome === 'appended') return round.handled;
      if (round.outcome === 'conflict') {
        if (++conflicts > 1) await delay(Math.random() * Math.min(2 ** conflicts, LONGEST_PAUSE_MS));
      } else if (fresh) {
        return this.conclude(handling, folded, round);
      }
      // A refusal by a cached state may be outdated: it is decided again on the log's present state.
      folded = await states.upToDate(folded);
      fresh = true;
      if (round.outcome !== 'conflict' && folded.revision === round.revision) {
        return this.conclude(handling, folded, round);
      }
    }
    throw unavailable('too many commands change this at once');
  }

  private async decide<Command, State, Event extends DomainEvent, Facts, Result>(
    stream: StreamName,
    handling: Handling<Command, State, Event, Facts, Result>,
    folded: FoldedStream<State, Event>,
  ): Promise<Round<Result>> {
    const { command, context } = handling;
    const { revision } = folded;
    let events: readonly Event[];
    let change: ReservationChange;
    try {
      handling.admit?.(command, folded.state, decidingActor(context.actor));
      refuseStale(context, tagOf(handling, folded));
      const facts = (await handling.facts?.(command, context, this, folded.state)) as Facts;
      // While the facts were read, another command may have folded this stream further.
      if (folded.revision !== revision) return { outcome: 'conflict' };
      const given = givenOf(context, facts);
      events = handling.decide(command, folded.state, given);
      if (events.length === 0) return { outcome: 'unchanged', revision };
      change = reservationChange(folded, events, context);
      const limits = handling.limits?.(given) ?? {};
      for (const each of change.added) {
        const limit = 'roster' in each ? limits[each.roster] : undefined;
        await this.options.reservations.hold(each, { owner: stream, ownerRevision: revision, context }, limit);
      }
    } catch (error) {
      return { outcome: 'refused', revision, error };
    }
    await handling.before?.(events, context);
    const encoded = await this.options.codec.encode(events, context);
    const result = await this.options.states.append(folded, encoded, revision, context);
    if (result.outcome === 'conflict') return { outcome: 'conflict' };
    await this.releaseFormer(change.removed, { owner: stream, ownerRevision: revision, context });
    const handled = this.answer(handling, folded, () => encoded.map(asReadBack) as Event[], result);
    return { outcome: 'appended', handled: { ...handled, repeated: false } };
  }

  private async conclude<Command, State, Event extends DomainEvent, Facts, Result>(
    handling: Handling<Command, State, Event, Facts, Result>,
    folded: FoldedStream<State, Event>,
    round: Extract<Round<Result>, { readonly outcome: 'refused' | 'unchanged' }>,
  ): Promise<Handled<Result>> {
    if (round.outcome === 'refused') throw round.error;
    const { revision } = round;
    const { command, id, answer } = handling;
    const result = answer(command, { id, revision, events: [], ...thingIn(handling, folded) });
    return { result, revision, position: await this.positionAt(folded.stream, revision), repeated: false };
  }

  /** The position of a stream's event; the log's head for a stream without events. */
  private async positionAt(stream: StreamName, revision: number): Promise<Position> {
    const { log } = this.options;
    const last = log.readStream(stream, { from: Math.max(revision, 0), limit: 1 });
    for await (const { position } of last) return position;
    return log.head();
  }

  /** The answer of a command from its recorded events; undefined when these events are another command's. */
  private async answerAgain<Command, State, Event extends DomainEvent, Facts, Result>(
    stream: StreamName,
    handling: Handling<Command, State, Event, Facts, Result>,
    folded: FoldedStream<State, Event>,
    { first, count }: Remembered,
  ): Promise<Handled<Result> | undefined> {
    const { log, codec } = this.options;
    const recorded: RecordedEvent[] = [];
    for await (const event of log.readStream(stream, { from: first, limit: count })) recorded.push(event);
    const last = recorded.at(-1);
    if (!last || recorded.length !== count) throw new Error(`${stream} has no ${count} events from revision ${first}`);
    const decoded = await codec.decode(recorded);
    const metadata = decoded[0]?.metadata;
    const { commandId, payloadDigest } = handling.context;
    if (metadata?.commandId !== commandId) return undefined;
    // An event without a digest is from before there were digests.
    if ((metadata.payloadDigest ?? payloadDigest) !== payloadDigest) throw new DomainError('IDEMPOTENCY_KEY_REUSED');
    const events = decoded.map(({ type, data }) => ({ type, data }) as Event);
    return { ...this.answer(handling, folded, () => events, last), repeated: true };
  }

  private answer<Command, State, Event extends DomainEvent, Facts, Result>(
    handling: Handling<Command, State, Event, Facts, Result>,
    folded: FoldedStream<State, Event>,
    readEvents: () => readonly Event[],
    { revision, position }: { readonly revision: number; readonly position: Position },
  ): Omit<Handled<Result>, 'repeated'> {
    const { command, id, answer } = handling;
    let read: readonly Event[] | undefined;
    const recording = {
      id,
      revision,
      // Few answers look at the events, and to read many back takes long.
      get events() {
        return (read ??= readEvents());
      },
      ...thingIn(handling, folded),
    };
    return { result: answer(command, recording), revision, position };
  }

  /** The command stands, whatever happens here: `ReleaseFollower` repeats a release that fails. */
  private async releaseFormer(removed: readonly Reservation[], claimant: Claimant): Promise<void> {
    for (const each of removed) {
      try {
        await this.options.reservations.release(each, claimant);
      } catch (error) {
        this.options.onFault(`${claimant.owner} did not release its former values`, error);
      }
    }
  }

  private refuseWhenLate({ deadline }: CommandContext): void {
    if (this.options.clock() > deadline) throw unavailable('the deadline of this command has passed');
  }
}

function givenOf<Facts>({ tenantId, actor, now, commandId }: CommandContext, facts: Facts): Given<Facts> {
  return {
    tenantId,
    actor: decidingActor(actor),
    now,
    newId: (name) => newIdOf(commandId, name),
    facts,
  };
}

/** The reservations that the decided events add and remove. */
function reservationChange<State, Event extends DomainEvent>(
  folded: FoldedStream<State, Event>,
  events: readonly Event[],
  { now }: CommandContext,
): ReservationChange {
  const { reserve } = folded.aggregate;
  if (!reserve) return NO_CHANGE;
  return changeOf(reserve(folded.state), reserve(folded.preview(events, now)));
}

/** An event as a reader will have it: a copy, so that `evolve` cannot change the answer. */
function asReadBack({ type, plainData }: EncodedEvent): DomainEvent {
  return { type, data: JSON.parse(plainData) as object };
}

/** The thing that a command is about, as the stream has it now. */
function thingIn<Command, State, Event extends DomainEvent>(
  { command, thing }: Pick<Handling<Command, State, Event, never, never>, 'command' | 'thing'>,
  { state }: FoldedStream<State, Event>,
): { readonly thing?: Thing } {
  const found = thing?.(state, command);
  return found ? { thing: found } : {};
}

/** The entity tag that `If-Match` is compared with: the thing's, or the whole stream's. */
function tagOf<Command, State, Event extends DomainEvent>(
  handling: Pick<Handling<Command, State, Event, never, never>, 'command' | 'thing'>,
  folded: FoldedStream<State, Event>,
): number | undefined {
  if (handling.thing) return thingIn(handling, folded).thing?.revision;
  return folded.changedRevision === NO_REVISION ? undefined : folded.changedRevision;
}

function unavailable(message: string, cause?: unknown): DomainError {
  return Object.assign(new DomainError('SERVICE_UNAVAILABLE', message), cause !== undefined && { cause });
}
