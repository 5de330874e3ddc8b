import { event } from '#contracts/declare/event';
import { faultAt } from '#contracts/errors';
import { KpiPeriodSet } from '#contracts/kpi/kpi-period-events';
import type { SetKpiPeriod } from '#contracts/kpi/set-kpi-period';
import type { Given } from '#libs/event-sourcing';
import type { Lines } from '../line/line';
import { refuseMissingLine } from '../line/line-rules';
import { periodOf, type KpiPeriodEvent, type KpiPeriods } from './kpi-periods';

export interface PeriodFacts {
  readonly lines: Lines;
  /** In the organisation's time zone. */
  readonly today: string;
}

/** What is not over yet cannot be reported. */
export function setKpiPeriod(
  { lineId, through, reason }: SetKpiPeriod,
  state: KpiPeriods,
  { newId, facts }: Given<PeriodFacts>,
): KpiPeriodEvent[] {
  refuseMissingLine(facts.lines, lineId);
  if (through !== null && through > facts.today) {
    throw faultAt('VALIDATION_FAILED', '/through', `must be ${facts.today} or before`, 'RANGE');
  }
  const former = periodOf(state, lineId);
  if (former && former.through === through && former.reason === reason) return [];
  const periodId = former?.id ?? newId('period');
  const before = former?.through ?? null;
  return [event(KpiPeriodSet, { periodId, lineId: lineId ?? null, through, reason, before })];
}
