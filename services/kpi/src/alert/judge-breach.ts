import { event } from '#contracts/declare/event';
import { KpiAlertEnded, KpiAlertRaised, type AlertedFigure } from '#contracts/kpi/kpi-alert-events';
import type { TargetAlert } from '#contracts/kpi/kpi-target-events';
import type { KpiUnit } from '#contracts/kpi/kpi-words';
import type { Given } from '#libs/event-sourcing';
import type { Dates } from '../figure/buckets';
import type { TargetStatus } from '../target/judge-target';
import type { KpiAlertEvent, KpiAlerts } from './kpi-alerts';

/** A period that is over, as its figure and the target of its time are known now. */
export interface JudgedPeriod extends Dates {
  /**
   * Null: it has no figure, or one that is not final yet, or no target, or was over before the target was set. It neither
   * breaks a breach nor lasts it.
   */
  readonly judged: { readonly status: TargetStatus; readonly value: string; readonly amber: string } | null;
}

export interface JudgeBreach {
  readonly figure: AlertedFigure & { readonly unit: KpiUnit };
  readonly alert: Pick<TargetAlert, 'grain' | 'periods'>;
  /** Null: all who may read key figures. */
  readonly told: readonly string[] | null;
  /** One after the other, the latest last. */
  readonly periods: readonly JudgedPeriod[];
}

/**
 * A breach that has lasted for so many periods is told once. It ends with a period that is not red, and so does one whose
 * own periods were mended since; the periods up to there raise nothing again.
 */
export function judgeBreach(
  { figure: { unit, ...figure }, alert: { grain, periods: wanted }, told, periods }: JudgeBreach,
  { open: lasting, settledTo }: KpiAlerts,
  { newId, now: asOf }: Given,
): KpiAlertEvent[] {
  const events: KpiAlertEvent[] = [];
  let open = lasting;
  let red: Dates[] = [];
  for (const { from, to, judged } of periods) {
    if (!judged || to <= settledTo || (open && to < open.from)) continue;
    const { status, value, amber } = judged;
    if (status !== 'red') {
      const end = { reason: 'not_red', endedOn: to, value, status } as const;
      if (open) events.push(event(KpiAlertEnded, { alertId: open.alertId, ...figure, ...end }));
      [open, red] = [null, []];
      continue;
    }
    red.push({ from, to });
    if (open || red.length < wanted) continue;
    open = { alertId: newId(`alert/${to}`), from: red[0]?.from ?? from, to };
    events.push(event(KpiAlertRaised, { ...open, ...figure, grain, periods: wanted, value, unit, amber, asOf, told }));
  }
  return events;
}

/** The target raises alerts no more: what it told is over, and the periods up to the date are settled. */
export function endUnwatched(
  { figure, date }: { readonly figure: AlertedFigure; readonly date: string },
  { open }: KpiAlerts,
): KpiAlertEvent[] {
  if (!open) return [];
  const end = { reason: 'not_watched', endedOn: date, value: null, status: null } as const;
  return [event(KpiAlertEnded, { alertId: open.alertId, ...figure, ...end })];
}
