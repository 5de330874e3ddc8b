import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { ChangeStopReason } from '#contracts/kpi/change-stop-reason';
import { StopReasonChanged } from '#contracts/kpi/stop-reason-events';
import type { Given } from '#libs/event-sourcing';
import { refuseClosedPast, type SetupFacts } from '../period/closed-setup';
import { refuseTakenCode } from './create-stop-reason';
import type { StopReasonEvent, StopReasons } from './stop-reasons';

/** An absent field stays. A changed class counts for every stop of that reason, also for those of the past. */
export function changeStopReason(
  { reasonId, ...said }: ChangeStopReason,
  state: StopReasons,
  given: Given<Pick<SetupFacts, 'periods'>>,
): StopReasonEvent[] {
  const reason = state.byId.get(reasonId);
  if (!reason) throw new DomainError('NOT_FOUND', 'There is no such stop reason');
  const changed = {
    code: said.code ?? reason.code,
    name: said.name ?? reason.name,
    class: said.class ?? reason.class,
  };
  if (changed.code === reason.code && changed.name === reason.name && changed.class === reason.class) return [];
  if (changed.class !== reason.class) refuseClosedPast('/class', given);
  refuseTakenCode(state, changed.code, reasonId);
  return [event(StopReasonChanged, { reasonId, ...changed })];
}
