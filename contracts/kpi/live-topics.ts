import { Id, LocalDate } from '../declare/fields';
import { LiveChange, liveTopic, shown } from '../declare/live-topic';
import { KpiTargetSet } from './kpi-target-events';
import { LineChanged, LineCreated } from './line-events';
import { ProductionCorrected, ProductionRecorded, ProductionRemoved } from './production-events';
import { ProductStandardSet } from './product-standard-events';
import { ShiftCalendarSet, ShiftExceptionSet } from './shift-calendar-events';
import { StopCorrected, StopEnded, StopRecorded, StopRemoved } from './stop-events';
import { StopReasonChanged, StopReasonCreated } from './stop-reason-events';

/** Figures of a line and time have changed: `GET kpis` shows them now, so that no figure has a second formula here. */
export class LiveKpi extends LiveChange {
  @Id({ nullable: true, description: 'Null: of all lines' }) lineId!: string | null;
  @LocalDate({ nullable: true, description: 'The business date from which figures changed; null: all' })
  date!: string | null;
}

const ofDay = ({ lineId, date }: { readonly lineId: string; readonly date: string }) => ({ lineId, date });
const ofSetup = ({ lineId, validFrom }: { readonly lineId: string | null; readonly validFrom: string }) => ({
  lineId,
  date: validFrom,
});

export const kpiTopic = liveTopic({
  name: 'kpi',
  service: 'kpi',
  permission: 'kpi.read',
  shows: LiveKpi,
  projections: ['line-sums'],
  on: [
    shown(ProductionRecorded, ofDay),
    shown(ProductionCorrected, ofDay),
    shown(ProductionRemoved, ofDay),
    shown(StopRecorded, ofDay),
    shown(StopEnded, ofDay),
    shown(StopCorrected, ofDay),
    shown(StopRemoved, ofDay),
    shown(ShiftCalendarSet, ofSetup),
    shown(ShiftExceptionSet, ({ lineId, date }) => ({ lineId, date })),
    shown(ProductStandardSet, ofSetup),
    shown(KpiTargetSet, ofSetup),
    shown(StopReasonCreated, () => ({ lineId: null, date: null })),
    shown(StopReasonChanged, () => ({ lineId: null, date: null })),
    shown(LineCreated, ({ lineId }) => ({ lineId, date: null })),
    shown(LineChanged, ({ lineId }) => ({ lineId, date: null })),
  ],
});
