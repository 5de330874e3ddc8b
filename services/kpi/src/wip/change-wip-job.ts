import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import type { ChangeWipJob } from '#contracts/kpi/change-wip-job';
import { MAX_HOLDS, WipJobChanged, type WipHold, type WipJobParts } from '#contracts/kpi/wip-job-events';
import type { Given } from '#libs/event-sourcing';
import type { WipJob, WipJobEvent } from './wip-job';
import {
  keptParts,
  presentParts,
  refuseClosedPast,
  refuseJobAhead,
  statedHolds,
  type WipJobFacts,
} from './wip-job-rules';

/** An absent field stays; an end of null opens the job again. */
export function changeWipJob(command: ChangeWipJob, state: WipJob, given: Given<WipJobFacts>): WipJobEvent[] {
  const before = presentParts(state);
  const changed: WipJobParts = {
    product: command.product ?? before.product,
    startedAt: command.startedAt ?? before.startedAt,
    endedAt: command.endedAt === undefined ? before.endedAt : command.endedAt,
    holds: holdsAfter(command, before, given.now),
  };
  const parts = keptParts(changed, command.holds === undefined ? 'kept' : 'stated');
  if (parts.holds.length > MAX_HOLDS) refuse('LIMIT_REACHED', { holds: MAX_HOLDS });
  refuseJobAhead(command, before, given.facts);
  refuseClosedPast(before, parts, given);
  if (isSame(parts, before)) return [];
  return [event(WipJobChanged, { jobId: command.jobId, batchId: null, parts, before })];
}

function holdsAfter({ holds, onHold }: ChangeWipJob, before: WipJobParts, now: string): readonly WipHold[] {
  if (holds !== undefined) return statedHolds(holds);
  const isHeld = before.holds.some(({ to }) => to === null);
  if (onHold === undefined || onHold === isHeld) return before.holds;
  if (onHold) return [...before.holds, { from: now, to: null }];
  return before.holds.map(({ from, to }) => ({ from, to: to ?? now }));
}

function isSame(one: WipJobParts, other: WipJobParts): boolean {
  return (
    one.product === other.product &&
    one.startedAt === other.startedAt &&
    one.endedAt === other.endedAt &&
    one.holds.length === other.holds.length &&
    one.holds.every(({ from, to }, at) => from === other.holds[at]?.from && to === other.holds[at]?.to)
  );
}
