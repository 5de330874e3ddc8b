import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '#contracts/errors';
import type { DomainEvent } from '#contracts/event';
import {
  LogUnavailable,
  streamName,
  type EventLog,
  type Position,
  type RecordedEvent,
  type StreamName,
} from '#libs/event-log';
import type { CommandContext } from '#libs/identity';
import type { Aggregate, Given } from './aggregate';
import type { EncodedEvent, EventCodec } from './codec';
import type { Remembered } from './command-memory';
import type { Commands, Handled, Handling } from './commands';
import { NO_REVISION, type FoldedStream } from './folded-stream';
import { newIdOf } from './identifiers';
import type { Reservations } from './reservations';
import { refuseStale } from './entity-tag';
import type { OnFault } from './snapshot-keeper';
import { StreamQueue } from './stream-queue';
import type { StreamStates } from './stream-states';

export interface CommandHandlerOptions {
  readonly log: Pick<EventLog, 'readStream'>;
  readonly codec: EventCodec;
  readonly states: StreamStates;
  readonly reservations: Reservations;
  readonly onFault: OnFault;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** How often a command is decided anew because its stream moved on, before it is refused as unavailable. Default 20. */
  readonly attempts?: number;
}

/** How one round of deciding came out. `revision`: that of the state decided on. */
type Round<Result> =
  | { readonly outcome: 'appended'; readonly handled: Handled<Result> }
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'refused'; readonly revision: number; readonly error: unknown }
  | { readonly outcome: 'unchanged'; readonly revision: number };

const LONGEST_PAUSE_MS = 100;

/** Carries commands out: load, fold, look the command up, decide, append; on a conflict from the start. */
export class CommandHandler implements Commands {
  private readonly queue = new StreamQueue();

  constructor(private readonly options: CommandHandlerOptions) {}

  async state<State, Event extends DomainEvent>(
    aggregate: Aggregate<State, Event>,
    tenantId: string,
    id: string,
  ): Promise<{ readonly state: State; readonly revision: number | 'none' }> {
    const stream = streamName(aggregate.category, tenantId, id);
    const { state, revision, hasFacts } = await this.options.states.lend(aggregate, stream);
    return { state, revision: hasFacts ? revision : 'none' };
  }

  /**
   * @throws DomainError as the decision or a reservation refuses; IDEMPOTENCY_KEY_REUSED when this command was taken with
   * another payload; SERVICE_UNAVAILABLE when the log is out of reach, the
   * deadline has passed or the stream never stood still: each time the command is safe to repeat
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

  async check<Command, State, Event extends DomainEvent, Facts, Result>(
    handling: Handling<Command, State, Event, Facts, Result>,
  ): Promise<boolean> {
    const { aggregate, context, id, command } = handling;
    const stream = streamName(aggregate.category, context.tenantId, id);
    const { states, reservations } = this.options;
    try {
      const { folded: loaded, fresh } = await states.load(aggregate, stream);
      const folded = fresh ? loaded : await states.upToDate(loaded);
      refuseStale(context.ifMatch, folded.changedRevision === NO_REVISION ? undefined : folded.changedRevision);
      const facts = (await handling.facts?.(command, context, this, folded.state)) as Facts;
      const given = givenOf(context, facts);
      const events = handling.decide(command, folded.state, given);
      if (events.length === 0) return false;
      for (const reservation of handling.reserve?.(events, given) ?? []) {
        await reservations.refuseTaken(reservation, stream, context.tenantId);
      }
      return true;
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
        const handled = await this.answerAgain(stream, handling, known);
        if (handled) return handled;
      }
      const round = await this.decide(stream, handling, folded);
      if (round.outcome === 'appended') return round.handled;
      if (round.outcome === 'conflict') {
        if (++conflicts > 1) await delay(Math.random() * Math.min(2 ** conflicts, LONGEST_PAUSE_MS));
      } else if (fresh) {
        return conclude(handling, round);
      }
      // A refusal by a state that may be old says nothing yet: it is decided again on what the log has by now.
      folded = await states.upToDate(folded);
      fresh = true;
      if (round.outcome !== 'conflict' && folded.revision === round.revision) return conclude(handling, round);
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
    try {
      const { changedRevision } = folded;
      refuseStale(context.ifMatch, changedRevision === NO_REVISION ? undefined : changedRevision);
      const facts = (await handling.facts?.(command, context, this, folded.state)) as Facts;
      // While the facts were read, another command's look at this stream may have brought it forward.
      if (folded.revision !== revision) return { outcome: 'conflict' };
      const given = givenOf(context, facts);
      events = handling.decide(command, folded.state, given);
      if (events.length === 0) return { outcome: 'unchanged', revision };
      for (const reservation of handling.reserve?.(events, given) ?? []) {
        await this.options.reservations.hold(reservation, { owner: stream, ownerRevision: revision, context });
      }
    } catch (error) {
      return { outcome: 'refused', revision, error };
    }
    const encoded = await this.options.codec.encode(events, context);
    const result = await this.options.states.append(folded, encoded, revision, context);
    if (result.outcome === 'conflict') return { outcome: 'conflict' };
    const handled = await this.answer(stream, handling, encoded.map(asReadBack) as Event[], result);
    return { outcome: 'appended', handled: { ...handled, repeated: false } };
  }

  /** What a command recorded when it was decided is its answer now; undefined where these are another's events. */
  private async answerAgain<Command, State, Event extends DomainEvent, Facts, Result>(
    stream: StreamName,
    handling: Handling<Command, State, Event, Facts, Result>,
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
    // Without one it was recorded before there were any.
    if ((metadata.payloadDigest ?? payloadDigest) !== payloadDigest) throw new DomainError('IDEMPOTENCY_KEY_REUSED');
    const events = decoded.map(({ type, data }) => ({ type, data }) as Event);
    return { ...(await this.answer(stream, handling, events, last)), repeated: true };
  }

  private async answer<Command, State, Event extends DomainEvent, Facts, Result>(
    stream: StreamName,
    { command, context, id, answer, release }: Handling<Command, State, Event, Facts, Result>,
    events: readonly Event[],
    { revision, position }: { readonly revision: number; readonly position: Position },
  ): Promise<Omit<Handled<Result>, 'repeated'>> {
    const decidedBy = { owner: stream, ownerRevision: revision - events.length, context };
    for (const released of release?.(events) ?? []) {
      try {
        await this.options.reservations.release(released, decidedBy);
      } catch (error) {
        // The command stands. What it let go of stays held until it is repeated, or released by a reactor.
        this.options.onFault(`${stream} did not release what revision ${revision} let go of`, error);
      }
    }
    return { result: answer(command, { id, revision, events }), revision, position };
  }

  private refuseWhenLate({ deadline }: CommandContext): void {
    if (this.options.clock() > deadline) throw unavailable('the deadline of this command has passed');
  }
}

function givenOf<Facts>({ tenantId, actor, now, commandId }: CommandContext, facts: Facts): Given<Facts> {
  return {
    tenantId,
    actor: { id: actor.id, roles: actor.roles },
    now,
    newId: (name) => newIdOf(commandId, name),
    facts,
  };
}

/** An event as a reader will have it: a copy, so that what `evolve` does to its own changes no answer. */
function asReadBack({ type, plainData }: EncodedEvent): DomainEvent {
  return { type, data: JSON.parse(plainData) as object };
}

function conclude<Command, State, Event extends DomainEvent, Facts, Result>(
  { command, id, answer }: Handling<Command, State, Event, Facts, Result>,
  round: Extract<Round<Result>, { readonly outcome: 'refused' | 'unchanged' }>,
): Handled<Result> {
  if (round.outcome === 'refused') throw round.error;
  const { revision } = round;
  return { result: answer(command, { id, revision, events: [] }), revision, repeated: false };
}

function unavailable(message: string, cause?: unknown): DomainError {
  const error = new DomainError('SERVICE_UNAVAILABLE', message);
  if (cause !== undefined) error.cause = cause;
  return error;
}
