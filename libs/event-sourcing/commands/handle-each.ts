import { BatchTaken } from '#contracts/batches/batch-events';
import { DomainError, type ErrorKind } from '#contracts/errors';
import { event, type DomainEvent } from '#contracts/declare/event';
import { evolve } from '#contracts/declare/fold';
import type { Position } from '#libs/event-log';
import type { CommandContext } from '#libs/identity';
import { aggregate, type Aggregate } from '../aggregates/aggregate';
import type { Commands, HandledEach, HandlingEach, GroupOutcome } from './commands';
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

/** See `Commands.handleEach`. */
export async function handleEach<Command, State, Event extends DomainEvent, Facts, Result>(
  commands: Pick<Commands, 'handle'>,
  { context, service, groups, concurrency = CONCURRENCY }: HandlingEach<Command, State, Event, Facts, Result>,
): Promise<HandledEach<Result>> {
  if (groups.length === 0) return { outcomes: [] };
  refuseTwice(groups);
  let position = await take(commands, service, groups.length, context);
  const outcomes: GroupOutcome<Result>[] = [];
  const faults: unknown[] = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < groups.length; index = next++) {
      const group = groups[index] as (typeof groups)[number];
      const commandId = newIdOf(context.commandId, `group/${group.aggregate.category}/${group.id}`);
      try {
        const handled = await commands.handle({ ...group, context: { ...context, commandId } });
        outcomes[index] = { result: handled.result, revision: handled.revision };
        position = later(position, handled.position);
      } catch (error) {
        if (error instanceof DomainError && OUTCOMES.has(error.kind)) outcomes[index] = { refusal: error };
        else {
          faults.push(error);
          next = groups.length;
        }
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, groups.length) }, work));
  // Waits until no group is under way: nothing goes on after the answer.
  if (faults.length > 0) throw faults[0];
  return { outcomes, ...(position !== undefined && { position }) };
}

/** Two groups on one stream would have one command id. */
function refuseTwice(groups: readonly { readonly aggregate: { readonly category: string }; readonly id: string }[]) {
  const streams = new Set(groups.map(({ aggregate: { category }, id }) => `${category} ${id}`));
  if (streams.size < groups.length) throw new TypeError('two groups of one request are on one stream: join them');
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
