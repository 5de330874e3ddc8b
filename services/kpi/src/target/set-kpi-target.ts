import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import { KpiTargetSet, MAX_TARGETS } from '#contracts/kpi/kpi-target-events';
import type { SetKpiTarget } from '#contracts/kpi/set-kpi-target';
import type { Given } from '#libs/event-sourcing';
import type { Lines } from '../line/line';
import { refuseMissingLine } from '../line/line-rules';
import { targetPlace, type KpiTargetEvent, type KpiTargets } from './kpi-targets';

/** That the bounds fit each other is a rule of the request. */
export function setKpiTarget(
  command: SetKpiTarget,
  state: KpiTargets,
  { newId, facts }: Given<Lines>,
): KpiTargetEvent[] {
  const { kpi, lineId, product, area, validFrom, green, amber } = command;
  refuseMissingLine(facts, lineId);
  const former = state.get(targetPlace(command));
  if (!former && state.size >= MAX_TARGETS) refuse('LIMIT_REACHED', { limit: MAX_TARGETS });
  if (former && former.green === green && former.amber === amber) return [];
  return [
    event(KpiTargetSet, {
      targetId: former?.id ?? newId('target'),
      kpi,
      lineId: lineId ?? null,
      product: product ?? null,
      area: area ?? null,
      validFrom,
      green,
      amber,
      before: former ? { green: former.green, amber: former.amber } : null,
    }),
  ];
}
