import type { RecordRefusals } from '#contracts/audit/record-refusals';
import { AccessForbidden, LoginFailed, OthersRefused, RateLimitHit } from '#contracts/audit/refusal-events';
import { event } from '#contracts/declare/event';
import type { Refusal, RefusalEvent } from './refusal';

const EVENTS = {
  forbidden: AccessForbidden,
  login_failed: LoginFailed,
  rate_limited: RateLimitHit,
  others: OthersRefused,
} as const;

export function recordRefusals(command: RecordRefusals, { isRecorded }: Refusal): RefusalEvent[] {
  if (isRecorded) return [];
  const { kind, source, routes, count, minute } = command;
  return [event(EVENTS[kind], { source, routes, count, minute }) as RefusalEvent];
}
