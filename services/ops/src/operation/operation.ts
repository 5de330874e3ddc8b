import type { ErrorCode } from '#contracts/errors';
import {
  OperationDone,
  OperationRefused,
  OperationRequested,
  OperationUnanswered,
} from '#contracts/ops/operation-events';
import { evolve } from '#contracts/declare/fold';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** An operator's operation, as decisions see it. `unanswered` is not an end: the operation may be tried again. */
export type Operation =
  | { readonly status: 'absent' }
  | { readonly status: 'requested' | 'unanswered'; readonly requested: OperationRequested }
  | { readonly status: 'done'; readonly requested: OperationRequested; readonly answer: unknown }
  | {
      readonly status: 'refused';
      readonly requested: OperationRequested;
      readonly code: ErrorCode;
      readonly reason: string;
    };

/** One stream for each, in the tenant `platform`. */
export const operation = aggregate('ops.operation', (): Operation => ({ status: 'absent' }), [
  evolve(OperationRequested, (_, { data }) => ({ status: 'requested', requested: data })),
  evolve(OperationDone, (state, { data: { answer } }) => ({ status: 'done', requested: requestedIn(state), answer })),
  evolve(OperationRefused, (state, { data: { code, reason } }) => ({
    status: 'refused',
    requested: requestedIn(state),
    code: code as ErrorCode,
    reason,
  })),
  evolve(OperationUnanswered, (state) => ({ status: 'unanswered', requested: requestedIn(state) })),
]);

export type OperationEvent = EventsOf<typeof operation>;

function requestedIn(state: Operation): OperationRequested {
  if (state.status === 'absent') throw new TypeError('an operation has an outcome and was never requested');
  return state.requested;
}
