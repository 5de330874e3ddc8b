import { AccessForbidden, LoginFailed, OthersRefused, RateLimitHit } from '#contracts/audit/refusal-events';
import { evolve } from '#contracts/declare/fold';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** Refusals of one kind, source and minute, as the decision sees them. */
export interface Refusal {
  readonly isRecorded: boolean;
}

const recorded = (): Refusal => ({ isRecorded: true });

/** One stream for each record, named after its command: records never wait for each other. */
export const refusal = aggregate('audit.refusal', (): Refusal => ({ isRecorded: false }), [
  evolve(AccessForbidden, recorded),
  evolve(LoginFailed, recorded),
  evolve(RateLimitHit, recorded),
  evolve(OthersRefused, recorded),
]);

export type RefusalEvent = EventsOf<typeof refusal>;
