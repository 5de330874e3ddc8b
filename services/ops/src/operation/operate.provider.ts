import { DomainError } from '#contracts/errors';
import type { ProjectionStatus } from '#contracts/ops/get-projection';
import type { ParkedEvent } from '#contracts/ops/list-parked';
import type { OperationRequested } from '#contracts/ops/operation-events';
import { PLATFORM } from '#contracts/permissions';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { AskedOperation, OperationAnswer, Operators, ServiceParts } from '#libs/runtime';
import { concludeOperation, type Conclusion } from './conclude-operation';
import { operation, type Operation } from './operation';
import { OPERATION, requestOperation, requestedBefore, type OperationFacts } from './request-operation';

export type OperatorParts = Pick<ServiceParts, 'commands' | 'operations' | 'parked'>;

/** The outcome is recorded however long the operation took. */
const CONCLUDE_WITHIN_MS = 10_000;

/**
 * Records an operator's request, carries it out, and records the outcome. No record, no operation. After a crash at any
 * point the same command goes on from there: every step finds earlier results by the operation's id.
 */
export const operators: Operators = {
  async operate<Asked extends AskedOperation>(parts: OperatorParts, asked: Asked, context: CommandContext) {
    const id = newIdOf(context.commandId, OPERATION);
    const { result: requested, position: requestedAt } = await parts.commands.handle({
      aggregate: operation,
      id,
      command: asked,
      context: { ...context, tenantId: PLATFORM },
      facts: () => factsOf(parts, asked),
      decide: requestOperation,
      answer: (_, { events }) => requestedBefore(asked, events[0]?.data as OperationRequested),
    });
    const { state } = await parts.commands.state(operation, PLATFORM, id);
    const position = isEnded(state) ? requestedAt : await end(parts, requested, context);
    const answer = answerOf((await parts.commands.state(operation, PLATFORM, id)).state);
    return { answer: answer as OperationAnswer<Asked>, ...(position !== undefined && { position }) };
  },
};

/** @throws DomainError `NOT_FOUND` */
async function factsOf({ operations, parked }: OperatorParts, asked: AskedOperation): Promise<OperationFacts> {
  if ('name' in asked) return { projection: (await operations.status(asked.name)).name, parked: null };
  const event = await parked.show(asked.parkedId);
  return { projection: event.projection, parked: event };
}

function isEnded({ status }: Operation): boolean {
  return status === 'done' || status === 'refused';
}

async function end(parts: OperatorParts, requested: OperationRequested, context: CommandContext) {
  const conclusion = await conclusionOf(() => carryOut(parts, requested, context));
  const { position } = await parts.commands.handle({
    aggregate: operation,
    id: requested.operationId,
    command: conclusion,
    context: {
      ...context,
      tenantId: PLATFORM,
      // An id for each outcome: `unanswered` is no end and may be followed by another.
      commandId: newIdOf(context.commandId, `outcome/${conclusion.outcome}`),
      now: new Date().toISOString(),
      deadline: Date.now() + CONCLUDE_WITHIN_MS,
    },
    decide: concludeOperation,
    answer: () => undefined,
  });
  if (conclusion.outcome === 'unanswered') throw new DomainError('SERVICE_UNAVAILABLE', conclusion.reason);
  return position;
}

/** A fault says nothing about the operation: it stays open, for the same command again. */
async function conclusionOf(work: () => Promise<object>): Promise<Conclusion> {
  try {
    return { outcome: 'done', answer: await work() };
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind === 'internal') throw error;
    const { code, kind, message: reason } = error;
    return kind === 'unavailable' ? { outcome: 'unanswered', reason } : { outcome: 'refused', code, reason };
  }
}

function carryOut(
  { operations, parked }: OperatorParts,
  { operationId, operation: asked, projection, promote, parked: event }: OperationRequested,
  { actor }: CommandContext,
): Promise<ProjectionStatus | ParkedEvent> {
  switch (asked) {
    case 'rebuild':
      return operations.rebuild(projection, { promote: promote ?? true, operationId });
    case 'retry':
      return parked.retry(event as ParkedEvent, operationId);
    case 'skip':
      return parked.skip(event as ParkedEvent, { by: actor.id, operationId });
    case 'pause':
    case 'resume':
    case 'cancel':
    case 'promote':
    case 'rollback':
    case 'drop':
      return operations[asked](projection, operationId);
  }
}

/** @throws DomainError the refusal that was recorded */
function answerOf(state: Operation): unknown {
  if (state.status === 'refused') throw new DomainError(state.code, state.reason);
  if (state.status === 'done') return state.answer;
  throw new TypeError(`an operation is ${state.status} and was to be answered`);
}
