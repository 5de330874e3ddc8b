import { refuse, type ErrorCode } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { OperationDone, OperationRefused, OperationUnanswered } from '#contracts/ops/operation-events';
import type { Operation, OperationEvent } from './operation';

/** The outcome of an operation. */
export type Conclusion =
  | { readonly outcome: 'done'; readonly answer: unknown }
  | { readonly outcome: 'refused'; readonly code: ErrorCode; readonly reason: string }
  | { readonly outcome: 'unanswered'; readonly reason: string };

/** The first outcome stands: another request with the same key may have recorded one meanwhile. */
export function concludeOperation(conclusion: Conclusion, state: Operation): OperationEvent[] {
  if (state.status === 'absent') refuse('NOT_FOUND');
  if (state.status === 'done' || state.status === 'refused') return [];
  const { operationId, operation, projection } = state.requested;
  const of = { operationId, operation, projection };
  switch (conclusion.outcome) {
    case 'done':
      return [event(OperationDone, { ...of, answer: conclusion.answer })];
    case 'refused':
      return [event(OperationRefused, { ...of, code: conclusion.code, reason: conclusion.reason })];
    case 'unanswered':
      return [event(OperationUnanswered, { ...of, reason: conclusion.reason })];
  }
}
