import { Code, Id, Instant, List, LocalDate, Nested } from '../declare/fields';
import { changedThing, foldedBy, LiveChange, liveTopic, readWith, shown } from '../declare/live-topic';
import { DeliveryCorrected, DeliveryRecorded, DeliveryRemoved } from './delivery-events';
import { GetKpis, type KpiItem } from './get-kpis';
import { InspectionCorrected, InspectionRecorded, InspectionRemoved } from './inspection-events';
import { KpiTargetSet } from './kpi-target-events';
import { LineChanged, LineCreated } from './line-events';
import { ProductionCorrected, ProductionRecorded, ProductionRemoved } from './production-events';
import { ProductStandardSet } from './product-standard-events';
import { KPIS } from './kpi-words';
import { ShiftCalendarSet, ShiftExceptionSet } from './shift-calendar-events';
import { StopCorrected, StopEnded, StopRecorded, StopRemoved } from './stop-events';
import { ShownFigure } from './shown-figure';
import { StopReasonChanged, StopReasonCreated } from './stop-reason-events';
import { WipJobChanged, WipJobRecorded, WipJobRemoved } from './wip-job-events';

/** The line, date, order or job that a change is about; each is null where the change is about none, or about several. */
class Touched extends LiveChange {
  @Id({ nullable: true, description: 'Null: of all lines, or of none' }) lineId!: string | null;
  @LocalDate({ nullable: true, description: 'The business date; of a setup the first one; null: all' })
  date!: string | null;
  @Code({ nullable: true, description: 'Of a delivery' }) order!: string | null;
  @Code({ nullable: true, description: 'Of work in progress, where the change tells it' }) job!: string | null;
}

/**
 * Figures have changed. `values`, `asOf` and `knownAt` are those of `GET kpis` for the line and date, so that no figure has
 * a second formula here.
 */
export class LiveKpi extends Touched {
  @List(Nested(() => ShownFigure), {
    max: KPIS.length,
    nullable: true,
    optional: true,
    description:
      "Of `GET kpis?from&to&grain=day&groupBy=line&lineId` for the line and date. Empty: nothing is recorded there. Absent: a later change of the same line and date, which follows, has them. Null: not read; the change is of more than one line's date, or there were too many changes in this second, or the read failed or took too long. Read what is shown",
  })
  values?: readonly ShownFigure[] | null;
  @Instant({ nullable: true, optional: true, description: 'Of the figures' }) asOf?: string | null;
  @Instant({ nullable: true, optional: true, description: 'Of the figures' }) knownAt?: string | null;
}

interface Change {
  readonly lineId: string | null;
  readonly date: string | null;
  readonly order: string | null;
  readonly job: string | null;
}
const NOTHING: Change = { lineId: null, date: null, order: null, job: null };
/** Their figures are of more than a line's date. */
const NO_VALUES = { values: null, asOf: null, knownAt: null };

const ofDay = ({ lineId, date }: { readonly lineId: string | null; readonly date: string }) => ({
  ...NOTHING,
  lineId,
  date,
});
const ofSetup = ({ lineId, validFrom }: { readonly lineId: string | null; readonly validFrom: string }) => ({
  ...NOTHING,
  ...NO_VALUES,
  lineId,
  date: validFrom,
});
const ofLine = ({ lineId }: { readonly lineId: string }) => ({ ...NOTHING, ...NO_VALUES, lineId });
const ofAll = () => ({ ...NOTHING, ...NO_VALUES });
const ofOrder = ({ order }: { readonly order: string }) => ({ ...NOTHING, ...NO_VALUES, order });

interface Figures {
  readonly items: readonly KpiItem[];
  readonly asOf: string;
  readonly knownAt: string;
}

/** Null: none are shown. */
interface FiguresShown {
  readonly values: KpiItem['values'] | null;
  readonly asOf: string | null;
  readonly knownAt: string | null;
}

const figuresOfDay = changedThing(GetKpis, {
  ask: ({ lineId, date }: Change): Partial<GetKpis> | undefined =>
    lineId === null || date === null ? undefined : { from: date, to: date, grain: 'day', groupBy: 'line', lineId },
  show: ({ items: [item], asOf, knownAt }: Figures): FiguresShown => ({ values: item?.values ?? [], asOf, knownAt }),
  unread: NO_VALUES,
});

/** Attendance is in no topic: it is a person's. */
export const kpiTopic = liveTopic({
  name: 'kpi',
  service: 'kpi',
  permission: 'kpi.read',
  shows: LiveKpi,
  projections: ['line-sums'],
  on: [
    ...readWith(figuresOfDay, [
      shown(ProductionRecorded, ofDay),
      shown(ProductionCorrected, ofDay),
      shown(ProductionRemoved, ofDay),
      shown(StopRecorded, ofDay),
      shown(StopEnded, ofDay),
      shown(StopCorrected, ofDay),
      shown(StopRemoved, ofDay),
      shown(ShiftExceptionSet, ofDay),
      ...foldedBy(
        ['inspection'],
        [shown(InspectionRecorded, ofDay), shown(InspectionCorrected, ofDay), shown(InspectionRemoved, ofDay)],
      ),
    ]),
    ...foldedBy(
      ['delivery'],
      [shown(DeliveryRecorded, ofOrder), shown(DeliveryCorrected, ofOrder), shown(DeliveryRemoved, ofOrder)],
    ),
    ...foldedBy(
      ['wip-job'],
      [
        shown(WipJobRecorded, ({ job }) => ({ ...ofAll(), job })),
        shown(WipJobChanged, ofAll),
        shown(WipJobRemoved, ofAll),
      ],
    ),
    shown(ShiftCalendarSet, ofSetup),
    shown(ProductStandardSet, ofSetup),
    shown(KpiTargetSet, ofSetup),
    shown(StopReasonCreated, ofAll),
    shown(StopReasonChanged, ofAll),
    shown(LineCreated, ofLine),
    shown(LineChanged, ofLine),
  ],
});
