import { evolve } from '#contracts/declare/fold';
import { KpiAlertEnded, KpiAlertRaised } from '#contracts/kpi/kpi-alert-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';
import type { Dates } from '../figure/buckets';

/** The alerts of one figure, whose key figure and scope name the stream. */
export interface KpiAlerts {
  /** The breach that was told and lasts. */
  readonly open: ({ readonly alertId: string } & Dates) | null;
  /** Periods up to this date are settled: what becomes of them is told no more. */
  readonly settledTo: string;
}

const NEVER = '0000-01-01';

export const kpiAlerts = aggregate('kpi.alert', (): KpiAlerts => ({ open: null, settledTo: NEVER }), [
  evolve(KpiAlertRaised, (state, { data: { alertId, from, to } }) => ({ ...state, open: { alertId, from, to } })),
  evolve(KpiAlertEnded, (_, { data: { endedOn } }) => ({ open: null, settledTo: endedOn })),
]);

export type KpiAlertEvent = EventsOf<typeof kpiAlerts>;
