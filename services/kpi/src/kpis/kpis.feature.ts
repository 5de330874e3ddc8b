import { GetKpiLineage } from '#contracts/kpi/get-kpi-lineage';
import { GetKpiLosses } from '#contracts/kpi/get-kpi-losses';
import { GetKpis } from '#contracts/kpi/get-kpis';
import { GetStopPareto } from '#contracts/kpi/get-stop-pareto';
import { ListMissingData } from '#contracts/kpi/list-missing-data';
import { kpiTopic } from '#contracts/kpi/live-topics';
import { momentQuery, type Feature } from '#libs/runtime';
import { tracedHours, tracedSpells } from '../attendance/attendance-trace.query';
import { attendanceHoursProjection, attendanceProjection } from '../attendance/attendance.projection';
import { tracedDeliveries } from '../delivery/delivery-trace.query';
import { deliveryProjection } from '../delivery/delivery.projection';
import { tracedInspections } from '../inspection/inspection-trace.query';
import { inspectionProjection } from '../inspection/inspection.projection';
import { tracedJobs } from '../wip/wip-trace.query';
import { kpiPeriodProjection } from '../period/kpi-period.projection';
import { wipJobProjection } from '../wip/wip-job.projection';
import { lineSumsProjection } from '../line-sums/line-sums.projection';
import { getKpiLineage } from './get-kpi-lineage.query';
import { getKpiLosses } from './get-kpi-losses.query';
import { getKpis, knownAtOfPage } from './get-kpis.query';
import { getStopPareto } from './get-stop-pareto.query';
import { knownAtIn } from './lineage-name';
import { lineSource } from './line-trace.query';
import { listMissingData } from './list-missing-data.query';

/** Every input of figures. */
export const FIGURE_SOURCES = [lineSource, tracedInspections, tracedDeliveries, tracedHours, tracedSpells, tracedJobs];
const ofLines = {
  reads: [lineSumsProjection],
  asked: ({ knownAt }: { readonly knownAt?: string }) => knownAt,
};
export const FIGURE_READS = [
  lineSumsProjection,
  inspectionProjection,
  deliveryProjection,
  attendanceProjection,
  attendanceHoursProjection,
  wipJobProjection,
];

export const kpisFeature: Feature = {
  wirings: [
    momentQuery(GetKpis, getKpis(FIGURE_SOURCES), { reads: FIGURE_READS, asked: knownAtOfPage }),
    momentQuery(GetKpiLineage, getKpiLineage(FIGURE_SOURCES), {
      reads: FIGURE_READS,
      asked: ({ lineage }) => knownAtIn(lineage),
    }),
    momentQuery(GetKpiLosses, getKpiLosses, ofLines),
    momentQuery(GetStopPareto, getStopPareto, ofLines),
    momentQuery(ListMissingData, listMissingData, {
      asked: () => undefined,
      reads: [
        lineSumsProjection,
        inspectionProjection,
        deliveryProjection,
        attendanceHoursProjection,
        wipJobProjection,
        kpiPeriodProjection,
      ],
    }),
  ],
  projections: [lineSumsProjection],
  topics: [kpiTopic],
};
