import {
  AccessForbidden,
  LoginFailed,
  OthersRefused,
  RateLimitHit,
  type RefusalEvent,
} from '#contracts/audit/refusal-events';
import type { Aggregate } from '#libs/event-sourcing';

/** Refusals of one kind, source and minute, as decisions see them. */
export interface Refusal {
  readonly isRecorded: boolean;
}

/** One stream for each record, named after its command: so they wait for nobody. */
export const refusal: Aggregate<Refusal, RefusalEvent> = {
  category: 'audit.refusal',
  events: [AccessForbidden, LoginFailed, RateLimitHit, OthersRefused],
  initial: () => ({ isRecorded: false }),
  evolve: () => ({ isRecorded: true }),
};
