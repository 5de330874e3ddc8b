import { event } from '#contracts/declare/event';
import { KpiPeriodSet } from '#contracts/kpi/kpi-period-events';
import type { SetKpiPeriod } from '#contracts/kpi/set-kpi-period';
import type { Given } from '#libs/event-sourcing';
import type { Lines } from '../line/line';
import { refuseMissingLine } from '../line/line-rules';
import { periodOf, type KpiPeriodEvent, type KpiPeriods } from './kpi-periods';

export function setKpiPeriod(
  { lineId, through, reason }: SetKpiPeriod,
  state: KpiPeriods,
  { newId, facts }: Given<Lines>,
): KpiPeriodEvent[] {
  refuseMissingLine(facts, lineId);
  const former = periodOf(state, lineId);
  if (former && former.through === through && former.reason === reason) return [];
  const periodId = former?.id ?? newId('period');
  const before = former?.through ?? null;
  return [event(KpiPeriodSet, { periodId, lineId: lineId ?? null, through, reason, before })];
}
