import { refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import type { ParkedEvent } from '#contracts/ops/list-parked';
import { OperationRequested } from '#contracts/ops/operation-events';
import type { Given } from '#libs/event-sourcing';
import type { AskedOperation } from '#libs/runtime';
import type { Operation, OperationEvent } from './operation';

/** The name under which an operation's id derives from that of its command. */
export const OPERATION = 'operation';

/** The target of the operation as it exists now; `projection` may also be a reactor. */
export interface OperationFacts {
  readonly projection: string;
  readonly parked: ParkedEvent | null;
}

export function requestOperation(
  asked: AskedOperation,
  { status }: Operation,
  { facts, newId }: Given<OperationFacts>,
): OperationEvent[] {
  if (status !== 'absent') refuse('CONFLICT', {}, 'This operation was requested already');
  return [
    event(OperationRequested, {
      operationId: newId(OPERATION),
      operation: asked.operation,
      projection: facts.projection,
      promote: promoteIn(asked),
      parked: facts.parked,
    }),
  ];
}

/**
 * The recorded operation that a repetition continues, if its request is the same. The path is part of the id, so only
 * these fields can differ.
 */
export function requestedBefore(asked: AskedOperation, requested: OperationRequested): OperationRequested {
  if (requested.promote !== promoteIn(asked)) refuse('IDEMPOTENCY_KEY_REUSED');
  return requested;
}

function promoteIn(asked: AskedOperation): boolean | null {
  return asked.operation === 'rebuild' ? (asked.promote ?? true) : null;
}
