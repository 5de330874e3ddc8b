import { BatchTaken } from '#contracts/batches/batch-events';
import type { ContractClass } from '#contracts/declare/contract';
import { parse } from '#contracts/declare/validation';
import { DomainError, type ErrorKind } from '#contracts/errors';
import { event, type DomainEvent } from '#contracts/declare/event';
import { evolve } from '#contracts/declare/fold';
import type { Position } from '#libs/event-log';
import type { CommandContext } from '#libs/identity';
import { aggregate, type Aggregate } from '../aggregates/aggregate';
import type { Commands, Group, GroupOutcome, HandledEach, HandlingEach, RefusedRow } from './commands';
import { eachAtMost } from './each-at-most';
import { newIdOf } from './identifiers';

const CONCURRENCY = 8;

/** Refusals that are the outcome of one group; any other fails the whole request, to be repeated. */
const OUTCOMES: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'rule',
  'conflict',
  'not_found',
  'forbidden',
  'malformed',
  'stale',
]);

type Batch = { readonly isTaken: boolean };
type BatchAggregate = Aggregate<Batch, DomainEvent<'BatchTaken', BatchTaken>>;

const batches = new Map<string, BatchAggregate>();

/**
 * Reads each row of a request by itself, as untrusted input of a contract: a row with faults is refused alone, and its
 * refusal is its outcome.
 * @public
 */
export function readEach<Row extends object, Command, State, Event extends DomainEvent, Facts, Result>(
  contract: ContractClass<Row>,
  rows: readonly unknown[],
  groupOf: (row: Row) => Group<Command, State, Event, Facts, Result>,
): readonly (Group<Command, State, Event, Facts, Result> | RefusedRow)[] {
  return rows.map((row) => {
    try {
      return groupOf(parse(contract, row));
    } catch (error) {
      if (error instanceof DomainError && OUTCOMES.has(error.kind)) return { refusal: error };
      throw error;
    }
  });
}

/** See `Commands.handleEach`. */
export async function handleEach<Command, State, Event extends DomainEvent, Facts, Result>(
  commands: Pick<Commands, 'handle'>,
  { context, service, groups, concurrency = CONCURRENCY }: HandlingEach<Command, State, Event, Facts, Result>,
): Promise<HandledEach<Result>> {
  if (groups.length === 0) return { outcomes: [] };
  refuseTwice(groups);
  let position = await take(commands, service, groups.length, context);
  const outcomes: GroupOutcome<Result>[] = [];
  await eachAtMost(concurrency, groups, async (group, index) => {
    if ('refusal' in group) {
      outcomes[index] = group;
      return;
    }
    const commandId = newIdOf(context.commandId, `group/${group.aggregate.category}/${group.id}`);
    try {
      const handled = await commands.handle({ ...group, context: { ...context, commandId } });
      outcomes[index] = { result: handled.result, revision: handled.revision };
      position = later(position, handled.position);
    } catch (error) {
      if (!(error instanceof DomainError) || !OUTCOMES.has(error.kind)) throw error;
      outcomes[index] = { refusal: error };
    }
  });
  return { outcomes, ...(position !== undefined && { position }) };
}

interface OnStream {
  readonly aggregate: { readonly category: string };
  readonly id: string;
}

/** Two groups on one stream would have one command id. */
function refuseTwice(groups: readonly (RefusedRow | OnStream)[]): void {
  const streams = groups.flatMap((group) => ('refusal' in group ? [] : [`${group.aggregate.category} ${group.id}`]));
  if (new Set(streams).size < streams.length)
    throw new TypeError('two groups of one request are on one stream: join them');
}

/** Remembers the payload, so that the same key with another body is refused whole. */
async function take(
  commands: Pick<Commands, 'handle'>,
  service: string,
  groups: number,
  context: CommandContext,
): Promise<Position | undefined> {
  const { position } = await commands.handle({
    aggregate: batchOf(service),
    id: context.commandId,
    command: { batchId: context.commandId, groups },
    context: { ...context, commandId: newIdOf(context.commandId, 'batch') },
    decide: (command, { isTaken }) => (isTaken ? [] : [event(BatchTaken, command)]),
    answer: () => undefined,
  });
  return position;
}

function batchOf(service: string): BatchAggregate {
  let known = batches.get(service);
  if (!known) {
    const taken = evolve(BatchTaken, (): Batch => ({ isTaken: true }));
    batches.set(service, (known = aggregate(`${service}.batch`, (): Batch => ({ isTaken: false }), [taken])));
  }
  return known;
}

function later(one: Position | undefined, other: Position | undefined): Position | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other > one ? other : one;
}
