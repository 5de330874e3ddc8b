import type { ErrorCode } from '#contracts/errors';
import {
  OperationDone,
  OperationRefused,
  OperationRequested,
  OperationUnanswered,
  type OperationEvent,
} from '#contracts/ops/operation-events';
import type { Aggregate } from '#libs/event-sourcing';

/** An operator's operation, as decisions see it. `unanswered` is not an end: it may be tried again. */
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
export const operation: Aggregate<Operation, OperationEvent> = {
  category: 'ops.operation',
  events: [OperationRequested, OperationDone, OperationRefused, OperationUnanswered],
  initial: () => ({ status: 'absent' }),
  evolve: (state, { type, data }) => {
    switch (type) {
      case 'OperationRequested':
        return { status: 'requested', requested: data };
      case 'OperationDone':
        return { status: 'done', requested: requestedIn(state), answer: data.answer };
      case 'OperationRefused': {
        const { code, reason } = data;
        return { status: 'refused', requested: requestedIn(state), code: code as ErrorCode, reason };
      }
      case 'OperationUnanswered':
        return { status: 'unanswered', requested: requestedIn(state) };
    }
  },
};

function requestedIn(state: Operation): OperationRequested {
  if (state.status === 'absent') throw new TypeError('an operation has an outcome and was never requested');
  return state.requested;
}
