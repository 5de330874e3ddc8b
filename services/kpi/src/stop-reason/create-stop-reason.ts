import { event } from '#contracts/declare/event';
import { DomainError, faultAt, refuse } from '#contracts/errors';
import type { CreateStopReason } from '#contracts/kpi/create-stop-reason';
import { MAX_STOP_REASONS, StopReasonCreated } from '#contracts/kpi/stop-reason-events';
import { foldedText } from '#contracts/values/text-folding';
import type { Given } from '#libs/event-sourcing';
import type { StopReasonEvent, StopReasons } from './stop-reasons';

export function createStopReason(command: CreateStopReason, state: StopReasons, { newId }: Given): StopReasonEvent[] {
  const reasonId = newId('reason');
  if (state.byId.has(reasonId)) throw new DomainError('CONFLICT', 'This stop reason is there already');
  if (state.byId.size >= MAX_STOP_REASONS) refuse('LIMIT_REACHED', { limit: MAX_STOP_REASONS });
  const { code, name } = command;
  refuseTakenCode(state, code);
  return [event(StopReasonCreated, { reasonId, code, name, class: command.class })];
}

/** A code is unique in the organisation, in any case. `id`: the reason that may have it. */
export function refuseTakenCode({ idByCode }: StopReasons, code: string, id?: string): void {
  const holder = idByCode.get(foldedText(code));
  if (holder !== undefined && holder !== id) throw faultAt('DUPLICATE', '/code', 'is taken');
}
